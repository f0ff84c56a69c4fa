"""What delivery asks and tells: what is due in which order, what is done, what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage.database import LedgerSession
from storage.ledger.outbox import (
    Notice,
    ShownCard,
    close_unaddressed,
    dispatch,
    drop_notice,
    due_notices,
    forget_prompt,
    keep_card,
    keep_prompt,
    mark_done,
    mark_sent,
    move_chat,
    put_off_notice,
    shown_card,
)
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import NoticeKind, Outbox, Sent
from tests.storage.ledger.zone import Zone, chat_of

CHAT = -100_123


def row_of(session: LedgerSession, notice_id: int) -> dict[str, Any]:
    return session.get_one(Outbox, notice_id).model_dump()


def sent_count(session: LedgerSession) -> int:
    return len(session.exec(select(Sent)).all())


def due(zone: Zone, **options: Any) -> list[Notice]:
    return zone.run(due_notices, zone.now, **options)


def event(zone: Zone, case_id: int, audience: Audience) -> Notice:
    return [
        notice
        for notice in due(zone)
        if (notice.case_id, notice.audience, notice.kind) == (case_id, audience, NoticeKind.EVENT)
    ][-1]


def chats(zone: Zone, notice_id: int) -> list[int]:
    return [parcel.to.chat_id for parcel in zone.run(dispatch, notice_id, zone.now).parcels]


# What is due


def test_due_urgent_first_then_as_asked_for(zone: Zone) -> None:
    plain = zone.open()
    zone.later(minutes=1)
    other = zone.open()
    zone.later(minutes=1)
    critical = zone.open(urgency=Urgency.CRITICAL)

    assert [(notice.case_id, notice.topic) for notice in due(zone)] == [
        (critical, Action.OPEN),
        (critical, "card"),
        (plain, Action.OPEN),
        (plain, "card"),
        (other, Action.OPEN),
        (other, "card"),
    ]
    assert len(due(zone, limit=2)) == 2
    assert [notice.case_id for notice in due(zone, besides=[n.id for n in due(zone)[:4]])] == [other, other]


def test_due_is_what_is_not_done_and_not_put_off(zone: Zone) -> None:
    zone.open()
    first, second = due(zone)
    zone.run(mark_done, first.id, wanted=first.wanted, now=zone.now)
    until = zone.now + timedelta(seconds=30)
    zone.run(put_off_notice, second.id, until=until)

    assert due(zone) == []
    zone.now = until
    assert [(notice.id, notice.tries) for notice in due(zone)] == [(second.id, 1)]


# Marking


def test_mark_sent_leaves_out_the_chat_that_has_it(zone: Zone) -> None:
    notice = event(zone, zone.open(), Audience.CONTACTS)
    reporter, colleague = chat_of(zone.who.reporter), chat_of(zone.who.colleague)
    assert chats(zone, notice.id) == [reporter, colleague]

    for _ in range(2):  # the commit is repeated, never the effect
        zone.run(mark_sent, notice.id, chat_id=reporter, message_id=5, now=zone.now)

    assert chats(zone, notice.id) == [colleague]
    assert zone.run(sent_count) == 1


def test_mark_done_is_final_and_may_be_repeated(zone: Zone) -> None:
    notice = event(zone, zone.open(), Audience.CONTACTS)
    assert zone.run(mark_done, notice.id, wanted=1, now=zone.now)
    at = zone.now
    zone.later(hours=1)

    assert zone.run(mark_done, notice.id, wanted=1, now=zone.now)

    assert zone.run(row_of, notice.id)["done_at"] == at
    assert chats(zone, notice.id) == []


def test_drop_notice_says_why_unless_it_was_asked_for_again(zone: Zone) -> None:
    case_id = zone.open()
    card = next(notice for notice in due(zone) if notice.kind is NoticeKind.CARD)
    zone.act(Action.ACCEPT, case_id, zone.who.lead)

    assert not zone.run(drop_notice, card.id, wanted=card.wanted, reason="refused", now=zone.now)
    assert zone.run(row_of, card.id)["dropped"] is None
    assert zone.run(drop_notice, card.id, wanted=card.wanted + 1, reason="refused", now=zone.now)
    assert zone.run(row_of, card.id)["dropped"] == "refused"


def test_close_unaddressed_waits_for_who_may_join(zone: Zone) -> None:
    who = zone.who
    case_id = zone.acts(zone.open(), (Action.URGE, who.reporter))
    notice = event(zone, case_id, Audience.HANDLER)
    zone.unreachable(who.lead, who.member, who.member2, who.manager, who.manager2)

    zone.run(close_unaddressed, notice.id, patience=timedelta(hours=1), now=zone.now)

    row = zone.run(row_of, notice.id)
    assert (row["done_at"], row["not_before"]) == (None, zone.now + timedelta(hours=1))


def test_close_unaddressed_stays_due_for_who_has_just_joined(zone: Zone) -> None:
    case_id = zone.acts(zone.open(), (Action.URGE, zone.who.reporter))
    notice = event(zone, case_id, Audience.HANDLER)

    zone.run(close_unaddressed, notice.id, patience=timedelta(hours=1), now=zone.now)

    assert notice in due(zone)


def test_close_unaddressed_drops_what_is_meant_for_nobody(zone: Zone) -> None:
    case_id = zone.acts(zone.open(), (Action.ACCEPT, zone.who.member))
    notice = event(zone, case_id, Audience.FORMER)
    zone.unreachable(zone.who.lead)

    zone.run(close_unaddressed, notice.id, patience=timedelta(hours=1), now=zone.now)

    row = zone.run(row_of, notice.id)
    assert (row["done_at"], row["dropped"]) == (zone.now, "nobody is meant")


def test_close_unaddressed_is_done_when_everybody_has_it(zone: Zone) -> None:
    notice = event(zone, zone.open(), Audience.CONTACTS)
    for person_id in (zone.who.reporter, zone.who.colleague):
        zone.run(mark_sent, notice.id, chat_id=chat_of(person_id), message_id=1, now=zone.now)

    zone.run(close_unaddressed, notice.id, patience=timedelta(hours=1), now=zone.now)

    row = zone.run(row_of, notice.id)
    assert (row["done_at"], row["dropped"]) == (zone.now, None)


def test_close_unaddressed_card_of_a_case_that_is_over_and_was_nowhere_shown(zone: Zone) -> None:
    zone.at(State.WITHDRAWN)
    card = next(notice for notice in due(zone) if notice.kind is NoticeKind.CARD)

    assert zone.run(dispatch, card.id, zone.now).moot


# Prompts


def prompt_facts(zone: Zone) -> list[Any]:
    return [notice.facts for notice in due(zone) if notice.kind is NoticeKind.PROMPT]


def test_keep_prompt_keeps_the_newest_of_a_chat(zone: Zone) -> None:
    zone.run(keep_prompt, chat_id=1, facts={"text": "旧"}, now=zone.now)
    zone.run(keep_prompt, chat_id=2, facts={"text": "别处"}, now=zone.now)
    zone.later(seconds=5)
    zone.run(keep_prompt, chat_id=1, facts={"text": "新"}, now=zone.now)

    assert sorted(facts["text"] for facts in prompt_facts(zone)) == ["别处", "新"]
    assert [one.to.chat_id for n in due(zone) for one in zone.run(dispatch, n.id, zone.now).parcels] == [2, 1]


def test_keep_prompt_again_after_the_last_one_was_sent(zone: Zone) -> None:
    zone.run(keep_prompt, chat_id=1, facts={"text": "旧"}, now=zone.now)
    (old,) = due(zone)
    zone.run(mark_sent, old.id, chat_id=1, message_id=9, now=zone.now)
    zone.run(keep_prompt, chat_id=1, facts={"text": "新"}, now=zone.now)

    # The old one's mark comes late: it does not take the new one with it.
    assert not zone.run(mark_done, old.id, wanted=old.wanted, now=zone.now)
    assert prompt_facts(zone) == [{"text": "新"}]


def test_keep_prompt_waits_as_long_as_it_has_to_each_time_anew(zone: Zone) -> None:
    pause = timedelta(seconds=3)
    zone.run(keep_prompt, chat_id=1, facts={"text": "旧"}, now=zone.now, at_least=pause)
    zone.later(seconds=2)
    zone.run(keep_prompt, chat_id=1, facts={"text": "新"}, now=zone.now, at_least=pause)
    zone.later(seconds=2)
    assert prompt_facts(zone) == []

    zone.later(seconds=1)
    assert prompt_facts(zone) == [{"text": "新"}]


def test_forget_prompt_that_is_overtaken(zone: Zone) -> None:
    zone.run(keep_prompt, chat_id=1, facts={"text": "旧"}, now=zone.now)
    zone.run(forget_prompt, chat_id=1, before=zone.now, now=zone.now)
    assert prompt_facts(zone) == [{"text": "旧"}], "it belongs to the step that is being ended"

    zone.later(seconds=5)
    for _ in range(2):
        zone.run(forget_prompt, chat_id=1, before=zone.now, now=zone.now)
    zone.run(forget_prompt, chat_id=3, before=zone.now, now=zone.now)

    assert prompt_facts(zone) == []


def test_move_chat_takes_what_is_not_done_along(zone: Zone) -> None:
    for _ in range(2):
        zone.run(keep_prompt, chat_id=1, facts={"text": "群"}, now=zone.now)
        zone.run(move_chat, chat_id=1, to=CHAT)

    assert {one.to.chat_id for n in due(zone) for one in zone.run(dispatch, n.id, zone.now).parcels} == {CHAT}


# Cards


def test_keep_card_remembers_what_a_chat_shows(zone: Zone) -> None:
    case_id, chat_id = zone.open(), chat_of(zone.who.lead)
    assert zone.run(shown_card, case_id, chat_id) is None
    first = ShownCard(message_id=1, rendered="a", live=True)
    second = ShownCard(message_id=2, rendered="b", live=False)

    for shown in (first, first, second):
        zone.run(keep_card, case_id, chat_id, shown)
        assert zone.run(shown_card, case_id, chat_id) == shown
    assert zone.run(shown_card, case_id, chat_id + 1) is None


@pytest.mark.parametrize("kept", [False, True])
def test_dispatch_names_the_card_that_an_event_belongs_to(zone: Zone, kept: bool) -> None:
    case_id = zone.open()
    if kept:
        shown = ShownCard(message_id=77, rendered="a", live=True)
        zone.run(keep_card, case_id, chat_of(zone.who.lead), shown)
    zone.act(Action.URGE, case_id, zone.who.reporter)

    (parcel,) = zone.run(dispatch, event(zone, case_id, Audience.HANDLER).id, zone.now).parcels
    assert parcel.card_message_id == (77 if kept else None)
