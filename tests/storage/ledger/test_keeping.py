"""What is kept for a while only, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.drafts import end_draft
from storage.ledger.inbox import NewUpdate, finish_update, store_updates
from storage.ledger.keeping import Gone, keep_house
from storage.tables import Attachment, Draft, Inbox, Invite
from tests.storage.ledger.drafting import PHOTO, begin, say
from tests.storage.ledger.zone import START, Zone

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
NOTHING = Gone(payloads=0, drafts=0, invites=0, uploads=0)


def draft_with_photo(zone: Zone, draft_id: int, at: datetime) -> int:
    begin(zone, draft_id, now=at)
    photo = replace(PHOTO, file_id=f"photo-{draft_id}")
    say(zone, draft_id, "停电（示例）", photo, draft_id=draft_id, now=at)
    return draft_id


def drafts(session: LedgerSession) -> list[int]:
    return list(session.exec(select(Draft.id).order_by(col(Draft.id))))


def attachments(session: LedgerSession) -> list[tuple[str | None, int | None]]:
    rows = session.exec(select(Attachment).order_by(col(Attachment.id)))
    return [(row.file_id, row.case_id) for row in rows]


def test_draft_that_nobody_touched_for_a_week_goes_with_its_files(zone: Zone) -> None:
    draft_with_photo(zone, 1, START - WEEK - SECOND)
    draft_with_photo(zone, 2, START - WEEK)

    assert zone.run(keep_house, START).drafts == 1
    assert zone.run(drafts) == [2]
    assert zone.run(attachments) == [("photo-2", None)]


def test_draft_that_became_a_case_leaves_it_its_files(zone: Zone) -> None:
    draft_with_photo(zone, 1, START)
    case_id = zone.open(draft_id=1)
    zone.run(end_draft, 1, zone.who.reporter, now=START)

    assert zone.run(keep_house, START + WEEK + SECOND).drafts == 1
    assert zone.run(drafts) == []
    assert zone.run(attachments) == [("photo-1", case_id)]


def test_payload_of_what_was_handled_a_week_ago_goes(zone: Zone) -> None:
    updates = [NewUpdate(update_id=number, lane=1, payload={"update_id": number}) for number in (1, 2, 3)]
    first, second, _ = zone.run(store_updates, 9, updates, START - 3 * WEEK)
    zone.run(finish_update, first, None, START - WEEK - SECOND)
    zone.run(finish_update, second, None, START - WEEK)

    def payloads(session: LedgerSession) -> list[bool]:
        return [row.payload is None for row in session.exec(select(Inbox).order_by(col(Inbox.id)))]

    assert zone.run(keep_house, START).payloads == 1
    assert zone.run(payloads) == [True, False, False]


def test_expired_invites_go(zone: Zone) -> None:
    def invite(session: LedgerSession, secret: str, expires_at: datetime) -> None:
        session.add(
            Invite(person_id=zone.who.lead, secret_hash=secret, created_at=START, expires_at=expires_at)
        )

    zone.run(invite, "old", START)
    zone.run(invite, "new", START + SECOND)

    def secrets(session: LedgerSession) -> list[str]:
        return list(session.exec(select(Invite.secret_hash)))

    assert zone.run(keep_house, START).invites == 1
    assert zone.run(secrets) == ["new"]


def test_twice_is_as_once(zone: Zone) -> None:
    draft_with_photo(zone, 1, START - 2 * WEEK)
    zone.run(keep_house, START)

    assert zone.run(keep_house, START) == NOTHING
