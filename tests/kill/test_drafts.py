"""`kill -9` while somebody is writing: every word and every file stays, and is where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain, cycle

import pytest

from bot.checkpoints import Checkpoint
from bot.sandbox import Person
from storage.rules.words import Action, State
from tests.kill.stage import Stage, labels

# More passings than one update has, so that there is an end to it.
AGAIN_AND_AGAIN = ("change_committed:5", "state_committed:2", "prompt_sent:3")
WORDS = "厂门口的路坏了\n货车进不来\n已经三天了\n请尽快修\n绕路要多走两公里"


def write(person: Person) -> None:
    """All that is in `WORDS` and what goes with it, in six messages and two corrections."""
    person.say("厂门口的路坏了")
    second = person.say("货车进不了")
    person.send_photo("已经三天了")
    person.send_album(["photo", "photo", "photo"])
    person.send_location()
    person.say("请尽快修")
    person.edit(second, "货车进不来")
    person.say("绕路要多走两公里")


@pytest.mark.parametrize("first", [Checkpoint.UPDATE_STORED, Checkpoint.PROMPT_SENT])
async def test_everything_that_was_written_in_one_go_is_kept(stage: Stage, first: Checkpoint) -> None:
    await stage.open(chain([f"{first}:1", f"{first}:1"], cycle(AGAIN_AND_AGAIN)))
    write(stage.contact)
    await stage.settle()

    newest = stage.contact.heard()[-1]
    assert WORDS in newest.text
    assert "📎 照片 4，位置 1\n" in newest.text
    stage.contact.press("提交", newest)
    await stage.settle()

    assert stage.book.texts() == [WORDS]
    assert stage.book.files() == ["photo", "photo", "photo", "photo", "location"]
    assert stage.book.left_open() == []
    assert len(stage.deaths) >= 4


async def do(stage: Stage, *acts: Callable[[], object]) -> None:
    """One thing after the other, each when all is quiet."""
    for act in acts:
        act()
        await stage.settle()


async def test_what_was_chosen_is_kept_from_death_to_death(stage: Stage) -> None:
    await stage.open(cycle(f"{point}:1" for point in (Checkpoint.ACKNOWLEDGED, Checkpoint.STATE_COMMITTED)))
    await do(
        stage,
        lambda: stage.contact.say("货车进不来"),
        lambda: stage.contact.press("紧急程度：一般"),
        lambda: stage.contact.press("紧急"),
        lambda: stage.contact.press("类别：物流交通"),
        lambda: stage.contact.press("其他"),
        lambda: stage.contact.say("已经三天了"),
    )

    newest = stage.contact.heard()[-1]
    assert newest.text.endswith(
        "货车进不来\n已经三天了\n类别：其他\n紧急程度：紧急\n还可以继续发文字、照片等补充。"
    )
    assert labels(newest) == ["提交", "类别：其他", "紧急程度：紧急", "修改", "取消"]
    assert len(stage.deaths) >= 4


class TestDeathBetweenAChangeAndItsState:
    """What an update has done is found done when it comes again."""

    @pytest.fixture(autouse=True)
    async def _begun(self, stage: Stage) -> None:
        await stage.open()

    async def dies(self, stage: Stage, *, changes: int = 1) -> None:
        """The next update is handled by a bot that dies once it has committed so many changes."""
        await stage.begin_anew([f"{Checkpoint.CHANGE_COMMITTED}:{changes}"])

    @pytest.fixture
    async def two_drafts(self, stage: Stage) -> None:
        """The contact has begun a second report."""
        said = ("厂门口的路坏了", "上报问题", "门前的路灯不亮")
        await do(stage, *(partial(stage.contact.say, words) for words in said))

    @pytest.mark.usefixtures("two_drafts")
    async def test_cancel_command_leaves_only_the_draft_that_was_written(self, stage: Stage) -> None:
        await self.dies(stage)
        stage.contact.say("/cancel")
        await stage.settle()

        assert stage.contact.heard()[-1].text == "已退出，内容没有提交。"
        await self.expect_the_first_draft(stage)

    @pytest.mark.usefixtures("two_drafts")
    async def test_cancel_button_leaves_only_its_draft(self, stage: Stage) -> None:
        await self.dies(stage)
        stage.contact.press("取消")
        await stage.settle()

        assert stage.contact.heard()[-1].text == "已取消，没有提交。"
        await self.expect_the_first_draft(stage)

    async def expect_the_first_draft(self, stage: Stage) -> None:
        assert len(stage.deaths) == 1
        [(_, action)] = stage.book.left_open()
        assert action is Action.OPEN
        stage.contact.press("提交")
        await stage.settle()
        assert stage.book.texts() == ["厂门口的路坏了"]
        assert stage.book.left_open() == []

    @pytest.fixture
    async def asked(self, stage: Stage) -> None:
        """The officer has signed for a case and asks the contact."""
        await do(
            stage,
            lambda: stage.contact.say("厂门口的路坏了"),
            lambda: stage.contact.press("提交"),
            lambda: stage.officer.press("签收"),
            lambda: stage.officer.press("请企业补充"),
            lambda: stage.officer.say("坏了多长一段"),
        )

    @pytest.mark.usefixtures("asked")
    async def test_words_that_end_a_talk_begin_no_other(self, stage: Stage) -> None:
        await do(stage, lambda: stage.officer.press("撤销补充"), lambda: stage.officer.press("请企业补充"))
        await self.dies(stage, changes=2)
        stage.officer.say("坏了多宽")
        await stage.settle()

        assert len(stage.deaths) == 1
        assert stage.book.history()[-1].words == "坏了多宽"
        assert "已请企业补充" in stage.officer.heard()[-1].text
        assert stage.book.left_open() == []

    @pytest.mark.usefixtures("asked")
    async def test_answer_that_was_offered_is_recorded_once(self, stage: Stage) -> None:
        stage.contact.say("大约四十米")
        await stage.settle()
        await self.dies(stage)
        stage.contact.press(stage.contact.buttons(stage.contact.sees("这是要"))[0])
        await stage.settle()

        assert len(stage.deaths) == 1
        *_, last = stage.book.history()
        assert (last.action, last.after, last.words) == (Action.ANSWER, State.IN_PROGRESS, "大约四十米")
        assert stage.contact.sees("这是要") is None
        assert "已补充" in stage.contact.toasts()[-1]
        assert stage.book.left_open() == []
