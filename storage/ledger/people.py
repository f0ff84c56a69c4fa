"""How people join, agree, and come to be reachable or not.

Two ways in: the phone that Telegram vouches for, or an invite: one-time, expiring, kept as a hash.
A person whose every role has ended counts as a stranger everywhere here.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Update
from sqlmodel import col, select, update

from storage.database import LedgerSession
from storage.errors import AlreadyJoined, InvalidInvite, NotFound, ZhuqiError
from storage.ledger import notices
from storage.ledger.known import PersonView, RoleView, people_not_joined, person, person_of
from storage.rules.masking import mask_name
from storage.rules.phone import PhoneError, parse_phone
from storage.tables import Invite, Person

__all__ = [
    "AccountTaken",
    "InviteLine",
    "PersonView",
    "RoleView",
    "consent",
    "join_by_invite",
    "join_by_phone",
    "look_at_invite",
    "make_invites",
    "mark_reachable",
    "mark_unreachable",
    "people_not_joined",
    "person",
    "person_of",
    "welcome_back",
]

SECRET_BYTES: Final = 16  # 128 bits; 22 characters that fit behind ?start=


class AccountTaken(ZhuqiError):
    """这个 Telegram 账号已登记为{name}，不能再登记为另一位。"""


@dataclass(frozen=True, kw_only=True)
class InviteLine:
    """One new invite. `secret` is shown here once and is nowhere else."""

    person: PersonView
    secret: str
    expires_at: datetime


def join_by_phone(
    session: LedgerSession, *, telegram_id: int, phone: str, now: datetime, cause: str
) -> PersonView:
    """Bind an account to whoever has this phone, which Telegram itself must have vouched for.

    Idempotent: the same account a second time changes nothing. Joining ends with `consent`, which is told.

    Raises:
        NotFound: nobody in the roster has this phone, or it is no mobile number.
        AlreadyJoined: they have joined with another account, which keeps the place.
        AccountTaken: this account belongs to somebody else in the roster.
    """
    try:
        number = parse_phone(phone)
    except PhoneError:
        raise NotFound(what="这个手机号") from None
    found = session.exec(select(Person).where(Person.phone == number)).first()
    if found is None or person(session, found.id) is None:
        raise NotFound(what="这个手机号")
    return _bind(session, found, telegram_id=telegram_id, now=now)


def _bind(session: LedgerSession, who: Person, *, telegram_id: int, now: datetime) -> PersonView:
    """Give a person, who has a living role, their Telegram account; every invite of theirs is spent by it.

    Raises:
        AlreadyJoined, AccountTaken: as in `join_by_phone`.
    """
    if who.telegram_id not in (None, telegram_id):
        raise AlreadyJoined()
    if who.telegram_id is None:
        _release_account(session, telegram_id)
        who.telegram_id, who.joined_at, who.unreachable_since = telegram_id, now, None
        session.exec(
            update(Invite)
            .where(col(Invite.person_id) == who.id, col(Invite.used_at).is_(None))
            .values(used_at=now)
        )
        session.flush()
    return _known(session, who.id)


def _release_account(session: LedgerSession, telegram_id: int) -> None:
    """Take the account from one whose every role has ended: a new phone makes a new person in the roster."""
    holder = session.exec(select(Person).where(Person.telegram_id == telegram_id)).first()
    if holder is None:
        return
    if person(session, holder.id) is not None:
        raise AccountTaken(name=mask_name(holder.name))
    holder.telegram_id = None
    session.flush()


def make_invites(
    session: LedgerSession, *, now: datetime, cause: str, random_bytes: Callable[[int], bytes]
) -> list[InviteLine]:
    """An invite for everybody who has not joined, valid for the policy's `invite_days`.

    Earlier ones stay valid until they expire: they may be on their way. Each call makes new ones.

    Args:
        session: the unit of work.
        now: when they are made.
        cause: what asked for them.
        random_bytes: so many bytes that nobody can guess, as `secrets.token_bytes` gives them.
    """
    expires_at = now + timedelta(days=session.policy.keeping.invite_days)
    lines = [
        InviteLine(person=view, secret=_spell(random_bytes(SECRET_BYTES)), expires_at=expires_at)
        for view in people_not_joined(session)
    ]
    for line in lines:
        session.add(
            Invite(
                person_id=line.person.person_id,
                secret_hash=_hash(line.secret),
                created_at=now,
                expires_at=expires_at,
            )
        )
    session.flush()
    return lines


def look_at_invite(session: LedgerSession, *, secret: str, now: datetime) -> str:
    """The masked name of whom an invite is for, to ask 是本人. Changes nothing.

    Raises:
        InvalidInvite: unknown, used or expired, or for one who is in the roster no longer.
    """
    invite = _find(session, secret)
    if invite.used_at is not None or invite.expires_at <= now:
        raise InvalidInvite()
    return mask_name(_invited(session, invite).name)


def join_by_invite(
    session: LedgerSession, *, telegram_id: int, secret: str, now: datetime, cause: str
) -> PersonView:
    """Bind an account to whom the invite names. The same account a second time is told the same again.

    Raises:
        InvalidInvite: as in `look_at_invite`.
        AlreadyJoined, AccountTaken: as in `join_by_phone`.
    """
    invite = _find(session, secret)
    who = _invited(session, invite)
    is_theirs = who.telegram_id == telegram_id
    if not is_theirs and (invite.used_at is not None or invite.expires_at <= now):
        raise InvalidInvite()
    return _bind(session, who, telegram_id=telegram_id, now=now)


def _find(session: LedgerSession, secret: str) -> Invite:
    invite = session.exec(select(Invite).where(Invite.secret_hash == _hash(secret))).first()
    if invite is None:
        raise InvalidInvite()
    return invite


def _invited(session: LedgerSession, invite: Invite) -> Person:
    if person(session, invite.person_id) is None:
        raise InvalidInvite()
    return session.get_one(Person, invite.person_id)


def _spell(secret: bytes) -> str:
    return urlsafe_b64encode(secret).decode().rstrip("=")


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def consent(session: LedgerSession, *, person_id: int, version: str, now: datetime, cause: str) -> PersonView:
    """Record 同意 to a version of the 个人信息处理告知; the first one completes joining, and is told.

    Idempotent: the same version a second time keeps the first date.

    Raises:
        NotFound: no such person, or every role of theirs has ended.
    """
    view = _known(session, person_id)
    if view.has_consented(version):
        return view
    row = session.get_one(Person, person_id)
    is_first = row.consent_version is None
    row.consent_version, row.consented_at = version, now
    session.flush()
    if is_first:
        notices.welcome(session, person_id=person_id, now=now, cause=cause)
    return _known(session, person_id)


def mark_unreachable(session: LedgerSession, *, telegram_id: int, now: datetime) -> bool:
    """They blocked the bot or deleted the account: notices find the next one. Whether that is news."""
    return _changed(
        session,
        update(Person)
        .where(col(Person.telegram_id) == telegram_id, col(Person.unreachable_since).is_(None))
        .values(unreachable_since=now),
    )


def mark_reachable(session: LedgerSession, *, telegram_id: int, now: datetime) -> bool:
    """They wrote at `now`: they are back, unless they left later. Whether that is news (then: `welcome`)."""
    return _changed(
        session,
        update(Person)
        .where(col(Person.telegram_id) == telegram_id, col(Person.unreachable_since) <= now)
        .values(unreachable_since=None),
    )


def welcome_back(session: LedgerSession, *, telegram_id: int, now: datetime) -> None:
    """They can be reached again at `now`: what waited for them comes. Idempotent: no news, no effect."""
    if not mark_reachable(session, telegram_id=telegram_id, now=now):
        return
    if who := person_of(session, telegram_id):
        notices.bring_what_waits(session, person_id=who.person_id, now=now)


def _changed(session: LedgerSession, statement: Update) -> bool:
    return bool(session.exec(statement).rowcount)


def _known(session: LedgerSession, person_id: int) -> PersonView:
    view = person(session, person_id)
    if view is None:
        raise NotFound(what="这个人")
    return view
