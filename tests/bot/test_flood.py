"""Who is answered, and who only when they pause."""

from __future__ import annotations

from bot.flood import QUIET_SECONDS, Floods

CHAT, OTHER = 101, 102


def floods() -> Floods:
    return Floods(step_seconds=1, at_once=5)


def test_five_are_answered_at_once_and_then_one_a_second() -> None:
    stemmed = floods()
    assert [stemmed.holds_back(CHAT, 0, new=True) for _ in range(5)] == [False] * 5
    assert [stemmed.holds_back(CHAT, second, new=True) for second in range(1, 60)] == [False] * 59


def test_from_the_first_that_is_too_many_all_wait_until_it_is_quiet() -> None:
    stemmed = floods()
    held = [stemmed.holds_back(CHAT, moment / 10, new=True) for moment in range(200)]
    assert held == [False] * 5 + [True] * 195
    assert stemmed.holds_back(CHAT, 19.9 + QUIET_SECONDS - 0.1, new=True), "not quiet for long enough"
    assert not stemmed.holds_back(CHAT, 30, new=True)


def test_what_is_changed_counts_half() -> None:
    stemmed = floods()
    assert [stemmed.holds_back(CHAT, 0, new=False) for _ in range(11)] == [False] * 10 + [True]


def test_one_flood_is_nobody_elses() -> None:
    stemmed = floods()
    for _ in range(100):
        stemmed.holds_back(CHAT, 0, new=True)
    assert not stemmed.holds_back(OTHER, 0, new=True)


def test_chats_that_are_quiet_are_forgotten() -> None:
    stemmed = floods()
    for chat_id in range(1, 5000):
        stemmed.holds_back(chat_id, chat_id * 2, new=True)
    assert len(stemmed._caught_up_at) <= 1001
