"""What a notice is for one chat at the moment of sending: units that only read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from handlers.albums import bundles
from handlers.notices import Worded, word_card, word_event, word_reminders
from handlers.render import Message
from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.case_view import FileView
from storage.ledger.outbox import PROMPT_KEPT, Parcel, ShownCard, dispatch, shown_card
from storage.ledger.views import look_at_files
from storage.tables import NoticeKind

FILES = "files"  # the topic of a notice that brings attachments


@dataclass(frozen=True, kw_only=True)
class Moot:
    """There is nothing to send any more; `reason` goes on record."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class EventLetter:
    """A new message, frozen from its entry."""

    parcel: Parcel
    message: Message
    bundles: list[tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class CardLetter:
    """A card as it should show; `shown`: what the chat shows now, if it has one."""

    parcel: Parcel
    message: Message
    bundles: list[tuple[int, ...]]
    live: bool
    digest: str
    shown: ShownCard | None


@dataclass(frozen=True, kw_only=True)
class FilesLetter:
    """Attachments for one message, the reply to what they belong to."""

    parcel: Parcel
    files: tuple[FileView, ...]
    places: tuple[int, ...]  # of these in the entry's list
    reply_to: int


@dataclass(frozen=True, kw_only=True)
class PromptLetter:
    """A prompt of the talk that could not be sent at once, as it was worded then."""

    parcel: Parcel
    text: str
    keyboard: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class RemindersLetter:
    """All of which somebody is reminded now, in one message."""

    parcels: tuple[Parcel, ...]
    message: Message


@dataclass(frozen=True, kw_only=True)
class Later:
    """It may not ring now."""

    until: datetime


Letter = EventLetter | CardLetter | FilesLetter | PromptLetter | RemindersLetter


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """What is to be sent of some reminders, and why not of others, by notice."""

    letter: RemindersLetter | None
    left_out: dict[int, Moot | Later]


def compose(session: LedgerSession, notice_id: int, chat_id: int, now: datetime) -> Letter | Moot | None:
    """What to send of a notice to a chat now; None: it has it, or it is not meant any more."""
    parcels = dispatch(session, notice_id, now).parcels
    parcel = next((one for one in parcels if one.to.chat_id == chat_id), None)
    return compose_parcel(session, parcel, now) if parcel else None


def compose_parcel(session: LedgerSession, parcel: Parcel, now: datetime) -> Letter | Moot | None:
    """What a notice is for the one it goes to; None: they have it."""
    notice = parcel.notice
    if notice.kind is NoticeKind.PROMPT:
        return _prompt(parcel, now)
    if notice.kind is NoticeKind.CARD:
        return _card(session, parcel, now)
    if notice.topic == FILES:
        return _files(session, parcel)
    worded = word_event(session, parcel, now)
    if worded is None:
        return Moot(reason=f"{parcel.to.chat_id} may not read it any more")
    return EventLetter(parcel=parcel, message=worded.message, bundles=_bundles(worded))


def compose_reminders(
    session: LedgerSession, notice_ids: Sequence[int], chat_id: int, now: datetime
) -> Reminders:
    """What to send of these reminders to a chat now; each is checked again."""
    found = {notice_id: _reminder(session, notice_id, chat_id, now) for notice_id in notice_ids}
    parcels = tuple(one for one in found.values() if isinstance(one, Parcel))
    letter = None
    if parcels:
        letter = RemindersLetter(parcels=parcels, message=word_reminders(session, parcels, now))
    left_out = {notice_id: one for notice_id, one in found.items() if isinstance(one, Moot | Later)}
    return Reminders(letter=letter, left_out=left_out)


def _reminder(
    session: LedgerSession, notice_id: int, chat_id: int, now: datetime
) -> Parcel | Moot | Later | None:
    found = dispatch(session, notice_id, now)
    if found.moot:
        return Moot(reason=found.moot)
    parcel = next((one for one in found.parcels if one.to.chat_id == chat_id), None)
    opens_at = session.calendar.next_opening(now)
    if parcel and opens_at > now and not parcel.notice.urgent:
        return Later(until=opens_at)
    return parcel


def digest_of(message: Message) -> str:
    """Tells whether two messages show the same, words and buttons."""
    keyboard = message.keyboard.to_dict() if message.keyboard else None
    return sha256(json.dumps([message.text, keyboard], sort_keys=True).encode()).hexdigest()


def _bundles(worded: Worded) -> list[tuple[int, ...]]:
    return bundles([file.kind for file in worded.files])


def _prompt(parcel: Parcel, now: datetime) -> PromptLetter | Moot:
    if now - parcel.notice.created_at > PROMPT_KEPT:
        return Moot(reason="too old to be answered")
    facts = parcel.notice.facts or {}
    return PromptLetter(parcel=parcel, text=facts["text"], keyboard=facts["keyboard"])


def _card(session: LedgerSession, parcel: Parcel, now: datetime) -> CardLetter | None:
    case_id, chat_id = parcel.notice.case_id, parcel.to.chat_id
    assert case_id is not None
    worded = word_card(session, parcel, now)
    shown, digest = shown_card(session, case_id, chat_id), digest_of(worded.message)
    if shown and (shown.rendered, shown.live) == (digest, worded.live):
        return None
    if not worded.live and not (shown and shown.live):
        # Nobody is told that they have no part any more in what they were never shown.
        return None
    return CardLetter(
        parcel=parcel,
        message=worded.message,
        bundles=_bundles(worded),
        live=worded.live,
        digest=digest,
        shown=shown,
    )


def _files(session: LedgerSession, parcel: Parcel) -> FilesLetter | Moot:
    notice, person_id = parcel.notice, parcel.to.person_id
    assert notice.entry_id is not None
    assert person_id is not None
    facts = notice.facts or {}
    try:
        files = look_at_files(session, notice.entry_id, person_id)
    except NotFound:
        return Moot(reason=f"{parcel.to.chat_id} may not read it any more")
    places = tuple(facts["files"])
    return FilesLetter(
        parcel=parcel,
        files=tuple(files[place] for place in places),
        places=places,
        reply_to=facts["reply_to"],
    )
