"""Updates: stored once, done when a handler said so, emptied in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.drafts import NewDraft, begin_draft, get_draft
from storage.ledger.inbox import (
    Failure,
    NewUpdate,
    Prompted,
    TalkState,
    drop_talk_states,
    empty_payloads,
    fail_update,
    finish_update,
    store_updates,
    talk_states,
    waiting_updates,
)
from storage.ledger.outbox import due_notices, keep_prompt
from storage.rules.words import Action
from storage.tables import Inbox
from tests.storage.ledger.zone import Zone, chat_of

BOT = 42


def update(update_id: int, lane: int = 7, **payload: Any) -> NewUpdate:
    return NewUpdate(update_id=update_id, lane=lane, payload={"update_id": update_id, **payload})


def store(zone: Zone, *updates: NewUpdate, bot: int = BOT) -> list[int]:
    """The numbers of those that were new."""
    return [one.update_id for one in zone.run(store_updates, bot, updates, zone.now)]


def rows(session: LedgerSession) -> list[dict[str, Any]]:
    return [row.model_dump() for row in session.exec(select(Inbox).order_by(col(Inbox.id)))]


def waiting(zone: Zone) -> list[int]:
    return [one.update_id for one in zone.run(waiting_updates)]


@pytest.mark.parametrize(
    ("hours", "new"), [(0, False), (1, False), (47.99, False), (48, True), (24 * 8, True)]
)
def test_store_updates_the_same_number_is_a_duplicate_for_two_days(
    zone: Zone, hours: float, new: bool
) -> None:
    assert store(zone, update(5)) == [5]
    zone.later(hours=hours)

    assert store(zone, update(5), update(6)) == ([5, 6] if new else [6])
    assert len(zone.run(rows)) == (3 if new else 2)


def test_store_updates_duplicates_in_one_answer(zone: Zone) -> None:
    assert store(zone, update(5), update(5), update(6), update(5)) == [5, 6]


def test_store_updates_of_two_bots_do_not_mix(zone: Zone) -> None:
    assert store(zone, update(5)) == [5]
    assert store(zone, update(5), bot=43) == [5]


def test_store_updates_a_duplicate_of_one_that_is_done_is_left_out(zone: Zone) -> None:
    (stored,) = zone.run(store_updates, BOT, [update(5)], zone.now)
    zone.run(finish_update, stored, None, zone.now)

    assert store(zone, update(5)) == []
    assert waiting(zone) == []


def test_waiting_updates_come_in_the_order_of_arrival(zone: Zone) -> None:
    store(zone, update(9), update(3))
    store(zone, update(4))

    assert waiting(zone) == [9, 3, 4]
    first = zone.run(waiting_updates)[0]
    assert (first.payload, first.received_at, first.tries, first.lane) == ({"update_id": 9}, zone.now, 0, 7)


def test_finish_update_takes_the_talk_with_it_and_may_be_repeated(zone: Zone) -> None:
    (stored,) = zone.run(store_updates, BOT, [update(5)], zone.now)
    for _ in range(2):
        zone.run(finish_update, stored, TalkState(telegram_id=7, state="report"), zone.now)

    assert (waiting(zone), zone.run(talk_states)) == ([], {7: "report"})


def test_finish_update_forgets_the_prompt_of_an_earlier_step_and_not_its_own(zone: Zone) -> None:
    (first,) = zone.run(store_updates, BOT, [update(5)], zone.now)
    zone.run(keep_prompt, chat_id=7, facts={"text": "第一步"}, now=first.received_at)
    zone.run(finish_update, first, None, zone.now)
    assert [notice.facts for notice in zone.run(due_notices, zone.now)] == [{"text": "第一步"}]

    zone.later(seconds=5)
    (second,) = zone.run(store_updates, BOT, [update(6)], zone.now)
    zone.run(finish_update, second, None, zone.now)
    assert zone.run(due_notices, zone.now) == []


@pytest.mark.parametrize(
    ("talk", "states"),
    [
        (None, {7: "report", 8: "rating"}),  # it did not change
        (TalkState(telegram_id=7, state="preview"), {7: "preview", 8: "rating"}),
        (TalkState(telegram_id=7, state=None), {8: "rating"}),
        (TalkState(telegram_id=9, state=None), {7: "report", 8: "rating"}),
    ],
)
def test_finish_update_moves_one_persons_talk(
    zone: Zone, talk: TalkState | None, states: dict[int, str]
) -> None:
    stored = zone.run(store_updates, BOT, [update(5), update(6), update(7)], zone.now)
    zone.run(finish_update, stored[0], TalkState(telegram_id=7, state="report"), zone.now)
    zone.run(finish_update, stored[1], TalkState(telegram_id=8, state="rating"), zone.now)

    zone.run(finish_update, stored[2], talk, zone.now)

    assert zone.run(talk_states) == states


def test_finish_update_keeps_which_message_is_the_prompt_of_a_draft(zone: Zone) -> None:
    new = NewDraft(id=3, person_id=zone.who.reporter, action=Action.OPEN, now=zone.now)
    for prompt in (17, 18, None):
        zone.run(begin_draft, new)
        (stored,) = zone.run(store_updates, BOT, [update(prompt or 5)], zone.now)
        zone.run(finish_update, stored, None, zone.now, prompted=Prompted(draft_id=3, message_id=prompt))

        assert zone.run(get_draft, 3, zone.who.reporter).prompt_message_id == prompt


def test_finish_update_that_fails_late_leaves_both_as_they_were(zone: Zone) -> None:
    (stored,) = zone.run(store_updates, BOT, [update(5)], zone.now)

    def break_off(session: LedgerSession) -> None:
        finish_update(session, stored, TalkState(telegram_id=7, state="report"), zone.now)
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        zone.run(break_off)

    assert (waiting(zone), zone.run(talk_states)) == ([5], {})


def test_fail_update_sets_aside_at_the_last_try(zone: Zone) -> None:
    store(zone, update(5), update(6))
    first = zone.run(waiting_updates)[0]
    failure = Failure(inbox_id=first.id, sender=chat_of(zone.who.reporter), reference="R-1")

    tries = [zone.run(fail_update, failure, most_tries=3, now=zone.now) for _ in range(3)]

    assert tries == [False, False, True]
    assert waiting(zone) == [6]
    assert [(row["tries"], row["set_aside"]) for row in zone.run(rows)] == [(3, "R-1"), (0, None)]


def test_drop_talk_states_forgets_only_the_unknown(zone: Zone) -> None:
    stored = zone.run(store_updates, BOT, [update(5), update(6)], zone.now)
    zone.run(finish_update, stored[0], TalkState(telegram_id=7, state="gone"), zone.now)
    zone.run(finish_update, stored[1], TalkState(telegram_id=8, state="report"), zone.now)

    assert zone.run(drop_talk_states, ["gone", "never"]) == 1
    assert zone.run(talk_states) == {8: "report"}


def test_empty_payloads_of_what_is_done_long_enough(zone: Zone) -> None:
    stored = zone.run(store_updates, BOT, [update(5), update(6), update(7)], zone.now)
    zone.run(finish_update, stored[0], None, zone.now)
    zone.later(days=3)
    zone.run(finish_update, stored[1], None, zone.now)

    before = zone.now - timedelta(days=1)
    assert [zone.run(empty_payloads, before=before) for _ in range(2)] == [1, 0]
    assert [row["payload"] for row in zone.run(rows)] == [None, {"update_id": 6}, {"update_id": 7}]


@pytest.mark.parametrize("where", ["message", "callback_query"])
def test_finish_update_empties_a_shared_contact_at_once(zone: Zone, where: str) -> None:
    message = {"contact": {"phone_number": "+8613800000001"}}
    payload: dict[str, Any] = {
        where: message if where == "message" else {"message": {"reply_to_message": message}}
    }
    (stored,) = zone.run(store_updates, BOT, [update(5, **payload)], zone.now)

    zone.run(finish_update, stored, None, zone.now)

    assert [row["payload"] for row in zone.run(rows)] == [None]
    assert zone.run(empty_payloads, before=zone.now + timedelta(days=9)) == 0
