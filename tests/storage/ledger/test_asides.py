"""Texts that were taken for something else than a report: kept aside, and taken up by their writer alone."""

from __future__ import annotations

import pytest

from storage.errors import NotFound
from storage.ledger.asides import put_aside, take_up
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import NewDraft, Said, begin_beside, current_draft
from storage.ledger.keeping import keep_house
from storage.ledger.left_drafts import ask_about_drafts
from storage.ledger.submitting import submit_report
from storage.rules.words import Action
from tests.storage.ledger.zone import START, Zone, local

THANKS = "谢谢，路灯修好了（示例）"


def aside(zone: Zone) -> DraftView:
    new = NewDraft(
        id=7,
        person_id=zone.who.reporter,
        action=Action.OPEN,
        now=START,
        enterprise_id=zone.who.enterprise,
    )
    return zone.run(put_aside, new, Said(message_id=1, text=THANKS))


def test_what_is_put_aside_is_kept_and_nobody_is_asked_about_it(zone: Zone) -> None:
    kept = aside(zone)

    assert (kept.text, kept.is_open, kept.is_submitted) == (THANKS, False, False)
    assert aside(zone) == kept
    assert zone.run(current_draft, zone.who.reporter) is None
    assert zone.run(ask_about_drafts, local("2026-11-26 10:00")) == 0


def test_what_is_taken_up_can_be_submitted(zone: Zone) -> None:
    aside(zone)
    taken = zone.run(take_up, 7, zone.who.reporter, now=START).draft

    assert (taken.text, taken.is_open) == (THANKS, True)
    assert zone.run(take_up, 7, zone.who.reporter, now=START).draft == taken
    assert zone.run(current_draft, zone.who.reporter) == taken
    done = zone.run(submit_report, 7, zone.who.reporter, now=START)
    assert zone.look(done.case_id, zone.who.reporter).text == THANKS


def test_who_takes_it_up_is_told_each_time_what_they_were_writing(zone: Zone) -> None:
    aside(zone)
    new = NewDraft(id=9, person_id=zone.who.reporter, action=Action.OPEN, now=START)
    written = zone.run(begin_beside, new, Said(message_id=2, text="停电（示例）"))
    assert written.beside is None

    for _ in range(2):
        assert zone.run(take_up, 7, zone.who.reporter, now=START).beside == written.draft


def test_what_was_submitted_dropped_or_is_anothers_is_not_taken_up(zone: Zone) -> None:
    aside(zone)
    with pytest.raises(NotFound):
        zone.run(take_up, 7, zone.who.colleague, now=START)
    zone.run(take_up, 7, zone.who.reporter, now=START)
    zone.run(submit_report, 7, zone.who.reporter, now=START)
    with pytest.raises(NotFound):
        zone.run(take_up, 7, zone.who.reporter, now=START)
    zone.run(keep_house, local("2026-12-24 10:00"))
    with pytest.raises(NotFound):
        zone.run(take_up, 7, zone.who.reporter, now=START)
