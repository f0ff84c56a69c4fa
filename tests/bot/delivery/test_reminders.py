"""Reminders on their way: what one person is reminded of at a time is one message, in office hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox import Fault
from bot.sandbox.refusals import bad_request
from handlers import notices as wording
from storage.database import LedgerSession
from storage.ledger.follow_up import due_cases, follow_case
from storage.ledger.reminders import release_reminders, view_reminder
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import NoticeKind, Outbox, Sent
from tests.bot.delivery.conftest import Post
from tests.bot.virtual_time import VirtualTime
from tests.storage.ledger.zone import local

OPENING = local("2026-11-26 09:00")


@pytest.fixture
def time() -> VirtualTime:
    """The opening at which 签收 of what came the day before yesterday is overdue."""
    return VirtualTime(OPENING, flies=True)


@pytest.fixture
async def opening(post: Post) -> Post:
    """Five cases of one officer, whose cards have arrived before."""
    post.everybody()
    post.zone.now = local("2026-11-24 10:00")
    for _ in range(5):
        post.zone.open()
    await post.deliver()
    return post


def sweep(post: Post) -> None:
    now = post.time.clock()
    for case_id in post.run(due_cases, now):
        post.run(follow_case, case_id, now=now)
    post.run(release_reminders, now)


def reminding(post: Post, person_id: int) -> list[str]:
    return [m.text for m in post.person(person_id).heard() if "请留意" in m.text]


def rows(session: LedgerSession) -> list[tuple[bool, str | None, datetime]]:
    """Of every reminder: whether it is done, why it was dropped, and not before when it is due."""
    query = select(Outbox).where(Outbox.kind == NoticeKind.REMINDER).order_by(col(Outbox.id))
    return [(row.done_at is not None, row.dropped, row.not_before) for row in session.exec(query)]


def marks(session: LedgerSession) -> list[int]:
    query = select(Sent.chat_id).join(Outbox).where(Outbox.kind == NoticeKind.REMINDER)
    return list(session.exec(query))


# One message


async def test_five_cases_due_at_one_opening_are_one_message_with_five_buttons(opening: Post) -> None:
    who = opening.who
    sweep(opening)
    await opening.deliver()

    for person_id in (who.lead, who.manager, who.manager2):
        (text,) = reminding(opening, person_id)
        head, *lines = text.splitlines()
        assert (head, len(lines)) == ("⏰ 请留意（5 件）", 5)
        buttons = [button.text for button in opening.person(person_id).buttons(opening.last(person_id))]
        assert buttons == [f"261124-00{n}" for n in range(1, 6)]
    assert reminding(opening, who.member) == reminding(opening, who.leader) == []
    assert {(done, dropped) for done, dropped, _ in opening.run(rows)} == {(True, None)}
    assert len(opening.run(marks)) == 5 + 10  # each is marked by itself


async def test_reminders_are_one_message_whatever_the_batch(
    opening: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.delivery.BATCH", 3)
    sweep(opening)
    await opening.deliver()

    assert len(reminding(opening, opening.who.lead)) == len(reminding(opening, opening.who.manager)) == 1


async def test_reminders_are_not_sent_again_by_another_sweep_or_a_restart(opening: Post) -> None:
    sweep(opening)
    await opening.deliver()
    before = len(opening.chats())
    await opening.restart()
    sweep(opening)
    await opening.deliver()

    assert len(opening.chats()) == before


async def test_reminders_of_a_message_whose_answer_was_lost_come_again_together(opening: Post) -> None:
    sweep(opening)
    opening.sandbox.fail(Fault(method="sendMessage", lose_answer=True))
    await opening.deliver()

    texts = [
        reminding(opening, person) for person in (opening.who.lead, opening.who.manager, opening.who.manager2)
    ]
    assert sorted(len(found) for found in texts) == [1, 1, 2]
    assert {len(text.splitlines()) for found in texts for text in found} == {6}


# Sound, and when


async def test_reminder_rings_for_all_of_a_part(opening: Post) -> None:
    sweep(opening)
    await opening.deliver()

    silent = {
        name: opening.last(getattr(opening.who, name)).silent for name in ("lead", "manager", "manager2")
    }
    assert silent == {"lead": False, "manager": False, "manager2": False}


async def test_reminder_that_is_late_waits_for_the_next_opening(opening: Post) -> None:
    sweep(opening)
    opening.time.seconds = 9 * 3600.0  # 18:00: nothing of it had been brought out
    await opening.deliver()

    assert reminding(opening, opening.who.lead) == []
    assert {at for _, _, at in opening.run(rows)} == {local("2026-11-27 09:00")}

    opening.time.seconds = 24 * 3600.0
    await opening.deliver()
    assert len(reminding(opening, opening.who.lead)) == 1


class TestNight:
    @pytest.fixture
    def time(self) -> VirtualTime:
        return VirtualTime(local("2026-11-28 23:10"), flies=True)  # a Saturday

    async def test_reminder_of_a_critical_case_rings_for_all(self, post: Post) -> None:
        post.everybody()
        post.zone.now = local("2026-11-28 22:10")
        post.zone.open(urgency=Urgency.CRITICAL)
        sweep(post)
        await post.deliver()

        for name in ("lead", "member", "member2", "manager", "manager2"):
            person_id = getattr(post.who, name)
            (message,) = [m for m in post.person(person_id).heard() if "请留意" in m.text]
            assert (name, message.silent) == (name, False)


# Checked again


async def test_reminder_of_what_was_done_meanwhile_is_dropped_with_a_record(opening: Post) -> None:
    sweep(opening)
    opening.zone.now = OPENING
    opening.zone.act(Action.ACCEPT, 2, opening.who.lead)
    await opening.deliver()

    (text,) = reminding(opening, opening.who.lead)
    assert [line[:14] for line in text.splitlines()[1:]] == [f"🔴ZQ261124-00{n} " for n in (1, 3, 4, 5)]
    assert [dropped for _, dropped, _ in opening.run(rows)].count("moot") == 2


async def test_reminders_that_are_all_moot_are_no_message(opening: Post) -> None:
    sweep(opening)
    opening.zone.now = OPENING
    for case_id in range(1, 6):
        opening.zone.act(Action.WITHDRAW, case_id, opening.who.reporter)
    await opening.deliver()

    assert reminding(opening, opening.who.lead) == reminding(opening, opening.who.manager) == []
    assert {(done, dropped) for done, dropped, _ in opening.run(rows)} == {(True, "moot")}


async def test_reminder_finds_who_can_be_reached(opening: Post) -> None:
    opening.person(opening.who.lead).block()
    opening.sandbox.updates.drop()
    sweep(opening)
    await opening.deliver()

    (text,) = reminding(opening, opening.who.member)
    assert text.count("（承办人联系不上，请代为处理）待签收") == 5


async def test_reminder_that_nobody_can_get_waits_and_is_one_message_when_somebody_joins(post: Post) -> None:
    post.everybody()
    post.zone.now = local("2026-11-24 10:00")
    post.zone.at(State.RETURNED)
    post.zone.at(State.RETURNED)
    post.zone.unreachable(post.who.leader)
    await post.deliver()
    sweep(post)
    await post.deliver()
    assert reminding(post, post.who.leader) == []

    post.zone.set_person(post.who.leader, unreachable_since=None)
    post.time.seconds += 601
    await post.deliver()
    (text,) = reminding(post, post.who.leader)
    assert text.splitlines()[0] == "⏰ 请留意（2 件）"


# What cannot be made


@pytest.fixture
def unspeakable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wording of the third case fails."""

    def view(session: LedgerSession, notice_id: int, *arguments: Any) -> Any:
        found = view_reminder(session, notice_id, *arguments)
        if found.case_id == 3:
            raise KeyError("no words")
        return found

    monkeypatch.setattr(wording, "view_reminder", view)


@pytest.mark.usefixtures("unspeakable")
async def test_reminder_that_cannot_be_worded_does_not_keep_the_others(opening: Post) -> None:
    sweep(opening)
    await opening.deliver()

    numbers = {line[1:13] for text in reminding(opening, opening.who.lead) for line in text.splitlines()[1:]}
    assert numbers == {f"ZQ261124-00{n}" for n in (1, 2, 4, 5)}
    assert [done for done, _, _ in opening.run(rows)].count(False) == 2  # tried again much later


async def test_message_that_is_refused_goes_out_case_by_case(opening: Post) -> None:
    sweep(opening)
    lead = opening.person(opening.who.lead)
    opening.sandbox.fail(
        Fault(method="sendMessage", chat_id=lead.id, refusal=bad_request("BUTTON_DATA_INVALID"))
    )
    await opening.deliver()

    assert [text.splitlines()[0] for text in reminding(opening, opening.who.lead)] == ["⏰ 请留意"] * 5
