"""What is counted, and that nobody's name gets among it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from telegram.error import RetryAfter, TimedOut

from bot.metrics import Counted, Metrics
from bot.pacing import Pacer
from storage.database import Ledger
from storage.ledger.inbox import NewUpdate, store_updates
from storage.ledger.notices import notify
from storage.rules.telling import Audience


async def samples(metrics: Metrics, ledger: Ledger, now: datetime) -> dict[str, float]:
    """All that is not 0, by name and labels; but for the times that objects were made."""
    told = (await metrics.exposed(ledger, now)).decode()
    found = dict(re.findall(r"^(\w+(?:{.*})?) (\S+)$", told, re.MULTILINE))
    return {name: float(value) for name, value in found.items() if float(value) and "_created" not in name}


async def test_nothing_was_counted_before_anything_happened(ledger: Ledger, now: datetime) -> None:
    assert await samples(Metrics(), ledger, now) == {}


async def test_what_waits_is_read_from_the_ledger(ledger: Ledger, now: datetime) -> None:
    updates = [NewUpdate(update_id=number, lane=501, payload={}) for number in range(3)]
    ledger.write_now(store_updates, 1000, updates, now)
    for number in range(2):
        queued_at = now + timedelta(seconds=number)
        key = f"k{number}"
        ledger.write_now(notify, key=key, topic="long_stop", audience=Audience.MANAGERS, now=queued_at)

    assert await samples(Metrics(), ledger, now + timedelta(seconds=90)) == {
        "zhuqi_inbox_waiting": 3,
        "zhuqi_outbox_due": 2,
        "zhuqi_outbox_oldest_seconds": 90,
    }


async def test_updates_and_sweeps_are_counted(ledger: Ledger, now: datetime) -> None:
    metrics = Metrics()
    metrics.count_updates("stored", 2)
    metrics.count_updates("handled")
    metrics.note_sweep(0.5, now)

    assert await samples(metrics, ledger, now) == {
        'zhuqi_updates_total{outcome="stored"}': 2,
        'zhuqi_updates_total{outcome="handled"}': 1,
        "zhuqi_sweep_seconds_count": 1,
        "zhuqi_sweep_seconds_sum": 0.5,
        "zhuqi_sweep_last_timestamp_seconds": now.timestamp(),
    }


async def test_calls_are_counted_by_method_and_outcome(ledger: Ledger, now: datetime) -> None:
    metrics = Metrics()
    counted = Counted(Pacer(), metrics)
    errors: list[Exception | None] = [None, None, TimedOut(), RetryAfter(30)]

    async def call(endpoint: str, data: dict[str, Any]) -> bool:
        if error := errors.pop(0):
            raise error
        return True

    async def make(endpoint: str) -> None:
        data = {"chat_id": 501, "text": "招不到焊工"}
        await counted.process_request(call, (endpoint, data), {}, endpoint, data, None)

    await make("getupdates")
    await make("sendMessage")
    with pytest.raises(TimedOut):
        await make("sendMessage")
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await make("sendMessage")

    found = await samples(metrics, ledger, now)
    assert {name: value for name, value in found.items() if name.startswith("zhuqi_telegram_calls")} == {
        'zhuqi_telegram_calls_total{method="getUpdates",outcome="ok"}': 1,
        'zhuqi_telegram_calls_total{method="sendMessage",outcome="ok"}': 1,
        'zhuqi_telegram_calls_total{method="sendMessage",outcome="TimedOut"}': 1,
        # The second was not let through: Telegram never heard of it.
        'zhuqi_telegram_calls_total{method="sendMessage",outcome="RetryAfter"}': 1,
    }
    assert found['zhuqi_telegram_call_seconds_count{method="sendMessage"}'] == 3
    assert [name for name in found if "501" in name or 'seconds_count{method="getUpdates' in name] == []
