"""Nobody sees or changes what is not theirs: not by forged buttons, guessed numbers or quoted messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import product
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from handlers.buttons import Button
from handlers.case.buttons import Do, FullText
from handlers.desk.lists import Listed
from handlers.prompting import Doing
from handlers.report.left import Fate
from storage.database import LedgerSession
from storage.rules.lifecycle import TABLE
from storage.rules.words import Action, Rating, State
from storage.tables import Case, Draft, Entry, metadata
from tests.e2e.stage import NOT_EDITABLE, NOT_MODIFIED, Someone, Stage
from tests.e2e.zone import PARTS_NAME

# What comes in and where a talk stands may change: an intruder does say something.
OWN_TRACES = frozenset({"inbox", "conversation"})
SECRETS = (PARTS_NAME, "ZQ261124", "王示例", "李驻企", "陈专班", "机密", "没写完", "13900000001|13800000001")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an intruder would have to guess."""

    cases: dict[int, tuple[State, int]]  # state and turn, by id
    confidential: int
    drafts: list[int]
    entries: list[int]  # the last one of each case


async def furnish(stage: Stage) -> Known:
    """A case of 示例汽车零部件 in every state that it can be in, and two drafts of its people."""
    for words in ("机密一", "机密二", "机密三", "机密四", "机密五"):
        await stage.report(stage.contact, words)
    for words in ("机密二", "机密三", "机密四", "机密五"):
        await stage.officer.presses("签收", on=words)
    await stage.officer.presses("请企业补充", on="机密三")
    await stage.officer.says("机密的铭牌")
    for words in ("机密四", "机密五"):
        await stage.officer.presses("办结", on=f"{words}.*最近记录")
        await stage.officer.presses("已解决")
        await stage.officer.sends("photo", "机密的处理")
        await stage.officer.presses("提交")
    await stage.contact.presses("已解决", on="005 已办结")
    await stage.contact.says("找专班")
    await stage.contact.says("机密六")
    await stage.contact.presses("提交")
    await stage.officer.presses("记进展", on="机密二.*最近记录")
    await stage.officer.says("没写完的进展")
    await stage.contact.says("上报问题")
    await stage.contact.says("没写完的问题")
    known = stage.look_at(_known)
    assert [state for state, _ in known.cases.values()] == [
        State.SUBMITTED,
        State.IN_PROGRESS,
        State.NEEDS_INFO,
        State.RESOLVED,
        State.CLOSED,
        State.RETURNED,
    ]
    assert len(known.drafts) == 2
    return known


def _known(session: LedgerSession) -> Known:
    cases = list(session.exec(select(Case).order_by(col(Case.id))))
    drafts = session.exec(select(Draft.id).where(col(Draft.ended_at).is_(None)).order_by(col(Draft.id)))
    return Known(
        cases={case.id: (case.state, case.turn) for case in cases},
        confidential=next(case.id for case in cases if case.confidential),
        drafts=list(drafts),
        entries=list(session.exec(select(func.max(Entry.id)).group_by(col(Entry.case_id)))),
    )


def forgeries(known: Known, cases: list[int]) -> Iterator[str]:
    """Callback data of every kind of button there is, with everything that could be guessed."""
    guesses: dict[str, list[Any]] = {
        "case_id": cases,
        "draft_id": known.drafts,
        "do": list(Doing),
        "value": [None, "visible", "1", "other", "critical", "visit", "solved", "1/"],
        "action": [Action.OPEN, Action.ANSWER, Action.PROGRESS, Action.DENY, Action.REOPEN],
        "to_managers": [False, True],
        "fate": list(Fate),
        "page": [0],
        "entry_id": [None, *known.entries],
        "in_place": [False, True],
        "listed": list(Listed),
        "notice": ["0" * 16],
        "secret": ["A" * 22],
        "upload_id": [1],
    }
    # Other tests register kinds of their own in the same process.
    for kind in (one for one in Button.kinds.values() if one.__module__.startswith("handlers.")):
        if kind is Do:
            yield from _acts(known, cases)
            continue
        names = [field.name for field in fields(kind)]
        for values in product(*(guesses[name] for name in names)):
            button = kind(**dict(zip(names, values, strict=True)))
            if not _is_idle(button):
                yield button.pack()


def _is_idle(button: Button) -> bool:
    """A step that does not look at its value is tried with one value only."""
    value, do = getattr(button, "value", None), getattr(button, "do", None)
    takes = {
        Doing.SUBMIT: (None, "visible"),
        Doing.ENTERPRISE: ("1",),
        Doing.CATEGORY: ("other",),
        Doing.URGENCY: ("critical",),
        Doing.SOURCE: ("visit",),
        Doing.CHOOSE: ("solved", "1/"),
    }
    return isinstance(do, Doing) and value not in takes.get(do, (None,))


def _acts(known: Known, cases: list[int]) -> Iterator[str]:
    """Whatever anybody may do to these cases as they stand."""
    for case_id in cases:
        state, turn = known.cases[case_id]
        for row in TABLE:
            if row.state is state and row.built:
                choice = Rating.DISSATISFIED.value if row.action is Action.RATE else None
                yield Do(case_id=case_id, turn=turn, action=row.action, choice=choice, on_card=True).pack()


def content(session: LedgerSession) -> dict[str, list[Any]]:
    """Every row of every table, but for the traces of what came in."""
    tables = [table for table in metadata.sorted_tables if table.name not in OWN_TRACES]
    return {table.name: [tuple(row) for row in session.execute(table.select())] for table in tables}


async def try_all(stage: Stage, known: Known, intruder: Someone, cases: list[int]) -> None:
    if not intruder.person.heard():
        await intruder.says("/start")
    stage.tolerated = frozenset({NOT_EDITABLE, NOT_MODIFIED})
    for data in forgeries(known, cases):
        intruder.person.forge(data)
    await stage.settle()


async def test_forged_buttons_show_and_change_nothing(stage: Stage) -> None:
    known = await furnish(stage)
    everything = list(known.cases)
    intruders = (stage.rival, stage.other_officer, stage.staffing, stage.stranger)
    for intruder in intruders:
        await intruder.says("/start")
        intruder.sees_nothing_of(*SECRETS)
    before = stage.look_at(content)

    for intruder in intruders:
        await try_all(stage, known, intruder, everything)

    assert stage.look_at(content) == before
    for intruder in intruders:
        intruder.sees_nothing_of(*SECRETS)


async def test_forged_buttons_of_a_leader_change_nothing(stage: Stage) -> None:
    known = await furnish(stage)
    before = stage.look_at(content)

    await try_all(stage, known, stage.leader, list(known.cases))

    assert stage.look_at(content) == before


async def test_forged_buttons_of_insiders_leave_what_is_confidential_and_the_drafts_of_others(
    stage: Stage,
) -> None:
    known = await furnish(stage)
    before = stage.look_at(content)
    insiders = (stage.colleague, stage.member)

    for insider in insiders:
        await try_all(stage, known, insider, [known.confidential])

    assert stage.look_at(content) == before
    for insider in insiders:
        insider.sees_nothing_of("机密六", "006", "没写完")


async def test_guessed_numbers_are_not_found(stage: Stage) -> None:
    number = await stage.report(stage.contact, "机密")
    for someone in (stage.rival, stage.lone, stage.other_officer, stage.liaison, stage.staffing):
        await someone.says(f"/case {number}")
        assert someone.texts[-1] == "没有找到这个问题。请核对编号（形如 ZQ261124-001）。"
    await stage.stranger.says(f"/case {number}")
    assert "只为已登记的企业和工作人员服务" in stage.stranger.texts[-1]
    stage.stranger.sees_nothing_of("ZQ261124-001", "机密", "示例汽车")


async def test_reply_that_quotes_a_foreign_number_is_a_new_problem(stage: Stage) -> None:
    number = await stage.report(stage.contact, "机密")
    await stage.rival.says(f"我想看看 {number}")
    await stage.rival.says("快点办", to=stage.rival.person.heard()[-1])
    await stage.rival.presses("取消")
    await stage.other_officer.says("代上报")
    await stage.other_officer.says(number)
    await stage.other_officer.says("/cancel")
    await stage.other_officer.says("快点办", to=stage.other_officer.person.heard()[0])

    for intruder in (stage.rival, stage.other_officer):
        assert not any("补充到" in b.text or "记进展到" in b.text for b in intruder.person.buttons())
        intruder.sees_nothing_of("机密", "示例汽车")
    assert stage.contact.texts[-1].startswith(f"✅ {number}")
    assert len(stage.officer.texts) == 1


async def test_old_card_of_a_handler_who_has_no_part_any_more_is_emptied(stage: Stage) -> None:
    number = await stage.report(stage.contact, "机密")
    await stage.manager.says(f"/case {number}")
    await stage.manager.presses("改派")
    await stage.manager.says("吴驻企")
    await stage.manager.presses("经济发展局 吴驻企")
    assert "机密" in stage.other_officer.sees("待签收").text
    await stage.manager.says(f"/case {number}")
    await stage.manager.presses("改派")
    await stage.manager.says("公用")
    await stage.manager.presses("建设与公用事业 郑联络")

    # The event tells him; the card says no more than the number.
    assert stage.other_officer.person.heard()[0].text == f"{number}\n此件已不由您办理，后续不再在这里更新。"
    assert stage.other_officer.labels(stage.other_officer.person.heard()[0]) == []
    await stage.other_officer.says(f"/case {number}")
    assert stage.other_officer.texts[-1].startswith("没有找到这个问题。")


async def test_internal_words_are_not_read_by_the_enterprise_through_a_forged_button(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("记进展")
    await stage.officer.says("企业自己线路老化" * 200)
    await stage.officer.presses("内部")
    await stage.contact.says(f"/case {number}")
    [*_, internal] = stage.look_at(lambda session: [row.id for row in session.exec(select(Entry))])
    await stage.contact.forges(FullText(case_id=1, entry_id=internal).pack())

    assert stage.contact.toast == "没有找到这条记录。"
    stage.contact.sees_nothing_of("线路老化")
