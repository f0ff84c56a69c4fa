"""Who hears of a case when somebody has not joined, has blocked the bot, or is gone."""

from __future__ import annotations

from tests.e2e import zone
from tests.e2e.conftest import OpenStage
from tests.e2e.stage import Stage

BLOCKED = "Forbidden: bot was blocked by the user"
GONE = "Forbidden: user is deactivated"
STANDS_IN = "（承办人暂时联系不上，请代为处理）"


async def test_member_gets_the_card_of_an_officer_who_has_not_joined(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.OFFICER)
    number = await stage.report(stage.contact, "招不到焊工")

    assert "承办人：李驻企 13800000001" in stage.contact.texts[-1]
    assert stage.member.texts[-1].startswith(f"{number} · 待签收\n")
    assert stage.member.labels() == [["签收"]]
    assert stage.manager.news() == []
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("催办")
    assert stage.member.texts[-1].startswith(f"{STANDS_IN}\n{number} 企业催办\n")


async def test_managers_get_the_card_when_nobody_of_the_enterprise_has_joined(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.OFFICER, zone.MEMBER)
    number = await stage.report(stage.contact, "招不到焊工")

    for manager in (stage.manager, stage.manager_two):
        assert manager.texts[-1].startswith(f"{number} · 待签收\n")
        assert manager.labels() == [["改派", "不予受理"]]
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("催办")
    assert stage.manager.texts[-1].startswith(f"{STANDS_IN}\n{number} 企业催办\n")


async def test_who_joins_later_gets_the_open_cards_at_once(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.OFFICER)
    first = await stage.report(stage.contact, "招不到焊工")
    second = await stage.report(stage.contact, "宿舍不够住")
    await stage.join(stage.officer)

    greeting, *cards = stage.officer.texts[-3:]
    assert "李驻企，您好！" in greeting
    assert [card[:12] for card in cards] == [first, second]
    await stage.officer.presses("签收", on=second)
    assert "由李驻企办理" in stage.contact.texts[-1]
    assert "承办人：李驻企" in stage.member.sees(second).text


async def test_blocking_in_the_middle_brings_it_to_the_next(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await stage.officer.does(stage.officer.person.block)
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("补充")
    await stage.contact.says("已经缺了一个月")
    await stage.contact.presses("提交")

    card, event = stage.member.news()
    assert card.startswith(f"{number} · 待签收\n")
    assert event == f"{STANDS_IN}\n{number} 企业补充\n示例汽车零部件有限公司\n已经缺了一个月"
    # Who unblocks is up to date again.
    await stage.officer.does(stage.officer.person.unblock)
    assert "已经缺了一个月" in stage.officer.sees("最近记录").text
    assert stage.officer.labels("最近记录") == [["签收", "退单"]]


async def test_deleted_account_is_found_out_when_sending(stage: Stage) -> None:
    stage.officer.person.delete_account()
    number = await stage.report(stage.contact, "招不到焊工")

    assert stage.member.texts[-1].startswith(f"{number} · 待签收\n")
    assert stage.member.labels() == [["签收"]]
    stage.expected_refusals = [GONE]


async def test_nobody_of_the_managers_has_joined_so_it_waits_for_them(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.MANAGER, zone.MANAGER_TWO)
    number = await stage.report(stage.lone, "快递太慢")
    assert "专班正在安排承办人。" in stage.lone.texts[-1]
    await stage.join(stage.manager)

    assert stage.manager.texts[-1].startswith(f"{number} · 待改派\n")
    assert stage.manager.labels() == [["改派", "自办", "不予受理"]]
    await stage.manager.presses("自办")
    assert "由专班办理" in stage.lone.texts[-1]


async def test_handler_telephones_a_contact_who_has_not_joined(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.LONE, zone.CONTACT, zone.COLLEAGUE)
    await stage.officer.says("代上报")
    await stage.officer.presses(zone.PARTS_NAME)
    await stage.officer.says("招不到焊工")
    await stage.officer.presses("提交")
    number = "ZQ261124-001"
    told = stage.officer.sees("电话转告").text
    assert told.startswith(
        f"☎️ 企业联系人暂时联系不上，请电话转告：\n{number} · {zone.PARTS_NAME} 已收到\n李驻企代企业上报。\n"
    )
    assert told.endswith("17:30前")
    await stage.officer.presses("签收")
    await stage.officer.presses("请企业补充")
    await stage.officer.says("要哪种焊工")

    asked = stage.officer.sees("电话转告").text
    assert asked.startswith(
        f"☎️ 企业联系人暂时联系不上，请电话转告：\n{number} · {zone.PARTS_NAME} 请您补充\n"
    )
    assert "要哪种焊工" in asked


async def test_contact_who_has_blocked_the_bot_is_telephoned(stage: Stage) -> None:
    number = await stage.signed_for()
    for insider in (stage.contact, stage.colleague):
        await insider.does(insider.person.block)
    await stage.resolve(stage.officer)

    told = stage.officer.sees("电话转告").text
    assert f"{number} · {zone.PARTS_NAME} 已办结：已解决" in told
    await stage.manager.says(f"/case {number}")
    assert stage.manager.labels()[0] == ["代确认", "代答没解决"]


async def test_reporter_who_is_gone_is_stood_in_for_by_the_colleague(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.contact.does(stage.contact.person.block)
    await stage.resolve(stage.officer)

    assert stage.colleague.texts[-1].startswith(f"{number} 已办结：已解决\n")
    assert not stage.colleague.sees("已办结").silent
    await stage.colleague.presses("已解决")
    assert stage.officer.texts[-1].startswith(f"{number} 企业确认已解决")


async def test_second_liaison_gets_what_the_first_cannot(open_stage: OpenStage) -> None:
    stage = await open_stage(zone.LIAISON)
    number = await stage.report(stage.lone, "要报装宽带")
    await stage.manager.presses("改派")
    await stage.manager.presses("建设与公用事业 郑联络")

    assert stage.liaison_two.texts[-1].startswith(f"{number} · 待签收\n")
    await stage.liaison_two.presses("签收")
    assert "由建设与公用事业 何联络办理" in stage.lone.texts[-1]
