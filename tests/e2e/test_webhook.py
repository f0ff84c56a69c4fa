"""Whole stories with a bot to which updates are brought; all others are played with one that polls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.e2e import test_attaching, test_closing, test_races, test_reporting
from tests.e2e.conftest import OpenStage
from tests.e2e.stage import Stage

STORIES: list[Callable[[Stage], Awaitable[None]]] = [
    test_reporting.test_plain_problem_takes_typing_a_glance_and_a_press,
    test_attaching.test_album_of_five_gets_one_answer_and_arrives_as_an_album,
    test_attaching.test_text_of_5000_characters_comes_as_two_messages_and_is_joined,
    test_closing.test_enterprise_confirms_rates_and_comments_once,
    test_closing.test_not_solved_goes_back_to_the_officer_with_the_reason,
    test_races.test_of_two_who_sign_one_has_it_and_the_other_sees_who,
]


@pytest.fixture
async def stage(open_stage: OpenStage) -> Stage:
    return await open_stage(by_webhook=True)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__.removeprefix("test_"))
async def test_story_is_the_same_by_webhook(stage: Stage, story: Callable[[Stage], Awaitable[None]]) -> None:
    await story(stage)

    assert [call for call in stage.sandbox.calls if call.method == "getUpdates"] == []


async def test_quiet_days_of_a_bot_that_does_not_poll_are_no_stop(stage: Stage) -> None:
    """What was received last is long ago, but it was there all the time."""
    await stage.report(stage.contact, "招不到焊工，缺十几个人")
    await stage.stop()
    stage.clock.forward(hours=20)
    await stage.open()
    await stage.stop()
    stage.clock.forward(hours=20)
    await stage.open()

    stage.contact.sees_nothing_of("没有运行")
    stage.manager.sees_nothing_of("本服务停了")
