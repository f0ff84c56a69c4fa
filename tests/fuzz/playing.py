"""A play: harmed updates come in, others are served meanwhile, and whoever sent them is served as before."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bot.sandbox import Sandbox
from bot.web import SECRET_HEADER
from tests.e2e import zone
from tests.e2e.clock import Clock
from tests.e2e.conftest import MEMORY
from tests.e2e.stage import Someone, Stage
from tests.fuzz.deeds import DEEDS, Hand, updates_of
from tests.fuzz.harms import HARMLESS, harmed
from tests.fuzz.owed import Coming, Owed, are_served, is_served_as_ever
from tests.fuzz.plans import CAST, Plan, Planned, Round
from tests.fuzz.tally import Failures, Tally

FIRST_NUMBER = 1_000_000_000  # far from those that the sandbox gives


async def play(template: Path, plan: Plan) -> Tally:
    """Play a plan from the beginning, on a ledger of its own; what came of it."""
    with Failures() as failures:
        async with _opened(template, by_webhook=plan.by_webhook) as stage, _Play(stage, failures) as played:
            for number, one in enumerate(plan.rounds):
                await played.round(one, number)
            return played.end()


@asynccontextmanager
async def _opened(template: Path, *, by_webhook: bool) -> AsyncIterator[Stage]:
    clock = Clock()
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="zhuqi-") as folder:
        shutil.copy(template, Path(folder) / "zhuqi.db")
        async with Sandbox(now=clock, enforce_pace=False) as sandbox:
            stage = Stage(Path(folder), sandbox, clock, by_webhook=by_webhook)
            try:
                await stage.open(pause=_at_once)
                yield stage
            finally:
                await stage.close()


async def _at_once(_: float) -> None:
    await asyncio.sleep(0)


class _Play:
    """One play that goes on."""

    def __init__(self, stage: Stage, failures: Failures) -> None:
        self._stage = stage
        self._failures = failures
        self._owed = Owed(stage)
        self._session = aiohttp.ClientSession()
        self._next_number = FIRST_NUMBER
        self._brought = 0
        cast = [one for one in stage.everybody if one.enlisted in CAST]
        group = stage.sandbox.group("示例服务群", *(one.person for one in cast))
        group.add_bot()
        self._hands = {
            one.enlisted: Hand(
                person=one.person,
                world=stage.sandbox.world,
                others=[other.person for other in cast if other is not one],
                group=group,
            )
            for one in cast
        }
        self._cast: Sequence[Someone] = cast

    async def __aenter__(self) -> _Play:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def round(self, planned: Round, number: int) -> None:
        """What comes in one round, with somebody else served in its midst; then everybody of the cast is served."""
        self._stage.clock.forward(minutes=planned.minutes)
        assert self._stage.service
        await self._stage.service.follow_up()
        coming: list[Coming] = []
        for deed in planned.deeds:
            made = self._made(deed)
            coming = [*made, *coming] if deed.early else [*coming, *made]
        for one in coming:
            await self._bring(one)
        await is_served_as_ever(self._stage, self._stage.rival, f"第{number}次招不到焊工")
        await are_served(self._stage, [one for one in self._cast if one.enlisted is not zone.STRANGER])

    def end(self) -> Tally:
        """Check what everybody is owed."""
        self._owed.check(self._failures)
        return Tally.of(self._stage, self._failures, brought=self._brought)

    def _made(self, planned: Planned) -> list[Coming]:
        self._stage.clock.tick()
        harmless = {harm.kind for harm in planned.harms} <= HARMLESS
        made: list[Coming] = []
        for real in updates_of(DEEDS[planned.deed], self._hands[planned.who], planned.number):
            self._next_number += 1
            odd = planned.numbered is not None
            number = planned.numbered if odd else self._next_number
            update = harmed(real, planned.harms) | {"update_id": number}
            coming = Coming(real=real, update=update, is_harmless=harmless and not odd)
            made += [coming] * (1 + planned.twice)
        return made

    async def _bring(self, coming: Coming) -> None:
        self._brought += 1
        target = self._stage.sandbox.world.webhook.target
        if target is None:
            self._queue(coming)
            return
        self._owed.expect(coming)
        secret = {SECRET_HEADER: target.secret}
        async with self._session.post(target.url, json=coming.update, headers=secret) as answer:
            self._owed.note(coming, answer.status)

    def _queue(self, coming: Coming) -> None:
        """Let it be fetched, with the number that Telegram gives it; what is beside its kind gets lost on the way."""
        updates = self._stage.sandbox.updates
        kind, body = next(iter(coming.update.items()))
        numbered = {kind: body, "update_id": updates.next_id}
        self._owed.expect(replace(coming, update=numbered))
        updates.add(kind, body)
