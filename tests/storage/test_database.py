"""Units of work: all or nothing, nothing lost, readers on one snapshot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event, current_thread
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, event, text, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from storage.database import MOST_BEFORE, MOST_TOGETHER, Ledger, LedgerSession
from storage.rules.policy import Policy
from storage.tables import Counter, Inbox, Role, RoleKind

DAY = "261124"
THREADS, TIMES = 8, 25


def count_up(session: LedgerSession) -> int:
    """Read, modify, write: what a lost update loses."""
    counter = session.get(Counter, DAY) or Counter(day=DAY)
    counter.last += 1
    session.add(counter)
    return counter.last


def counted(session: LedgerSession) -> int:
    counter = session.get(Counter, DAY)
    return counter.last if counter else 0


def pragma(session: LedgerSession, name: str) -> object:
    return session.connection().execute(text(f"PRAGMA {name}")).scalar_one()


@pytest.mark.parametrize("reading", [False, True])
@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_pragmas_are_set_on_every_connection(ledger: Ledger, reading: bool, name: str, value: object) -> None:
    run = ledger.read_now if reading else ledger.write_now

    assert run(pragma, name) == value


def test_row_is_asked_for_once_in_a_unit_though_nobody_refers_to_it(ledger: Ledger) -> None:
    ledger.write_now(count_up)
    asked: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *how: asked.append(how[2]))

    assert ledger.write_now(lambda session: [counted(session), counted(session)]) == [1, 1]
    assert [statement.partition(" ")[0] for statement in asked] == ["BEGIN", "SELECT"]


def test_question_is_asked_again_only_after_a_change(ledger: Ledger) -> None:
    numbers = select(Counter.last).where(Counter.day == bindparam("day"))
    more = update(Counter).values(last=Counter.last + bindparam("more"))

    def unit(session: LedgerSession) -> list[Sequence[int]]:
        seen = [session.once(numbers, day=DAY), session.once(numbers, day="261125")]
        count_up(session)
        seen.append(session.once(numbers, day=DAY))
        assert session.change(more, more=5) == 1
        return [*seen, session.once(numbers, day=DAY), session.once(numbers, day=DAY)]

    asked: list[str] = []
    ledger.write_now(count_up)
    event.listen(ledger.engine, "before_cursor_execute", lambda *how: asked.append(how[2]))

    assert ledger.write_now(unit) == [[1], [], [2], [7], [7]]
    assert [statement.partition(" ")[0] for statement in asked] == (
        ["BEGIN", "SELECT", "SELECT", "SELECT", "UPDATE", "SELECT", "UPDATE", "SELECT"]
    )


def test_write_from_many_threads_loses_nothing(ledger: Ledger) -> None:
    start = Barrier(THREADS)

    def work(_: int) -> list[int]:
        start.wait()
        return [ledger.write_now(count_up) for _ in range(TIMES)]

    with ThreadPoolExecutor(THREADS) as pool:
        seen = [number for numbers in pool.map(work, range(THREADS)) for number in numbers]

    assert sorted(seen) == list(range(1, THREADS * TIMES + 1))
    assert ledger.read_now(counted) == THREADS * TIMES


async def test_write_from_the_loop_loses_nothing_and_keeps_its_order(ledger: Ledger) -> None:
    seen = await asyncio.gather(*(ledger.write(count_up) for _ in range(50)))

    assert seen == list(range(1, 51))
    assert await ledger.read(counted) == 50


def test_write_by_two_processes_loses_nothing(ledger: Ledger, tmp_path: Path, policy: Policy) -> None:
    other = Ledger(f"sqlite:///{tmp_path}/zhuqi.db", policy)
    for _ in range(3):
        ledger.write_now(count_up)
        other.write_now(count_up)

    assert ledger.read_now(counted) == other.read_now(counted) == 6
    other.close()


def test_write_that_raises_leaves_nothing_behind(ledger: Ledger) -> None:
    ledger.write_now(count_up)

    def fail_late(session: LedgerSession) -> None:
        count_up(session)
        session.flush()
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        ledger.write_now(fail_late)

    assert ledger.read_now(counted) == 1
    assert ledger.write_now(count_up) == 2


async def test_write_from_the_loop_that_raises_leaves_the_writer_alive(ledger: Ledger) -> None:
    def fail(session: LedgerSession) -> None:
        count_up(session)
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await ledger.write(fail)

    assert await ledger.write(count_up) == 1


async def at_once(ledger: Ledger, *units: Callable[[LedgerSession], Any]) -> list[Any]:
    """What comes of units that all waited for the writer when it became free."""
    free = Event()
    holding = asyncio.create_task(ledger.write(lambda _: free.wait()))
    waiting = [asyncio.create_task(ledger.write(unit)) for unit in units]
    await asyncio.sleep(0)  # each has asked
    free.set()
    await holding
    return await asyncio.gather(*waiting, return_exceptions=True)


@contextmanager
def commits(ledger: Ledger, *, failing: int = 0) -> Iterator[list[str]]:
    """Every commit of the writer that changed something; so many of them fail, the first ones."""
    seen: list[str] = []

    def note(connection: Connection) -> None:
        if connection.exec_driver_sql("SELECT total_changes()").scalar_one() > before:
            seen.append("failed" if len(seen) < failing else "done")
            if seen[-1] == "failed":
                raise OSError("the disk is full")

    with ledger.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    event.listen(ledger.engine, "commit", note)
    yield seen
    event.remove(ledger.engine, "commit", note)


async def test_units_that_wait_are_committed_together_in_their_order(ledger: Ledger) -> None:
    with commits(ledger) as seen:
        assert await at_once(ledger, count_up, count_up, count_up) == [1, 2, 3]

    assert seen == ["done"]
    assert ledger.read_now(counted) == 3


async def test_no_more_are_committed_together_than_so_many(ledger: Ledger) -> None:
    with commits(ledger) as seen:
        assert await at_once(ledger, *[count_up] * (2 * MOST_TOGETHER)) == [*range(1, 2 * MOST_TOGETHER + 1)]

    assert seen == ["done", "done"]


async def test_unit_that_raises_is_alone_in_leaving_nothing_behind(ledger: Ledger) -> None:
    def fail(session: LedgerSession) -> None:
        count_up(session)
        session.flush()
        raise LookupError("on purpose")

    first, second, third = await at_once(ledger, count_up, fail, count_up)

    assert (first, third) == (1, 2)
    assert isinstance(second, LookupError)
    assert ledger.read_now(counted) == 2


async def test_unit_that_breaks_its_transaction_off_takes_nobody_with_it(ledger: Ledger) -> None:
    def break_off(session: LedgerSession) -> str:
        count_up(session)
        session.rollback()
        return "broken off"

    assert await at_once(ledger, count_up, break_off, count_up) == [1, "broken off", 2]
    assert ledger.read_now(counted) == 2


async def test_nobody_hears_of_what_was_not_committed(ledger: Ledger) -> None:
    runs: list[int] = []

    def run(session: LedgerSession) -> int:
        runs.append(count_up(session))
        return len(runs)

    with commits(ledger, failing=1) as seen:
        # Run twice each, the second time alone: what they returned first was for nothing.
        assert await at_once(ledger, run, run) == [3, 4]

    assert seen == ["failed", "done", "done"]
    assert runs == [1, 2, 1, 2]
    assert ledger.read_now(counted) == 2


async def test_commit_that_fails_alone_is_its_own_unit_s(ledger: Ledger) -> None:
    with commits(ledger, failing=2) as seen:
        first, second = await at_once(ledger, count_up, count_up)

    assert seen == ["failed", "failed", "done"]
    assert isinstance(first, OSError)
    assert second == 1
    assert ledger.read_now(counted) == 1


async def test_each_unit_has_a_session_of_its_own(ledger: Ledger) -> None:
    first, second = await at_once(ledger, lambda session: session, lambda session: session)

    assert first is not second


async def test_unit_that_nobody_waits_for_any_more_is_not_begun(ledger: Ledger) -> None:
    free = Event()
    holding = asyncio.create_task(ledger.write(lambda _: free.wait()))
    given_up, kept = (asyncio.create_task(ledger.write(count_up)) for _ in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait([given_up])
    free.set()

    assert await kept == 1
    await holding


async def in_turn(ledger: Ledger, *queues: Callable[..., Coroutine[Any, Any, None]]) -> list[int]:
    """In which order the writer took units that all waited when it became free."""
    free, order = Event(), list[int]()
    holding = asyncio.create_task(ledger.write(lambda _: free.wait()))
    await asyncio.sleep(0)
    waiting = [
        asyncio.create_task(queue(lambda session, place=place: order.append(place)))
        for place, queue in enumerate(queues)
    ]
    await asyncio.sleep(0)  # each has asked
    free.set()
    await asyncio.gather(holding, *waiting)
    return order


async def test_units_behind_are_taken_when_nothing_else_waits(ledger: Ledger) -> None:
    ahead, behind = ledger.write, ledger.write_behind

    assert await in_turn(ledger, behind, behind, ahead, ahead) == [2, 3, 0, 1]
    assert await in_turn(ledger, behind, *[ahead] * (2 * MOST_TOGETHER)) == [
        *range(1, 2 * MOST_TOGETHER + 1),
        0,
    ]


async def test_unit_behind_is_taken_by_a_writer_that_is_never_free(ledger: Ledger) -> None:
    before = MOST_BEFORE * MOST_TOGETHER
    order = await in_turn(ledger, *[ledger.write_behind] * 2, *[ledger.write] * (2 * before + 1))

    assert (order.index(0), order.index(1)) == (before, 2 * before + 1)


async def test_unit_behind_keeps_a_later_one_waiting_only_while_it_runs(ledger: Ledger) -> None:
    order = list[str]()
    running, free = Event(), Event()

    def under_way(_: LedgerSession) -> None:
        running.set()
        free.wait()
        order.append("under way")

    behind = [
        asyncio.create_task(ledger.write_behind(unit))
        for unit in (under_way, lambda _: order.append("next"), lambda _: order.append("last"))
    ]
    await asyncio.to_thread(running.wait)
    ahead = asyncio.create_task(ledger.write(lambda _: order.append("ahead")))
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(ahead, *behind)

    assert order == ["under way", "ahead", "next", "last"]


async def test_units_behind_are_committed_one_by_one(ledger: Ledger) -> None:
    with commits(ledger) as seen:
        assert await asyncio.gather(*(ledger.write_behind(count_up) for _ in range(3))) == [1, 2, 3]

    assert seen == ["done", "done", "done"]


async def test_unit_behind_that_raises_says_so_and_the_writer_goes_on(ledger: Ledger) -> None:
    def fail(session: LedgerSession) -> None:
        count_up(session)
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await ledger.write_behind(fail)

    assert await ledger.write_behind(count_up) == 1


def test_read_sees_one_snapshot_while_others_write(ledger: Ledger) -> None:
    ledger.write_now(count_up)

    def look_twice(session: LedgerSession) -> tuple[int, int]:
        before = counted(session)
        ledger.write_now(count_up)
        session.expire_all()
        return before, counted(session)

    assert ledger.read_now(look_twice) == (1, 1)
    assert ledger.read_now(counted) == 2


def test_read_is_not_held_up_by_a_writer(ledger: Ledger) -> None:
    def write_and_look(session: LedgerSession) -> int:
        count_up(session)
        session.flush()
        return ledger.read_now(counted)

    assert ledger.write_now(write_and_look) == 0


async def test_units_run_beside_the_loop(ledger: Ledger) -> None:
    names = [
        await run(lambda _: current_thread().name.rsplit("_", 1)[0]) for run in (ledger.write, ledger.read)
    ]

    assert names == ["ledger-writer", "ledger-reader"]


def test_unit_knows_the_policy_and_its_calendar(ledger: Ledger, policy: Policy) -> None:
    assert ledger.read_now(lambda session: session.policy) is policy
    assert ledger.read_now(lambda session: session.calendar) is ledger.calendar


def test_row_that_points_nowhere_is_refused(ledger: Ledger) -> None:
    since = datetime(2026, 11, 24, tzinfo=UTC)

    with pytest.raises(IntegrityError):
        ledger.write_now(lambda session: session.add(Role(person_id=1, kind=RoleKind.LEADER, since=since)))


def test_instant_comes_back_aware_and_in_utc(ledger: Ledger) -> None:
    at = datetime.fromisoformat("2026-11-24T10:00:00+08:00")
    update: dict[str, Any] = {"bot_id": 1, "update_id": 2, "lane": 3}
    ledger.write_now(lambda session: session.add(Inbox(**update, received_at=at)))

    found = ledger.read_now(lambda session: session.exec(select(Inbox.received_at)).one())

    assert (found, found.tzinfo) == (at, UTC)
    with pytest.raises(StatementError):
        ledger.write_now(lambda session: session.add(Inbox(**update, received_at=at.replace(tzinfo=None))))


def test_ledger_makes_the_folder_of_its_file(tmp_path: Path, policy: Policy) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path}/data/deep/zhuqi.db", policy)
    ledger.write_now(lambda session: session.connection().execute(text("CREATE TABLE t (a)")))
    ledger.close()
    ledger.close()

    assert (tmp_path / "data/deep/zhuqi.db").is_file()
    assert [path.name for path in (tmp_path / "data/deep").iterdir()] == ["zhuqi.db"]
