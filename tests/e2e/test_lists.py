"""Menus and lists: 待办, 我的问题, 我的服务员, 企业, 帮助, /case, 全部记录 and 全文."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from storage.database import LedgerSession
from storage.ledger.cases import NewCase, open_case
from storage.rules.urgency import Urgency
from storage.tables import Enterprise, Person, Source
from tests.e2e.clock import TUESDAY
from tests.e2e.stage import Someone, Stage
from tests.e2e.zone import CONTACT, PARTS, PARTS_NAME, Enlisted


def open_many(session: LedgerSession, count: int, by: Enlisted, now: datetime) -> None:
    enterprise = session.exec(select(Enterprise).where(Enterprise.credit_code == PARTS)).one()
    person = session.exec(select(Person).where(Person.phone == by.phone)).one()
    for place in range(count):
        open_case(
            session,
            NewCase(
                cause=f"test:{place}",
                draft_id=-place,
                enterprise_id=enterprise.id,
                opened_by_id=person.id,
                reporter_id=person.id,
                source=Source.CHAT,
                category="other",
                urgency=Urgency.URGENT if place == 12 else Urgency.NORMAL,
                text=f"问题{place}",
                now=now,
            ),
        )


async def leaf_through(someone: Someone, word: str) -> list[str]:
    """The labels of all cases on all pages, in order; the list is leafed through in place."""
    await someone.says(word)
    shown = len(someone.texts)
    found: list[str] = []
    for page in range(1, 5):
        assert someone.texts[-1].startswith(f"{word}（第 {page}/4 页，共 20 件）\n")
        *rows, leaves = someone.labels()
        assert leaves == (["上一页"] if page > 1 else []) + (["下一页"] if page < 4 else [])
        found += [label for row in rows for label in row]
        if page < 4:
            await someone.presses("下一页")
    assert len(someone.texts) == shown
    return found


async def test_twenty_cases_come_in_pages_the_most_urgent_first(stage: Stage) -> None:
    stage.ledger.write_now(open_many, 20, CONTACT, stage.clock())
    await stage.settle()

    numbers = [f"261124-{serial:03}" for serial in range(1, 21)]
    pending = await leaf_through(stage.officer, "待办")
    assert pending == ["261124-013", *[number for number in numbers if number != "261124-013"]]
    own = await leaf_through(stage.contact, "我的问题")
    assert own == numbers[::-1]
    await stage.contact.presses("上一页")
    assert stage.contact.sees("我的问题").text.startswith("我的问题（第 3/4 页")


async def test_ended_cases_come_last(stage: Stage) -> None:
    first = await stage.report(stage.contact, "招不到焊工")
    await stage.report(stage.contact, "宿舍不够住")
    await stage.contact.says(f"/case {first}")
    await stage.contact.says("我的问题")
    assert stage.contact.labels() == [["261124-002", "261124-001"]]
    await stage.contact.presses("261124-002")
    await stage.contact.presses("撤回")
    await stage.contact.presses("提交")
    await stage.contact.says("我的问题")

    assert stage.contact.labels() == [["261124-001", "261124-002"]]
    assert stage.contact.texts[-1] == (
        "我的问题（2 件）\n\n"
        f"ZQ261124-001 待签收 · 11-25 17:30 前\n{PARTS_NAME}：招不到焊工\n\n"
        f"ZQ261124-002 已撤回\n{PARTS_NAME}：宿舍不够住"
    )


async def test_empty_lists_say_what_to_do(stage: Stage) -> None:
    await stage.contact.says("我的问题")
    assert stage.contact.texts[-1] == "我的问题（0 件）\n还没有上报过问题。遇到困难直接打字发给我就行。"
    await stage.officer.says("待办")
    assert stage.officer.texts[-1] == "待办（0 件）\n没有要办的问题。"


async def test_my_officers_are_named_with_their_phones(stage: Stage) -> None:
    await stage.contact.says("我的服务员")
    assert stage.contact.texts[-1] == (
        f"我的服务员\n\n{PARTS_NAME}\n"
        "· 李驻企（负责人）经济发展局 科员 13800000001\n"
        "· 周驻企（成员）经济发展局 科员 13800000002"
    )
    await stage.lone.says("我的服务员")
    assert stage.lone.texts[-1].endswith("· 暂未安排，问题由专班直接受理。")


async def test_enterprises_are_those_that_one_looks_after(stage: Stage) -> None:
    await stage.signed_for()
    await stage.member.says("企业")

    assert stage.member.texts[-1] == (
        f"企业\n\n{PARTS_NAME} · 示例园\n· 王示例 13900000001\n· 孙示例 13900000009\n在办 1 件"
    )


def found_many(session: LedgerSession, count: int) -> None:
    for place in range(count):
        name = f"示例企业{place:02}有限公司"
        session.add(Enterprise(credit_code=f"示例{place:02}", name=name, since=TUESDAY))


async def test_enterprises_of_the_managers_come_in_pages(stage: Stage) -> None:
    stage.ledger.write_now(found_many, 15)
    await stage.manager.says("企业")
    assert stage.manager.texts[-1].startswith("企业（第 1/3 页，共 20 家）\n")
    assert stage.manager.labels() == [["下一页"]]
    shown = len(stage.manager.texts)
    names: list[str] = []
    for page in range(3):
        names += [line for line in stage.manager.texts[-1].splitlines()[2:] if "公司" in line]
        if page < 2:
            await stage.manager.presses("下一页")

    assert stage.manager.labels() == [["上一页"]]
    assert len(stage.manager.texts) == shown
    assert len(set(names)) == 20


async def test_help_speaks_only_of_what_one_has(stage: Stage) -> None:
    for someone, words, others in (
        (stage.contact, ("打字", "我的问题", "找专班"), ("待办", "代上报", "花名册")),
        (stage.officer, ("待办", "代上报"), ("我的问题", "找专班", "花名册")),
        (stage.liaison, ("待办",), ("代上报", "我的问题", "花名册")),
        (stage.leader, ("/case",), ("待办", "代上报", "我的问题", "花名册")),
    ):
        await someone.says("帮助")
        text = someone.texts[-1]
        assert [word for word in words if word not in text] == []
        assert [word for word in others if word in text] == []
        menu = [button.text for button in someone.person.buttons() if not button.is_inline]
        assert menu[-1] == "帮助"


async def test_case_by_its_number_in_any_case_and_without_one(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await stage.contact.says(f"/case {number.lower()}")
    assert stage.contact.texts[-1].startswith(f"{number} · 待签收\n")
    assert "反映人" not in stage.contact.texts[-1]
    await stage.contact.says("/case")
    assert stage.contact.texts[-1] == "请在命令后写上编号，例如：/case ZQ261124-001"
    await stage.contact.says("/case ZQ261124-999")
    assert stage.contact.texts[-1] == "没有找到这个问题。请核对编号（形如 ZQ261124-001）。"
    await stage.leader.says(f"/case {number}")
    assert stage.leader.labels() == []


async def test_history_is_leafed_through_to_its_beginning(stage: Stage) -> None:
    number = await stage.signed_for()
    for note in range(9):
        await stage.officer.says(f"第{note}次联系", to=stage.officer.sees("最近记录"))
        await stage.officer.presses(f"记进展到 {number[2:]}")
        await stage.officer.presses("企业可见" if note % 2 else "内部")
    await stage.officer.says(f"/case {number}")
    await stage.officer.presses("全部记录")
    newest = stage.officer.texts[-1]
    assert newest.startswith(f"{number} · {PARTS_NAME}\n全部记录，第 1/2 页\n")
    assert [f"第{note}次联系" in newest for note in range(9)] == [False, *[True] * 8]
    assert stage.officer.labels() == [["下一页"], ["返回"]]
    await stage.officer.presses("下一页")
    oldest = stage.officer.texts[-1]
    assert [word in oldest for word in ("上报 · 企业 王示例", "签收 · 承办人 李驻企", "第0次联系")] == [
        True
    ] * 3
    assert stage.officer.labels() == [["上一页"], ["返回"]]
    await stage.officer.presses("返回")
    assert stage.officer.texts[-1].startswith(f"{number} · 办理中\n")

    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("全部记录")
    seen = stage.contact.texts[-1]
    assert [note for note in range(9) if f"第{note}次联系" in seen] == [1, 3, 5, 7]
    assert "内部" not in seen


async def test_full_text_of_3000_characters_is_one_message(stage: Stage) -> None:
    text = "请帮忙协调。" * 500
    await stage.report(stage.contact, text)
    assert text[:500] + "…\n" in stage.officer.texts[-1]
    await stage.officer.presses("全文")

    assert stage.officer.texts[-1] == f"ZQ261124-001 全文\n\n{text}"


async def test_buttons_of_a_version_that_is_gone_say_so(stage: Stage) -> None:
    await stage.report(stage.contact, "招不到焊工")
    await stage.officer.forges("gone:1:2")

    assert stage.officer.toast == "这个按钮已经过期，请重新打开。"
