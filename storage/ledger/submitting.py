"""Submitting a draft: what was put together becomes a case, or several, or an act on one, in one change.

The draft's id is the cause, so that pressing 提交 twice does it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import Incomplete, NotFound
from storage.ledger.acts import ACTS
from storage.ledger.cases import NewCase, open_case
from storage.ledger.draft_view import DraftView
from storage.ledger.drafts import end_draft, get_draft, mean_case
from storage.ledger.move import find_done
from storage.ledger.understood import needed_until, understand_draft, understand_words
from storage.ledger.values import Done, Order, Target
from storage.rules.understanding import Kind
from storage.rules.urgency import Urgency
from storage.rules.words import Action, Result
from storage.tables import Case, Role, RoleKind, Source


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A case that came of a draft."""

    number: str
    text: str


def submit_report(session: LedgerSession, draft_id: int, person_id: int, *, now: datetime) -> Done:
    """提交 of a report; what the person did not choose is as its words were understood.

    Raises:
        Incomplete: enterprise or text is missing.
        NotFound: the draft was left, or is somebody else's.
    """
    draft = _submittable(session, draft_id, person_id)
    done = open_case(session, _new_case(session, draft, draft.text, now))
    end_draft(session, draft_id, person_id, now=now)
    return done


def submit_problems(
    session: LedgerSession, draft_id: int, person_id: int, *, now: datetime
) -> tuple[Submitted, ...]:
    """提交 of a report 拆分 into its problems: each becomes a case, in one change; the files go to the first.

    What the person chose holds for all of them, the rest is as each was understood. A text that tells of one problem
    makes one case. What was submitted before, in one or apart, stays so and is returned.

    Raises:
        Incomplete: enterprise or text is missing.
        NotFound: the draft was left, or is somebody else's.
    """
    draft = _submittable(session, draft_id, person_id)
    if not draft.is_submitted:
        problems = understand_draft(draft, session.policy).problems or (draft.text,)
        for place, problem in enumerate(problems, 1):
            open_case(session, _new_case(session, draft, problem, now, place))
        end_draft(session, draft_id, person_id, now=now)
    return tuple(Submitted(number=case.number, text=case.text) for case in _opened_by(session, draft))


def _submittable(session: LedgerSession, draft_id: int, person_id: int) -> DraftView:
    draft = get_draft(session, draft_id, person_id)
    if not draft.is_open and not draft.is_submitted:
        raise NotFound(what="这份草稿")
    if draft.enterprise_id is None:
        raise Incomplete(what="企业")
    return draft


def _new_case(session: LedgerSession, draft: DraftView, text: str, now: datetime, place: int = 1) -> NewCase:
    """What a draft, or the problem at this place in it, is submitted as."""
    assert draft.enterprise_id is not None
    understood = understand_words(text, draft, session.policy)
    own = draft.source is Source.CHAT
    urgency = draft.urgency or understood.urgency
    return NewCase(
        cause=_cause(draft, place),
        draft_id=draft.id if place == 1 else None,
        enterprise_id=draft.enterprise_id,
        opened_by_id=draft.person_id,
        reporter_id=draft.person_id if own else _first_contact(session, draft.enterprise_id),
        source=draft.source,
        category=draft.category or understood.category,
        urgency=urgency,
        text=text or _only_files(draft),
        now=now,
        confidential=draft.confidential,
        emergency=understood.kind is Kind.EMERGENCY and urgency is Urgency.CRITICAL,
        needed_by=needed_until(understood.needed_by, session.policy.timezone),
    )


def _opened_by(session: LedgerSession, draft: DraftView) -> Iterator[Case]:
    for place in count(1):
        case = session.exec(select(Case).where(Case.cause == _cause(draft, place))).first()
        if case is None:
            return
        yield case


def _cause(draft: DraftView, place: int) -> str:
    """The cause of the problem at this place in a draft; what is done of the first one is the draft's own."""
    return draft.cause if place == 1 else f"{draft.cause}:{place}"


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
