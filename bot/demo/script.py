"""What a story is made of: scenes, in which people say, press, and ought to see something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.chat import Line, Pressed, Said
from bot.demo.stage import Stage
from bot.demo.zone import Character
from bot.sandbox import CannotDo, Message, NotSettled, Person
from storage.errors import ZhuqiError

# How long somebody takes to read, think, and type or press.
A_WHILE = timedelta(seconds=10)


class StoryBroken(ZhuqiError):
    """演示没有演成，断在“{scene}”：{who}应看到{expected}，实际看到的是：{seen}"""


@dataclass(frozen=True, kw_only=True)
class Says:
    """Somebody types something, below a picture if there is one."""

    who: Character
    words: str
    picture: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Presses:
    """Somebody presses the newest button that says this."""

    who: Character
    button: str


@dataclass(frozen=True, kw_only=True)
class Sees:
    """The newest message in which the pattern is found has these buttons."""

    who: Character
    words: str
    buttons: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class SeesPicture:
    """This very picture has come."""

    who: Character
    picture: bytes


Step = Says | Presses | Sees | SeesPicture


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A piece of the story: when it is, what happens, and whose phones show it."""

    title: str
    caption: str
    clock: datetime
    steps: Sequence[Step]
    shown: Sequence[Character]


async def perform(scene: Scene, stage: Stage) -> list[tuple[Character, list[Line]]]:
    """Play a scene; what its phones show.

    Raises:
        StoryBroken: somebody does not see what they ought to.
    """
    await _pass_time(scene, stage)
    lines = {who: chat.news() for who, chat in stage.chats.items()}
    for step in scene.steps:
        match step:
            case Says() | Presses():
                lines[step.who].append(await _act(scene, step, stage))
                for who, chat in stage.chats.items():
                    lines[who] += chat.news()
            case Sees() | SeesPicture():
                _check(scene, step, stage.people[step.who])
    return [(who, lines[who]) for who in scene.shown]


async def _pass_time(scene: Scene, stage: Stage) -> None:
    """It becomes the time of the scene, and the bot does by itself what is due by then."""
    stage.clock.leap(scene.clock - stage.clock())
    try:
        await stage.look_for_what_is_due()
    except NotSettled as trouble:
        raise _broken(scene, scene.shown[0], "到点的消息", [str(trouble)]) from trouble


async def _act(scene: Scene, step: Says | Presses, stage: Stage) -> Line:
    person = stage.people[step.who]
    stage.clock.leap(A_WHILE)
    done: Line
    try:
        match step:
            case Says(picture=None):
                person.say(step.words)
                done = Said(words=step.words)
            case Says():
                person.send_photo(step.words, data=step.picture or b"")
                done = Said(words=step.words, picture=step.picture)
            case Presses():
                person.press(step.button)
                done = Pressed(button=step.button)
        await stage.settle()
    except (CannotDo, NotSettled) as trouble:
        expected = f"按钮“{step.button}”" if isinstance(step, Presses) else "答复"
        raise _broken(scene, step.who, expected, [str(trouble)]) from trouble
    return done


def _check(scene: Scene, step: Sees | SeesPicture, person: Person) -> None:
    heard = person.heard()
    if isinstance(step, SeesPicture):
        if not any(message.kind == "photo" and person.open(message) == step.picture for message in heard):
            raise _broken(scene, step.who, "那张照片", [message.kind for message in heard])
        return
    found = person.sees(step.words)
    if found is None:
        raise _broken(scene, step.who, f"“{step.words}”", [message.text for message in heard[-3:]])
    labels = [button.text for button in person.buttons(found)]
    if missing := [word for word in step.buttons if not _has(person, found, word)]:
        raise _broken(scene, step.who, f"按钮{'、'.join(f'“{word}”' for word in missing)}", labels)


def _has(person: Person, message: Message, word: str) -> bool:
    return any(button.says(word) for button in person.buttons(message))


def _broken(scene: Scene, who: Character, expected: str, seen: Sequence[str]) -> StoryBroken:
    shown = "".join(f"\n  {' '.join(text.split())}" for text in seen) or "什么也没有"
    return StoryBroken(scene=scene.title, who=f"{who.role}{who.name}", expected=expected, seen=shown)
