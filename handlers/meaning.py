"""What a message outside any conversation is meant as: a report, a 补充, a progress note; never guessed silently."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, Update
from telegram import Message as Said

from handlers.case.asking import done_words
from handlers.case.buttons import short_number
from handlers.case.looking import case_command, number_in
from handlers.case.words import words_message
from handlers.contents import Content, content_of
from handlers.context import Context
from handlers.kinds import answer_to, kind_of
from handlers.menu import MenuWord, words_for
from handlers.prompting import Doing, Meant, Step, close_prompt, prompt, redraw
from handlers.render import Message, message
from handlers.report.preview import preview
from handlers.report.talk import begin, begin_report, new_report, take_in
from handlers.speech import pressed_message, say
from handlers.talk import END, Waiting
from storage.errors import NotFound
from storage.ledger import drafts, lists, submitting, views
from storage.ledger.draft_view import DraftView
from storage.rules.understanding import Kind
from storage.rules.words import Action
from storage.tables import RoleKind, Source

MOST_OFFERED = 5
# What words about a case may be meant as, the likeliest first.
_VERBS = {Action.ANSWER: "补充到", Action.PROGRESS: "记进展到", Action.DENY: "没解决", Action.REOPEN: "重办"}
# What words about a case do without being looked at again.
_AT_ONCE = frozenset({Action.ANSWER, Action.DENY, Action.REOPEN})


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One thing that a message may be meant as."""

    action: Action
    case_id: int
    number: str

    @property
    def label(self) -> str:
        """The word on its button."""
        return f"{_VERBS[self.action]} {short_number(self.number)}"

    @property
    def only_adds(self) -> bool:
        """Whether the case stays as it is, but for what is added to it."""
        return self.action in (Action.ANSWER, Action.PROGRESS)

    def button(self, draft: DraftView) -> InlineKeyboardButton:
        """The button that says that a draft is meant so."""
        return Meant(draft_id=draft.id, action=self.action, case_id=self.case_id).labelled(self.label)


async def anything(update: Update, context: Context) -> object:
    """A message of somebody who is in no conversation: typing is enough."""
    said = update.effective_message
    assert said is not None
    content = content_of(said)
    replied_to = case_replied_to(said)
    about = replied_to or number_in(content.text)
    if about and content.text.strip().upper() == about:
        await case_command(update, context)
        return END
    kind = kind_of(context, content.text)
    if _speaks_for_some(context):
        if answer := answer_to(kind, about_a_case=replied_to is not None):
            return await answer(context, content)
        if kind is Kind.EMERGENCY or not await _may_be_meant_otherwise(context, content, about):
            return await begin_report(context, first=content)
    elif not await _may_be_meant_otherwise(context, content, about):
        await say(context, _nothing_meant(context))
        return END
    draft = await begin_offer(context, content, about or "")
    await prompt(context, draft, await offer_message(context, draft))
    return Waiting.OFFER


def _speaks_for_some(context: Context) -> bool:
    """Whether this person is a contact of an enterprise, and may report by typing."""
    return RoleKind.CONTACT in context.person.kinds


async def _may_be_meant_otherwise(context: Context, content: Content, about: str | None) -> bool:
    """Whether there is anything else than a report that a message can be meant as."""
    if content.is_empty:
        return False
    if _complains(context, content.text):
        return True
    return bool(await _meanings(context, about, to_lately=content.is_mute))


def _nothing_meant(context: Context) -> Message:
    menu = words_for(context.person)
    if MenuWord.PENDING not in menu:
        return message("desk", "not_a_contact")
    return message("report", "nothing_meant", reports_for=MenuWord.REPORT_FOR in menu)


def case_replied_to(said: Said) -> str | None:
    """The number of the case that a message replies to, as it stands in what it replies to."""
    replied = said.reply_to_message
    return number_in((replied.text or replied.caption or "") if replied else "")


async def is_about_another(context: Context, said: Said, draft: DraftView) -> bool:
    """Whether a message replies to one about another case than the draft's.

    It is asked what it is meant as: words that go to the wrong case are read by the wrong people.
    """
    number = case_replied_to(said)
    return number is not None and number != draft.case_number and bool(await meanings_of(context, number))


async def _meanings(context: Context, about: str | None, *, to_lately: bool) -> list[Meaning]:
    """What a message can be meant as: of the case that it is about, else of those that wait for this person.

    `to_lately`: it may as well belong to what this person has done something with just now, which comes first.
    """
    person_id = context.person.person_id
    if about and (found := await meanings_of(context, about)):
        return found
    cases = await context.ledger.read(lists.addable_cases, person_id, now=context.now)
    meanings = [
        *(await _of_lately(context) if to_lately else []),
        *(Meaning(action=Action.ANSWER, case_id=line.id, number=line.number) for line in cases.answerable),
        *(Meaning(action=Action.PROGRESS, case_id=line.id, number=line.number) for line in cases.handled),
    ]
    return list(dict.fromkeys(meanings))[:MOST_OFFERED]


def _complains(context: Context, text: str) -> bool:
    """Whether a contact is not content with how a case was handled."""
    return _speaks_for_some(context) and kind_of(context, text) is Kind.COMPLAINT


async def _complained_of(context: Context) -> list[Meaning]:
    """What a complaint can be meant as: 没解决 and 重办 of what was resolved lately, then 补充 to what is open."""
    recent = await context.ledger.read(lists.recent_cases, context.person.person_id, now=context.now)
    meanings = [one for line in recent for one in await meanings_of(context, line.number)]
    return sorted(meanings, key=lambda one: one.action is Action.ANSWER)[:MOST_OFFERED]


async def _of_lately(context: Context) -> list[Meaning]:
    number = await context.ledger.read(lists.lately_moved, context.person.person_id, now=context.now)
    meanings = await meanings_of(context, number) if number else []
    return [meaning for meaning in meanings if meaning.only_adds]


async def meanings_of(context: Context, number: str) -> list[Meaning]:
    """What words about this case can be meant as; nothing where this person can add nothing to it."""
    try:
        case_id = await context.ledger.read(views.find_number, number)
        case = await context.ledger.read(views.look, case_id, context.person.person_id, context.now, show=0)
    except NotFound:
        return []
    return [
        Meaning(action=action, case_id=case_id, number=case.number)
        for action in _VERBS
        if action in case.actions
    ]


async def begin_offer(context: Context, content: Content, about: str) -> DraftView:
    """Keep a message of which is asked what it is meant as; `about`: the number of the case it is about, or empty."""
    return await begin(context, new_report(context, choice=about), content)


def is_offer(draft: DraftView) -> bool:
    """Whether it has not been said yet what a draft is meant as; its choice is the case that it is about, or empty."""
    return draft.action is Action.OPEN and draft.choice is not None


async def offer_message(context: Context, draft: DraftView) -> Message:
    """What was said, and what it may be meant as."""
    complains = _complains(context, draft.text)
    meanings = (
        await _complained_of(context)
        if complains and not draft.choice
        else await _meanings(context, draft.choice, to_lately=bool(draft.attachments))
    )
    report = Meant(draft_id=draft.id, action=Action.OPEN)
    rows = [
        *([meaning.button(draft)] for meaning in meanings),
        [replace(report, to_managers=True).labelled(MenuWord.TO_MANAGERS)] if complains else [],
        [
            *([report.labelled("新问题")] if _speaks_for_some(context) else []),
            Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消"),
        ],
    ]
    return message("report", "meant", draft=draft, complains=complains, rows=rows)


async def add_to_offer(context: Context, draft: DraftView, content: Content) -> Waiting:
    """More came before it was said what the first was meant as."""
    draft = await take_in(context, draft, content)
    if not context.will_answer_later(piece=content.is_piece):
        await prompt(context, draft, await offer_message(context, draft))
    return Waiting.OFFER


async def press_meant(update: Update, context: Context, meant: Meant) -> object:
    """It was said what a message is meant as."""
    person_id, pressed = context.person.person_id, pressed_message(update)
    draft = await context.ledger.read(drafts.get_draft, meant.draft_id, person_id)
    if draft.case_id is not None and _has_submitted(draft, meant):
        return await _submit(context, draft, meant.action, draft.case_id, pressed)
    if not draft.is_open:
        raise NotFound(what="这份草稿")
    case_id = meant.case_id
    if case_id is None or meant.action not in _VERBS:
        draft = await context.ledger.write(
            drafts.set_draft,
            draft.id,
            person_id,
            now=context.now,
            source=Source.CHAT,
            choice=None,
            confidential=meant.to_managers,
        )
        await redraw(context, draft, pressed, preview(draft, context.person, context.policy))
        return Waiting.REPORT
    if meant.action in _AT_ONCE:
        return await _submit(context, draft, meant.action, case_id, pressed)
    draft = await context.ledger.write(
        drafts.mean_case, draft.id, person_id, action=meant.action, case_id=case_id, now=context.now
    )
    await redraw(context, draft, pressed, await words_message(context, draft))
    return Waiting.WORDS


def _has_submitted(draft: DraftView, meant: Meant) -> bool:
    """Whether this press submitted the draft before: it comes again if it was not answered to the end."""
    same = (draft.action, draft.case_id) == (meant.action, meant.case_id)
    return draft.is_submitted and same and meant.action in _AT_ONCE


async def _submit(
    context: Context, draft: DraftView, action: Action, case_id: int, pressed: int | None
) -> object:
    done = await context.ledger.write(
        submitting.submit_meant, draft.id, draft.person_id, action=action, case_id=case_id, now=context.now
    )
    context.toast = f"{done.number} {done_words(action)}"
    await close_prompt(context, draft, pressed, None)
    return END
