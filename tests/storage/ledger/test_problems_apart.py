"""提交 of several problems apart: each is a case, all in one change, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotAllowed, NotFound
from storage.ledger import understood
from storage.ledger.drafts import end_draft, get_draft, set_draft
from storage.ledger.submitting import Submitted, submit_problems, submit_report
from storage.rules.understanding import Understanding, understand
from storage.rules.urgency import Urgency
from storage.tables import Case
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import Zone, local

POWER, PERMIT, HANDS = "1. 变压器要增容，明天之前要批下来", "2. 货车通行证办不下来", "3. 招不到焊工"
NUMBERS = ["ZQ261124-001", "ZQ261124-002", "ZQ261124-003"]
APART = tuple(
    Submitted(number=number, text=text) for number, text in zip(NUMBERS, (POWER, PERMIT, HANDS), strict=True)
)


@pytest.fixture(autouse=True)
def line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is a problem of its own, whatever else is understood."""

    def understand_lines(text: str, *how: Any) -> Understanding:
        lines = tuple(text.splitlines())
        return replace(understand(text, *how), problems=lines if len(lines) > 1 else ())

    monkeypatch.setattr(understood, "_understand", understand_lines)


def report(zone: Zone, *texts: str, files: bool = False, **changes: Any) -> None:
    """A draft of the reporter with these messages in it."""
    begin(zone, **{"enterprise_id": zone.who.enterprise, **changes})
    for place, text in enumerate(texts):
        say(zone, 10 + place, text, PHOTO if files else None)


def cases(zone: Zone) -> list[tuple[str, str, Urgency, bool]]:
    """Category, cause, urgency of every case, and whether a date is known; by number."""

    def read(session: LedgerSession) -> Iterator[tuple[str, str, Urgency, bool]]:
        for case in session.exec(select(Case).order_by(col(Case.number))):
            yield case.cause, case.category, case.urgency, case.needed_by is not None

    return zone.run(lambda session: list(read(session)))


def test_each_problem_is_a_case_as_it_was_understood(zone: Zone) -> None:
    report(zone, POWER, PERMIT, HANDS)

    submitted = zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert submitted == APART
    assert cases(zone) == [
        ("draft:1", "utilities", Urgency.URGENT, True),
        ("draft:1:2", "transport", Urgency.NORMAL, False),
        ("draft:1:3", "staffing", Urgency.NORMAL, False),
    ]
    assert zone.run(get_draft, 1, zone.who.reporter).is_submitted


def test_what_was_chosen_holds_for_all(zone: Zone) -> None:
    report(zone, POWER, PERMIT)
    zone.run(set_draft, 1, zone.who.reporter, now=zone.now, category="other", urgency=Urgency.INQUIRY)

    zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert [(category, urgency) for _, category, urgency, _ in cases(zone)] == [
        ("other", Urgency.INQUIRY),
        ("other", Urgency.INQUIRY),
    ]


def test_files_go_to_the_first(zone: Zone) -> None:
    report(zone, POWER, PERMIT, files=True)

    zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert [len(zone.look(case_id, zone.who.lead).files) for case_id in (1, 2)] == [2, 0]


@pytest.mark.parametrize("first", [submit_problems, submit_report])
@pytest.mark.parametrize("second", [submit_problems, submit_report])
def test_whatever_is_pressed_second_changes_nothing(zone: Zone, first: Any, second: Any) -> None:
    report(zone, POWER, PERMIT, HANDS)
    zone.run(first, 1, zone.who.reporter, now=zone.now)
    stored = zone.stored()
    zone.later(minutes=1)

    zone.run(second, 1, zone.who.reporter, now=zone.now)

    assert zone.stored() == stored
    told = zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)
    assert [one.number for one in told] == (NUMBERS if first is submit_problems else NUMBERS[:1])


def test_again_it_says_what_was_submitted_whatever_would_be_understood_now(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(zone, POWER, PERMIT, HANDS)
    zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    monkeypatch.setattr(understood, "_understand", understand)  # another policy, another version

    assert zone.run(submit_problems, 1, zone.who.reporter, now=zone.now) == APART


def test_text_of_one_problem_is_one_case_with_its_files(zone: Zone) -> None:
    report(zone, "", files=True)

    submitted = zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert submitted == (Submitted(number="ZQ261124-001", text="（见附件 1 个）"),)
    assert len(zone.look(1, zone.who.lead).files) == 1


def test_all_of_it_or_nothing(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    report(zone, POWER, " ", HANDS)
    stored = zone.stored()

    with pytest.raises(Incomplete):
        zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert zone.stored() == stored
    assert zone.run(get_draft, 1, zone.who.reporter).is_open


def test_draft_that_was_left_or_lacks_its_enterprise_is_not_submitted(zone: Zone) -> None:
    report(zone, POWER, PERMIT, enterprise_id=None)
    with pytest.raises(Incomplete):
        zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)
    zone.run(end_draft, 1, zone.who.reporter, now=zone.now)

    for somebody in (zone.who.reporter, zone.who.outsider):
        with pytest.raises(NotFound):
            zone.run(submit_problems, 1, somebody, now=zone.now)
    assert cases(zone) == []


def test_enterprise_that_is_not_theirs_any_more_gets_none_of_them(zone: Zone) -> None:
    report(zone, POWER, PERMIT, enterprise_id=zone.who.unled_enterprise)

    with pytest.raises(NotAllowed):
        zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert cases(zone) == []


def test_each_has_its_number_of_the_day_on_which_it_was_submitted(zone: Zone) -> None:
    report(zone, POWER, PERMIT)
    zone.now = local("2026-11-25 09:00")

    submitted = zone.run(submit_problems, 1, zone.who.reporter, now=zone.now)

    assert [one.number for one in submitted] == ["ZQ261125-001", "ZQ261125-002"]
