"""What an act has put into the outbox, and whom it reaches."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.outbox import Parcel, dispatch
from storage.rules.words import Action
from storage.tables import Entry, Outbox
from tests.storage.ledger.zone import Zone

CONTACTS = {"reporter", "colleague"}
MANAGERS = {"manager", "manager2"}


def parcels_of(zone: Zone, case_id: int, action: Action) -> list[Parcel]:
    """What the last such act sends to whom."""
    notices = zone.run(events_of, case_id, action)
    return [parcel for id_ in notices for parcel in zone.run(dispatch, id_, zone.now).parcels]


def events_of(session: LedgerSession, case_id: int, action: Action) -> list[int]:
    """The notices of the last such act."""
    last = select(Entry.id).where(Entry.case_id == case_id, Entry.action == action)
    entry_id = session.exec(last.order_by(col(Entry.id).desc())).first()
    return list(session.exec(select(Outbox.id).where(Outbox.entry_id == entry_id).order_by(col(Outbox.id))))


def told(zone: Zone, case_id: int, action: Action) -> list[str]:
    """Who is told of the last such act, by name."""
    return sorted(zone.who.name_of(parcel.to.person_id) for parcel in parcels_of(zone, case_id, action))


def outbox(session: LedgerSession) -> list[dict[str, Any]]:
    """Every notice."""
    return [row.model_dump() for row in session.exec(select(Outbox).order_by(col(Outbox.id)))]


def card_notice(zone: Zone, case_id: int) -> dict[str, Any]:
    """The one that shows the case."""
    (card,) = [row for row in zone.run(outbox) if row["key"] == f"card:{case_id}"]
    return card


def card_chats(zone: Zone, case_id: int) -> set[str]:
    """Who it goes to now, by name."""
    parcels = zone.run(dispatch, card_notice(zone, case_id)["id"], zone.now).parcels
    return {zone.who.name_of(parcel.to.person_id) for parcel in parcels}
