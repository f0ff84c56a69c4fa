"""What must be true once a story is over, however often the bot was killed on its way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.sandbox import Person
from bot.sandbox.sending import PIXEL
from tests.kill.stage import Stage, labels

# Somebody's talk is about it; all other messages are notices.
_OF_A_DRAFT: Final = re.compile(r"^(draft|meant):")
_DOES_SOMETHING: Final = re.compile(r"^(draft|meant|do):")
# What two lives say to Telegram about one message, when the first had its say and nobody noted it.
HARMLESS: Final = frozenset(
    {
        "Bad Request: message to delete not found",
        (
            "Bad Request: message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        ),
    }
)


@dataclass(frozen=True)
class Telling:
    """What somebody was told in a whole story: every text, and how often it was sent anew."""

    texts: frozenset[str]
    notices: Counter[str]
    prompts: Counter[str]


def telling(stage: Stage, person: Person) -> Telling:
    """Of this story so far."""
    sent: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    texts = set()
    for call in stage.sandbox.calls:
        if call.ok and call.chat_id == person.id and (words := stage.words_of(call)):
            texts.add(words)
            if call.method.startswith("send"):
                sent[_is_prompt(call.params)][words] += 1
    return Telling(texts=frozenset(texts), notices=sent[False], prompts=sent[True])


def _is_prompt(params: Mapping[str, object]) -> bool:
    markup = params.get("reply_markup")
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    return any(_OF_A_DRAFT.match(button.get("callback_data", "")) for row in rows for button in row)


def check_telling(told: Telling, undisturbed: Telling, deaths: int) -> None:
    """Nothing was left out, nothing was said that belongs elsewhere, and a death doubles at most what was in hand."""
    assert told.texts == undisturbed.texts
    assert undisturbed.notices - told.notices == Counter()
    assert undisturbed.prompts - told.prompts == Counter()
    assert (told.notices - undisturbed.notices).total() <= deaths
    assert (told.prompts - undisturbed.prompts).total() <= deaths


def check_calls(stage: Stage) -> None:
    """Telegram took all but what a death explains, and no button was left waiting."""
    refused = {call.refusal.description for call in stage.sandbox.refused if call.refusal}
    assert refused - HARMLESS == set()
    assert [press.data for press in stage.sandbox.unanswered] == []


def check_marks(stage: Stage) -> None:
    """What is marked sent was sent, and nothing else is open."""
    lost = [place for place in stage.book.said_to_be_sent() if place not in stage.sandbox.world.messages]
    assert lost == []
    assert stage.book.left_open() == []


def check_photo(stage: Stage) -> None:
    """The officer has the photo itself."""
    photos = [message for message in stage.officer.heard() if message.kind == "photo"]
    assert {stage.officer.open(photo) for photo in photos} == {PIXEL}


async def check_old_buttons(stage: Stage) -> None:
    """Whatever is left to be pressed is answered, and changes nothing any more."""
    history = stage.book.history()
    for person in stage.people.values():
        for button in person.buttons():
            if (
                button.is_inline
                and _DOES_SOMETHING.match(button.data or "")
                and not button.says("写几句意见")
            ):
                person.press(button)
    await stage.settle()
    assert stage.book.history() == history


async def check_nobody_is_stuck(stage: Stage) -> None:
    """Who types is understood as somebody who is in no talk, and gets out of what that begins."""
    stage.contact.say("门前的路灯不亮")
    stage.officer.say("/todo")
    await stage.settle()
    newest = stage.contact.heard()[-1]
    assert newest.text.startswith("📝 请核对")
    assert labels(newest)[0] == "提交"
    assert stage.officer.heard()[-1].text != ""
    stage.contact.press("取消")
    await stage.settle()
    assert stage.contact.heard()[-1].text == "已取消，没有提交。"
