"""`zhuqi run`, started again and again under a clock that has moved meanwhile."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import time
from asyncio.subprocess import STDOUT, Process
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlmodel import col, select

from bot.sandbox import Person, Sandbox
from storage.database import LedgerSession
from storage.ledger.digest import next_report_day
from storage.ledger.follow_up import review_cases
from storage.policy import default_policy_text, default_vocabulary
from storage.rules.policy import parse_policy
from storage.tables import Case
from tests.e2e.zone import LIAISON
from tests.moved_clock.clock import MovedClock, forget
from tests.outside.book import Book
from tests.outside.people import bring_in
from tests.outside.settings import environment_for

# As it comes with the service, but that somebody is on duty.
POLICY_TEXT: Final = default_policy_text().replace("duty_phones = []", f'duty_phones = ["{LIAISON.phone}"]')
PATIENCE_SECONDS: Final = 60
_LOOK_SECONDS: Final = 0.03
_URGENCY: Final = re.compile("^紧急程度")


class Stuck(AssertionError):
    """What was waited for did not happen."""


class Serving:
    """A zone in which everybody has joined, and the process that serves it: one at a time."""

    def __init__(self, folder: Path, sandbox: Sandbox, clock: MovedClock) -> None:
        self.sandbox, self.clock = sandbox, clock
        self.people = bring_in(sandbox)
        self.book = Book(
            folder / "zhuqi.db", parse_policy(POLICY_TEXT, source="test", vocabulary=default_vocabulary())
        )
        self._folder = folder
        policy_file = folder / "policy.toml"
        policy_file.write_text(POLICY_TEXT, encoding="utf-8")
        self._environment = environment_for(sandbox, folder) | {"POLICY_FILE": str(policy_file)}
        self._process: Process | None = None

    async def start(self, at: str) -> None:
        """It is this time in Changchun, and the bot is started: until it has done all that is due."""
        self.clock.put(at)
        with (self._folder / "log.txt").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self._folder,
                env=self._environment | self.clock.environment(),
                stdout=log,
                stderr=STDOUT,
            )
        await self.rest()

    async def end(self, by: signal.Signals) -> int:
        """It is ended: its exit status, or the signal that ended it, negative."""
        assert self._process is not None
        self._process.send_signal(by)
        status = await asyncio.wait_for(self._process.wait(), PATIENCE_SECONDS)
        forget(self._process.pid)
        self._process = None
        await self.sandbox.until(lambda: not self.sandbox.updates.is_polled)
        return status

    async def close(self) -> None:
        """It ends, if it has not."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
            forget(self._process.pid)
        self.book.close()

    async def report(self, by: Person, text: str, urgency: str) -> None:
        """Somebody types a problem and submits it."""
        by.say(text)
        await self.rest()
        for button in (_URGENCY, urgency, "提交"):
            by.press(button)
            await self.rest()

    async def rest(self) -> None:
        """Wait until it has taken, handled, decided and sent all that there is.

        Raises:
            Stuck: it has ended, or does not come to rest.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._is_at_rest():
            assert self._process is not None
            if self._process.returncode is not None or time.monotonic() > end:
                due = self.book.read(partial(_due, now=self.clock()))
                raise Stuck(f"at {self.clock()}: {self._process.returncode}, due {due}\n{self.log[-3000:]}")
            await asyncio.sleep(_LOOK_SECONDS)

    @property
    def log(self) -> str:
        """What it has written, in all its lives."""
        return (self._folder / "log.txt").read_text(encoding="utf-8")

    def _is_at_rest(self) -> bool:
        now, updates = self.clock(), self.sandbox.updates
        if updates.pending or not updates.is_polled or not self.book.is_at_rest(now):
            return False
        return self.book.read(partial(_due, now=now)) == [] and self.book.is_at_rest(now)


def _due(session: LedgerSession, now: datetime) -> list[str]:
    """The cases that are to be looked at or are noted for a wrong time, and the 日报 that is to be made."""
    noted = session.exec(select(Case.id).where(col(Case.next_action_at) <= now)).all()
    cases = {*noted, *review_cases(session, now).stale}
    report = next_report_day(session, now)
    return [*(f"case {case_id}" for case_id in sorted(cases)), *([f"日报 {report}"] if report else [])]
