"""Putting notices into the outbox, in the transaction of the change that they tell of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, func
from sqlmodel import col, or_, select

from storage.database import LedgerSession
from storage.ledger.addressing import Addressee
from storage.ledger.parts import looked_after
from storage.rules.follow_up import FollowUp
from storage.rules.step_names import kind_of_step
from storage.rules.telling import Audience, listeners
from storage.rules.urgency import Urgency
from storage.rules.words import OPEN_STATES
from storage.tables import Case, Entry, NoticeKind, Outbox, Person, Role, RoleKind

# Not before it is released: what rings at any hour, and all else.
HELD_URGENT: Final = datetime(8999, 1, 1, tzinfo=UTC)
HELD: Final = datetime(9000, 1, 1, tzinfo=UTC)

_CARD = select(Outbox).where(col(Outbox.key) == bindparam("key"))  # built once: it runs with every change


def tell(session: LedgerSession, case: Case, entry: Entry, *also: Audience) -> None:
    """Queue what an entry means to others: an event for each audience, and the cards brought up to date.

    `also`: who hears of it besides those who always do.
    """
    for audience in (*listeners(entry.action, entry.to_state, case.denials), *also):
        if audience is Audience.CONTACTS and not entry.visible:
            continue
        _queue(
            session,
            key=f"entry:{entry.id}:{audience}",
            kind=NoticeKind.EVENT,
            topic=entry.action,
            audience=audience,
            case_id=case.id,
            entry_id=entry.id,
            urgent=case.urgency is Urgency.CRITICAL,
            now=entry.at,
        )
    want_cards(session, case, entry.at)


def want_cards(session: LedgerSession, case: Case, now: datetime) -> None:
    """Ask that every card of the case shows the present; pending at most once a case."""
    key = f"card:{case.id}"
    pending = session.exec(_CARD, params={"key": key}).first()
    if pending is None:
        urgent = case.urgency is Urgency.CRITICAL
        _queue(
            session,
            key=key,
            kind=NoticeKind.CARD,
            topic="card",
            audience=Audience.HANDLER,
            case_id=case.id,
            urgent=urgent,
            now=now,
        )
        return
    # One row a case for good: a delivery under way compares `wanted`, and what is asked for meanwhile is not lost.
    pending.wanted += 1
    pending.created_at = pending.not_before = now
    pending.tries, pending.done_at, pending.dropped = 0, None, None


def notify(
    session: LedgerSession,
    *,
    key: str,
    topic: str,
    audience: Audience,
    now: datetime,
    person_id: int | None = None,
    chat_id: int | None = None,
    facts: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> None:
    """Queue an event that belongs to no case; the same `key` a second time does nothing."""
    if session.exec(select(Outbox.id).where(Outbox.key == key)).first() is None:
        _queue(
            session,
            key=key,
            kind=NoticeKind.EVENT,
            topic=topic,
            audience=audience,
            person_id=person_id,
            chat_id=chat_id,
            facts=facts,
            not_before=not_before or now,
            now=now,
        )


def hold_reminders(
    session: LedgerSession, case: Case, follow_up: FollowUp, *, entry_id: int, now: datetime
) -> None:
    """Queue a reminder of a step for each of its audiences. They are held until the sweep releases them."""
    clock, code = follow_up.clock, follow_up.step.code
    for audience in follow_up.audiences:
        _queue(
            session,
            key=f"{clock.id}:{code}:{audience}",
            kind=NoticeKind.REMINDER,
            topic=f"remind_{clock.kind}_{kind_of_step(code)}",
            audience=audience,
            case_id=case.id,
            entry_id=entry_id,
            facts={"clock": clock.id, "code": code},
            urgent=clock.rings_at_any_hour,
            not_before=HELD_URGENT if clock.rings_at_any_hour else HELD,
            now=now,
        )


def queue_files(
    session: LedgerSession,
    *,
    case_id: int,
    entry_id: int | None,
    to: Addressee,
    reply_to: int,
    bundles: Iterable[tuple[int, ...]],
    urgent: bool,
    now: datetime,
) -> None:
    """Queue the attachments of an entry (None: of the report itself) for one person, a notice for each message.

    Idempotent: what was queued for a chat once is not queued again.

    Args:
        session: the unit of work.
        case_id: the case.
        entry_id: the entry that took the files in.
        to: who gets them.
        reply_to: the message in their chat to which the files belong.
        bundles: the places, in the entry's list of files, of those that go in one message.
        urgent: before all others.
        now: where they stand among what is to be sent.
    """
    if entry_id is None:
        entry_id = session.exec(select(func.min(Entry.id)).where(Entry.case_id == case_id)).one()
    for bundle in bundles:
        key = f"files:{entry_id}:{to.chat_id}:{','.join(map(str, bundle))}"
        if session.exec(select(Outbox.id).where(Outbox.key == key)).first() is None:
            _queue(
                session,
                key=key,
                kind=NoticeKind.EVENT,
                topic="files",
                audience=Audience.PERSON,
                case_id=case_id,
                entry_id=entry_id,
                person_id=to.person_id,
                facts={"files": list(bundle), "reply_to": reply_to},
                urgent=urgent,
                now=now,
            )


def welcome(session: LedgerSession, *, person_id: int, now: datetime, cause: str) -> None:
    """Somebody has joined: their open cards come at once, and 专班 hears of a new colleague or leader."""
    bring_what_waits(session, person_id=person_id, now=now)
    roles = _roles_of(session, person_id)
    joined = [role.kind for role in roles if role.kind in (RoleKind.MANAGER, RoleKind.LEADER)]
    if joined:
        person = session.get_one(Person, person_id)
        notify(
            session,
            key=f"joined:{cause}",
            topic="joined",
            audience=Audience.MANAGERS,
            person_id=person_id,
            facts={"name": person.name, "roles": [str(kind) for kind in joined]},
            now=now,
        )


def bring_what_waits(session: LedgerSession, *, person_id: int, now: datetime) -> None:
    """Somebody can be reached now: their open cards come, and notices that reached nobody are tried again."""
    for case in _open_cases_of(session, person_id, _roles_of(session, person_id)):
        want_cards(session, case, now)
    waits = select(Outbox).where(
        col(Outbox.done_at).is_(None),
        Outbox.not_before > now,
        Outbox.not_before < HELD_URGENT,
        # What is for another one alone does not wait for this one, but for its time.
        or_(col(Outbox.audience) != Audience.PERSON, col(Outbox.person_id) == person_id),
    )
    for waiting in session.exec(waits):
        waiting.not_before = now


def _roles_of(session: LedgerSession, person_id: int) -> list[Role]:
    return list(session.exec(select(Role).where(Role.person_id == person_id, col(Role.until).is_(None))))


def _open_cases_of(session: LedgerSession, person_id: int, roles: list[Role]) -> list[Case]:
    """The open cases of which somebody may have to have a card."""
    departments = [role.department_id for role in roles if role.kind is RoleKind.LIAISON]
    mine = (
        (col(Case.handler_id) == person_id)
        | col(Case.enterprise_id).in_(looked_after(person_id))
        | col(Case.department_id).in_(departments)
    )
    if any(role.kind is RoleKind.MANAGER for role in roles):
        # Whatever waits for 专班, or fell to it because nobody else could be reached.
        mine = mine | col(Case.state).in_(OPEN_STATES)
    query = select(Case).where(col(Case.state).in_(OPEN_STATES), mine)
    return list(session.exec(query.order_by(col(Case.id))))


def _queue(session: LedgerSession, *, now: datetime, **fields: Any) -> None:
    session.add(Outbox(**{"created_at": now, "not_before": now, **fields}))
