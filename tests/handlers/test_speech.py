"""Prompts: what becomes of them when Telegram takes them, refuses them, or cannot be reached."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select
from telegram import Update
from telegram.error import BadRequest

from bot.sandbox import Fault, Message, Person, Refusal, Sandbox
from bot.sandbox.refusals import bad_request, forbidden, too_many_requests
from handlers.context import Context
from handlers.join.buttons import NotMe
from handlers.render import Message as Prompt
from handlers.speech import answer_press, pressed_message, say, show, take_away, without_buttons
from storage.database import Ledger, LedgerSession
from storage.ledger import people
from storage.tables import Outbox
from tests.handlers.conftest import Roster, Talk

HELLO = Prompt(text="<b>您好</b>")
ASKING = Prompt(text="是您本人吗？", rows=((NotMe().labelled("不是"),),))
LATER = [
    Fault.server_error,
    lambda method: Fault(method=method, cut=True),
    lambda method: Fault(method=method, refusal=too_many_requests(5)),
]


@pytest.fixture
def person(sandbox: Sandbox, roster: Roster, ledger: Ledger) -> Person:
    """Somebody in the roster, who has just said something."""
    person = sandbox.person("王")
    roster.contact("王示例", "13900000001")
    ledger.write_now(
        people.join_by_phone, telegram_id=person.id, phone="13900000001", now=roster.now, cause="inbox:0"
    )
    person.start()
    return person


def kept(ledger: Ledger) -> list[tuple[int | None, dict[str, Any] | None]]:
    """The prompts that wait in the outbox."""

    def read(session: LedgerSession) -> list[tuple[int | None, dict[str, Any] | None]]:
        return [(row.chat_id, row.facts) for row in session.exec(select(Outbox))]

    return ledger.read_now(read)


def is_unreachable(ledger: Ledger, person: Person) -> bool:
    known = ledger.read_now(people.person_of, person.id)
    assert known is not None
    return known.unreachable_since is not None


async def asked(talk: Talk, person: Person) -> Message:
    """A prompt with a button, as the person has it."""
    await talk.carry_out(lambda context: say(context, ASKING))
    person.say("好")
    return person.heard()[-1]


async def test_say_sends_and_gives_the_number(talk: Talk, person: Person, ledger: Ledger) -> None:
    number = await talk.carry_out(lambda context: say(context, HELLO))
    [message] = person.heard()
    assert (message.id, message.text) == (number, "您好")
    assert kept(ledger) == []


async def test_say_replies_also_to_what_is_gone(talk: Talk, person: Person) -> None:
    question = person.say("在吗？")
    await talk.carry_out(lambda context: say(context, HELLO, reply_to=question.id))
    answer = person.heard()[-1]
    assert answer.reply_to is question
    person.say("在吗？")
    await talk.carry_out(lambda context: say(context, HELLO, reply_to=9999))
    assert person.heard()[-1].reply_to is None


@pytest.mark.parametrize("fault", LATER)
async def test_say_keeps_what_cannot_be_sent_now_the_newest_only(
    talk: Talk, sandbox: Sandbox, person: Person, ledger: Ledger, fault: Any
) -> None:
    sandbox.fail(fault("sendMessage"))
    assert await talk.carry_out(lambda context: say(context, HELLO)) is None
    assert kept(ledger) == [(person.id, {"text": "<b>您好</b>", "keyboard": None})]
    sandbox.fail(fault("sendMessage"))
    person.say("喂")
    await talk.carry_out(lambda context: say(context, ASKING))
    keyboard = {"inline_keyboard": [[{"text": "不是", "callback_data": "not_me"}]]}
    assert kept(ledger) == [(person.id, {"text": "是您本人吗？", "keyboard": keyboard})]
    assert person.heard() == []


async def test_say_notes_who_has_blocked_the_bot(talk: Talk, person: Person, ledger: Ledger) -> None:
    person.block()
    assert await talk.carry_out(lambda context: say(context, HELLO)) is None
    assert is_unreachable(ledger, person)
    assert kept(ledger) == []


async def test_say_does_not_hide_what_telegram_will_never_take(
    talk: Talk, person: Person, ledger: Ledger
) -> None:
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await talk.carry_out(lambda context: say(context, Prompt(text="<b>")))
    assert kept(ledger) == []


async def test_show_edits_in_place(talk: Talk, person: Person) -> None:
    message = await asked(talk, person)
    assert await talk.carry_out(lambda context: show(context, message.id, HELLO)) == message.id
    assert (message.text, message.inline_keyboard, person.heard()) == ("您好", [], [message])


async def test_show_again_is_done_already(talk: Talk, person: Person) -> None:
    message = await asked(talk, person)
    assert await talk.carry_out(lambda context: show(context, message.id, ASKING)) == message.id
    assert person.heard() == [message]


async def test_show_sends_anew_where_the_old_one_is_gone_or_never_was(talk: Talk, person: Person) -> None:
    message = await asked(talk, person)
    message.deleted = True
    number = await talk.carry_out(lambda context: show(context, message.id, HELLO))
    assert [(one.id, one.text) for one in person.heard()] == [(number, "您好")]
    person.say("喂")
    other = await talk.carry_out(lambda context: show(context, None, HELLO))
    assert [one.id for one in person.heard()] == [number, other]


@pytest.mark.parametrize("fault", LATER)
async def test_show_keeps_what_cannot_be_shown_now(
    talk: Talk, sandbox: Sandbox, person: Person, ledger: Ledger, fault: Any
) -> None:
    message = await asked(talk, person)
    sandbox.fail(fault("editMessageText"))
    assert await talk.carry_out(lambda context: show(context, message.id, HELLO)) == message.id
    assert kept(ledger) == [(person.id, {"text": "<b>您好</b>", "keyboard": None})]


async def test_show_notes_who_has_blocked_the_bot(
    talk: Talk, sandbox: Sandbox, person: Person, ledger: Ledger
) -> None:
    message = await asked(talk, person)
    sandbox.fail(Fault(method="editMessageText", refusal=forbidden("bot was blocked by the user")))
    await talk.carry_out(lambda context: show(context, message.id, HELLO))
    assert is_unreachable(ledger, person)


async def test_buttons_and_prompts_are_taken_away(talk: Talk, sandbox: Sandbox, person: Person) -> None:
    message = await asked(talk, person)
    await talk.carry_out(lambda context: without_buttons(context, message.id))
    assert (message.text, message.inline_keyboard) == ("是您本人吗？", [])
    person.say("喂")
    await talk.carry_out(lambda context: take_away(context, message.id))
    assert message.deleted
    assert sandbox.refused == []


@pytest.mark.parametrize(
    "refusal",
    [
        bad_request("message can't be edited"),
        too_many_requests(5),
        forbidden("bot was blocked by the user"),
        Refusal(502, "Bad Gateway"),
    ],
)
async def test_what_cannot_be_taken_away_is_left(
    talk: Talk, sandbox: Sandbox, person: Person, refusal: Refusal
) -> None:
    message = await asked(talk, person)
    sandbox.fail(Fault(method="editMessageReplyMarkup", refusal=refusal))
    sandbox.fail(Fault(method="deleteMessage", refusal=refusal))

    async def tidy(context: Context) -> None:
        await without_buttons(context, message.id)
        await take_away(context, message.id)
        await take_away(context, None)

    await talk.carry_out(tidy)
    assert [call.method for call in sandbox.refused] == ["editMessageReplyMarkup", "deleteMessage"]
    assert not message.deleted


async def press_and_say(talk: Talk, person: Person, toast: str | None, *, alert: bool = False) -> Any:
    """Press the button of a prompt, which answers with these words; gives the press."""
    message = await asked(talk, person)
    await talk.listen()
    press = person.press("不是", message)

    async def answer(context: Context, update: Update) -> None:
        assert pressed_message(update) == message.id
        context.toast, context.alert = toast, alert
        await answer_press(update, context)

    await talk.carry_out_with_update(answer)
    return press


async def test_a_press_is_answered(talk: Talk, person: Person) -> None:
    press = await press_and_say(talk, person, "已签收", alert=True)
    assert (press.answered, press.answer, press.alert) == (True, "已签收", True)


async def test_a_press_is_answered_also_without_words(talk: Talk, person: Person) -> None:
    press = await press_and_say(talk, person, None)
    assert (press.answered, press.answer, press.alert) == (True, "", False)


@pytest.mark.parametrize(("toast", "said"), [("<b>&已签收", ["<b>&已签收"]), (None, [])])
async def test_a_press_that_is_too_old_is_answered_by_a_message(
    talk: Talk, sandbox: Sandbox, person: Person, toast: str | None, said: list[str]
) -> None:
    sandbox.fail(Fault(method="answerCallbackQuery", refusal=bad_request("query is too old")))
    await press_and_say(talk, person, toast)
    assert [message.text for message in person.heard()[1:]] == said


@pytest.mark.parametrize("fault", LATER)
async def test_a_press_that_cannot_be_answered_now_is_let_be(
    talk: Talk, sandbox: Sandbox, person: Person, ledger: Ledger, fault: Any
) -> None:
    sandbox.fail(fault("answerCallbackQuery"))
    press = await press_and_say(talk, person, "已签收")
    assert not press.answered
    assert kept(ledger) == []


async def test_what_is_no_press_needs_no_answer(talk: Talk, sandbox: Sandbox, person: Person) -> None:
    async def answer(context: Context, update: Update) -> None:
        assert pressed_message(update) is None
        await answer_press(update, context)

    await talk.carry_out_with_update(answer)
    assert "answerCallbackQuery" not in {call.method for call in sandbox.calls}
