"""Who has blocked the bot, and who lets it write again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import select

from storage.database import Ledger, LedgerSession
from storage.ledger.people import mark_reachable, mark_unreachable, person_of
from storage.tables import Person
from tests.storage.ledger.people.conftest import MINUTE, WANG_ACCOUNT, Join


def test_who_blocked_the_bot_is_unreachable_until_they_write(
    ledger: Ledger, join: Join, now: datetime
) -> None:
    join()

    def since() -> datetime | None:
        view = ledger.read_now(person_of, WANG_ACCOUNT)
        assert view is not None
        return view.unreachable_since

    def mark(unit: Callable[..., bool], at: datetime, telegram_id: int = WANG_ACCOUNT) -> bool:
        return ledger.write_now(unit, telegram_id=telegram_id, now=at)

    assert not mark(mark_reachable, now)
    assert (mark(mark_unreachable, now), since()) == (True, now)
    assert (mark(mark_unreachable, now + MINUTE), since()) == (False, now)
    # An update from before the block is handled late.
    assert (mark(mark_reachable, now - MINUTE), since()) == (False, now)
    assert (mark(mark_reachable, now + MINUTE), since()) == (True, None)
    assert not mark(mark_unreachable, now, 901)


def test_joining_again_makes_reachable(ledger: Ledger, join: Join, now: datetime) -> None:
    def block(session: LedgerSession) -> None:
        session.exec(select(Person).where(Person.name == "王示例")).one().unreachable_since = now

    ledger.write_now(block)

    assert join().unreachable_since is None
