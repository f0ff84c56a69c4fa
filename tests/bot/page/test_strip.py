"""The strip: what waits in the outbox, what was delivered, and what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlmodel import col, select

from bot.page.strip import Notice, Outgoing, Place, Strip, look_at_outbox
from storage.database import Ledger, LedgerSession
from storage.ledger.outbox import ShownCard, keep_card, mark_done, mark_sent
from storage.tables import NoticeKind, Outbox
from tests.bot.page.conftest import CONTACT, OFFICER, START, open_a_case

NUMBERS = count(1)


def notice(*, due: int = 0, done: int | None = None, dropped: bool = False) -> Notice:
    """Due and done so many seconds after the start."""
    return Notice(
        id=next(NUMBERS),
        kind=NoticeKind.EVENT,
        topic="accept",
        due_at=_at(due),
        done_at=None if done is None else _at(done),
        dropped=dropped,
    )


def shown(
    *notices: Notice, leap: int | None = None, now: int = 0, taken: dict[int, list[Place]] | None = None
) -> dict[str, Any]:
    strip = Strip(
        name_of=str, copies_of=lambda chat_id, message_id: 2 if (chat_id, message_id) == (6, 7) else 1
    )
    if leap is not None:
        strip.note_leap(_at(leap))
    return strip.as_json(Outgoing(notices=notices, taken=taken or {}), now=_at(now), twice=3)


def test_what_waits_may_be_due_or_wait_for_its_time() -> None:
    found = shown(notice(due=10), notice(due=0), now=5)

    assert (found["waiting"], found["due"], found["delivered"]) == (2, 1, 0)


def test_what_came_a_minute_after_it_was_due_is_late() -> None:
    found = shown(notice(done=60), notice(done=61))

    assert (found["delivered"], found["late"]) == (2, 1)
    assert [line["late_seconds"] for line in found["last"]] == [61, 0]


def test_time_that_was_skipped_is_nobodys_delay() -> None:
    assert shown(notice(done=3605), leap=3600)["late"] == 0
    assert shown(notice(done=3700), leap=3600)["late"] == 1
    assert shown(notice(done=300), leap=3600)["late"] == 1


def test_what_was_dropped_was_not_delivered() -> None:
    found = shown(notice(done=5, dropped=True))

    assert (found["delivered"], found["last"]) == (0, [])


def test_last_says_to_whom_and_how_often() -> None:
    one, other = notice(done=5), notice(done=6)
    found = shown(one, other, taken={one.id: [(5, 7)], other.id: [(5, 8), (6, 7)]})

    assert found["twice"] == 3
    assert found["last"] == [
        {
            "at": "2026-11-24T03:00:06+00:00",
            "kind": "event",
            "topic": "accept",
            "word": "签收",
            "to": ["5", "6"],
            "late_seconds": 0,
            "copies": 2,
        },
        {
            "at": "2026-11-24T03:00:05+00:00",
            "kind": "event",
            "topic": "accept",
            "word": "签收",
            "to": ["5"],
            "late_seconds": 0,
            "copies": 1,
        },
    ]


@pytest.mark.parametrize(
    ("topic", "word"),
    [
        ("resolve", "办结"),
        ("digest", "日报"),
        ("remind_accept_due", "提醒：签收"),
        ("remind_first_reply_half", "提醒：首次回复"),
        ("long_stop", "long_stop"),
    ],
)
def test_what_a_notice_is_about_is_said_in_the_words_of_the_service(topic: str, word: str) -> None:
    [line] = shown(replace(notice(done=5), topic=topic))["last"]

    assert (line["topic"], line["word"]) == (topic, word)


def test_the_outbox_of_the_ledger_is_read_until_it_was_delivered_and_after(ledger: Ledger) -> None:
    open_a_case(ledger)
    waiting = ledger.read_now(look_at_outbox, START)
    ledger.write_now(_deliver, OFFICER)
    delivered = ledger.read_now(look_at_outbox, START)

    assert [(one.topic, one.is_delivered) for one in waiting.notices] == [("open", False), ("card", False)]
    assert [(one.topic, one.is_delivered) for one in delivered.notices] == [("open", True), ("card", True)]
    event, card = delivered.notices
    assert delivered.taken == {event.id: [(CONTACT, 8)], card.id: [(OFFICER, 9)]}
    assert ledger.read_now(look_at_outbox, START + timedelta(hours=1)).notices == []


def _deliver(session: LedgerSession, officer: int) -> None:
    event, card = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    assert card.case_id is not None
    mark_sent(session, event.id, chat_id=CONTACT, message_id=8, now=START)
    keep_card(session, card.case_id, officer, ShownCard(message_id=9, rendered="", live=True))
    for row in (event, card):
        assert mark_done(session, row.id, wanted=row.wanted, now=START)


def _at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)
