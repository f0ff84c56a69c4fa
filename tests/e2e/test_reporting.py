"""上报问题: from the words to the number, and who gets the case."""

from __future__ import annotations

import re

from storage.rules.words import State
from tests.e2e.reports import CARD, PREVIEW, PROBLEM, cases
from tests.e2e.stage import NOT_MODIFIED, Stage
from tests.e2e.zone import ENERGY_NAME, LONG_NAME

RECEIPT = """✅ ZQ261124-001 已收到
承办人：李驻企 13800000001
签收：11月25日（周三）17:30前
办结：12月15日（周二）17:30前
进展会在这里告诉您。"""

SUBMITTED = f"✅ 已提交，编号 ZQ261124-001\n{PROBLEM}"


async def test_plain_problem_takes_typing_a_glance_and_a_press(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)

    assert stage.contact.news() == [PREVIEW]
    assert stage.contact.labels() == [["✅ 提交"], ["类别：物流交通", "紧急程度：一般"], ["修改", "取消"]]

    await stage.contact.presses("提交")

    assert stage.contact.toast == "已提交 ZQ261124-001"
    assert stage.contact.texts == [SUBMITTED, RECEIPT]
    assert stage.officer.news() == [CARD]
    assert stage.officer.labels() == [["签收", "退单"]]
    assert cases(stage) == [("ZQ261124-001", PROBLEM, State.SUBMITTED)]
    for nobody in (stage.member, stage.rival, stage.other_officer, stage.manager, stage.leader):
        assert nobody.news() == []


async def test_colleague_of_the_enterprise_is_told_by_whom_and_what(stage: Stage) -> None:
    await stage.report(stage.contact, PROBLEM)

    told = stage.colleague.sees("ZQ261124-001")
    assert told.text == RECEIPT.replace("承办人", f"王示例上报：\n{PROBLEM}\n承办人", 1)
    assert told.silent


async def test_submitting_again_does_it_once(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    [button] = [b for b in stage.contact.person.buttons() if b.says("提交")]
    await stage.contact.presses("提交")
    await stage.contact.does(lambda: stage.contact.person.press(button))

    assert len(cases(stage)) == 1
    assert stage.contact.toast == "已提交 ZQ261124-001"
    assert stage.contact.texts == [SUBMITTED, RECEIPT]
    stage.expected_refusals = [NOT_MODIFIED]


async def test_cancelling_what_is_submitted_says_so(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    [button] = [b for b in stage.contact.person.buttons() if b.says("取消")]
    await stage.contact.presses("提交")
    await stage.contact.does(lambda: stage.contact.person.press(button))

    assert stage.contact.toast == "这份内容已经提交或取消了"
    assert stage.contact.texts[0] == SUBMITTED
    assert cases(stage) == [("ZQ261124-001", PROBLEM, State.SUBMITTED)]


async def test_contact_of_two_enterprises_says_for_which(stage: Stage) -> None:
    await stage.twofold.says(PROBLEM)
    assert "企业：请先选择企业" in stage.twofold.texts[-1]
    assert not any(button.says("提交") for button in stage.twofold.person.buttons())
    await stage.twofold.presses("选择企业")
    assert stage.twofold.labels() == [[ENERGY_NAME], [LONG_NAME[:24] + "…"], ["返回", "取消"]]
    await stage.twofold.presses(re.compile(LONG_NAME[:20]))

    assert f"企业：{LONG_NAME}\n" in stage.twofold.texts[-1]
    await stage.twofold.presses("提交")
    assert LONG_NAME in stage.officer.texts[-1]
    assert stage.other_officer.news() == stage.rival.news() == []


async def test_case_of_an_enterprise_without_officer_goes_to_all_managers(stage: Stage) -> None:
    number = await stage.report(stage.lone, "招不到焊工，缺十几个人")

    assert "专班正在安排承办人。" in stage.lone.texts[-1]
    for manager in (stage.manager, stage.manager_two):
        assert manager.sees(number).text.startswith("ZQ261124-001 · 待改派\n")
        assert manager.labels() == [["改派", "自办", "不予受理"]]
