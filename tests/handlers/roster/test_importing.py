"""导入: what was shown is done, once, by whom it was shown to, and told in a notice."""

from __future__ import annotations

from bot.sandbox import Person
from handlers.talk import Waiting
from tests.handlers.roster.conftest import CODE, GOOD, PHONES, Desk, workbook
from tests.handlers.roster.sent import ADDING, ENDING, IMPORTED, WHICH, import_elsewhere, labels


async def test_import_does_what_was_shown_and_tells_it_in_a_notice(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)

    assert await desk.after(chen, lambda: chen.press("导入")) == []

    assert asked.deleted
    assert chen.toasts() == ["已导入"]
    assert "周驻企" in desk.not_joined
    assert desk.told == [IMPORTED]
    assert desk.state(chen) is None


async def test_ending_more_than_one_in_twenty_is_asked_for_by_number(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ENDING)
    assert "❗️ 有的表结束超过 5%，共结束 1 项，导入时要输入这个数。" in asked.text
    assert f"联系人：－ 孙示例（{CODE}）\n服务员：＋ F002 周驻企" in asked.text, "what ends comes first"

    [which] = await desk.after(chen, lambda: chen.press("导入"))
    assert which.text == WHICH
    assert "孙示例" in desk.not_joined

    for wrong in ("2", "一", "-1", "1 项", "01.0", "²"):
        [again] = await desk.after(chen, lambda typed=wrong: chen.say(typed))  # type: ignore[misc]
        assert again.text == f"没有导入：输入的不是 1。\n\n{WHICH}"
    [again] = await desk.after(chen, chen.send_photo)
    assert again.text == f"没有导入：输入的不是 1。\n\n{WHICH}"
    assert "孙示例" in desk.not_joined

    assert await desk.after(chen, lambda: chen.say(" １ ")) == []
    assert "孙示例" not in desk.not_joined
    assert asked.deleted
    [told] = desk.told
    assert told == (
        "✅ 花名册已导入\n"
        "· 联系人：新增 0，变更 0，结束 1\n"
        "· 服务员：新增 1，变更 0，结束 0\n"
        "名册上还有 5 人没有加入。"
    )
    assert desk.state(chen) is None


async def test_number_that_nobody_asked_for_imports_nothing(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)

    [answer] = await desk.after(chen, lambda: chen.say("0"))

    assert answer.text == "请先核对上面的花名册，按“导入”或“取消”。"
    assert desk.told == []
    assert desk.state(chen) == Waiting.ROSTER


async def test_button_of_another_does_nothing(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    data = [button.data for button in chen.buttons(asked) if button.data]
    others = [desk.joined("李驻企"), desk.joined("吴专班")]
    for who in others:
        await desk.sends(who, ADDING, name="a.pdf")
        for forged in (*data, "roster_in:999", "roster_out:-1"):
            await desk.after(who, lambda who=who, forged=forged: who.forge(forged))  # type: ignore[misc]
        assert who.toasts() == ["没有找到这份花名册。"] * 4

    assert (desk.open_uploads, desk.told) == (1, [])
    assert not asked.deleted


async def test_who_is_not_of_the_managers_any_more_imports_nothing(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    also_officer = ["F003", "陈专班", "示例局", "", PHONES["陈专班"]]
    import_elsewhere(desk, workbook(管理=GOOD["管理"][1:], 服务员=[*GOOD["服务员"], also_officer]), end=1)

    await desk.after(chen, lambda: chen.press("导入"))

    assert chen.toasts() == ["现在不能“导入花名册”。"]
    assert desk.told == []


# Others import meanwhile


async def test_what_changed_meanwhile_is_shown_instead_of_imported(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    import_elsewhere(desk, workbook(联系人=[*GOOD["联系人"], [CODE, "钱示例", "", "13900000008"]]))

    [other] = await desk.after(chen, lambda: chen.press("导入"))

    assert other.text.startswith(
        "❗️ 在您按“导入”之前，花名册有了别的变化，还没有导入。请重新核对。\n"
        "\n"
        "花名册，还没有导入\n"
        "· 联系人：新增 0，变更 0，结束 1（原有 3）\n"
        "· 服务员：新增 1，变更 0，结束 0（原有 1）\n"
        "❗️ 有的表结束超过 5%，共结束 1 项，导入时要输入这个数。\n"
    )
    assert asked.deleted
    assert "钱示例" in desk.not_joined
    assert desk.told == []
    [which] = await desk.after(chen, lambda: chen.press("导入"))
    assert which.text == WHICH
    await desk.after(chen, lambda: chen.say("1"))
    assert desk.not_joined & {"钱示例", "周驻企"} == {"周驻企"}


async def test_what_others_imported_already_is_not_asked_about_again(desk: Desk, chen: Person) -> None:
    await desk.sends(chen, ADDING)
    import_elsewhere(desk, ADDING)

    [other] = await desk.after(chen, lambda: chen.press("导入"))

    assert "花名册：与现有的一致，没有变化" in other.text
    assert labels(other) == []
    assert (desk.open_uploads, desk.state(chen), desk.told) == (0, None, [])


async def test_what_contradicts_the_ledger_by_now_is_not_imported(desk: Desk, chen: Person) -> None:
    [asked] = await desk.sends(chen, ADDING)
    import_elsewhere(
        desk, workbook(服务员=[*GOOD["服务员"], ["F002", "冯驻企", "人社局", "", "13800000002"]])
    )

    [answer] = await desk.after(chen, lambda: chen.press("导入"))

    assert "“周驻企”与台账里的“冯驻企”手机号相同而姓名不同" in answer.text
    assert asked.deleted
    assert (desk.open_uploads, desk.state(chen), desk.told) == (0, None, [])
