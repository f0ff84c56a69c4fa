"""Drafts that were left: asked about after a day, once, in office hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.drafts import end_draft, set_draft
from storage.ledger.left_drafts import DRAFT_QUESTION, ask_about_drafts, left_draft
from storage.tables import Outbox
from tests.storage.ledger.drafting import begin, say
from tests.storage.ledger.zone import START, Zone, local

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
AT_NIGHT = local("2026-11-25 20:00")
NEXT_MORNING = local("2026-11-26 09:00")


def left(zone: Zone, draft_id: int = 7, at: datetime = START - DAY, text: str = "停电（示例）") -> int:
    begin(zone, draft_id, now=at)
    say(zone, draft_id, text, draft_id=draft_id, now=at)
    return draft_id


def questions(session: LedgerSession) -> list[tuple[int | None, object]]:
    asked = session.exec(select(Outbox).where(Outbox.topic == DRAFT_QUESTION).order_by(col(Outbox.id)))
    return [(row.person_id, (row.facts or {})["draft"]) for row in asked]


def test_its_writer_is_asked_about_a_draft_of_yesterday(zone: Zone) -> None:
    left(zone, 7)
    left(zone, 8, START - DAY + SECOND)

    assert zone.run(ask_about_drafts, START) == 1
    assert zone.run(questions) == [(zone.who.reporter, 7)]


def test_nobody_is_asked_twice_nor_about_what_says_nothing_or_is_done(zone: Zone) -> None:
    left(zone, 7)
    left(zone, 8, text="")
    left(zone, 9)
    zone.run(end_draft, 9, zone.who.reporter, now=START)
    zone.run(ask_about_drafts, START)

    assert zone.run(ask_about_drafts, START + DAY) == 0
    assert zone.run(questions) == [(zone.who.reporter, 7)]


def test_who_went_on_and_left_it_again_is_asked_again(zone: Zone) -> None:
    left(zone)
    zone.run(ask_about_drafts, START)
    zone.run(set_draft, 7, zone.who.reporter, now=START + SECOND)

    assert zone.run(ask_about_drafts, START + DAY) == 0
    assert zone.run(ask_about_drafts, START + DAY + SECOND) == 1
    assert zone.run(questions) == [(zone.who.reporter, 7)] * 2


def test_the_question_waits_for_the_office_to_open(zone: Zone) -> None:
    left(zone, at=START)

    assert zone.run(ask_about_drafts, AT_NIGHT) == 0
    assert zone.run(ask_about_drafts, NEXT_MORNING) == 1


def test_what_is_asked_about_is_there_until_it_ends(zone: Zone) -> None:
    left(zone)
    found = zone.run(left_draft, 7, zone.who.reporter)

    assert found is not None
    assert (found.touched_at, found.gone_at) == (START - DAY, START + 6 * DAY)
    assert found.draft.text == "停电（示例）"
    assert zone.run(left_draft, 7, zone.who.colleague) is None
    zone.run(end_draft, 7, zone.who.reporter, now=START)
    assert zone.run(left_draft, 7, zone.who.reporter) is None
