"""The pace that Telegram enforces."""

import pytest

from bot.sandbox.pace import Limit, Limits, Pace
from bot.sandbox.refusals import Refusal

LIMITS = Limits(
    overall=Limit(messages=30, seconds=1, burst=30),
    private=Limit(messages=1, seconds=1, burst=3),
    group=Limit(messages=20, seconds=60, burst=20),
)


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def sent(pace: Pace, chat_ids: list[int], *, is_group: bool = False) -> int:
    """How many messages are taken before the first refusal."""
    for count, chat_id in enumerate(chat_ids):
        try:
            pace.count(chat_id, is_group=is_group)
        except Refusal:
            return count
    return len(chat_ids)


def test_private_chat_takes_a_burst_then_one_a_second() -> None:
    clock = Clock()
    pace = Pace(LIMITS, enforced=True, monotonic=clock)
    assert sent(pace, [1] * 5) == 3
    clock.seconds += 1
    assert sent(pace, [1] * 5) == 1
    clock.seconds += 60
    assert sent(pace, [1] * 5) == 3


def test_overall_thirty_a_second() -> None:
    clock = Clock()
    pace = Pace(LIMITS, enforced=True, monotonic=clock)
    assert sent(pace, list(range(40))) == 30
    clock.seconds += 0.5
    assert sent(pace, list(range(40, 80))) == 15


def test_group_twenty_a_minute() -> None:
    clock = Clock()
    pace = Pace(LIMITS, enforced=True, monotonic=clock)
    for _ in range(20):
        assert sent(pace, [-7], is_group=True) == 1
        clock.seconds += 0.1
    with pytest.raises(Refusal) as refused:
        pace.count(-7, is_group=True)
    assert (refused.value.code, refused.value.parameters) == (429, {"retry_after": 1})
    assert refused.value.description == "Too Many Requests: retry after 1"


def test_a_refused_message_is_not_counted() -> None:
    clock = Clock()
    pace = Pace(LIMITS, enforced=True, monotonic=clock)
    assert sent(pace, [1] * 3) == 3
    assert sent(pace, [1]) == 0
    assert sent(pace, [1]) == 0
    clock.seconds += 1
    assert sent(pace, [1]) == 1


def test_switched_off_it_lets_all_through() -> None:
    assert sent(Pace(LIMITS, enforced=False, monotonic=Clock()), [1] * 500) == 500
