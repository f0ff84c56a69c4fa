"""A flood from one person: it is answered at its end."""

from __future__ import annotations

from bot.sandbox import Sandbox
from handlers.context import Context
from tests.bot.conftest import StartService
from tests.bot.hooks import Lingering
from tests.bot.small_talk import SmallTalk


async def test_answers_that_a_flood_overtakes_can_be_left_out(
    sandbox: Sandbox, start: StartService, talk: SmallTalk
) -> None:
    service = await start()
    linger, later = Lingering(), list[bool]()

    async def note(context: Context) -> None:
        later.append(context.will_answer_later(piece=False))

    talk.during |= {"first": linger} | {str(number): note for number in range(12)}
    someone = sandbox.person("示例甲", id=501)
    someone.say("first")
    await linger.begun.wait()
    for number in range(12):
        someone.say(str(number))
    await sandbox.until(lambda: not sandbox.updates.pending)
    linger.go_on.set()
    await sandbox.settle(service.rests)

    assert later == [True] * 7 + [False] * 5
