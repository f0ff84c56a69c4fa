"""How fast the bot may speak: in one chat, in all together, and where it was refused."""

from __future__ import annotations

import pytest

from bot.pacing import Limit, Limits, Pace, first_free
from tests.bot.turns import CHAT, GROUP, OTHER, Waiting


def sent_within(pace: Pace, seconds: float, *chats: int) -> int:
    """How many messages get through if each chat sends as often as it may, looked at every hundredth of a second."""
    sent = 0
    for moment in range(round(seconds * 100)):
        for chat_id in chats:
            while not pace.wait(chat_id, 1, moment / 100):
                pace.count(chat_id, 1, moment / 100)
                sent += 1
    return sent


def test_a_private_chat_takes_a_burst_of_three_and_then_one_a_second() -> None:
    assert sent_within(Pace(Limits()), 1, CHAT) == 3
    assert sent_within(Pace(Limits()), 10, CHAT) == 3 + 9


def test_all_chats_together_stay_within_thirty_in_any_second() -> None:
    many = range(1, 100)
    assert sent_within(Pace(Limits()), 1, *many) <= 30
    assert sent_within(Pace(Limits()), 5, *many) == pytest.approx(130, abs=5)


def test_a_group_takes_no_more_than_twenty_a_minute() -> None:
    assert 18 <= sent_within(Pace(Limits()), 60, GROUP) <= 20


def test_a_chat_that_waits_says_for_how_long() -> None:
    pace = Pace(Limits())
    pace.count(CHAT, 3, 0)
    assert pace.wait(CHAT, 1, 0.25) == 0.75
    assert pace.wait(OTHER, 1, 0.25) == 0


def test_an_album_bigger_than_the_burst_goes_when_the_chat_is_quiet_and_is_paid_for() -> None:
    pace = Pace(Limits(overall=Limit(messages=1000, seconds=1, burst=1000)))
    assert pace.wait(CHAT, 10, 0) == 0
    pace.count(CHAT, 10, 0)
    assert pace.wait(CHAT, 1, 0) == 8
    assert pace.wait(CHAT, 10, 0) == 10


def test_what_was_counted_and_did_not_go_is_given_back() -> None:
    pace = Pace(Limits())
    pace.count(CHAT, 3, 0)
    pace.give_back(CHAT, 1)
    assert pace.wait(CHAT, 1, 0) == 0


# Refused


def test_a_refused_chat_is_held_until_it_is_over_and_others_are_not() -> None:
    pace = Pace(Limits())
    pace.hold(CHAT, 30, 100)
    assert (pace.wait(CHAT, 1, 110), pace.wait(OTHER, 1, 110), pace.wait(CHAT, 1, 130)) == (20, 0, 0)


def test_a_second_refusal_does_not_shorten_the_first() -> None:
    pace = Pace(Limits())
    pace.hold(CHAT, 30, 0)
    pace.hold(CHAT, 1, 5)
    assert pace.held(CHAT, 10) == 20


def test_refused_in_three_chats_within_a_second_everybody_is_held() -> None:
    pace = Pace(Limits())
    pace.hold(1, 5, 0)
    pace.hold(2, 5, 0.4)
    assert pace.held(OTHER, 0.8) == 0
    pace.hold(3, 5, 0.8)
    assert pace.held(OTHER, 0.8) == 5


def test_refused_in_three_chats_one_after_the_other_everybody_else_goes_on() -> None:
    pace = Pace(Limits())
    for number in range(3):
        pace.hold(number, 60, number * 2)
    assert pace.held(OTHER, 4) == 0


# Who goes next


def test_chats_that_are_quiet_are_forgotten() -> None:
    pace = Pace(Limits())
    for chat_id in range(1, 5000):
        pace.count(chat_id, 1, chat_id * 2)
    assert len(pace._empty_at) <= 1002


def test_the_most_urgent_among_the_free_chats_goes_next() -> None:
    pace = Pace(Limits())
    pace.count(CHAT, 3, 0)
    held = Waiting(chat_id=CHAT, rank=(0,))
    bulk, urgent = Waiting(chat_id=OTHER, rank=(2,)), Waiting(chat_id=103, rank=(1,))
    assert first_free(pace, [bulk, held, urgent], 0) is urgent
    assert first_free(pace, [bulk, held, urgent], 1) is held
    assert first_free(pace, [held], 0) is None
