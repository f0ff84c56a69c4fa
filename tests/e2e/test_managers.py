"""专班: 改派, 自办, 不予受理; 找专班, which nobody else ever sees."""

from __future__ import annotations

import pytest

from tests.e2e.stage import Stage

NAME = "示例汽车零部件有限公司"


async def returned(stage: Stage) -> str:
    number = await stage.report(stage.contact, "招不到焊工")
    await stage.officer.presses("退单")
    await stage.officer.says("人社管这件事")
    return number


async def test_returned_case_comes_to_all_managers_and_not_to_the_enterprise(stage: Stage) -> None:
    number = await returned(stage)

    for manager in (stage.manager, stage.manager_two):
        card, event = manager.news()
        assert card.startswith(f"{number} · 待改派\n{NAME}\n")
        assert event == f"{number} 李驻企退单，请改派\n{NAME}\n人社管这件事"
        assert manager.labels("待改派") == [["改派", "自办", "不予受理"]]
    for insider in (stage.contact, stage.colleague):
        await insider.says(f"/case {number}")
        insider.sees_nothing_of("人社管这件事", "退单")


async def test_case_is_given_to_a_department_whose_name_is_typed(stage: Stage) -> None:
    number = await returned(stage)
    await stage.manager.presses("改派")
    assert stage.manager.labels()[0] == ["人社 许联络"]  # its categories come first
    await stage.manager.says("没有这个部门")
    assert "没有找到“没有这个部门”。" in stage.manager.texts[-1]
    assert stage.manager.labels() == [["取消"]]
    await stage.manager.says("公用")
    assert stage.manager.labels() == [["建设与公用事业 郑联络"], ["建设与公用事业 何联络"], ["取消"]]
    await stage.manager.presses("建设与公用事业 郑联络")

    assert stage.contact.texts[-1].startswith(f"{number} 改由建设与公用事业 郑联络办理\n")
    assert stage.liaison.labels(number) == [["签收", "退单"]]
    assert stage.liaison_two.news() == stage.staffing.news() == []


async def test_second_liaison_of_the_department_signs(stage: Stage) -> None:
    number = await returned(stage)
    await stage.manager.presses("改派")
    await stage.manager.says("公用")
    await stage.manager.presses("建设与公用事业 郑联络")
    await stage.liaison_two.says("待办")
    await stage.liaison_two.presses(number[2:])
    assert stage.liaison_two.labels() == [["签收"]]
    await stage.liaison_two.presses("签收")

    assert "由建设与公用事业 何联络办理" in stage.contact.texts[-1]
    assert stage.liaison.texts[-1] == f"{number} 已由建设与公用事业 何联络签收\n{NAME}\n您无需再办。"
    assert stage.liaison.labels("最近记录") == [["全部记录"]]
    await stage.resolve(stage.liaison_two)
    assert stage.contact.texts[-1].startswith(f"{number} 已办结：已解决\n建设与公用事业 何联络：\n")


async def test_case_is_given_to_an_officer_found_by_name(stage: Stage) -> None:
    number = await returned(stage)
    await stage.manager.presses("改派")
    await stage.manager.says("吴驻")
    await stage.manager.presses("经济发展局 吴驻企")

    assert stage.other_officer.labels(number) == [["签收", "退单"]]
    await stage.other_officer.presses("签收")
    assert "由吴驻企办理" in stage.contact.texts[-1]


async def test_running_case_is_taken_from_its_handler_who_is_told(stage: Stage) -> None:
    number = await stage.signed_for("招不到焊工")
    await stage.manager.says(f"/case {number}")
    assert stage.manager.labels() == [["改派", "不予受理"]]
    await stage.manager.presses("改派")
    await stage.manager.presses("人社 许联络")

    assert stage.officer.texts[-1] == f"{number} 已改派给人社 许联络\n{NAME}\n您无需再办。"
    assert stage.staffing.labels(number) == [["签收", "退单"]]
    # The enterprise's own officer goes on seeing its cases, the other department does not.
    await stage.liaison.says(f"/case {number}")
    assert stage.liaison.texts == ["没有找到这个问题。请核对编号（形如 ZQ261124-001）。"]


async def test_manager_handles_it_himself(stage: Stage) -> None:
    number = await returned(stage)
    await stage.manager.presses("自办")

    assert stage.contact.texts[-1].startswith(f"{number} 由专班办理\n承办人：陈专班，")
    assert stage.manager.labels("办理中")[0] == ["记进展", "请企业补充", "办结"]
    assert "承办人：陈专班" in stage.manager_two.sees("办理中").text
    await stage.resolve(stage.manager)
    await stage.contact.presses("已解决")
    assert stage.manager.texts[-1] == f"{number} 企业确认已解决，已销号\n{NAME}"


@pytest.mark.parametrize("note", ["", "请找快递公司"])
async def test_case_is_declined_for_a_listed_reason(stage: Stage, note: str) -> None:
    number = await stage.report(stage.contact, "快递太慢")
    await stage.manager.says(f"/case {number}")
    await stage.manager.presses("不予受理")
    assert stage.manager.texts[-1] == f"{number} {NAME}\n不予受理只限这些理由："
    assert stage.manager.labels() == [
        ["不属于本区职权范围"],
        ["已进入诉讼、仲裁、纪检监察或行政复议程序"],
        ["已进入信访程序"],
        ["涉及国家秘密或他人商业秘密"],
        ["同一事实重复提出"],
        ["没有具体诉求"],
        ["取消"],
    ]
    await stage.manager.presses("没有具体诉求")
    if note:
        await stage.manager.says(note)
    await stage.manager.presses("提交")

    told = f"{number} 不予受理\n理由：没有具体诉求" + (f"\n{note}" if note else "")
    assert stage.contact.texts[-1] == told
    assert stage.officer.texts[-1].startswith(f"{number} 专班决定不予受理\n{NAME}\n理由：没有具体诉求")
    assert stage.officer.labels("不予受理 · ") == []
    assert "\n  理由：没有具体诉求\n" in stage.officer.sees("最近记录").text + "\n"


async def test_words_to_managers_alone_are_seen_by_nobody_else(stage: Stage) -> None:
    for someone in stage.everybody:
        someone.news()
    await stage.contact.says("找专班")
    assert stage.contact.texts[-1].startswith("🔒 找专班：驻企服务员和部门都看不到。\n")
    await stage.contact.says("驻企服务员收了礼")
    assert "🔒 只有专班能看到" in stage.contact.texts[-1]
    await stage.contact.presses("提交")
    number = "ZQ261124-001"
    assert stage.contact.texts[-1].startswith(f"✅ {number} 已收到\n只有专班能看到")
    await stage.manager.presses("自办")
    await stage.manager.presses("记进展")
    await stage.manager.says("已约谈")
    await stage.manager.presses("企业可见")
    assert stage.contact.texts[-1] == f"{number} 有新进展\n陈专班：\n已约谈"
    await stage.resolve(stage.manager, "已调换服务员")
    await stage.contact.presses("已解决")
    await stage.contact.presses("满意")
    assert stage.manager.texts[-1] == f"{number} 企业评价：满意\n{NAME}"

    others = (stage.colleague, stage.officer, stage.member, stage.rival, stage.liaison, stage.other_officer)
    for other in others:
        assert other.news() == []
        await other.says(f"/case {number}")
        assert other.news() == ["没有找到这个问题。请核对编号（形如 ZQ261124-001）。"]
    await stage.colleague.says("我的问题")
    await stage.officer.says("待办")
    await stage.officer.says("企业")
    assert "在办 0 件" in stage.officer.texts[-1]
    for other in others:
        other.sees_nothing_of("收了礼", "约谈", "调换")


async def test_words_to_managers_can_only_go_to_another_of_them(stage: Stage) -> None:
    await stage.contact.says("找专班")
    await stage.contact.says("驻企服务员收了礼")
    await stage.contact.presses("提交")
    await stage.manager.presses("改派")

    names = [label for [label] in stage.manager.labels()]
    assert names == ["专班办公室 陈专班", "专班办公室 蒋专班", "取消"]
    await stage.manager.says("李驻企")
    assert stage.manager.labels() == [["取消"]]
    await stage.manager.says("蒋")
    await stage.manager.presses("专班办公室 蒋专班")
    await stage.manager_two.presses("签收")
    assert "由蒋专班办理" in stage.contact.texts[-1]


async def test_who_returns_what_was_given_to_him_is_told_that_it_is_done(stage: Stage) -> None:
    number = await returned(stage)
    await stage.manager.presses("改派")
    await stage.manager.presses("人社 许联络")
    await stage.staffing.presses("退单")
    await stage.staffing.says("不归人社管")

    assert f"✔ {number} {NAME}\n已退单\n不归人社管" in stage.staffing.texts
    assert stage.staffing.person.heard()[0].text == f"{number}\n此件已不由您办理，后续不再在这里更新。"
    assert stage.manager.texts[-1].startswith(f"{number} 许联络退单")
    assert stage.manager.texts[-1].endswith(f"请改派\n{NAME}\n不归人社管")
    await stage.staffing.says("你好")
    assert stage.staffing.texts[-1] == "要记进展，请先在“待办”里打开一个问题。"
    await stage.contact.says(f"/case {number}")
    assert "改派：" not in stage.contact.texts[-1]
