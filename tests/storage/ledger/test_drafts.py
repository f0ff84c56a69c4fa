"""Drafts: every call may come twice, and nobody touches another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.errors import NotFound
from storage.ledger.draft_files import NewAttachment
from storage.ledger.draft_words import joined
from storage.ledger.drafts import (
    Said,
    choose_enterprise,
    correct,
    current_draft,
    end_draft,
    forget_files,
    forget_words,
    get_draft,
    mean_case,
    open_drafts,
    set_draft,
    take_in,
)
from storage.ledger.submitting import submit_report, submit_words
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import AttachmentKind
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import Zone


def test_begin_draft_again_is_the_draft_as_it_stands(zone: Zone) -> None:
    begin(zone)
    said = say(zone, 10, "停电了（示例）")

    assert begin(zone, choice="other") == said
    assert said.cause == "draft:1"


def test_take_in_puts_messages_in_the_order_in_which_they_were_sent(zone: Zone) -> None:
    begin(zone)
    say(zone, 12, "第三句")
    say(zone, 10, "第一句")
    view = say(zone, 11, "第二句")

    assert view.text == "第一句\n第二句\n第三句"


def test_take_in_the_same_message_again_replaces_its_words_and_adds_nothing(zone: Zone) -> None:
    begin(zone)
    say(zone, 10, "停点了", PHOTO)
    view = say(zone, 10, "停电了", PHOTO)

    assert (view.text, view.attachments) == ("停电了", (AttachmentKind.PHOTO,))


def test_take_in_as_many_files_as_the_policy_allows(zone: Zone) -> None:
    limit = zone.ledger.policy.attachments.max_per_case
    begin(zone)
    with zone.undone():
        for message_id in range(limit):
            say(zone, message_id, "", PHOTO)
            assert say(zone, message_id, "", PHOTO).is_full is (message_id == limit - 1)
        say(zone, limit, "还有一张", PHOTO)
        say(zone, 0, "", PHOTO)  # one that is there already
        view = say(zone, limit + 1, "只有字")

    assert (view.text, len(view.attachments)) == ("还有一张\n只有字", limit)


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (["甲", "乙"], "甲\n乙"),
        (["甲", "", "乙"], "甲\n乙"),  # a photo without words
        (["甲" * 4096, "乙", "丙"], "甲" * 4096 + "乙\n丙"),  # Telegram cut the first in two
        (["甲" * 4095, "乙"], "甲" * 4095 + "\n乙"),
        (["🏭" * 2048, "乙"], "🏭" * 2048 + "乙"),  # it counts in UTF-16 units
        (["", ""], ""),
    ],
)
def test_joined_is_a_line_for_each_message(texts: list[str], text: str) -> None:
    assert joined([[place, words] for place, words in enumerate(texts)]) == text


def test_correct_finds_the_draft_that_took_the_message_in(zone: Zone) -> None:
    begin(zone, 1)
    say(zone, 10, "旧话", draft_id=1)
    begin(zone, 2)
    say(zone, 20, "另一件", draft_id=2)

    view = zone.run(correct, zone.who.reporter, Said(message_id=10, text="新话"))

    assert view is not None
    assert (view.id, view.text) == (1, "新话")
    current = zone.run(current_draft, zone.who.reporter)
    assert current is not None
    assert current.id == 2  # what the conversation is about stays
    assert zone.run(correct, zone.who.reporter, Said(message_id=30, text="新话")) is None
    zone.run(end_draft, 1, zone.who.reporter, now=zone.now)
    assert zone.run(correct, zone.who.reporter, Said(message_id=10, text="晚了")) is None


def test_correct_puts_a_file_in_place_of_the_one_before(zone: Zone) -> None:
    begin(zone)
    say(zone, 10, "", PHOTO)
    say(zone, 11, "一句话")
    video = NewAttachment(kind=AttachmentKind.VIDEO, file_id="video")
    zone.run(correct, zone.who.reporter, Said(message_id=10, text="", attachment=video))
    view = zone.run(correct, zone.who.reporter, Said(message_id=11, text="一句话", attachment=PHOTO))

    assert view is not None
    assert view.attachments == (AttachmentKind.VIDEO, AttachmentKind.PHOTO)


def test_current_draft_is_the_one_touched_last(zone: Zone) -> None:
    person = zone.who.reporter
    assert zone.run(current_draft, person) is None
    begin(zone, 1)
    zone.later(minutes=1)
    begin(zone, 2)
    begin(zone, 3, person_id=zone.who.colleague)
    zone.later(minutes=1)
    say(zone, 10, "第一件", draft_id=1)

    assert [draft.id for draft in zone.run(open_drafts, person)] == [1, 2]
    for _ in range(2):
        zone.run(end_draft, 1, person, now=zone.now)
    assert not zone.run(get_draft, 1, person).is_open
    current = zone.run(current_draft, person)
    assert current is not None
    assert current.id == 2


def test_forget_words_and_files_leave_the_rest(zone: Zone) -> None:
    begin(zone)
    say(zone, 10, "停电了", PHOTO)
    zone.run(set_draft, 1, zone.who.reporter, now=zone.now, urgency=Urgency.URGENT)

    words = zone.run(forget_words, 1, zone.who.reporter, now=zone.now)
    assert (words.text, words.attachments, words.urgency) == ("", (AttachmentKind.PHOTO,), Urgency.URGENT)
    say(zone, 11, "停水了")
    files = zone.run(forget_files, 1, zone.who.reporter, now=zone.now)
    assert (files.text, files.attachments, files.urgency) == ("停水了", (), Urgency.URGENT)


def test_draft_is_its_owners_alone(zone: Zone) -> None:
    begin(zone)
    thief = zone.who.colleague
    now = zone.now
    tries: list[Callable[[], object]] = [
        lambda: zone.run(get_draft, 1, thief),
        lambda: zone.run(take_in, 1, thief, Said(message_id=1, text="x"), now=now),
        lambda: zone.run(set_draft, 1, thief, now=now, urgency=Urgency.URGENT),
        lambda: zone.run(choose_enterprise, 1, thief, zone.who.enterprise, now=now),
        lambda: zone.run(forget_words, 1, thief, now=now),
        lambda: zone.run(forget_files, 1, thief, now=now),
        lambda: zone.run(end_draft, 1, thief, now=now),
        lambda: zone.run(submit_report, 1, thief, now=now),
        lambda: zone.run(submit_words, 1, thief, now=now),
        lambda: zone.run(get_draft, 99, zone.who.reporter),
    ]
    before = zone.run(get_draft, 1, zone.who.reporter)

    for go in tries:
        with pytest.raises(NotFound):
            go()

    assert zone.run(get_draft, 1, zone.who.reporter) == before


@pytest.mark.parametrize(
    ("name", "may"),
    [("reporter", True), ("lead", True), ("member", True), ("manager", True)]
    + [(name, False) for name in ("outsider", "other_officer", "liaison", "leader", "stranger")],
)
def test_choose_enterprise_that_is_ones_own(zone: Zone, name: str, may: bool) -> None:
    person_id = getattr(zone.who, name)
    begin(zone, person_id=person_id)

    try:
        view = zone.run(choose_enterprise, 1, person_id, zone.who.enterprise, now=zone.now)
        chosen = view.enterprise_id
    except NotFound:
        chosen = None

    assert chosen == (zone.who.enterprise if may else None)


def test_mean_case_makes_the_draft_words_about_it(zone: Zone) -> None:
    case_id = zone.at(State.NEEDS_INFO)
    begin(zone, enterprise_id=zone.who.enterprise)
    say(zone, 10, "电话是真的（示例）")

    view = zone.run(mean_case, 1, zone.who.reporter, action=Action.ANSWER, case_id=case_id, now=zone.now)

    assert (view.action, view.case_id, view.enterprise_id) == (Action.ANSWER, case_id, None)
    assert (view.turn, view.case_number) == (zone.case(case_id).turn, "ZQ261124-001")
    begin(zone, 2, person_id=zone.who.outsider)
    with pytest.raises(NotFound):
        zone.run(mean_case, 2, zone.who.outsider, action=Action.ANSWER, case_id=case_id, now=zone.now)
