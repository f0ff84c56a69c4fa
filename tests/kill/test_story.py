"""`kill -9` between any two steps of the main story: it goes on where it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count, cycle
from pathlib import Path

import pytest

from bot.checkpoints import Checkpoint
from tests.e2e.zone import Enlisted
from tests.kill import verdict
from tests.kill.conftest import open_stage
from tests.kill.process import Nursery
from tests.kill.stage import Stage
from tests.kill.story import HISTORY, STORY, play
from tests.kill.verdict import Telling

# How many passings apart the deaths are: each story then has six or so, in twos.
APART = {
    Checkpoint.UPDATE_STORED: 7,
    Checkpoint.ACKNOWLEDGED: 6,
    Checkpoint.CHANGE_COMMITTED: 10,
    Checkpoint.PROMPT_SENT: 6,
    Checkpoint.STATE_COMMITTED: 6,
    Checkpoint.NOTICE_TAKEN: 10,
    Checkpoint.NOTICE_MARKED: 9,
}


async def play_and_judge(stage: Stage, plan: Iterable[str], undisturbed: Mapping[Enlisted, Telling]) -> None:
    """The whole story with a bot that dies as planned, and everything that must be true at its end."""
    await stage.open(plan)
    await play(stage)
    deaths, stage.step = len(stage.deaths), len(STORY)
    assert stage.book.history() == HISTORY
    assert stage.book.replays()
    verdict.check_marks(stage)
    verdict.check_photo(stage)
    for one, person in stage.people.items():
        verdict.check_telling(verdict.telling(stage, person), undisturbed[one], deaths)
    await verdict.check_old_buttons(stage)
    await verdict.check_nobody_is_stuck(stage)
    verdict.check_calls(stage)


@pytest.mark.parametrize("point", Checkpoint)
async def test_story_goes_on_after_deaths_that_come_in_twos(
    stage: Stage, undisturbed: Mapping[Enlisted, Telling], point: Checkpoint
) -> None:
    await play_and_judge(stage, cycle([f"{point}:{APART[point]}", f"{point}:1"]), undisturbed)

    assert len(stage.deaths) >= 5


@pytest.mark.exhaustive
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("then", [(), (1, 2)], ids=["once", "three_times"])
@pytest.mark.parametrize("point", Checkpoint)
async def test_story_goes_on_whenever_it_dies(
    tmp_path: Path,
    template: Path,
    nursery: Nursery,
    undisturbed: Mapping[Enlisted, Telling],
    point: Checkpoint,
    then: tuple[int, ...],
) -> None:
    for nth in count(1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        async with open_stage(folder, template, nursery) as stage:
            await play_and_judge(stage, [f"{point}:{n}" for n in (nth, *then)], undisturbed)
        if not stage.deaths:
            break

    # It died at each passing there is; in every step that comes to this point there is at least one.
    assert nth > len(_steps_that_pass(point))


def _steps_that_pass(point: Checkpoint) -> set[int]:
    """Which steps of the story come to a point, at least."""
    every = set(range(len(STORY)))
    told = {number for number in every if any(sight.who != STORY[number].who for sight in STORY[number].sees)}
    match point:
        case Checkpoint.ACKNOWLEDGED:  # which is said when the next one comes
            return every - {0}
        case Checkpoint.NOTICE_TAKEN | Checkpoint.NOTICE_MARKED:
            return told
        case Checkpoint.PROMPT_SENT:  # what others are told of may have no more than notices
            return every - told
    return every
