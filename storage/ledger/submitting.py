"""Submitting a draft: what was put together becomes a case, or an act on one, in one change.

The draft's id is the cause, so that pressing 提交 twice does it once.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotFound
from storage.ledger.acts import ACTS
from storage.ledger.cases import NewCase, open_case
from storage.ledger.drafts import DraftView, end_draft, get_draft, mean_case
from storage.ledger.move import find_done
from storage.ledger.understood import needed_until, understand_draft
from storage.ledger.values import Done, Order, Target
from storage.rules.understanding import Kind
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Result
from storage.tables import Role, RoleKind, Source


def submit_report(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> Done:
    """提交 of a report; what the person did not choose is as its words were understood.

    Raises:
        Incomplete: enterprise or text is missing.
        NotFound: the draft was left, or is somebody else's.
    """
    draft = get_draft(session, draft_id, person_id)
    if not draft.is_open and not draft.is_submitted:
        raise NotFound(what="这份草稿")
    if draft.enterprise_id is None:
        raise Incomplete(what="企业")
    understood = understand_draft(draft, session.policy)
    own = draft.source is Source.CHAT
    urgency = draft.urgency or understood.urgency
    new = NewCase(
        cause=draft.cause,
        draft_id=draft.id,
        enterprise_id=draft.enterprise_id,
        opened_by_id=person_id,
        reporter_id=person_id if own else _first_contact(session, draft.enterprise_id),
        source=draft.source,
        category=draft.category or understood.category,
        urgency=urgency,
        text=draft.text or _only_files(draft),
        now=now,
        confidential=draft.confidential,
        emergency=understood.kind is Kind.EMERGENCY and urgency is Urgency.CRITICAL,
        needed_by=needed_until(understood.needed_by, session.policy.timezone),
    )
    done = open_case(session, new)
    end_draft(session, draft_id, person_id, now=now)
    return done


def submit_words(
    session: LedgerSession, draft_id: int, person_id: int, *, now: datetime, visible: bool = True
) -> Done:
    """提交 of words about a case: the act that they belong to.

    Raises:
        NotFound: the draft was left, or is somebody else's.
        Stale, NotAllowed, Incomplete: as the act says; the draft stays open.
    """
    draft = get_draft(session, draft_id, person_id)
    order = _order(draft, now, visible)
    if done := find_done(session, order):
        return done
    if not draft.is_open:
        raise NotFound(what="这份草稿")
    done = ACTS[draft.action](session, order)
    end_draft(session, draft_id, person_id, now=now)
    return done


def submit_meant(
    session: LedgerSession, draft_id: int, person_id: int, *, action: Action, case_id: int, now: datetime
) -> Done:
    """What was typed is meant for a case, and that is all there is to it: it stays an offer where this fails.

    Raises:
        NotFound: the person may not know of the case, or the draft was left.
        NotAllowed, Incomplete: as the act says.
    """
    if get_draft(session, draft_id, person_id).is_open:
        mean_case(session, draft_id, person_id, action=action, case_id=case_id, now=now)
    return submit_words(session, draft_id, person_id, now=now)


def _order(draft: DraftView, now: datetime, visible: bool) -> Order:
    assert draft.case_id is not None
    return Order(
        case_id=draft.case_id,
        by=draft.person_id,
        now=now,
        cause=draft.cause,
        turn=draft.turn,
        text=draft.text,
        draft_id=draft.id,
        visible=visible,
        result=Result(draft.choice) if draft.action is Action.RESOLVE and draft.choice else None,
        reason=draft.choice if draft.action is Action.DECLINE else None,
        target=target_of(draft.choice) if draft.action is Action.REASSIGN and draft.choice else None,
    )


def choice_of(target: Target) -> str:
    """A target as a draft's `choice` keeps it; `target_of` reads it back."""
    return f"{target.person_id}/{target.department_id or ''}"


def target_of(choice: str) -> Target:
    """The target that a draft's `choice` means."""
    person, _, department = choice.partition("/")
    return Target(person_id=int(person), department_id=int(department) if department else None)


def _first_contact(session: LedgerSession, enterprise_id: int) -> int | None:
    """For whom an officer or 专班 reports: the contact who is listed first."""
    query = select(Role.person_id).where(
        Role.enterprise_id == enterprise_id, Role.kind == RoleKind.CONTACT, col(Role.until).is_(None)
    )
    return session.exec(query.order_by(col(Role.id))).first()


def _only_files(draft: DraftView) -> str:
    """A report of files alone still has a line to be found by."""
    return f"（见附件 {len(draft.attachments)} 个）" if draft.attachments else ""
