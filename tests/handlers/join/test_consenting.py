"""The 告知: shown whole, agreed to by version, and what an answer does."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import select

from bot.sandbox import Sandbox
from handlers.join.consenting import fingerprint
from handlers.render import words
from storage.database import Ledger, LedgerSession
from storage.rules.policy import PrivacyNotice
from storage.tables import Outbox, Role
from tests.handlers.conftest import Roster
from tests.handlers.join.conftest import Beyond, Door

PHONE = "13900000001"


def joined_notices(session: LedgerSession) -> list[str]:
    rows = session.exec(select(Outbox).where(Outbox.topic == "joined")).all()
    return [words("notices", row.topic, **(row.facts or {})) for row in rows]


async def test_the_notice_is_shown_whole_in_one_message(door: Door, sandbox: Sandbox, roster: Roster) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    [notice] = await door.after(contact, contact.share_contact)
    policy = door.ledger.policy.privacy_notice
    assert notice.text == f"{policy.text.strip()}\n\n（版本 {policy.version}）"
    assert [button.text for button in contact.buttons(notice)] == ["同意", "不同意"]
    person = door.known(contact)
    assert person is not None
    assert (person.joined_at, person.consent_version) == (door.now, None)


def test_the_longest_notice_that_a_policy_may_have_fits() -> None:
    text = words("join", "notice", text="告" * 3500, version="版" * 32, renewed=True, lost="words")
    assert len(text) < 3700
    assert "……" not in text


async def test_consent_is_recorded_with_its_version_and_greeted(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    person = await door.let_in(contact)
    assert (person.consent_version, person.consented_at) == ("2026-11", door.now)
    notice, greeting = contact.heard()[-2:]
    assert notice.inline_keyboard == [], "answered"
    assert greeting.text.startswith("✅ 已记下您的同意。\n\n示例汽车零部件有限公司 王示例，您好！")
    agreed = f"agree:{fingerprint(door.ledger.policy.privacy_notice)}"
    [again] = await door.after(contact, lambda: contact.forge(agreed, notice))
    assert again.text == greeting.text.removeprefix("✅ 已记下您的同意。\n\n")
    assert beyond.updates == []


async def test_consent_on_a_replay_is_recorded_once(
    door: Door, sandbox: Sandbox, roster: Roster, ledger: Ledger
) -> None:
    roster.manager("陈示例", "13600000001")
    manager = sandbox.person("陈", phone="13600000001")
    await door.after(manager, manager.share_contact)
    manager.press("同意")
    [pressed] = await door.handled()
    before = door.known(manager)
    door.talk.now += timedelta(minutes=5)
    again = await door.talk.again(pressed)
    assert again.arrival.handled
    assert door.known(manager) == before
    assert ledger.read_now(joined_notices) == [
        "<b>陈示例</b> 已加入，身份：专班。\n如果不认识这位，请马上核对花名册。"
    ]


async def test_a_new_version_is_asked_about_anew(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    await door.after(contact, contact.share_contact)
    [old] = contact.buttons(contact.heard()[-1])[:1]
    contact.press(old)
    await door.handled()

    door.renew_notice("2027-01")
    [notice] = await door.after(contact, lambda: contact.say("车间停电了"))
    assert "没有保存" in notice.text
    assert "告知有了新的版本" in notice.text
    assert notice.text.endswith("（版本 2027-01）")
    [asked_again] = await door.after(contact, lambda: contact.press(old))
    assert asked_again.text.endswith("（版本 2027-01）")
    person = door.known(contact)
    assert person is not None
    assert person.consent_version == "2026-11", "a press below the old text agrees to nothing new"

    await door.after(contact, lambda: contact.press("同意", asked_again))
    person = door.known(contact)
    assert person is not None
    assert person.consent_version == "2027-01"
    contact.say("车间停电了")
    await door.handled()
    assert beyond.texts == ["车间停电了"]


async def test_who_does_not_agree_may_come_back(
    door: Door, sandbox: Sandbox, roster: Roster, beyond: Beyond
) -> None:
    roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    [notice] = await door.after(contact, contact.share_contact)
    [answer] = await door.after(contact, lambda: contact.press("不同意"))
    assert "在您同意之前，这里不处理您发来的内容" in answer.text
    assert door.ledger.policy.district.contact in answer.text
    person = door.known(contact)
    assert person is not None
    assert person.consented_at is None
    [greeting] = await door.after(contact, lambda: contact.press("同意", notice))
    assert "王示例，您好" in greeting.text
    [answer] = await door.after(contact, lambda: contact.forge("disagree", notice))
    assert answer.text.startswith("您之前已经同意。要撤回同意，请联系")
    person = door.known(contact)
    assert person is not None
    assert person.consent_version == "2026-11"
    assert beyond.updates == []


async def test_who_left_the_roster_cannot_agree(
    door: Door, sandbox: Sandbox, roster: Roster, ledger: Ledger, now: datetime
) -> None:
    person_id = roster.contact("王示例", PHONE)
    contact = sandbox.person("王", phone=PHONE)
    await door.after(contact, contact.share_contact)

    def leave(session: LedgerSession) -> None:
        for role in session.exec(select(Role).where(Role.person_id == person_id)):
            role.until = now

    ledger.write_now(leave)
    [answer] = await door.after(contact, lambda: contact.press("同意"))
    assert "还没登记" in answer.text


def test_a_version_of_any_length_fits_its_button() -> None:
    long, other = (PrivacyNotice(version=version, text="告知") for version in ("版" * 32, "版" * 31))
    assert len(fingerprint(long)) == 16
    assert fingerprint(long) != fingerprint(other)
