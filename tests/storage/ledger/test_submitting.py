"""提交: a draft becomes a case or an act, once."""

from __future__ import annotations

import pytest

from storage.errors import Incomplete, NotFound, Stale
from storage.ledger.drafts import end_draft, get_draft
from storage.ledger.submitting import choice_of, submit_report, submit_words, target_of
from storage.ledger.values import Target
from storage.rules.words import Action, Result, State
from storage.tables import Source
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import Zone


def test_submit_report_twice_is_one_case(zone: Zone) -> None:
    begin(zone, enterprise_id=zone.who.enterprise)
    say(zone, 10, "车间停电两次（示例）", PHOTO)
    first = zone.run(submit_report, 1, zone.who.reporter, now=zone.now)
    stored = zone.stored()
    zone.later(hours=1)

    assert zone.run(submit_report, 1, zone.who.reporter, now=zone.now) == first
    assert zone.stored() == stored
    assert not zone.run(get_draft, 1, zone.who.reporter).is_open
    view = zone.look(first.case_id, zone.who.lead)
    assert (view.text, view.reporter_name, len(view.files)) == ("车间停电两次（示例）", "王示例", 1)


def test_submit_report_of_a_draft_that_was_left(zone: Zone) -> None:
    begin(zone, enterprise_id=zone.who.enterprise)
    say(zone, 10, "车间停电两次（示例）")
    zone.run(end_draft, 1, zone.who.reporter, now=zone.now)

    with pytest.raises(NotFound):
        zone.run(submit_report, 1, zone.who.reporter, now=zone.now)


@pytest.mark.parametrize(("enterprise", "text"), [(False, "停电（示例）"), (True, "")])
def test_submit_report_that_lacks_something_stays_open(zone: Zone, enterprise: bool, text: str) -> None:
    begin(zone, enterprise_id=zone.who.enterprise if enterprise else None)
    say(zone, 10, text)

    with pytest.raises(Incomplete):
        zone.run(submit_report, 1, zone.who.reporter, now=zone.now)

    assert zone.run(get_draft, 1, zone.who.reporter).is_open


def test_submit_report_of_an_officer_is_for_the_contact_listed_first(zone: Zone) -> None:
    begin(zone, person_id=zone.who.lead, enterprise_id=zone.who.enterprise, source=Source.PHONE)
    say(zone, 3, "停电（示例）", by=zone.who.lead)

    done = zone.run(submit_report, 1, zone.who.lead, now=zone.now)

    view = zone.look(done.case_id, zone.who.reporter)
    assert (view.reporter_name, view.source, done.state) == ("王示例", Source.PHONE, State.SUBMITTED)


def test_submit_words_twice_is_one_act(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    turn = zone.case(case_id).turn
    begin(zone, action=Action.ANSWER, case_id=case_id, turn=turn)
    say(zone, 10, "已经补充（示例）")
    first = zone.run(submit_words, 1, zone.who.reporter, now=zone.now)
    stored = zone.stored()

    assert zone.run(submit_words, 1, zone.who.reporter, now=zone.now) == first
    assert zone.stored() == stored
    assert zone.entries(case_id)[-1].text == "已经补充（示例）"


def test_submit_words_on_a_case_that_has_changed_keeps_the_draft(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    begin(zone, action=Action.ANSWER, case_id=case_id, turn=zone.case(case_id).turn)
    say(zone, 10, "已经补充（示例）")
    zone.act(Action.UNASK, case_id, zone.who.lead)

    with pytest.raises(Stale):
        zone.run(submit_words, 1, zone.who.reporter, now=zone.now)

    assert zone.run(get_draft, 1, zone.who.reporter).is_open


def test_submit_words_of_a_resolution_carry_its_result(zone: Zone) -> None:
    case_id = zone.at(State.IN_PROGRESS)
    begin(zone, person_id=zone.who.lead, action=Action.RESOLVE, case_id=case_id, choice=Result.EXPLAINED)
    say(zone, 3, "已解释（示例）", by=zone.who.lead)

    zone.run(submit_words, 1, zone.who.lead, now=zone.now)

    assert zone.case(case_id).result is Result.EXPLAINED


def test_submit_words_after_a_rating_are_its_comment(zone: Zone) -> None:
    case_id = zone.at(State.CLOSED)
    zone.act(Action.RATE, case_id, zone.who.reporter, text="")
    begin(zone, action=Action.RATE, case_id=case_id)
    say(zone, 10, "来得快（示例）")

    zone.run(submit_words, 1, zone.who.reporter, now=zone.now)

    rating, comment = zone.entries(case_id)[-2:]
    assert (comment.rating, comment.text) == (rating.rating, "来得快（示例）")


@pytest.mark.parametrize("target", [Target(person_id=3), Target(person_id=3, department_id=9)])
def test_choice_of_a_target_reads_back(target: Target) -> None:
    assert target_of(choice_of(target)) == target
