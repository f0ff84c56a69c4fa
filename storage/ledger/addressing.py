"""Whom an audience means now (rules.md: people are addressed by their part, found when a notice is sent)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import bindparam
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.ledger.parts import handler_lives
from storage.rules.telling import Audience
from storage.rules.words import State
from storage.tables import Assignment, Card, Case, Entry, NoticeKind, Outbox, Person, Role, RoleKind

# Built once: they run for every notice.
_CARD_HOLDERS = (
    select(Card.chat_id, Person.id)
    .join(Person, col(Person.telegram_id) == col(Card.chat_id))
    .where(Card.case_id == bindparam("case_id"), col(Person.unreachable_since).is_(None))
)
_HOLDERS = (
    select(Role.person_id)
    .where(Role.kind == bindparam("kind"), col(Role.until).is_(None))
    .order_by(col(Role.id))
)
_OF_ENTERPRISE = _HOLDERS.where(Role.enterprise_id == bindparam("enterprise_id"))
_OF_DEPARTMENT = _HOLDERS.where(Role.department_id == bindparam("department_id"))


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """One to whom a notice goes, in their private chat."""

    chat_id: int
    person_id: int | None = None
    first: bool = True  # told first; the others of the same enterprise are told silently
    own_act: bool = False  # it answers what they did themselves
    stands_in: bool = False  # gets it in place of somebody who cannot be reached


def addressees(session: LedgerSession, notice: Outbox) -> list[Addressee]:
    """Everybody to whom a notice goes now, in order, who acted among them; nobody: see `waits`."""
    if notice.audience is Audience.CHAT:
        return [Addressee(chat_id=notice.chat_id)] if notice.chat_id else []
    if notice.audience is Audience.PERSON:
        return _reach(session, [notice.person_id])
    actor = session.get_one(Entry, notice.entry_id).actor_id if notice.entry_id else notice.person_id
    if notice.audience is Audience.MANAGERS:
        return _reach(session, _managers(session), actor=actor)
    if notice.audience is Audience.LEADERS:
        return _reach(session, _holders(session, RoleKind.LEADER), actor=actor)
    case = session.get_one(Case, notice.case_id)
    if notice.kind is NoticeKind.CARD:
        return _card_holders(session, case)
    return _of_case(session, case, notice, actor)


def _of_case(session: LedgerSession, case: Case, notice: Outbox, actor: int | None) -> list[Addressee]:
    match notice.audience:
        case Audience.CONTACTS:
            return _contacts(session, case, actor) or _telephoning(session, case, notice)
        case Audience.FORMER:
            return _reach(session, _former_handler(session, case, notice), actor=actor)
        case Audience.MEMBERS:
            others = [person for person in _members(session, case) if person != case.handler_id]
            return _reach(session, others, actor=actor)
        case Audience.DUTY:
            on_duty = _reach(session, _on_duty(session, case), actor=actor)
            return on_duty or _reach(session, _managers(session), actor=actor)
    return _handler_or_next(session, case, actor)


def waits(session: LedgerSession, notice: Outbox) -> bool:
    """Whether a notice that reaches nobody now waits until somebody joins; else it has become moot."""
    if notice.kind is NoticeKind.CARD:
        return session.get_one(Case, notice.case_id).state.is_open
    return notice.audience not in (Audience.FORMER, Audience.MEMBERS, Audience.CHAT)


def _card_holders(session: LedgerSession, case: Case) -> list[Addressee]:
    """Who must have a card of the case now, and every chat that has one."""
    wanted: list[Addressee] = []
    if case.state is State.RETURNED:
        wanted = _reach(session, _managers(session))
    elif case.state.is_open:
        wanted = _handler_or_next(session, case)
    found = {one.chat_id: one for one in wanted}
    for chat_id, person_id in session.exec(_CARD_HOLDERS, params={"case_id": case.id}):
        found.setdefault(chat_id, Addressee(chat_id=chat_id, person_id=person_id, first=False))
    return list(found.values())


def _handler_or_next(session: LedgerSession, case: Case, actor: int | None = None) -> list[Addressee]:
    """The handler, else 成员 or the department's other 联络员, else 专班: the first of these who can be reached.

    What is in nobody's hands is 专班's: 成员 cannot do anything about it.
    """
    if case.handler_id is None:
        return _reach(session, _managers(session), actor=actor)
    handler = [case.handler_id] if handler_lives(session, case) else []
    return (
        _reach(session, handler, actor=actor)
        or _reach(session, _members(session, case), actor=actor, stands_in=True)
        or _reach(session, _managers(session), actor=actor, stands_in=True)
    )


def _managers(session: LedgerSession) -> list[int]:
    return _holders(session, RoleKind.MANAGER)


def _contacts(session: LedgerSession, case: Case, actor: int | None) -> list[Addressee]:
    contacts = {"kind": RoleKind.CONTACT, "enterprise_id": case.enterprise_id}
    people = [*dict.fromkeys(session.exec(_OF_ENTERPRISE, params=contacts))]
    if case.confidential:
        people = [person for person in people if person == case.reporter_id]
    people.sort(key=lambda person: (person != actor, person != case.reporter_id))
    told = _reach(session, people, actor=actor)
    return [replace(one, first=one is told[0]) for one in told]


def _telephoning(session: LedgerSession, case: Case, notice: Outbox) -> list[Addressee]:
    """Nobody of the enterprise can be reached: who telephones instead.

    It is who handles the case; but whether it is solved 专班 asks, who can confirm it for the enterprise.
    """
    if notice.kind is NoticeKind.REMINDER and case.state is State.RESOLVED:
        return _reach(session, _managers(session), stands_in=True)
    return [replace(one, stands_in=True) for one in _handler_or_next(session, case)]


def _on_duty(session: LedgerSession, case: Case) -> list[int]:
    """值班: the policy's list; of a confidential case only those of them who are of 专班."""
    listed = col(Person.phone).in_(session.policy.district.duty_phones)
    office = select(Role.person_id).where(col(Role.until).is_(None))
    if case.confidential:
        office = office.where(Role.kind == RoleKind.MANAGER)
    query = select(Person.id).where(listed, col(Person.id).in_(office))
    return list(session.exec(query.order_by(col(Person.id))))


def _members(session: LedgerSession, case: Case) -> list[int]:
    if case.confidential:
        return []
    if case.department_id is not None:
        liaisons = {"kind": RoleKind.LIAISON, "department_id": case.department_id}
        return [*dict.fromkeys(session.exec(_OF_DEPARTMENT, params=liaisons))]
    query = select(Assignment.officer_id).where(
        Assignment.enterprise_id == case.enterprise_id, col(Assignment.until).is_(None)
    )
    return list(session.exec(query.order_by(col(Assignment.id))))


def _holders(session: LedgerSession, kind: RoleKind) -> list[int]:
    return [*dict.fromkeys(session.exec(_HOLDERS, params={"kind": kind}))]


def _reach(
    session: LedgerSession,
    people: Iterable[int | None],
    *,
    actor: int | None = None,
    stands_in: bool = False,
) -> list[Addressee]:
    """Those of these people who have joined, agreed, and did not block the bot; in the given order."""
    found: list[Addressee] = []
    for person_id in people:
        person = session.get(Person, person_id) if person_id is not None else None
        if person and person.telegram_id and person.consented_at and not person.unreachable_since:
            found.append(
                Addressee(
                    chat_id=person.telegram_id,
                    person_id=person.id,
                    own_act=person.id == actor,
                    stands_in=stands_in,
                )
            )
    return found


def _former_handler(session: LedgerSession, case: Case, notice: Outbox) -> list[int | None]:
    """Who had the case before the entry, if it is somebody else now."""
    before = select(Entry).where(Entry.case_id == case.id, col(Entry.id) < (notice.entry_id or 0))
    entry = session.exec(before.order_by(col(Entry.id).desc())).first()
    return [entry.handler_id] if entry and entry.handler_id != case.handler_id else []
