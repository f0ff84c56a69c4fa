"""代上报: an officer or 专班 reports what an enterprise said on the phone, in a message, on a visit."""

from __future__ import annotations

from handlers.direction import undirected
from tests.e2e.stage import Stage
from tests.e2e.zone import BROKEN_NAME, ENERGY_NAME, LONG_NAME, PARTS_NAME, SOFTWARE_NAME


async def test_officer_reports_for_an_enterprise_found_by_typing(stage: Stage) -> None:
    await stage.officer.says("代上报")
    assert stage.officer.texts[-1].startswith("代上报：替哪家企业？\n")
    names = [label for [label] in stage.officer.labels()]
    # Only those that he looks after.
    assert sorted(names) == sorted(
        [undirected(BROKEN_NAME)[:24] + "…", PARTS_NAME, LONG_NAME[:24] + "…", "取消"]
    )
    await stage.officer.says("没有这家")
    assert "没有找到“没有这家”。" in stage.officer.texts[-1]
    await stage.officer.says("零部件有限")
    assert stage.officer.labels() == [[PARTS_NAME], ["取消"]]
    await stage.officer.presses(PARTS_NAME)
    assert stage.officer.labels() == [["来源：电话", "换企业"], ["取消"]]
    await stage.officer.says("招不到焊工")
    await stage.officer.presses("来源：电话")
    assert stage.officer.labels() == [["电话", "微信", "走访"], ["返回", "取消"]]
    await stage.officer.presses("走访")
    assert len(stage.officer.texts) == 1  # the prompts of before are gone
    await stage.officer.presses("提交")

    done, card = stage.officer.texts
    assert done.startswith("✅ 已提交，编号 ZQ261124-001\n")
    assert f"{PARTS_NAME}\n用工人才 · 一般 · 走访代上报\n反映人：王示例 13900000001\n" in card
    assert card.endswith("· 11-24 10:00 代上报 · 服务员 李驻企")
    assert stage.officer.labels() == [["签收", "退单"]]


async def test_contact_is_told_and_may_withdraw(stage: Stage) -> None:
    await stage.officer.says("代上报")
    await stage.officer.presses(PARTS_NAME)
    await stage.officer.says("招不到焊工")
    await stage.officer.presses("提交")

    told = stage.contact.texts[-1]
    assert told.startswith(
        "✅ ZQ261124-001 已收到\n李驻企代您上报，不需要可以按“查看”后撤回。\n招不到焊工\n承办人：李驻企"
    )
    assert stage.contact.labels() == [["查看"]]
    await stage.contact.presses("查看")
    assert stage.contact.labels() == [["撤回", "补充", "催办"]]
    await stage.contact.presses("撤回")
    assert stage.contact.labels() == [["✅ 提交"], ["取消"]]
    await stage.contact.presses("提交")

    assert stage.contact.texts[-1] == "ZQ261124-001 已撤回\n不再办理。以后需要请重新上报。"
    assert stage.colleague.texts[-1].startswith("ZQ261124-001 已撤回（王示例）\n")
    assert stage.officer.texts[-1] == f"ZQ261124-001 企业已撤回，不用再办\n{PARTS_NAME}"


async def test_manager_reports_for_any_enterprise(stage: Stage) -> None:
    await stage.manager.says("代上报")
    assert [ENERGY_NAME] in stage.manager.labels()
    await stage.manager.presses(SOFTWARE_NAME)
    await stage.manager.sends("photo", "快递太慢")
    await stage.manager.presses("提交")

    assert stage.lone.sees("已收到").text.startswith("✅ ZQ261124-001 已收到\n陈专班代您上报")
    assert stage.manager_two.labels("待改派") == [["改派", "自办", "不予受理"]]
    assert "代上报 · 专班 陈专班 📎1" in stage.manager_two.sees("待改派").text


async def test_enterprise_can_be_changed_before_submitting(stage: Stage) -> None:
    await stage.manager.says("代上报")
    await stage.manager.presses(SOFTWARE_NAME)
    await stage.manager.says("快递太慢")
    await stage.manager.presses("换企业")
    await stage.manager.presses(ENERGY_NAME)
    assert f"企业：{ENERGY_NAME}\n" in stage.manager.texts[-1]
    await stage.manager.presses("提交")

    assert stage.lone.news() == []
    assert stage.rival.texts[-1].startswith("✅ ZQ261124-001 已收到\n陈专班代您上报")
    assert stage.other_officer.labels("待签收") == [["签收", "退单"]]


async def test_it_can_be_left_at_every_step(stage: Stage) -> None:
    for presses in ([], [PARTS_NAME], [PARTS_NAME, "来源：电话"], [PARTS_NAME, "换企业"]):
        for how in ("取消", "/cancel"):
            await stage.officer.says("代上报")
            for label in presses:
                await stage.officer.presses(label)
            await stage.officer.says(how)
            assert stage.officer.texts[-1] == "已退出，内容没有提交。"
            assert stage.officer.person.buttons() == []
