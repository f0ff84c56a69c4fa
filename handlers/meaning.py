"""What a message outside any conversation is meant as: a report, a 补充, a progress note; never guessed silently."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message as Said
from telegram import Update

from handlers.case.looking import number_in
from handlers.case.words import words_message
from handlers.contents import Content, content_of
from handlers.context import Context
from handlers.menu import MenuWord, words_for
from handlers.prompting import Doing, Meant, Step, close_prompt, prompt, redraw
from handlers.render import Message, message
from handlers.report.preview import preview
from handlers.report.talk import begin_report, say_what_is_kept, take_in
from handlers.speech import pressed_message, say
from handlers.talk import END, Waiting
from storage.errors import NotFound
from storage.ledger import drafts, lists, submitting, views
from storage.ledger.drafts import DraftView, NewDraft
from storage.rules.words import Action
from storage.tables import RoleKind, Source

MOST_OFFERED = 5


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One thing that a message may be meant as."""

    action: Action
    case_id: int
    number: str

    @property
    def label(self) -> str:
        """The word on its button."""
        verb = "补充到" if self.action is Action.ANSWER else "记进展到"
        return f"{verb} {self.number.removeprefix('ZQ')}"


async def anything(update: Update, context: Context) -> object:
    """A message of somebody who is in no conversation: typing is enough."""
    said = update.effective_message
    assert said is not None
    content = content_of(said)
    meanings = await _meanings(context, case_replied_to(said))
    is_contact = RoleKind.CONTACT in context.person.kinds
    if not meanings and is_contact:
        return await begin_report(context, first=content)
    if not meanings:
        await say(context, _nothing_meant(context))
        return END
    return await _offer(context, content, meanings)


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
    return number is not None and number != draft.case_number and bool(await _of_case(context, number))


async def _meanings(context: Context, about: str | None) -> list[Meaning]:
    """What a message can be meant as: of the case that it replies to, else of those that wait for this person."""
    person_id = context.person.person_id
    if about and (found := await _of_case(context, about)):
        return found
    waiting = await context.ledger.read(lists.answerable_cases, person_id, now=context.now)
    handled = await context.ledger.read(lists.handled_cases, person_id, now=context.now)
    return [
        *(Meaning(action=Action.ANSWER, case_id=line.id, number=line.number) for line in waiting),
        *(Meaning(action=Action.PROGRESS, case_id=line.id, number=line.number) for line in handled),
    ][:MOST_OFFERED]


async def _of_case(context: Context, number: str) -> list[Meaning]:
    try:
        case_id = await context.ledger.read(views.find_number, number)
        case = await context.ledger.read(views.look, case_id, context.person.person_id, context.now, show=0)
    except NotFound:
        return []
    return [
        Meaning(action=action, case_id=case_id, number=case.number)
        for action in (Action.ANSWER, Action.PROGRESS)
        if action in case.actions
    ]


async def _offer(context: Context, content: Content, meanings: list[Meaning]) -> Waiting:
    own = [role.enterprise_id for role in context.person.enterprises]
    new = NewDraft(
        id=context.arrival.inbox_id,
        person_id=context.person.person_id,
        action=Action.OPEN,
        now=context.now,
        enterprise_id=own[0] if len(own) == 1 else None,
    )
    await say_what_is_kept(context, new.id)
    draft = await context.ledger.write(drafts.begin_draft, new)
    draft = await take_in(context, draft, content)
    await prompt(context, draft, _offer_message(context, draft, meanings))
    return Waiting.OFFER


def _offer_message(context: Context, draft: DraftView, meanings: list[Meaning]) -> Message:
    rows = [
        [Meant(draft_id=draft.id, action=meaning.action, case_id=meaning.case_id).labelled(meaning.label)]
        for meaning in meanings
    ]
    new = []
    if RoleKind.CONTACT in context.person.kinds:
        new.append(Meant(draft_id=draft.id, action=Action.OPEN).labelled("新问题"))
    cancel = Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")
    return message("report", "meant", draft=draft, rows=[*rows, [*new, cancel]])


async def add_to_offer(context: Context, draft: DraftView, content: Content, *, album: bool) -> Waiting:
    """More came before it was said what the first was meant as."""
    draft = await take_in(context, draft, content)
    if not (album and context.arrival.more_waiting()):
        await prompt(context, draft, _offer_message(context, draft, await _meanings(context, None)))
    return Waiting.OFFER


async def press_meant(update: Update, context: Context, meant: Meant) -> object:
    """It was said what a message is meant as."""
    person_id, pressed = context.person.person_id, pressed_message(update)
    draft = await context.ledger.read(drafts.get_draft, meant.draft_id, person_id)
    if _has_answered(draft, meant):
        return await _answer(context, draft, pressed)
    if not draft.is_open:
        raise NotFound(what="这份草稿")
    if meant.case_id is None or meant.action not in (Action.ANSWER, Action.PROGRESS):
        draft = await context.ledger.write(
            drafts.set_draft, draft.id, person_id, now=context.now, source=Source.CHAT
        )
        await redraw(context, draft, pressed, preview(draft, context.person, context.policy))
        return Waiting.REPORT
    draft = await context.ledger.write(
        drafts.mean_case, draft.id, person_id, action=meant.action, case_id=meant.case_id, now=context.now
    )
    if meant.action is Action.PROGRESS:
        await redraw(context, draft, pressed, await words_message(context, draft))
        return Waiting.WORDS
    return await _answer(context, draft, pressed)


def _has_answered(draft: DraftView, meant: Meant) -> bool:
    """Whether this press made the draft a 补充 before: it comes again if it was not answered to the end."""
    same = (draft.action, draft.case_id) == (meant.action, meant.case_id)
    return draft.is_submitted and same and meant.action is Action.ANSWER


async def _answer(context: Context, draft: DraftView, pressed: int | None) -> object:
    done = await context.ledger.write(submitting.submit_words, draft.id, draft.person_id, now=context.now)
    context.toast = f"已补充到 {done.number}"
    await close_prompt(context, draft, pressed, None)
    return END
