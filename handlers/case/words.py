"""The talk of an act that needs more than a press: what is chosen, what is said, and its 提交."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, Update

from handlers.case.asking import ASKING, Asking, Choice, done_words
from handlers.case.card import card_message, rows_of
from handlers.contents import Content
from handlers.context import Context
from handlers.prompting import Doing, Step, chosen, close_prompt, prompt, redraw
from handlers.render import Message, message, one_line, short
from handlers.report.talk import begin, take_in
from handlers.speech import pressed_message, say
from handlers.talk import END, Waiting
from storage.errors import NotAllowed, NotFound, Stale
from storage.ledger import drafts, submitting, views
from storage.ledger.candidates import Candidate, find_candidates
from storage.ledger.case_view import CaseView
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import NewDraft
from storage.rules.words import Action, Part, Result

VISIBLE, INTERNAL = "visible", "internal"


async def begin_words(context: Context, case: CaseView, action: Action, choice: str | None = None) -> Waiting:
    """Ask for what an act needs; the prompt names its case."""
    new = NewDraft(
        id=context.arrival.inbox_id,
        person_id=context.person.person_id,
        action=action,
        now=context.now,
        case_id=case.id,
        turn=case.turn,
        choice=choice,
    )
    draft = await begin(context, new)
    await prompt(context, draft, await words_message(context, draft))
    return Waiting.WORDS


async def words_message(context: Context, draft: DraftView, search: str = "") -> Message:
    """Where the draft of an act stands: what is still to be chosen or said, or all of it to be glanced at."""
    asking = ASKING[draft.action]
    if asking.choice and draft.choice is None:
        return await _choice_message(context, draft, asking.choice, search)
    block = f"ask_{draft.action.value}" if draft.is_empty else "preview"
    result = Result(draft.choice).label if draft.choice and asking.choice is Choice.RESULT else None
    reason = context.policy.decline_reason(draft.choice or "") if asking.choice is Choice.REASON else None
    return message(
        "words",
        block,
        draft=draft,
        result=result,
        reason=reason.label if reason else None,
        rows=[_endings(draft, asking), _leaving(draft)],
    )


async def _choice_message(context: Context, draft: DraftView, choice: Choice, search: str) -> Message:
    options, a_row, candidates = await _options(context, draft, choice, search)
    buttons = [
        Step(draft_id=draft.id, do=Doing.CHOOSE, value=value).labelled(label) for value, label in options
    ]
    return message(
        "words",
        f"choose_{choice.value}",
        draft=draft,
        candidates=candidates,
        search=search,
        rows=[*rows_of(buttons, a_row), _leaving(draft)],
    )


async def _options(
    context: Context, draft: DraftView, choice: Choice, search: str
) -> tuple[list[tuple[str, str]], int, Sequence[Candidate]]:
    if choice is Choice.RESULT:
        return [(result.value, result.label) for result in Result], 3, ()
    if choice is Choice.REASON:
        return [(reason.code, reason.label) for reason in context.policy.decline_reasons], 1, ()
    assert draft.case_id is not None
    found = await context.ledger.read(find_candidates, draft.case_id, search)
    labels = [short(one_line(f"{one.organisation} {one.name}"), 28) for one in found]
    return (
        [(submitting.choice_of(one.target), label) for one, label in zip(found, labels, strict=True)],
        1,
        found,
    )


def _endings(draft: DraftView, asking: Asking) -> list[InlineKeyboardButton]:
    if draft.is_empty and asking.words:
        return []
    if asking.says_who_sees:
        return [
            Step(draft_id=draft.id, do=Doing.SUBMIT, value=VISIBLE).labelled("企业可见"),
            Step(draft_id=draft.id, do=Doing.SUBMIT, value=INTERNAL).labelled("内部"),
        ]
    return [Step(draft_id=draft.id, do=Doing.SUBMIT).labelled("✅ 提交")]


def _leaving(draft: DraftView) -> list[InlineKeyboardButton]:
    edit = [] if draft.is_empty else [Step(draft_id=draft.id, do=Doing.EDIT).labelled("修改")]
    return [*edit, Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")]


async def add_words(context: Context, draft: DraftView, content: Content) -> object:
    """Words or files of an act. Where words are all it needs, the first ones end it."""
    asking = ASKING[draft.action]
    if asking.choice is Choice.TARGET and draft.choice is None:
        await prompt(context, draft, await words_message(context, draft, content.text))
        return Waiting.WORDS
    more_to_come = context.arrival.more_waiting()
    draft = await take_in(context, draft, content)
    if _is_complete(draft) and not content.is_piece and not more_to_come:
        return await _submit(context, draft, None, visible=True)
    if not context.will_answer_later(piece=content.is_piece):
        await prompt(context, draft, await words_message(context, draft))
    return Waiting.WORDS


def _is_complete(draft: DraftView) -> bool:
    """Whether words are there, and are all that there is to be said."""
    asking = ASKING[draft.action]
    chosen = asking.choice is None or draft.choice is not None
    return chosen and not asking.gathers and not draft.attachments and not draft.is_empty


async def step_words(update: Update, context: Context, step: Step, draft: DraftView) -> object:
    """A press on the prompt of an act."""
    pressed = pressed_message(update)
    mine, now = (draft.id, draft.person_id), context.now
    match step.do:
        case Doing.SUBMIT:
            return await _submit(context, draft, pressed, visible=step.value != INTERNAL)
        case Doing.CANCEL:
            await context.ledger.write(drafts.end_draft, *mine, now=now)
            await close_prompt(context, draft, pressed, message("words", "cancelled", draft=draft))
            return END
        case Doing.CHOOSE:
            choice = _checked(context, ASKING[draft.action].choice, step.value)
            draft = await context.ledger.write(drafts.set_draft, *mine, now=now, choice=choice)
            if ASKING[draft.action].choice is Choice.TARGET:
                return await _submit(context, draft, pressed, visible=True)
        case Doing.EDIT:
            await context.ledger.write(drafts.forget_files, *mine, now=now)
            draft = await context.ledger.write(
                drafts.set_draft,
                *mine,
                now=now,
                parts=[],
                choice=None if _chosen_here(draft) else draft.choice,
            )
        case _:
            draft = await context.ledger.write(drafts.set_draft, *mine, now=now)
    await redraw(context, draft, pressed, await words_message(context, draft))
    return Waiting.WORDS


def _checked(context: Context, choice: Choice | None, value: str | None) -> str:
    """The value of a button, if it is one of the choices; who a target is, the act itself checks."""
    if choice is Choice.RESULT:
        chosen(Result, value)
    elif choice is Choice.TARGET:
        chosen(submitting.target_of, value)
    elif choice is None or context.policy.decline_reason(value or "") is None:
        raise NotFound(what="这个选项")
    return value or ""


def _chosen_here(draft: DraftView) -> bool:
    """Whether its choice was made in this talk, and so can be made again; a rating was not."""
    return ASKING[draft.action].choice is not None


async def _submit(context: Context, draft: DraftView, pressed: int | None, *, visible: bool) -> object:
    try:
        done = await context.ledger.write(
            submitting.submit_words, draft.id, draft.person_id, now=context.now, visible=visible
        )
    except (Stale, NotAllowed) as error:
        return await _overtaken(context, draft, pressed, error)
    context.toast = done_words(draft.action)
    receipt = message("words", "done", draft=draft, visible=visible, done=done_words(draft.action))
    told = await _is_told_anyway(context, done.case_id, draft.person_id)
    await close_prompt(context, draft, pressed, None if told else receipt)
    return END


async def _is_told_anyway(context: Context, case_id: int, person_id: int) -> bool:
    """The enterprise gets its receipt as a notice; to say it twice would be noise."""
    try:
        case = await context.ledger.read(views.look, case_id, person_id, context.now, show=0)
    except NotFound:
        return False  # who has returned it may have no part in it any more
    return case.parts == {Part.CONTACT}


async def _overtaken(
    context: Context, draft: DraftView, pressed: int | None, error: Stale | NotAllowed
) -> object:
    """The case changed while somebody was writing: what they wrote stays, and is asked about again if it still fits."""
    assert draft.case_id is not None
    context.toast, context.alert = error.message, True
    try:
        case = await context.ledger.read(views.look, draft.case_id, draft.person_id, context.now)
    except NotFound:
        case = None
    if case and draft.action in case.actions:
        fitting = await context.ledger.write(
            drafts.set_draft, draft.id, draft.person_id, now=context.now, turn=case.turn
        )
        await prompt(context, fitting, await words_message(context, fitting))
        return Waiting.WORDS
    await context.ledger.write(drafts.end_draft, draft.id, draft.person_id, now=context.now)
    await close_prompt(context, draft, pressed, message("words", "overtaken", draft=draft))
    if case:
        await say(context, card_message(case))
    return END
