from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from storage.database import Ledger, LedgerSession
from storage.errors import AlreadyJoined, InvalidInvite, NotFound, ZhuqiError
from storage.ledger.people import (
    AccountTaken,
    InviteLine,
    PersonView,
    RoleView,
    consent,
    join_by_invite,
    join_by_phone,
    look_at_invite,
    make_invites,
    mark_reachable,
    mark_unreachable,
    people_not_joined,
    person,
    person_of,
)
from storage.tables import Invite, Outbox, Person, Role, RoleKind
from tests.storage.ledger.rosters import (
    CHEN,
    ENERGY,
    LI,
    PARTS,
    SUN,
    WANG,
    WEI,
    ZHAO,
    ZHENG,
    ZHOU,
    a_roster,
    take_in,
)

WANG_ACCOUNT, OTHER_ACCOUNT = 101, 909
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def roster(ledger: Ledger, now: datetime) -> None:
    take_in(ledger, a_roster(), now)


@pytest.fixture
def join(ledger: Ledger, now: datetime) -> Callable[..., PersonView]:
    def run(telegram_id: int = WANG_ACCOUNT, phone: str = WANG.phone, at: datetime = now) -> PersonView:
        return ledger.write_now(
            join_by_phone, telegram_id=telegram_id, phone=phone, now=at, cause=f"inbox:{telegram_id}"
        )

    return run


@pytest.fixture
def invites(ledger: Ledger, now: datetime) -> dict[str, InviteLine]:
    """An invite for everybody, by name."""
    return {line.person.name: line for line in invite_all(ledger, now)}


def invite_all(ledger: Ledger, now: datetime, first: int = 0) -> list[InviteLine]:
    numbers = iter(range(first, 100))
    return ledger.write_now(
        make_invites, now=now, cause="cli:1", random_bytes=lambda size: next(numbers).to_bytes(size, "big")
    )


def use(ledger: Ledger, secret: str, now: datetime, telegram_id: int = WANG_ACCOUNT) -> PersonView:
    return ledger.write_now(
        join_by_invite, telegram_id=telegram_id, secret=secret, now=now, cause=f"inbox:{telegram_id}"
    )


def end_roles(ledger: Ledger, name: str, at: datetime) -> None:
    def end(session: LedgerSession) -> None:
        who = session.exec(select(Person).where(Person.name == name)).one()
        for role in session.exec(select(Role).where(Role.person_id == who.id)):
            role.until = at

    ledger.write_now(end)


def account_of(ledger: Ledger, name: str) -> int | None:
    return ledger.read_now(
        lambda session: session.exec(select(Person.telegram_id).where(Person.name == name)).one()
    )


def notices(ledger: Ledger) -> list[tuple[str, str]]:
    return ledger.read_now(
        lambda session: [(row.topic, row.audience) for row in session.exec(select(Outbox))]
    )


def refused(error: type[ZhuqiError], act: Callable[[], object]) -> str:
    with pytest.raises(error) as caught:
        act()
    return str(caught.value)


def test_joining_by_phone_tells_who_somebody_is(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    view = join(phone="+86 139 0000 0001")

    assert view == ledger.read_now(person_of, WANG_ACCOUNT)
    assert view == PersonView(
        person_id=view.person_id,
        name="王示例",
        phone="13900000001",
        telegram_id=WANG_ACCOUNT,
        joined_at=now,
        consent_version=None,
        consented_at=None,
        unreachable_since=None,
        roles=(RoleView(kind=RoleKind.CONTACT, enterprise_id=1, enterprise=PARTS.name, title="厂长"),),
    )


@pytest.mark.parametrize(
    ("row", "kind", "belongs_to", "title"),
    [
        (SUN, RoleKind.CONTACT, PARTS.name, "生产主管"),
        (ZHAO, RoleKind.CONTACT, ENERGY.name, ""),
        (LI, RoleKind.OFFICER, "经济发展局", "科员"),
        (ZHENG, RoleKind.LIAISON, "人社", ""),
        (CHEN, RoleKind.MANAGER, "专班办公室", "副主任"),
        (WEI, RoleKind.LEADER, "管委会", "副主任"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_role_says_where_somebody_belongs(
    join: Callable[..., PersonView], row: object, kind: RoleKind, belongs_to: str, title: str
) -> None:
    view = join(phone=row.phone)  # type: ignore[attr-defined]

    assert [(role.kind, role.belongs_to, role.title) for role in view.roles] == [(kind, belongs_to, title)]


def test_joining_twice_changes_nothing(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    assert join(at=now + MINUTE) == join(at=now + 2 * MINUTE)
    assert ledger.read_now(person_of, WANG_ACCOUNT) == join()


@pytest.mark.parametrize("phone", ["15900000000", "+1 202 555 0100", "", "王示例"])
def test_unknown_phone_is_a_strangers(join: Callable[..., PersonView], phone: str) -> None:
    assert refused(NotFound, lambda: join(phone=phone)) == "没有找到这个手机号。"


def test_stranger_is_nobody(ledger: Ledger) -> None:
    assert ledger.read_now(person_of, 901) is None
    assert ledger.read_now(person, 999) is None


def test_who_has_joined_is_not_taken_over_by_another_account(
    ledger: Ledger, join: Callable[..., PersonView]
) -> None:
    join()

    refused(AlreadyJoined, lambda: join(OTHER_ACCOUNT))

    assert account_of(ledger, "王示例") == WANG_ACCOUNT
    assert ledger.read_now(person_of, OTHER_ACCOUNT) is None


def test_account_of_somebody_in_the_roster_cannot_be_a_second_person(
    ledger: Ledger, join: Callable[..., PersonView]
) -> None:
    join()

    assert refused(AccountTaken, lambda: join(phone=SUN.phone)) == (
        "这个 Telegram 账号已登记为王*，不能再登记为另一位。"
    )
    assert account_of(ledger, "孙示例") is None


def test_who_has_no_role_left_is_a_stranger_and_leaves_the_account(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    join()
    end_roles(ledger, "王示例", now)

    assert ledger.read_now(person_of, WANG_ACCOUNT) is None
    refused(NotFound, join)
    assert join(phone=SUN.phone).name == "孙示例"
    assert account_of(ledger, "王示例") is None


def test_invites_are_for_everybody_who_has_not_joined(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    join()

    lines = invite_all(ledger, now)

    assert [line.person for line in lines] == list(ledger.read_now(people_not_joined))
    assert [line.person.name for line in lines] == [
        row.name for row in (SUN, ZHAO, LI, ZHOU, ZHENG, CHEN, WEI)
    ]
    assert {line.expires_at for line in lines} == {now + timedelta(days=ledger.policy.keeping.invite_days)}


def test_secret_fits_a_start_link_and_is_stored_as_a_hash_only(
    ledger: Ledger, invites: dict[str, InviteLine]
) -> None:
    secrets = [line.secret for line in invites.values()]
    rows = ledger.read_now(lambda session: [row.model_dump() for row in session.exec(select(Invite))])

    assert secrets[:2] == ["AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAQ"]
    assert [row["secret_hash"] for row in rows] == [sha256(secret.encode()).hexdigest() for secret in secrets]
    assert not any(secret in str(rows) for secret in secrets)


def test_invite_shows_the_masked_name_and_lets_in(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    secret = invites["王示例"].secret

    assert ledger.read_now(look_at_invite, secret=secret, now=now) == "王*"
    assert use(ledger, secret, now) == ledger.read_now(person_of, WANG_ACCOUNT)
    assert account_of(ledger, "王示例") == WANG_ACCOUNT


def test_invite_works_once_and_again_for_the_same_account_only(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    secret = invites["王示例"].secret
    joined = use(ledger, secret, now)

    refused(InvalidInvite, lambda: use(ledger, secret, now, OTHER_ACCOUNT))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=secret, now=now))
    assert use(ledger, secret, now + MINUTE) == joined


def test_invite_expires(ledger: Ledger, invites: dict[str, InviteLine]) -> None:
    line = invites["王示例"]

    refused(InvalidInvite, lambda: use(ledger, line.secret, line.expires_at))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=line.secret, now=line.expires_at))
    assert use(ledger, line.secret, line.expires_at - MINUTE).name == "王示例"


@pytest.mark.parametrize("secret", ["", "AAAAAAAAAAAAAAAAAAAAAB", "王"])
def test_unknown_invite_lets_nobody_in(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime, secret: str
) -> None:
    refused(InvalidInvite, lambda: use(ledger, secret, now))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=secret, now=now))


def test_joining_by_phone_spends_every_invite(
    ledger: Ledger, invites: dict[str, InviteLine], join: Callable[..., PersonView], now: datetime
) -> None:
    second = {line.person.name: line for line in invite_all(ledger, now, first=50)}["王示例"]
    join()

    for secret in (invites["王示例"].secret, second.secret):
        refused(InvalidInvite, lambda secret=secret: use(ledger, secret, now, OTHER_ACCOUNT))  # type: ignore[misc]
    assert use(ledger, invites["孙示例"].secret, now, 104).name == "孙示例"


def test_invite_of_one_who_is_listed_no_longer_is_void(
    ledger: Ledger, invites: dict[str, InviteLine], now: datetime
) -> None:
    end_roles(ledger, "王示例", now)

    refused(InvalidInvite, lambda: use(ledger, invites["王示例"].secret, now))
    refused(InvalidInvite, lambda: ledger.read_now(look_at_invite, secret=invites["王示例"].secret, now=now))


def test_invite_cannot_give_an_account_a_second_person(
    ledger: Ledger, invites: dict[str, InviteLine], join: Callable[..., PersonView], now: datetime
) -> None:
    join()

    refused(AccountTaken, lambda: use(ledger, invites["孙示例"].secret, now))

    assert ledger.read_now(look_at_invite, secret=invites["孙示例"].secret, now=now) == "孙*"


def agree(ledger: Ledger, view: PersonView, at: datetime, version: str = "1") -> PersonView:
    return ledger.write_now(consent, person_id=view.person_id, version=version, now=at, cause=f"inbox:{at}")


def test_consent_is_recorded_with_its_version(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    joined = join()

    view = agree(ledger, joined, now)

    assert (joined.has_consented("1"), view.has_consented("1"), view.has_consented("2")) == (
        False,
        True,
        False,
    )
    assert (view.consent_version, view.consented_at) == ("1", now)
    assert view == ledger.read_now(person_of, WANG_ACCOUNT)


def test_consent_to_the_same_version_keeps_its_date_and_a_new_one_is_recorded(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    joined = join()

    assert agree(ledger, joined, now) == agree(ledger, joined, now + MINUTE)
    assert agree(ledger, joined, now + MINUTE, "2").consented_at == now + MINUTE


@pytest.mark.parametrize("row", [CHEN, WEI], ids=["专班", "领导"])
def test_managers_are_told_once_of_one_of_them_who_has_agreed(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime, row: object
) -> None:
    joined = join(phone=row.phone)  # type: ignore[attr-defined]
    before = notices(ledger)
    agree(ledger, joined, now)
    agree(ledger, joined, now + MINUTE)
    agree(ledger, joined, now + MINUTE, "2")

    assert before == []
    assert notices(ledger) == [("joined", "managers")]


def test_managers_are_not_told_of_a_contact(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    agree(ledger, join(), now)

    assert notices(ledger) == []


def test_nobody_cannot_agree(ledger: Ledger, join: Callable[..., PersonView], now: datetime) -> None:
    joined = join()
    end_roles(ledger, "王示例", now)

    refused(NotFound, lambda: agree(ledger, joined, now))


def test_who_blocked_the_bot_is_unreachable_until_they_write(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    join()

    def since() -> datetime | None:
        view = ledger.read_now(person_of, WANG_ACCOUNT)
        assert view is not None
        return view.unreachable_since

    def mark(unit: Callable[..., bool], at: datetime, telegram_id: int = WANG_ACCOUNT) -> bool:
        return ledger.write_now(unit, telegram_id=telegram_id, now=at)

    assert not mark(mark_reachable, now)
    assert (mark(mark_unreachable, now), since()) == (True, now)
    assert (mark(mark_unreachable, now + MINUTE), since()) == (False, now)
    # An update from before the block is handled late.
    assert (mark(mark_reachable, now - MINUTE), since()) == (False, now)
    assert (mark(mark_reachable, now + MINUTE), since()) == (True, None)
    assert not mark(mark_unreachable, now, 901)


def test_joining_again_makes_reachable(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime
) -> None:
    def block(session: LedgerSession) -> None:
        session.exec(select(Person).where(Person.name == "王示例")).one().unreachable_since = now

    ledger.write_now(block)

    assert join().unreachable_since is None


@pytest.mark.parametrize("roles", [1, 3])
def test_who_somebody_is_takes_one_query(
    ledger: Ledger, join: Callable[..., PersonView], now: datetime, roles: int
) -> None:
    join()

    def more(session: LedgerSession) -> None:
        who = session.exec(select(Person).where(col(Person.telegram_id) == WANG_ACCOUNT)).one()
        for _ in range(roles - 1):
            session.add(Role(person_id=who.id, kind=RoleKind.LEADER, since=now))

    ledger.write_now(more)
    asked: list[str] = []
    engine = ledger._reading
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    view = ledger.read_now(person_of, WANG_ACCOUNT)

    assert view is not None
    assert len(view.roles) == roles
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1
