"""What /metrics tells: counts and times, nothing about any person."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Summary, generate_latest
from telegram.ext import BaseRateLimiter

from bot.pacing import Answer
from storage.database import Ledger
from storage.ledger.load import Load, measure_load

# Polls last as long as nothing comes; and the library has another way of making them under their own name.
_POLL: Final = "getupdates"


class Metrics:
    """The numbers of one running service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._updates = Counter(
            "zhuqi_updates",
            "Updates, by what became of them: stored, handled, failed (a try), set_aside.",
            ["outcome"],
            registry=self._registry,
        )
        self._calls = Counter(
            "zhuqi_telegram_calls",
            "Calls to Telegram, by method and by ok or the kind of error.",
            ["method", "outcome"],
            registry=self._registry,
        )
        self._call_seconds = Summary(
            "zhuqi_telegram_call_seconds",
            "How long calls to Telegram took, but for polls.",
            ["method"],
            registry=self._registry,
        )
        self._sweep_seconds = Summary(
            "zhuqi_sweep_seconds", "How long following up took.", registry=self._registry
        )
        self._swept_at = self._gauge("zhuqi_sweep_last_timestamp_seconds", "When following up last ended.")
        self._inbox = self._gauge("zhuqi_inbox_waiting", "Updates that are stored and not done.")
        self._outbox = self._gauge("zhuqi_outbox_due", "Notices that are due and not done.")
        self._oldest = self._gauge("zhuqi_outbox_oldest_seconds", "For how long the oldest of them is due.")
        self._cases = self._gauge("zhuqi_cases_open", "Open cases, by state.", ["state"])
        for outcome in ("stored", "handled", "failed", "set_aside"):
            self._updates.labels(outcome)  # so that it is 0 before the first

    def count_updates(self, outcome: str, number: int = 1) -> None:
        """So many updates were stored, handled, failed once, or were set aside."""
        self._updates.labels(outcome).inc(number)

    def count_call(self, method: str, outcome: str, seconds: float) -> None:
        """Telegram was called, with this outcome, and it took so long."""
        if method.lower() == _POLL:
            method = "getUpdates"
        else:
            self._call_seconds.labels(method).observe(seconds)
        self._calls.labels(method, outcome).inc()

    def note_sweep(self, seconds: float, now: datetime) -> None:
        """Following up ended now, and took so long."""
        self._sweep_seconds.observe(seconds)
        self._swept_at.set(now.timestamp())

    async def exposed(self, ledger: Ledger, now: datetime) -> bytes:
        """All of it in Prometheus' text format, with what waits in the ledger now."""
        self._note_load(await ledger.read(measure_load, now), now)
        return generate_latest(self._registry)

    def _note_load(self, load: Load, now: datetime) -> None:
        self._inbox.set(load.updates_waiting)
        self._outbox.set(load.notices_due)
        self._oldest.set((now - load.oldest_due_at).total_seconds() if load.oldest_due_at else 0)
        for state, number in load.open_cases.items():
            self._cases.labels(state).set(number)

    def _gauge(self, name: str, what: str, labels: tuple[str, ...] | list[str] = ()) -> Gauge:
        return Gauge(name, what, labels, registry=self._registry)


class Counted(BaseRateLimiter[Any]):
    """A rate limiter that counts the calls which another one lets through."""

    def __init__(self, inner: BaseRateLimiter[Any], metrics: Metrics) -> None:
        self._inner, self._metrics = inner, metrics

    async def initialize(self) -> None:
        """As the other one."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """As the other one."""
        await self._inner.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Answer:
        """As the other one; a call that it does not let through is none."""

        async def counted(*args: Any, **kwargs: Any) -> Answer:
            begun, outcome = time.monotonic(), "broken_off"
            try:
                answer = await callback(*args, **kwargs)
                outcome = "ok"
            except Exception as error:
                outcome = type(error).__name__
                raise
            finally:
                self._metrics.count_call(endpoint, outcome, time.monotonic() - begun)
            return answer

        return await self._inner.process_request(counted, args, kwargs, endpoint, data, rate_limit_args)
