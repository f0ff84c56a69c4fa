"""What somebody is putting together: begun by an update, filled message by message, submitted or left.

A draft's id is the inbox row that began it and it remembers which messages it took in, so that every call may
come twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, or_, select

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.draft_files import NewAttachment, put_file
from storage.ledger.draft_view import DraftView, is_submitted, view_draft
from storage.ledger.draft_words import with_part
from storage.ledger.parts import may_report_for, parts_of
from storage.rules.words import Action
from storage.tables import Attachment, Case, Draft, Source

# Asked on every update, so built once.
_LAST_TOUCHED = (col(Draft.touched_at).desc(), col(Draft.id).desc())
_OPEN = (
    select(Draft)
    .where(Draft.person_id == bindparam("person_id"), col(Draft.ended_at).is_(None))
    .order_by(*_LAST_TOUCHED)
)
_OPEN_OR_ENDED_AT = (
    select(Draft)
    .where(
        Draft.person_id == bindparam("person_id"),
        or_(col(Draft.ended_at).is_(None), col(Draft.ended_at) == bindparam("at")),
    )
    .order_by(*_LAST_TOUCHED)
)
_ENDED_AT = select(Draft).where(Draft.person_id == bindparam("person_id"), Draft.ended_at == bindparam("at"))


@dataclass(frozen=True, kw_only=True)
class NewDraft:
    """What a draft is about when it is begun."""

    id: int  # the inbox row
    person_id: int
    action: Action
    now: datetime
    case_id: int | None = None
    turn: int | None = None
    enterprise_id: int | None = None
    source: Source = Source.CHAT
    confidential: bool = False
    choice: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one message brings into a draft."""

    message_id: int
    text: str  # empty where there is nothing in it that can be seen
    attachment: NewAttachment | None = None


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A draft that was begun. `beside`: the one that the conversation was about until then."""

    draft: DraftView
    beside: DraftView | None


def begin_beside(session: LedgerSession, new: NewDraft, said: Said | None) -> Begun:
    """Begin a draft with what was said, if anything was; others of this person stay as they are."""
    draft = _begun(session, new)
    if said:
        _add(session, draft, said)
    return begun(session, draft)


def begun(session: LedgerSession, draft: Draft) -> Begun:
    """A draft that its person's conversation is about from now on, and which one it was about before."""
    others = (other for other in _open(session, draft.person_id) if other.id != draft.id)
    beside = next(others, None)
    return Begun(draft=view_draft(session, draft), beside=view_draft(session, beside) if beside else None)


def begin_draft(session: LedgerSession, new: NewDraft) -> DraftView:
    """Begin a draft; others of this person stay as they are."""
    return view_draft(session, _begun(session, new))


def _begun(session: LedgerSession, new: NewDraft) -> Draft:
    draft = session.get(Draft, new.id)
    if draft is None:
        draft = Draft(
            id=new.id,
            person_id=new.person_id,
            action=new.action,
            case_id=new.case_id,
            turn=new.turn,
            enterprise_id=new.enterprise_id,
            source=new.source,
            confidential=new.confidential,
            choice=new.choice,
            begun_at=new.now,
            touched_at=new.now,
        )
        session.add(draft)
    return draft


def current_draft(session: LedgerSession, person_id: int) -> DraftView | None:
    """The open draft that this person touched last: the one that their conversation is about."""
    draft = next(_open(session, person_id), None)
    return view_draft(session, draft) if draft else None


def draft_for(session: LedgerSession, person_id: int, *, message_id: int, now: datetime) -> DraftView | None:
    """The draft that a message goes into: the one that their conversation is about.

    An update that comes twice finds the draft that it ended the first time (`now` is the same then), not the next one.
    """
    of_now = session.exec(_OPEN_OR_ENDED_AT, params={"person_id": person_id, "at": now}).all()
    for draft in of_now:
        if draft.ended_at and any(part[0] == message_id for part in draft.parts):
            return view_draft(session, draft)
    return next((view_draft(session, draft) for draft in of_now if draft.ended_at is None), None)


def open_drafts(session: LedgerSession, person_id: int) -> list[DraftView]:
    """All drafts that were neither submitted nor left, the last touched first."""
    return [view_draft(session, draft) for draft in _open(session, person_id)]


def get_draft(session: LedgerSession, draft_id: int, person_id: int) -> DraftView:
    """One draft of this person, open or not. Raises NotFound for anybody else's."""
    return view_draft(session, _mine(session, draft_id, person_id))


def take_in(session: LedgerSession, draft_id: int, person_id: int, said: Said, *, now: datetime) -> DraftView:
    """Add what one message brought; the same message again replaces its words (it was edited) and adds nothing.

    An attachment more than the policy allows is left out, its words are not; the draft says that it is full.
    """
    draft = _mine(session, draft_id, person_id)
    draft.touched_at = now
    _add(session, draft, said)
    return view_draft(session, draft)


def correct(session: LedgerSession, person_id: int, said: Said) -> DraftView | None:
    """An edited message: what it brings now is in the open draft that took it in; None if none did.

    What the conversation is about stays: it may be another draft.
    """
    for draft in _open(session, person_id):
        if any(part[0] == said.message_id for part in draft.parts):
            _add(session, draft, said)
            return view_draft(session, draft)
    return None


def _add(session: LedgerSession, draft: Draft, said: Said) -> None:
    draft.parts = with_part(draft.parts, said.message_id, said.text)
    if said.attachment:
        put_file(session, draft.id, said.message_id, said.attachment)


def set_draft(
    session: LedgerSession, draft_id: int, person_id: int, /, *, now: datetime, **chosen: Any
) -> DraftView:
    """Set what a button chose: `category`, `urgency`, `enterprise_id`, `choice`, `source`, `prompt_message_id`."""
    draft = _mine(session, draft_id, person_id)
    for name, value in chosen.items():
        setattr(draft, name, value)
    draft.touched_at = now
    return view_draft(session, draft)


def choose_enterprise(
    session: LedgerSession, draft_id: int, person_id: int, enterprise_id: int, *, now: datetime
) -> DraftView:
    """For which enterprise a report is.

    Raises:
        NotFound: the person neither speaks for nor looks after it.
    """
    if not may_report_for(session, person_id, enterprise_id):
        raise NotFound(what="这家企业")
    return set_draft(session, draft_id, person_id, now=now, enterprise_id=enterprise_id)


def mean_case(
    session: LedgerSession, draft_id: int, person_id: int, *, action: Action, case_id: int, now: datetime
) -> DraftView:
    """What was typed is meant for a case: the draft becomes words about it, as it stands now.

    Raises:
        NotFound: the person may not know of the case.
    """
    case = session.get(Case, case_id)
    if case is None or not parts_of(session, case, person_id):
        raise NotFound(what="这个问题")
    return set_draft(
        session,
        draft_id,
        person_id,
        now=now,
        action=action,
        case_id=case_id,
        turn=case.turn,
        enterprise_id=None,
        choice=None,
    )


def forget_words(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> DraftView:
    """重写: the words taken in so far go; files and what the buttons chose stay."""
    return set_draft(session, draft_id, person_id, now=now, parts=[])


def forget_files(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> DraftView:
    """The files taken in so far go; words and what the buttons chose stay."""
    draft = _mine(session, draft_id, person_id)
    for attachment in session.exec(select(Attachment).where(Attachment.draft_id == draft_id)):
        session.delete(attachment)
    draft.touched_at = now
    session.flush()
    return view_draft(session, draft)


def end_draft(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> None:
    """The draft was submitted, or left by 取消; ending it again changes nothing."""
    draft = _mine(session, draft_id, person_id)
    draft.ended_at = draft.ended_at or now


def leave_draft(session: LedgerSession, person_id: int, *, now: datetime) -> DraftView | None:
    """Leave the draft that the conversation is about; None if there is none.

    An update that comes twice leaves the same one again (`now` is the same then), not the next one.
    """
    for ended in _ended_at(session, person_id, now):
        if not is_submitted(session, ended):
            return view_draft(session, ended)
    current = current_draft(session, person_id)
    if current is None:
        return None
    end_draft(session, current.id, person_id, now=now)
    return get_draft(session, current.id, person_id)


def _open(session: LedgerSession, person_id: int) -> Iterator[Draft]:
    return iter(session.exec(_OPEN, params={"person_id": person_id}).all())


def _ended_at(session: LedgerSession, person_id: int, at: datetime) -> list[Draft]:
    return [*session.exec(_ENDED_AT, params={"person_id": person_id, "at": at})]


def _mine(session: LedgerSession, draft_id: int, person_id: int) -> Draft:
    draft = session.get(Draft, draft_id)
    if draft is None or draft.person_id != person_id:
        raise NotFound(what="这份草稿")
    return draft
