"""The ledger before the bot starts: a fresh one gets the example's roster, and people who have joined already."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, delete, func, select

from bot.demo.zone import roster_workbook
from bot.page.example import NOT_JOINED, SHEETS
from storage.database import Ledger, LedgerSession
from storage.ledger import people
from storage.ledger.known import everybody
from storage.ledger.roster import import_roster
from storage.tables import Entry, Inbox, Outbox
from storage.workbook import read_roster_workbook

_CAUSE = "cli:demo"


def found(ledger: Ledger, *, now: datetime) -> None:
    """Give a ledger that has nobody in it the example's people, most of whom have joined. May be repeated."""
    if ledger.read_now(everybody):
        return
    roster = read_roster_workbook(roster_workbook(SHEETS), ledger.policy)
    ledger.write_now(import_roster, roster=roster, end=None, now=now, cause=_CAUSE)
    ledger.write_now(_let_in, now)


def account_of(phone: str) -> int:
    """The Telegram account that whoever has this phone has here: the same in every run."""
    return int(phone)


def begins_at(ledger: Ledger, now: datetime) -> datetime:
    """When the page's time begins: now, in office hours, and after all that is in the ledger."""
    return max(ledger.calendar.next_opening(now), ledger.read_now(_last_moment) or now)


def _let_in(session: LedgerSession, now: datetime) -> None:
    version = session.policy.privacy_notice.version
    for who in everybody(session):
        if who.phone in NOT_JOINED:
            continue
        people.join_by_phone(
            session, telegram_id=account_of(who.phone), phone=who.phone, now=now, cause=_CAUSE
        )
        people.consent(
            session, person_id=who.person_id, version=version, now=now, cause=f"{_CAUSE}:{who.phone}"
        )
    # That the one joined after the other is no news.
    session.exec(delete(Outbox))


def _last_moment(session: LedgerSession) -> datetime | None:
    """When the last thing happened, by the clock of that time, which may have been ahead."""
    latest = [
        session.exec(select(func.max(moment))).one()
        for moment in (col(Entry.at), col(Inbox.received_at), col(Outbox.created_at), col(Outbox.done_at))
    ]
    known = [moment for moment in latest if moment is not None]
    return max(known) + timedelta(seconds=1) if known else None
