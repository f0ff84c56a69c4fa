"""What somebody does with a phone in the hand: each deed makes updates as Telegram makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from bot.sandbox import Button, CannotDo, Group, Message, Person
from bot.sandbox.activity import Activity
from bot.sandbox.updates import Updates
from bot.sandbox.world import World

T = TypeVar("T")

PROBLEMS: Final = (
    "招不到焊工，缺十几个人",
    "车间停电了，下周五前要恢复",
    "贷款到期续不上；厂门口的路坏了；孩子没学位",
    "谢谢，已经解决了",
    "上次那件办得怎么样了",
    "着火了",
    "你们收了红包才办事",
    "The power fails every day",
    "好的",
)
WORDS: Final = (
    *(
        "取消",
        "上报问题",
        "我的问题",
        "我的服务员",
        "找专班",
        "待办",
        "代上报",
        "企业",
        "日报",
        "超期",
        "帮助",
    ),
    *("/start", "/start 0123456789abcdef", "/report", "/my", "/todo", "/cancel", "/help", "/roster"),
    *("/case ZQ261124-001", "/case ZQ261124-002", "ZQ261124-001", "/case", "/nothing"),
)


@dataclass(kw_only=True)
class Hand:
    """Somebody, the others, their group, and the buttons that they have seen, gone ones too."""

    person: Person
    world: World
    others: Sequence[Person]
    group: Group
    seen: list[Button] = field(default_factory=list)

    def some_button(self, number: int) -> Button:
        """One of those that there ever were, the newest first."""
        self.seen += [button for button in reversed(self.person.buttons()) if button not in self.seen]
        return _some(self.seen[::-1], number)

    def own_messages(self) -> list[Message]:
        """What they wrote into the chat, the newest first."""
        written = [one for one in self.world.in_chat(self.person.chat) if one.sender == self.person.user]
        return written[::-1]

    def some_other(self, number: int) -> Person:
        """One of the others."""
        return self.others[number % len(self.others)]


Deed = Callable[[Hand, int], Any]


def _some(things: Sequence[T], number: int) -> T:
    if not things:
        raise CannotDo("there is none")
    return things[number % len(things)]


def _edit(hand: Hand, number: int) -> None:
    written = [one for one in hand.own_messages() if one.text]
    hand.person.edit(_some(written, number), PROBLEMS[number % len(PROBLEMS)])


def _reply(hand: Hand, number: int) -> None:
    hand.person.say(PROBLEMS[number % len(PROBLEMS)], reply_to=_some(hand.person.heard()[::-1], number))


def _block_and_unblock(hand: Hand, _: int) -> None:
    hand.person.block()
    hand.person.unblock()


def _move(hand: Hand, number: int) -> None:
    live = hand.person.share_live_location()
    hand.person.move(live, number % 90, 125.3)


DEEDS: Final[dict[str, Deed]] = {
    "says a problem": lambda hand, number: hand.person.say(PROBLEMS[number % len(PROBLEMS)]),
    "says a word": lambda hand, number: hand.person.say(WORDS[number % len(WORDS)]),
    "replies": _reply,
    "presses": lambda hand, number: hand.person.press(hand.some_button(number % 8)),
    "presses an old button": lambda hand, number: hand.person.press(hand.some_button(number)),
    "edits": _edit,
    "sends a photo": lambda hand, number: hand.person.send_photo("图" * (number % 3)),
    "sends an album": lambda hand, number: hand.person.send_album(["photo", "video"][: 1 + number % 2] * 2),
    "sends a document": lambda hand, number: hand.person.send_document(size_bytes=(1 + number) * 2**20),
    "sends a roster": lambda hand, _: hand.person.send_document(name="示例.xlsx"),
    "sends a voice": lambda hand, number: hand.person.send_voice(seconds=number),
    "sends a video": lambda hand, _: hand.person.send_video(),
    "sends music": lambda hand, _: hand.person.send_audio(),
    "sends a place": lambda hand, _: hand.person.send_location(),
    "moves": _move,
    "forwards": lambda hand, number: hand.person.forward(PROBLEMS[number % len(PROBLEMS)]),
    "shares a story": lambda hand, _: hand.person.send_story(),
    "sends a sticker": lambda hand, _: hand.person.send_sticker(),
    "rolls a die": lambda hand, number: hand.person.roll_dice(1 + number % 6),
    "asks in a poll": lambda hand, _: hand.person.send_poll("示例", ["是", "否"]),
    "shares the own card": lambda hand, _: hand.person.share_contact(),
    "shares another's card": lambda hand, number: hand.person.share_contact(hand.some_other(number)),
    "shares a number": lambda hand, number: hand.person.share_number(f"1391111{number % 10_000:04}", "示例"),
    "says in a group": lambda hand, number: hand.person.say(WORDS[number % len(WORDS)], chat=hand.group.chat),
    "adds the bot": lambda hand, number: hand.group.add_bot(hand.person, as_administrator=number % 2 == 0),
    "blocks and unblocks": _block_and_unblock,
}


class _Caught(Updates):
    """Keeps what there is to tell the bot, and tells it nothing."""

    def __init__(self) -> None:
        super().__init__(now=lambda: datetime.now(UTC), activity=Activity(), next_id=0)
        self.told: list[dict[str, Any]] = []

    def add(self, kind: str, body: dict[str, Any]) -> None:
        self.told.append({kind: deepcopy(body)})


@contextmanager
def _caught(world: World) -> Iterator[list[dict[str, Any]]]:
    real, world.updates = world.updates, (caught := _Caught())
    try:
        yield caught.told
    finally:
        world.updates = real


def updates_of(deed: Deed, hand: Hand, number: int) -> list[dict[str, Any]]:
    """Do something, of which the bot is not told: the updates that would have told it, but for their numbers."""
    with _caught(hand.world) as told:
        try:
            deed(hand, number)
        except CannotDo:
            return told
    return told
