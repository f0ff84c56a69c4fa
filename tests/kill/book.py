"""What is true of the story's case: read from the database, beside the bot that writes it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.rules.telling import Audience
from storage.rules.words import Action, State
from storage.tables import (
    Attachment,
    Case,
    Conversation,
    Draft,
    Entry,
    Inbox,
    NoticeKind,
    Outbox,
    Person,
    Sent,
)
from tests.outside.book import Book
from tests.storage.ledger.replaying import replayed
from tests.storage.ledger.zone import CaseNow, EntryNow

_COLUMNS: Final = {"actor": "actor_id", "handler": "handler_id", "department": "department_id"}


@dataclass(frozen=True)
class Line:
    """One line of a history, without what differs from run to run."""

    who: str
    action: Action
    before: State | None
    after: State
    turn: int
    words: str = ""
    how: str = ""  # the result, or the rating


class StoryBook(Book):
    """The ledger of the bot that is killed."""

    def texts(self) -> list[str]:
        """What each case is about, in the order in which they came."""
        return self.read(lambda session: [*session.exec(select(Case.text).order_by(col(Case.id)))])

    def history(self) -> list[Line]:
        """What happened to the only case."""
        return self.read(lambda session: [_line(session, entry) for entry in _entries(session)])

    def replays(self) -> bool:
        """Whether the history of the only case leads to what it is."""
        return self.read(
            lambda session: replayed([_entry_now(e) for e in _entries(session)]) == _case(session)
        )

    def files(self) -> list[str]:
        """The kinds of what was attached to cases, in order."""
        query = (
            select(Attachment)
            .where(col(Attachment.case_id).is_not(None))
            .order_by(col(Attachment.message_id))
        )
        return self.read(lambda session: [str(row.kind) for row in session.exec(query)])

    def left_open(self) -> list[tuple[Any, ...]]:
        """Talks and drafts that are not over, updates that were set aside, notices that were dropped."""
        return self.read(_left_open)

    def said_to_be_sent(self) -> list[tuple[int, int | None]]:
        """Chat and message of every notice that is marked sent."""
        return self.read(
            lambda session: [(row.chat_id, row.message_id) for row in session.exec(select(Sent))]
        )


def _entries(session: LedgerSession) -> list[Entry]:
    [case_id] = session.exec(select(Case.id)).all()
    return [*session.exec(select(Entry).where(Entry.case_id == case_id).order_by(col(Entry.id)))]


def _line(session: LedgerSession, entry: Entry) -> Line:
    assert entry.actor_id is not None
    answer = entry.result or entry.rating
    return Line(
        who=session.get_one(Person, entry.actor_id).name,
        action=entry.action,
        before=entry.from_state,
        after=entry.to_state,
        turn=entry.turn,
        words=entry.text,
        how=answer.label if answer else "",
    )


def _entry_now(entry: Entry) -> EntryNow:
    names = [field.name for field in fields(EntryNow)]
    return EntryNow(**{name: getattr(entry, _COLUMNS.get(name, name)) for name in names})


def _case(session: LedgerSession) -> CaseNow:
    case = session.exec(select(Case)).one()
    names = [field.name for field in fields(CaseNow)]
    return CaseNow(**{name: getattr(case, f"{name}_id" if name in _COLUMNS else name) for name in names})


def _left_open(session: LedgerSession) -> list[tuple[Any, ...]]:
    drafts = select(Draft).where(col(Draft.ended_at).is_(None))
    updates = select(Inbox).where(col(Inbox.done_at).is_(None) | (Inbox.tries > 0))
    # Nobody had the case before; a newer prompt has been sent: no loss.
    may_be_dropped = (Outbox.audience == Audience.FORMER) | (Outbox.kind == NoticeKind.PROMPT)
    lost = col(Outbox.dropped).is_not(None) & ~may_be_dropped
    notices = select(Outbox).where(col(Outbox.done_at).is_(None) | lost)
    return [
        *((talk.telegram_id, talk.state) for talk in session.exec(select(Conversation))),
        *((draft.id, draft.action) for draft in session.exec(drafts)),
        *((update.id, update.tries) for update in session.exec(updates)),
        *((notice.key, notice.dropped) for notice in session.exec(notices)),
    ]
