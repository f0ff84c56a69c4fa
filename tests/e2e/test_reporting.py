"""上报: a problem is typed, glanced at and submitted; changed, left and taken up again."""

from __future__ import annotations

import re

import pytest
from sqlmodel import col, select

from storage.rules.words import State
from storage.tables import Attachment, Case, Draft
from tests.e2e.stage import NOT_MODIFIED, Stage
from tests.e2e.zone import ENERGY_NAME, LONG_NAME, PARTS_NAME

PROBLEM = "厂门口的路坏了，货车进不来"

PREVIEW = f"""📝 请核对，没问题就按“提交”
企业：{PARTS_NAME}

{PROBLEM}
类别：物流交通（建议）
紧急程度：一般
还可以继续发文字、照片等补充。"""

RECEIPT = """✅ ZQ261124-001 已收到
承办人：李驻企 13800000001
签收：11月25日（周三）17:30前
办结：12月15日（周二）17:30前
进展会在这里告诉您。"""

CARD = f"""ZQ261124-001 · 待签收
{PARTS_NAME}
物流交通 · 一般
反映人：王示例 13900000001
承办人：李驻企 13800000001

{PROBLEM}
⏱ 签收：11月25日（周三）17:30前
⏱ 首次回复：11月27日（周五）17:30前
⏱ 办结：12月15日（周二）17:30前

最近记录
· 11-24 10:00 上报 · 企业 王示例"""


SUBMITTED = f"✅ 已提交，编号 ZQ261124-001\n{PROBLEM}"


def cases(stage: Stage) -> list[tuple[str, str, State]]:
    return stage.look_at(
        lambda session: [(case.number, case.text, case.state) for case in session.exec(select(Case))]
    )


def attachments(stage: Stage) -> list[str]:
    """The kinds of what is attached to cases, in order."""
    query = select(Attachment).order_by(col(Attachment.message_id))
    return stage.look_at(lambda session: [str(row.kind) for row in session.exec(query) if row.case_id])


def open_drafts(stage: Stage) -> int:
    return stage.look_at(lambda session: sum(row.ended_at is None for row in session.exec(select(Draft))))


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


async def test_photo_with_a_caption_is_a_report(stage: Stage) -> None:
    await stage.contact.sends("photo", "厂门口的路坏了")

    assert "厂门口的路坏了\n📎 照片 1\n" in stage.contact.news()[0]
    await stage.contact.presses("提交")
    [card, photo] = stage.officer.news()
    assert "📎 附件 1 个" in card
    assert photo == "<photo>"
    assert stage.officer.person.heard()[-1].reply_to is stage.officer.sees("待签收")


async def test_photo_alone_is_a_report_too(stage: Stage) -> None:
    await stage.contact.sends("photo")

    assert "（没有文字）" in stage.contact.news()[0]
    await stage.contact.presses("提交")
    assert cases(stage) == [("ZQ261124-001", "（见附件 1 个）", State.SUBMITTED)]


async def test_album_of_five_gets_one_answer_and_arrives_as_an_album(stage: Stage) -> None:
    await stage.contact.sends("album", ["photo"] * 5, "五张照片，漏水")

    assert len(stage.contact.news()) == 1
    assert "📎 照片 5" in stage.contact.texts[-1]
    await stage.contact.presses("提交")
    card, *photos = stage.officer.news()
    assert "📎 附件 5 个" in card
    assert photos == ["<photo>"] * 5
    assert len({message.album for message in stage.officer.person.heard()[-5:]}) == 1


async def test_every_kind_of_attachment_reaches_the_officer(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    for kind in ("voice", "document", "location", "video", "audio"):
        await stage.contact.sends(kind)

    preview = stage.contact.texts[-1]
    assert "📎 文件 1，语音 1，视频 1，音频 1，位置 1\n" in preview
    assert len(stage.contact.texts) == 1  # one preview, not six
    await stage.contact.presses("提交")
    _, *files = stage.officer.news()
    assert sorted(files) == ["<audio>", "<document>", "<location>", "<video>", "<voice>"]
    assert attachments(stage) == ["voice", "document", "location", "video", "audio"]


async def test_twenty_attachments_are_taken_and_of_the_next_the_words(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    for _ in range(2):
        await stage.contact.sends("album", ["photo"] * 10)
    stage.contact.news()
    await stage.contact.sends("document", "合同在这里")

    [preview] = stage.contact.news()
    assert "合同在这里\n📎 照片 20\n附件最多 20 个，再多的收不下。\n" in preview
    await stage.contact.presses("提交")
    assert attachments(stage) == ["photo"] * 20


async def test_text_of_5000_characters_comes_as_two_messages_and_is_joined(stage: Stage) -> None:
    text = "".join(f"第{line:03}行，路坏。" for line in range(556))[:5000]
    assert len(text) == 5000

    await stage.report(stage.contact, text)

    assert cases(stage) == [("ZQ261124-001", text, State.SUBMITTED)]
    assert text[:500] + "…" in stage.officer.texts[-1]
    assert stage.officer.labels() == [["签收", "退单"], ["全文"]]
    await stage.officer.presses("全文")
    first, second = stage.officer.texts[-2:]
    assert first == f"ZQ261124-001 全文（1/2）\n\n{text[:3000]}"
    assert second == f"ZQ261124-001 全文（2/2）\n\n{text[3000:]}"


async def test_more_text_is_added_line_by_line(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.says("已经三天了")
    await stage.contact.presses("提交")

    assert cases(stage)[0][1] == f"{PROBLEM}\n已经三天了"


async def test_edited_message_corrects_the_draft(stage: Stage) -> None:
    said = await stage.contact.says("厂门口的路坏了，火车进不来")
    await stage.contact.does(lambda: stage.contact.person.edit(said, PROBLEM))

    assert stage.contact.texts == [PREVIEW]
    await stage.contact.presses("提交")
    assert cases(stage)[0][1] == PROBLEM


async def test_category_and_urgency_are_changed_by_what_their_buttons_say(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("类别：物流交通")
    assert stage.contact.texts[-1].startswith(f"{PARTS_NAME}\n这个问题属于哪一类？\n建议“物流交通”：提到“")
    assert all(len(row) <= 3 for row in stage.contact.labels())
    assert stage.contact.labels()[-1] == ["返回", "取消"]
    await stage.contact.presses("项目建设")
    assert "类别：项目建设\n" in stage.contact.texts[-1]

    await stage.contact.presses("紧急程度：一般")
    assert stage.contact.texts[-1] == (
        f"{PARTS_NAME}\n有多急？\n"
        "特急：2 小时内签收，3 个工作日内办结\n"
        "紧急：4 个工作小时内签收，5 个工作日内办结\n"
        "一般：1 个工作日内签收，15 个工作日内办结\n"
        "咨询：1 个工作日内签收，1 个工作日内办结\n"
        "特急指停产停线或安全问题。"
    )
    assert stage.contact.labels()[0] == ["特急", "紧急", "一般", "咨询"]
    await stage.contact.presses("紧急")
    await stage.contact.presses("提交")

    assert "项目建设 · 紧急" in stage.officer.texts[-1]
    assert "⏱ 签收：11月24日（周二）15:00前" in stage.officer.texts[-1]


async def test_words_are_rewritten_and_files_dropped_by_edit(stage: Stage) -> None:
    await stage.contact.sends("photo", "写错了")
    await stage.contact.presses("修改")
    assert stage.contact.texts == [f"{PARTS_NAME}\n要改什么？改完会再请您核对。"]
    assert stage.contact.labels() == [["重写文字"], ["去掉附件"], ["返回", "取消"]]
    await stage.contact.presses("重写文字")
    assert "（没有文字）" in stage.contact.texts[-1]
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("修改")
    await stage.contact.presses("去掉附件")

    assert stage.contact.texts[-1] == PREVIEW
    await stage.contact.presses("提交")
    assert cases(stage) == [("ZQ261124-001", PROBLEM, State.SUBMITTED)]
    assert stage.officer.news() == [CARD]


async def test_rewriting_all_there_is_asks_for_words_again(stage: Stage) -> None:
    await stage.contact.says("写错了")
    await stage.contact.presses("修改")
    await stage.contact.presses("重写文字")

    assert stage.contact.texts[-1] == (
        f"{PARTS_NAME}\n请说说遇到的困难：可以打字，也可以发照片、语音、文件、视频或位置。"
    )
    assert stage.contact.labels() == [["取消"]]
    await stage.contact.says(PROBLEM)
    assert stage.contact.texts[-1] == PREVIEW


STEPS: list[list[str]] = [[], ["类别：物流交通"], ["紧急程度：一般"], ["修改"]]


@pytest.mark.parametrize("how", ["button", "取消", "/cancel"])
async def test_every_step_can_be_left(stage: Stage, how: str) -> None:
    for presses in STEPS:
        await stage.contact.says(PROBLEM)
        for label in presses:
            await stage.contact.presses(label)
        if how == "button":
            await stage.contact.presses("取消")
            assert stage.contact.texts[-1] == "已取消，没有提交。"
        else:
            await stage.contact.says(how)
            assert stage.contact.texts[-1] == "已退出，内容没有提交。"
        assert stage.contact.person.buttons() == []
        assert open_drafts(stage) == 0

    assert cases(stage) == []
    await stage.contact.says("/cancel")
    assert stage.contact.texts[-1] == "没有正在填写的内容。"


async def test_second_draft_keeps_the_first_which_the_list_offers(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.says("上报问题")
    kept, asked = stage.contact.texts[-2:]
    assert kept == "正在写的另一份已为您留着，在“我的问题”里可以继续。"
    assert asked.endswith("请说说遇到的困难：可以打字，也可以发照片、语音、文件、视频或位置。")
    await stage.contact.says("宿舍不够住")
    await stage.contact.presses("提交")
    await stage.contact.says("我的问题")
    assert stage.contact.labels()[0] == ["✏️ 继续写上报"]
    await stage.contact.presses("✏️ 继续写上报")

    assert stage.contact.texts[-1] == PREVIEW
    await stage.contact.presses("提交")
    assert [text for _, text, _ in cases(stage)] == ["宿舍不够住", PROBLEM]
    await stage.contact.says("我的问题")
    assert stage.contact.labels() == [["261124-002", "261124-001"]]


async def test_menu_words_and_commands_are_not_swallowed_by_a_report(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    for word in ("我的问题", "我的服务员", "帮助", "/help", "/my", "/start"):
        await stage.contact.says(word)
    await stage.contact.says("已经三天了")

    assert f"{PROBLEM}\n已经三天了\n" in stage.contact.texts[-1]
    await stage.contact.presses("提交")
    assert cases(stage)[0][1] == f"{PROBLEM}\n已经三天了"


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
