"""Two at once: exactly one wins, and the other sees how it is now."""

from __future__ import annotations

from sqlmodel import col, select

from storage.rules.words import Action
from storage.tables import Entry
from tests.e2e.stage import Someone, Stage


def actions(stage: Stage) -> list[Action]:
    query = select(Entry).order_by(col(Entry.id))
    return stage.look_at(lambda session: [row.action for row in session.exec(query)])


async def at_once(stage: Stage, *presses: tuple[Someone, str]) -> None:
    """All of them press before the bot has fetched any of it."""
    buttons = [(who, next(b for b in who.person.buttons() if b.says(words))) for who, words in presses]
    for who, button in buttons:
        who.person.press(button)
    await stage.settle()


async def given_to_department(stage: Stage) -> str:
    number = await stage.report(stage.lone, "要报装宽带")
    await stage.manager.presses("改派")
    await stage.manager.presses("建设与公用事业 郑联络")
    await stage.liaison_two.says(f"/case {number}")
    return number


async def test_of_two_who_sign_one_has_it_and_the_other_sees_who(stage: Stage) -> None:
    number = await given_to_department(stage)
    await at_once(stage, (stage.liaison, "签收"), (stage.liaison_two, "签收"))

    assert actions(stage).count(Action.ACCEPT) == 1
    toasts = sorted([stage.liaison.toast, stage.liaison_two.toast])
    assert toasts == [f"{number} 已签收", f"{number} 的情况已经变了。"]
    winner, loser = stage.liaison, stage.liaison_two
    if winner.toast != f"{number} 已签收":
        winner, loser = loser, winner
    by_whom = f"由建设与公用事业 {winner}办理，12月15日（周二）17:30前办结。\n电话 {winner.enlisted.phone}"
    told = [text for text in stage.lone.texts if "已签收" in text]
    assert told == [f"{number} 已签收\n{by_whom}"]
    shown = loser.sees("办理中")
    assert f"承办人：建设与公用事业 {winner}" in shown.text
    assert loser.labels(shown) == []


async def test_withdrawing_against_signing_has_one_winner(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("撤回")
    await at_once(stage, (stage.officer, "签收"), (stage.contact, "提交"))

    done = actions(stage)
    if Action.ACCEPT in done:  # the enterprise is asked again, for the case as it is now
        assert done == [Action.OPEN, Action.ACCEPT]
        assert stage.contact.toast == f"{number} 的情况已经变了。"
        await stage.contact.presses("提交")
        assert actions(stage) == [Action.OPEN, Action.ACCEPT, Action.WITHDRAW]
    else:
        assert done == [Action.OPEN, Action.WITHDRAW]
        assert stage.officer.toast == f"{number} 的情况已经变了。"
    assert " · 已撤回\n" in stage.officer.sees("最近记录").text
    assert stage.officer.labels("最近记录") == []


async def test_resolution_taken_back_against_its_confirmation_has_one_winner(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.officer.presses("撤回办结")
    await at_once(stage, (stage.contact, "已解决"), (stage.officer, "提交"))

    [last] = actions(stage)[3:]
    state = "已销号" if last is Action.CONFIRM else "办理中"
    assert f"{number} · {state}" in stage.officer.sees("最近记录").text
    loser = stage.officer if last is Action.CONFIRM else stage.contact
    assert loser.toast in (f"{number} 的情况已经变了。", "现在不能“撤回办结”。")


async def test_what_was_written_meanwhile_is_not_lost(stage: Stage) -> None:
    number = await stage.signed_for()
    await stage.officer.presses("办结")
    await stage.officer.presses("已解决")
    await stage.officer.says("供电公司已更换变压器，花了一上午")
    await stage.contact.says(f"/case {number}")
    await stage.contact.presses("撤回")
    await stage.contact.presses("提交")
    await stage.officer.presses("提交", on="花了一上午")

    assert stage.officer.toast == f"{number} 的情况已经变了。"
    told = stage.officer.sees("情况已经变了，现在不能“办结”")
    assert "供电公司已更换变压器，花了一上午" in told.text
    assert stage.officer.texts[-1].startswith(f"{number} · 已撤回\n")
    assert actions(stage)[-1] is Action.WITHDRAW


async def test_pressing_twice_in_one_poll_counts_once(stage: Stage) -> None:
    number = await stage.report(stage.contact, "招不到焊工")
    await at_once(stage, (stage.officer, "签收"), (stage.officer, "签收"))

    assert actions(stage) == [Action.OPEN, Action.ACCEPT]
    assert [text for text in stage.contact.texts if "已签收" in text] == [
        f"{number} 已签收\n由李驻企办理，12月15日（周二）17:30前办结。\n电话 13800000001"
    ]


async def test_two_managers_who_decide_at_once_have_one_decision(stage: Stage) -> None:
    number = await stage.report(stage.lone, "快递太慢")
    await at_once(stage, (stage.manager, "自办"), (stage.manager_two, "自办"))

    assert actions(stage) == [Action.OPEN, Action.TAKE]
    assert sorted([stage.manager.toast, stage.manager_two.toast]) == [
        f"{number} 已自办",
        f"{number} 的情况已经变了。",
    ]
