"""Engine and sessions: one writer, some readers, and units of work that are plain functions.

A unit is `fn(session, …) -> value`. It is given a session in a transaction; what it returns crosses the floor, so
it is a value, never a row. It either commits as a whole or leaves nothing, and may be run twice before it commits.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, UpdateBase, bindparam, create_engine, event, inspect, make_url
from sqlmodel import Session, select

from storage.rules.policy import Policy
from storage.rules.worktime import WorkCalendar

P = ParamSpec("P")
R = TypeVar("R")

READERS = 2
LOCK_WAIT_SECONDS = 30
# However many wait: so that the first of them is not kept waiting by the last.
MOST_TOGETHER = 16
# So many times others are committed before a unit that waits behind them: a writer that is never free comes to it, too.
MOST_BEFORE = 4

_log = logging.getLogger(__name__)


class LedgerSession(Session):
    """A session that knows the policy in force; what every use case is handed first.

    It holds on to the rows that it has read, as long as the unit runs: `get` asks the database for each only once.
    """

    def __init__(self, bind: Engine | Connection, *, policy: Policy, calendar: WorkCalendar) -> None:
        # On a connection that is in a transaction already, it takes part in it, and does not end it but by a failure.
        # A unit ends with its transaction: nobody reads its rows after that.
        super().__init__(bind, join_transaction_mode="rollback_only", expire_on_commit=False)
        self.policy = policy
        self.calendar = calendar
        self._held: list[object] = []
        self._answers: dict[tuple[Any, ...], Sequence[Any]] = {}

    def get(self, entity: type[R], ident: Any, **options: Any) -> R | None:  # type: ignore[override]
        """As always, but for one key by a statement that is built once a table: units ask for little else as often."""
        if options or isinstance(ident, tuple) or (entity, (ident,), None) in self.identity_map:
            return super().get(entity, ident, **options)
        table: Any = entity
        row: R | None = self.execute(_by_key(table), {"key": ident}).scalar()
        return row

    def hold(self, row: object) -> None:
        """Keep a row from being forgotten, and read again, when nobody happens to refer to it."""
        self._held.append(row)

    def once(self, query: Any, **values: Any) -> Sequence[Any]:
        """What a query built beforehand finds; asked again only after something has changed."""
        self.flush()
        asked = (id(query), *values.values())
        if asked not in self._answers:
            self._answers[asked] = self.exec(query, params=values).all()
        return self._answers[asked]

    def change(self, statement: UpdateBase, **values: Any) -> int:
        """Change rows by a statement built beforehand, past the ORM; how many.

        For what every update does: a third of the cost of reading a row, changing it, and writing it back. The unit
        must not have such a row in hand: it would not learn of it.
        """
        self.flush()
        self.forget_answers()
        return self.connection().execute(statement, values).rowcount

    def forget_answers(self) -> None:
        """Something has changed: ask again."""
        self._answers.clear()


@cache
def _by_key(entity: Any) -> Any:
    (key,) = inspect(entity).primary_key
    return select(entity).where(key == bindparam("key"))


@event.listens_for(LedgerSession, "loaded_as_persistent")
def _hold_what_is_read(session: LedgerSession, row: object) -> None:
    session.hold(row)


@event.listens_for(LedgerSession, "after_flush")
def _ask_again(session: LedgerSession, _: object) -> None:
    session.forget_answers()


Unit = Callable[Concatenate[LedgerSession, P], R]


def open_engine(url: str, *, begin: str) -> Engine:
    """An engine for SQLite in WAL mode whose transactions start with `begin`.

    Python's driver would begin lazily and deferred: of 250 read-modify-write updates 200 were lost without an error.
    """
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    """A unit that waits for the writer, and whoever waits for the unit."""

    run: Callable[[LedgerSession], Any]
    done: Future[Any] = field(default_factory=Future)


class Ledger:
    """The door to the ledger for everything that runs in the event loop."""

    def __init__(self, url: str, policy: Policy) -> None:
        self.policy = policy
        self.calendar = WorkCalendar(policy.calendar)
        self._writing = open_engine(url, begin="BEGIN IMMEDIATE")
        self._reading = open_engine(url, begin="BEGIN")
        self._waiting: deque[_Waiting] = deque()
        self._behind: deque[_Waiting] = deque()
        self._gone_before = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="ledger-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="ledger-reader")

    @property
    def engine(self) -> Engine:
        """The writer's engine, for migrations and backups."""
        return self._writing

    async def write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work in the writer's thread and commit it; whatever it raises leaves nothing behind.

        Units that wait for the writer are committed together. If that fails each is run again, alone.
        """
        waiting = _Waiting(run=lambda session: unit(session, *args, **kwargs))
        found: R = await self._put(waiting, self._waiting)
        return found

    async def write_behind(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `write`, but behind what waits there, and by itself: for what no person waits for.

        Whoever asks for a `write` waits for the one such unit that is under way. A writer that is never free takes
        one now and then.
        """
        waiting = _Waiting(run=lambda session: unit(session, *args, **kwargs))
        found: R = await self._put(waiting, self._behind)
        return found

    async def read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit that only reads, beside the writer, on one consistent snapshot."""
        call = partial(self.read_now, unit, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, call)

    def write_now(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `write`, in this thread: for the command line and for tests."""
        with self._session(self._writing) as session, session.begin():
            return unit(session, *args, **kwargs)

    def read_now(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `read`, in this thread."""
        with self._session(self._reading) as session:
            return unit(session, *args, **kwargs)

    def close(self) -> None:
        """Finish what is in hand and let the files go; may be called twice."""
        self._writer.shutdown()
        self._readers.shutdown()
        self._writing.dispose()
        self._reading.dispose()

    async def _put(self, waiting: _Waiting, queue: deque[_Waiting]) -> Any:
        """Have the writer come to it, and wait for what it says."""
        queue.append(waiting)
        self._writer.submit(self._write_what_waits)
        return await asyncio.wrap_future(waiting.done)

    def _write_what_waits(self) -> None:
        """Commit the units that wait, and only then say what came of them."""
        units = self._take_what_waits()
        if len(units) > 1:
            try:
                results = self._write_together(units)
            except BaseException as error:
                # Whose fault it is shows when each is run alone. Mostly a unit has raised, as it may.
                _log.debug("%s units are committed one by one: %r", len(units), error)
            else:
                for unit, result in zip(units, results, strict=True):
                    unit.done.set_result(result)
                return
        for unit in units:
            self._write_alone(unit)

    def _take_what_waits(self) -> list[_Waiting]:
        """The first in the queue, or one of those behind it; none where an earlier call has taken them."""
        if self._behind and (not self._waiting or self._gone_before == MOST_BEFORE):
            self._gone_before = 0
            taken = [self._behind.popleft()]
        else:
            self._gone_before += bool(self._behind)
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        return [unit for unit in taken if unit.done.set_running_or_notify_cancel()]

    def _write_together(self, units: list[_Waiting]) -> list[Any]:
        with self._writing.begin() as connection:
            return [self._run(connection, unit) for unit in units]

    def _write_alone(self, unit: _Waiting) -> None:
        try:
            result = self._run(self._writing, unit)
        except BaseException as error:
            unit.done.set_exception(error)
        else:
            unit.done.set_result(result)

    def _run(self, bind: Engine | Connection, unit: _Waiting) -> Any:
        """A session a unit, so that none meets rows in the state in which another one left them in memory."""
        with self._session(bind) as session, session.begin():
            return unit.run(session)

    def _session(self, bind: Engine | Connection) -> LedgerSession:
        return LedgerSession(bind, policy=self.policy, calendar=self.calendar)
