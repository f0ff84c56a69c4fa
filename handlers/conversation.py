"""The one conversation, put together from what the talks bring, and the order in which a message is tried."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import membership
from handlers.buttons import Pressed
from handlers.case.acting import press_act
from handlers.case.buttons import Do, FullText, History, Show
from handlers.case.looking import case_command, press_full_text, press_history, press_show
from handlers.case.words import add_words, step_words
from handlers.contents import CONTENT, Content, content_of
from handlers.context import Context
from handlers.correcting import corrected
from handlers.desk.lists import Leaf, leaf, my_cases, pending
from handlers.desk.people import LeafEnterprises, enterprises, help_, leaf_enterprises, my_officers
from handlers.digest.buttons import LeafOverdue
from handlers.digest.talk import leaf_overdue, overdue, report_now
from handlers.drafting import go_on
from handlers.join import gate
from handlers.kinds import Anew, discipline, kind_of, press_anew
from handlers.meaning import add_to_offer, anything, is_about_another, press_meant
from handlers.menu import MENU_WORDS, MenuWord, words_for
from handlers.prompting import Doing, Meant, Step
from handlers.render import load_templates, message
from handlers.report.left import Left, press_left
from handlers.report.talk import add_to_report, begin_report, step_report
from handlers.roster.buttons import Drop, Import
from handlers.roster.talk import (
    ROSTER_FILE,
    answer_roster,
    explain,
    leave_roster,
    press_drop,
    press_import,
    receive_roster,
)
from handlers.speech import answer_press, pressed_message, say, take_away
from handlers.talk import END, Talk, Waiting, heard, told
from storage.ledger import drafts
from storage.ledger.draft_view import DraftView
from storage.rules.understanding import Kind
from storage.rules.words import Action
from storage.tables import Source

GATE, TALK, DONE = -1, 0, 1
PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
# What somebody says; that they pinned something, or the like, is no talk.
UNHEARD = PRIVATE & ~filters.StatusUpdate.ALL
STATES = tuple(state.value for state in Waiting)
CANCEL = "取消"


def install(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Add all handlers: who one is, what one says, and at last that it has been handled."""
    load_templates()
    application.add_handlers([membership.handler(), *gate.handlers()], GATE)
    application.add_handlers([conversation(), TypeHandler(Update, catch_all)], TALK)
    application.add_handler(TypeHandler(Update, handled), DONE)


def conversation() -> ConversationHandler[Context]:
    """Whoever is in it is in it everywhere; no state swallows a command, a word of the menu, or a button."""
    always = [*_commands(), *_menu(), *_buttons()]
    roster = heard(ROSTER_FILE, receive_roster)
    return ConversationHandler(
        entry_points=[*always, roster, heard(CONTENT, anything)],
        states={
            Waiting.REPORT.value: [*always, heard(CONTENT, more)],
            Waiting.WORDS.value: [*always, heard(CONTENT, more)],
            Waiting.OFFER.value: [*always, heard(CONTENT, more_to_offer)],
            Waiting.ROSTER.value: [*_leaving(leave_roster), *always, roster, heard(CONTENT, answer_roster)],
        },
        fallbacks=[],
        name="talk",
        persistent=True,
        per_chat=False,
    )


def _commands() -> list[BaseHandler[Update, Context, Any]]:
    commands: dict[str, Talk] = {
        "report": _report,
        "my": my_cases,
        "todo": pending,
        "case": case_command,
        "cancel": cancel,
        "help": help_,
        "roster": explain,
    }
    return [CommandHandler(name, told(talk), filters=PRIVATE) for name, talk in commands.items()]


def _leaving(leave: Talk) -> list[BaseHandler[Update, Context, Any]]:
    """/cancel, or 取消 typed out, in a talk that has no draft to leave."""
    return [CommandHandler("cancel", told(leave), filters=PRIVATE), heard(filters.Text([CANCEL]), leave)]


def _menu() -> list[BaseHandler[Update, Context, Any]]:
    return [
        heard(MENU_WORDS, _menu_word),
        heard(filters.Text([CANCEL]), cancel),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE, told(corrected)),
    ]


def _buttons() -> list[BaseHandler[Update, Context, Any]]:
    return [
        Pressed(Do, press_act),
        Pressed(Step, press_step),
        Pressed(Meant, press_meant),
        Pressed(Left, press_left),
        Pressed(Anew, press_anew),
        Pressed(Show, press_show),
        Pressed(FullText, press_full_text),
        Pressed(History, press_history),
        Pressed(Leaf, leaf),
        Pressed(LeafEnterprises, leaf_enterprises),
        Pressed(LeafOverdue, leaf_overdue),
        Pressed(Import, press_import),
        Pressed(Drop, press_drop),
    ]


async def _menu_word(update: Update, context: Context) -> object:
    """A word of the menu; one that is not in this person's menu is no report of theirs either."""
    assert update.effective_message is not None
    word, mine = MenuWord(update.effective_message.text or ""), words_for(context.person)
    if word in mine:
        return await _WORDS[word](update, context)
    await say(context, message("desk", "not_in_menu", word=word.value, words=[one.value for one in mine]))
    return None


async def _report(update: Update, context: Context) -> object:
    if not context.person.enterprises:
        return await _report_for(update, context)
    return await begin_report(context)


async def _report_for(update: Update, context: Context) -> object:
    if MenuWord.REPORT_FOR not in words_for(context.person):
        await say(context, message("desk", "not_a_contact"))
        return None
    return await begin_report(context, source=Source.PHONE)


async def _to_managers(update: Update, context: Context) -> object:
    return await begin_report(context, confidential=True)


_WORDS: dict[MenuWord, Talk] = {
    MenuWord.REPORT: _report,
    MenuWord.MY_CASES: my_cases,
    MenuWord.MY_OFFICERS: my_officers,
    MenuWord.TO_MANAGERS: _to_managers,
    MenuWord.PENDING: pending,
    MenuWord.DIGEST: report_now,
    MenuWord.OVERDUE: overdue,
    MenuWord.REPORT_FOR: _report_for,
    MenuWord.ENTERPRISES: enterprises,
    MenuWord.HELP: help_,
}


async def more(update: Update, context: Context) -> object:
    """A message goes into the draft that the conversation is about."""
    draft, content = await _taken_up(update, context)
    assert update.effective_message is not None
    if draft is None or await is_about_another(context, update.effective_message, draft):
        return await anything(update, context)
    if (
        draft.action is Action.OPEN
        and not draft.confidential
        and kind_of(context, content.text) is Kind.DISCIPLINE
    ):
        return await discipline(context, content)
    add = add_to_report if draft.action is Action.OPEN else add_words
    return await add(context, draft, content)


async def more_to_offer(update: Update, context: Context) -> object:
    """More was said before it was clear what the first was meant as."""
    draft, content = await _taken_up(update, context)
    if draft is None:
        return await anything(update, context)
    return await add_to_offer(context, draft, content)


async def _taken_up(update: Update, context: Context) -> tuple[DraftView | None, Content]:
    said = update.effective_message
    assert said is not None
    draft = await context.ledger.read(
        drafts.draft_for, context.person.person_id, message_id=said.message_id, now=context.now
    )
    return draft, content_of(said)


async def press_step(update: Update, context: Context, step: Step) -> object:
    """A press on the prompt of a draft; the draft it belongs to is the one that goes on."""
    draft = await context.ledger.read(drafts.get_draft, step.draft_id, context.person.person_id)
    if not draft.is_open and not _may_have_ended(step, draft):
        context.toast = "这份内容已经提交或取消了"
        if pressed_message(update) != draft.prompt_message_id:
            await take_away(context, pressed_message(update))
        current = await context.ledger.read(drafts.current_draft, context.person.person_id)
        return None if current else END
    if step.do is Doing.RESUME:
        return await go_on(context, draft)
    if draft.action is Action.OPEN:
        return await step_report(update, context, step, draft)
    return await step_words(update, context, step, draft)


def _may_have_ended(step: Step, draft: DraftView) -> bool:
    """Whether this press may be what ended the draft: it comes again if it was not answered to the end."""
    if step.do is Doing.SPLIT:
        return draft.action is Action.OPEN
    return step.do is Doing.SUBMIT or (step.do is Doing.CANCEL and not draft.is_submitted)


async def cancel(update: Update, context: Context) -> object:
    """/cancel, or 取消 typed out: leave what is being written."""
    draft = await context.ledger.write(drafts.leave_draft, context.person.person_id, now=context.now)
    if draft is None:
        await say(context, message("report", "nothing_to_leave"))
        return END
    await take_away(context, draft.prompt_message_id)
    await say(context, message("report", "left", draft=draft))
    return END


async def catch_all(update: Update, context: Context) -> None:
    """What nothing else wanted: a press is out of date, a message is of a kind that is not understood."""
    if update.callback_query:
        context.toast = "这个按钮已经过期，请重新打开。"
        await answer_press(update, context)
    elif UNHEARD.check_update(update):
        assert update.message is not None
        await say(context, message("desk", "catch_all", said=update.message, own_id=context.chat_id))


async def handled(update: Update, context: Context) -> None:
    """Every update that came through without an error is done."""
    context.arrival.handled = True
