"""The people of the zone around a bot that runs as a process of its own: all have joined."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.sandbox import Person, Sandbox
from storage import migrations
from storage.database import Ledger
from storage.ledger.roster import import_roster
from tests.e2e import zone
from tests.e2e.stage import POLICY, let_in
from tests.e2e.zone import Enlisted


def write_ledger(path: Path, *, at: datetime) -> None:
    """A migrated ledger with the roster in it, everybody of which has joined and agreed at that time."""
    ledger = Ledger(f"sqlite:///{path}", POLICY)
    migrations.upgrade(ledger.engine)
    ledger.write_now(import_roster, roster=zone.ROSTER, end=None, now=at, cause="cli:import")
    ledger.write_now(let_in, zone.ROSTERED, at)
    ledger.close()


def bring_in(sandbox: Sandbox) -> dict[Enlisted, Person]:
    """Everybody of the roster, each with a chat that is open."""
    return {one: _bring_in(sandbox, one) for one in zone.ROSTERED}


def _bring_in(sandbox: Sandbox, enlisted: Enlisted) -> Person:
    person = sandbox.person(enlisted.name, id=enlisted.telegram_id, phone=f"+86{enlisted.phone}")
    person.chat.started = True
    return person
