"""The talk of a roster: it is sent in, looked over, and imported as it was shown, or left."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Update
from telegram.ext import filters

from handlers.context import Context
from handlers.meaning import anything, case_replied_to
from handlers.render import message
from handlers.roster.buttons import Drop, Import
from handlers.roster.fetching import fetch_roster
from handlers.roster.wording import Attached, dry_run_message, problems_message
from handlers.speech import hand_over, pressed_message, say, show, take_away
from handlers.talk import END, Waiting
from storage.ledger.roster import BadRoster, ImportReport, uploads
from storage.ledger.roster.uploads import NewUpload, UploadView
from storage.tables import RoleKind
from storage.workbook import refuse_too_large, roster_template

ROSTER_FILE: Final = filters.Document.FileExtension("xlsx")


async def explain(update: Update, context: Context) -> None:
    """/roster: how a roster comes in, with an empty one to fill in."""
    if RoleKind.MANAGER in context.person.kinds:
        await hand_over(context, "花名册模板.xlsx", roster_template(), message("roster", "explained"))
    else:
        await say(context, message("roster", "managers_only"))


async def receive_roster(update: Update, context: Context) -> object:
    """A workbook of 专班 is a roster; anybody else's, or one that replies to a case, is a file like any other."""
    said = update.effective_message
    assert said is not None
    assert said.document is not None
    if RoleKind.MANAGER not in context.person.kinds or case_replied_to(said):
        return await anything(update, context)
    earlier = await _current(context)
    new = NewUpload(
        id=context.arrival.inbox_id,
        person_id=context.person.person_id,
        file_id=said.document.file_id,
        now=context.now,
    )
    try:
        refuse_too_large(said.document.file_size or 0)
        roster = await fetch_roster(context, new.file_id)
        report = await context.ledger.write(uploads.propose_roster, new, roster=roster, cause=context.cause)
    except BadRoster as refusal:
        await _say_problems(context, refusal)
        return None
    if report.is_empty:
        await say(context, dry_run_message(report, new.id, context.policy)[0])
        return None
    await _ask(context, new.id, report)
    if earlier and earlier.id != new.id:
        await take_away(context, earlier.prompt_message_id)
    return Waiting.ROSTER


async def press_import(update: Update, context: Context, button: Import) -> object:
    """导入: at once, or after the number of what ends has been typed."""
    pressed = pressed_message(update)
    upload = await _pressed(context, button.upload_id, pressed)
    if upload is None:
        return None
    if upload.ending is not None:
        await say(context, message("roster", "which_number", ending=upload.ending, wrong=False))
        return Waiting.ROSTER
    return await _import(context, upload, end=None, pressed=pressed)


async def press_drop(update: Update, context: Context, button: Drop) -> object:
    """取消."""
    pressed = pressed_message(update)
    upload = await _pressed(context, button.upload_id, pressed)
    if upload is None:
        return None
    await _end(context, upload)
    living = upload.prompt_message_id or pressed
    await show(context, living, message("roster", "dropped"))
    if pressed != living:
        await take_away(context, pressed)
    return END


async def answer_roster(update: Update, context: Context) -> object:
    """What is said while a roster is asked about: the number of what ends, or nothing that would import it."""
    said = update.effective_message
    assert said is not None
    upload = await _current(context)
    if upload is None:
        return await anything(update, context)
    if upload.ending is None:
        await say(context, message("roster", "press_first"))
        return None
    typed = (said.text or "").strip()
    if not (typed.isdecimal() and int(typed) == upload.ending):
        await say(context, message("roster", "which_number", ending=upload.ending, wrong=True))
        return None
    return await _import(context, upload, end=upload.ending, pressed=None)


async def leave_roster(update: Update, context: Context) -> object:
    """/cancel, or 取消 typed out."""
    if upload := await _current(context):
        await _end(context, upload)
        await take_away(context, upload.prompt_message_id)
    await say(context, message("roster", "dropped"))
    return END


async def _import(context: Context, upload: UploadView, *, end: int | None, pressed: int | None) -> object:
    """Import what was shown; if it would do something else by now, ask about that instead."""
    try:
        roster = await fetch_roster(context, upload.file_id)
        other = await context.ledger.write(
            uploads.import_upload,
            upload.id,
            upload.person_id,
            roster=roster,
            end=end,
            now=context.now,
            cause=context.cause,
        )
    except BadRoster as refusal:
        await _end(context, upload)
        await _take_prompts(context, upload, pressed)
        await _say_problems(context, refusal)
        return END
    if other is not None:
        await _ask(context, upload.id, other, changed=True)
        if pressed != upload.prompt_message_id:
            await take_away(context, pressed)
        return END if other.is_empty else Waiting.ROSTER
    # What it did is told by a notice, which cannot be lost.
    context.toast = "已导入"
    await _take_prompts(context, upload, pressed)
    return END


async def _ask(context: Context, upload_id: int, report: ImportReport, *, changed: bool = False) -> None:
    """Show what an import would do, at the bottom of the chat; the prompt above goes."""
    person_id = context.person.person_id
    upload = await context.ledger.read(uploads.get_upload, upload_id, person_id)
    asking, attached = dry_run_message(report, upload_id, context.policy, changed=changed)
    await _attach(context, attached)
    sent = await say(context, asking)
    if sent is not None:
        await context.ledger.write(uploads.keep_upload_prompt, upload_id, person_id, sent)
        await take_away(context, upload.prompt_message_id)


async def _say_problems(context: Context, refusal: BadRoster) -> None:
    problems, attached = problems_message(refusal)
    await _attach(context, attached)
    await say(context, problems)


async def _attach(context: Context, attached: Attached | None) -> None:
    if attached:
        workbook = await asyncio.to_thread(attached.workbook)
        await hand_over(context, f"{attached.name}.xlsx", workbook)


async def _current(context: Context) -> UploadView | None:
    return await context.ledger.read(uploads.current_upload, context.person.person_id, cause=context.cause)


async def _pressed(context: Context, upload_id: int, pressed: int | None) -> UploadView | None:
    """The upload whose button was pressed; None, and that is said, if it has been imported or left already."""
    upload = await context.ledger.read(uploads.get_upload, upload_id, context.person.person_id)
    if upload.ended_by in (None, context.cause):
        return upload
    context.toast = "这份花名册已经导入或取消了"
    await take_away(context, pressed)
    return None


async def _end(context: Context, upload: UploadView) -> None:
    await context.ledger.write(uploads.end_upload, upload.id, upload.person_id, cause=context.cause)


async def _take_prompts(context: Context, upload: UploadView, pressed: int | None) -> None:
    for message_id in {upload.prompt_message_id, pressed}:
        await take_away(context, message_id)
