"""催办 and 撤回: what the enterprise can do while it waits."""

from __future__ import annotations

from tests.e2e.stage import Stage


async def test_urging_is_once_a_working_day(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充", "催办"]]
    await stage.contact.presses("催办")

    assert stage.contact.texts[-1] == f"{number} 已催办\n已转告李驻企，请留意进展。"
    assert stage.officer.texts[-1].startswith(f"{number} 企业催办\n示例汽车零部件有限公司\n办结：")
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充"]]
    stage.clock.to("11-25 09:00")
    await stage.contact.says(f"/case {number}")
    assert stage.contact.labels() == [["撤回", "补充", "催办"]]


async def test_weekend_brings_no_new_urging(stage: Stage) -> None:
    number = await stage.signed_for()
    stage.clock.to("11-27 16:00")
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("催办")
    for day, labels in (("11-28", ["撤回", "补充"]), ("11-30", ["撤回", "补充", "催办"])):
        stage.clock.to(f"{day} 09:00")
        await stage.contact.says(f"/case {number}")
        assert stage.contact.labels()[0] == labels


async def test_contact_withdraws_and_everybody_is_told(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("撤回")
    await stage.contact.says("自己修好了")

    assert stage.contact.texts[-1].startswith(f"{number} 已撤回\n")
    assert stage.officer.texts[-1] == (f"{number} 企业已撤回，不用再办\n示例汽车零部件有限公司\n自己修好了")
    assert stage.officer.labels("最近记录") == []
    await stage.officer.says(f"/case {number}")
    assert stage.officer.labels() == []
