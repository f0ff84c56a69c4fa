"""What a draft says, by the day on which it was begun."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from storage.ledger.drafts import get_draft
from storage.ledger.understood import needed_until, understand_draft
from storage.rules.policy import Policy
from storage.rules.understanding import NeededBy
from tests.storage.ledger.drafting import begin, say
from tests.storage.ledger.zone import SHANGHAI, Zone, local


@pytest.mark.parametrize(
    ("begun", "day"),
    [
        ("2026-11-24 10:00", dt.date(2026, 11, 25)),
        ("2026-11-24 00:00", dt.date(2026, 11, 25)),  # still the 23rd in UTC
        ("2026-11-24 23:59", dt.date(2026, 11, 25)),
    ],
)
def test_tomorrow_is_the_day_after_the_draft_was_begun(
    zone: Zone, policy: Policy, begun: str, day: dt.date
) -> None:
    zone.now = local(begun)
    begin(zone)
    zone.later(days=3)
    say(zone, 10, "明天前要修好（示例）")

    needed = understand_draft(zone.run(get_draft, 1, zone.who.reporter), policy).needed_by

    assert needed is not None
    assert needed.day == day


@pytest.mark.parametrize("zone_of", [SHANGHAI, ZoneInfo("Europe/Berlin")])
def test_day_without_an_hour_lasts_until_its_midnight(zone_of: ZoneInfo) -> None:
    day = dt.date(2026, 11, 30)
    words = "月底前"

    assert needed_until(None, zone_of) is None
    assert needed_until(NeededBy(day=day, words=words), zone_of) == dt.datetime(2026, 12, 1, tzinfo=zone_of)
    until = needed_until(NeededBy(day=day, hour=dt.time(15, 30), words=words), zone_of)
    assert until == dt.datetime(2026, 11, 30, 15, 30, tzinfo=zone_of)
