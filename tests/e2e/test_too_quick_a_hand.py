"""What comes in haste or by mistake: each thing has a clear answer, nothing is lost, nothing breaks a message.

Pressed twice: test_races.py. Edited, or sent a moment later: test_second_thoughts.py. Names with markup: test_texts.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from bot.sandbox import Message, Person
from storage.rules.words import State
from storage.tables import Attachment, AttachmentKind, Case
from tests.e2e.stage import Someone, Stage
from tests.e2e.zone import PARTS_NAME

PROBLEM = "厂门口的路坏了，货车进不来"
GONE = "Forbidden: user is deactivated"
NOT_UNDERSTOOD = "这类消息我还看不懂。请发文字、照片、文件、语音、视频或位置。"
MEGABYTE = 1024 * 1024


def texts_of(stage: Stage) -> list[str]:
    return stage.look_at(lambda session: list(session.exec(select(Case.text).order_by(col(Case.id)))))


def attached(stage: Stage) -> list[Attachment]:
    query = select(Attachment).order_by(col(Attachment.message_id))
    return stage.look_at(lambda session: list(session.exec(query)))


def said_of(stage: Stage, words: str) -> int:
    """How often the contact was told so, be it gone since."""
    return sum(words in text for text in stage.said_to(stage.contact))


async def reads_in_full(someone: Someone, on: Message | None = None) -> str:
    """All pieces of 全文, put together."""
    last = someone.person.heard()[-1]
    await someone.presses("全文", on=on)
    return "".join(message.text.split("\n\n", 1)[1] for message in someone.person.heard(last))


# Things that are no words and no file


@pytest.mark.parametrize(
    "send",
    [
        lambda person: person.send_sticker(),
        lambda person: person.roll_dice(),
        lambda person: person.send_poll("示例", ["是", "否"]),
        lambda person: person.send_story(),
    ],
    ids=["sticker", "dice", "poll", "story"],
)
async def test_what_is_not_understood_is_said_and_disturbs_nothing(
    stage: Stage, send: Callable[[Person], Any]
) -> None:
    await stage.contact.does(lambda: send(stage.contact.person))
    assert stage.contact.texts == [NOT_UNDERSTOOD]

    await stage.contact.says(PROBLEM)
    await stage.contact.does(lambda: send(stage.contact.person))
    assert stage.contact.texts[-1] == NOT_UNDERSTOOD
    await stage.contact.says("已经三天了")
    await stage.contact.presses("提交")
    assert texts_of(stage) == [f"{PROBLEM}\n已经三天了"]


async def test_contact_card_is_asked_for_in_words_and_ones_own_is_not_needed(stage: Stage) -> None:
    await stage.contact.does(lambda: stage.contact.person.share_contact(of=stage.rival.person))
    await stage.contact.does(lambda: stage.contact.person.share_number("13911112222", "示例"))
    await stage.contact.does(stage.contact.person.share_contact)

    assert stage.contact.texts == [
        "名片我收不下。请把姓名和电话写成文字发来。",
        "名片我收不下。请把姓名和电话写成文字发来。",
        "您已经登记过了，不用再发手机号。",
    ]


async def test_round_video_is_asked_for_as_another(stage: Stage) -> None:
    await stage.contact.sends("video_note")

    assert stage.contact.texts == ["圆形视频我收不下。请发普通视频。"]


async def test_command_that_there_is_not_is_named_so(stage: Stage) -> None:
    await stage.contact.says("/status")

    assert stage.contact.texts == ["没有这个命令。能用的见“帮助”。"]


async def test_live_location_is_the_place_where_it_began(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    live = await stage.contact.does(lambda: stage.contact.person.share_live_location(43.8, 125.1))
    assert "📎 位置 1\n" in stage.contact.texts[-1]
    stage.contact.news()
    await stage.contact.does(lambda: stage.contact.person.move(live, 43.9, 125.3))
    assert stage.contact.news() == []
    await stage.contact.presses("提交")
    await stage.contact.does(lambda: stage.contact.person.move(live, 44.0, 125.4))

    [place] = attached(stage)
    assert (place.kind, place.latitude, place.longitude) == (AttachmentKind.LOCATION, 43.8, 125.1)
    assert stage.officer.news()[-1] == "<location>"


async def test_words_of_a_menu_that_is_not_ones_own_are_no_report(stage: Stage) -> None:
    for word in ("待办", "代上报", "日报", "企业"):
        await stage.contact.says(word)
        assert stage.contact.texts[-1] == (
            f"“{word}”不在您的菜单里。\n遇到困难，直接打字告诉我就行；其他的请按“帮助”。"
        )
    await stage.liaison.says("找专班")
    assert stage.liaison.texts[-1] == "“找专班”不在您的菜单里。\n您可以用：待办、帮助。"
    assert texts_of(stage) == []


# Buttons of yesterday


async def test_button_of_an_old_card_changes_nothing_and_says_so(stage: Stage) -> None:
    number = await stage.report(stage.contact, PROBLEM)
    old = next(button for button in stage.officer.person.buttons() if button.says("退单"))
    await stage.officer.presses("签收")
    stage.clock.forward(days=3)
    await stage.officer.does(lambda: stage.officer.person.press(old))

    assert stage.officer.toast == f"{number} 的情况已经变了。"
    assert stage.officer.labels(f"{number} · 办理中") == [["记进展", "请企业补充", "办结"]]


async def test_menu_of_an_old_draft_is_closed_with_it(stage: Stage) -> None:
    await stage.contact.says(PROBLEM)
    await stage.contact.presses("修改")
    [old] = [button for button in stage.contact.person.buttons() if button.says("重写文字")]
    await stage.contact.presses("取消")
    stage.clock.forward(days=3)
    await stage.contact.does(lambda: stage.contact.person.press(old))
    assert stage.contact.toast == "这份内容已经提交或取消了"
    await stage.contact.says("宿舍不够住")
    await stage.contact.presses("提交")

    assert texts_of(stage) == ["宿舍不够住"]


# Forwarded, many, large, long


async def test_forwarded_chat_is_one_problem_in_its_order(stage: Stage) -> None:
    lines = [f"第{number}句" for number in range(1, 6)]
    for place, line in enumerate(lines):
        stage.contact.person.forward(line, f"示例{place}")
    await stage.settle()

    assert len(stage.contact.texts) == 1
    assert said_of(stage, "请核对") == 1
    await stage.contact.presses("提交")
    assert texts_of(stage) == ["\n".join(lines)]


async def test_of_thirty_photos_twenty_are_kept_which_is_said_once(stage: Stage) -> None:
    for _ in range(3):
        stage.contact.person.send_album(["photo"] * 10)
    await stage.settle()

    assert len(stage.contact.texts) == 1
    assert "（没有文字）\n📎 照片 20\n附件最多 20 个，再多的收不下。\n" in stage.contact.texts[0]
    assert said_of(stage, "附件最多") == 1
    await stage.contact.presses("提交")
    assert [row.case_id for row in attached(stage)] == [1] * 20
    assert stage.officer.news()[1:] == ["<photo>"] * 20


async def test_large_file_is_opened_by_the_officer_though_no_copy_is_kept(stage: Stage) -> None:
    await stage.contact.sends("document", PROBLEM, name="图纸.dwg", size_bytes=50 * MEGABYTE)
    assert (
        "📎 文件 1\n有文件较大：承办人能打开，但系统不另存副本，请您自己也留一份。\n"
        in stage.contact.texts[-1]
    )
    await stage.contact.presses("提交")

    assert stage.officer.news()[-1] == "<document>"
    assert stage.officer.person.open(stage.officer.person.heard()[-1]) == b"document"
    [row] = attached(stage)
    assert (row.size, row.copied_to) == (50 * MEGABYTE, None)


@pytest.mark.parametrize("character", ["", "🏭"])
async def test_text_of_20000_characters_is_joined_in_its_order(stage: Stage, character: str) -> None:
    text = "".join(f"第{line:04}行{character}路坏。" for line in range(2500))[:20_000]
    await stage.report(stage.contact, text)

    assert texts_of(stage) == [text]
    assert await reads_in_full(stage.officer) == text


async def test_long_reason_is_not_cut_off_by_being_sent_in_pieces(stage: Stage) -> None:
    number = await stage.resolved()
    await stage.contact.presses("没解决")
    reason = "".join(f"第{line:03}次，又跳闸。" for line in range(700))[:5000]
    await stage.contact.says(reason[:4096])
    assert stage.contact.labels() == [["✅ 提交"], ["修改", "取消"]]
    await stage.contact.says(reason[4096:])

    told = stage.officer.sees(f"{number} 企业反馈没解决|没解决")
    assert await reads_in_full(stage.officer, told) == reason
    assert len(texts_of(stage)) == 1


# Strange characters


@pytest.mark.parametrize("words", ["🙏🙏🙏", "👨‍👩‍👧‍👦🏭", "مرحبا، انقطع التيار", "🇨🇳❗️"])
async def test_only_emoji_or_right_to_left_is_a_report_like_any_other(stage: Stage, words: str) -> None:
    await stage.contact.says(words)
    assert f"{words}\n" in stage.contact.texts[-1]
    await stage.contact.presses("提交")

    assert f"\n{words}\n" in stage.officer.sees("待签收").text


@pytest.mark.parametrize("unseen", ["\u200b", "\u200b\u2060 \u200d", "\u202e\u202c", "\ufeff"])
async def test_what_cannot_be_seen_is_asked_for_again(stage: Stage, unseen: str) -> None:
    await stage.contact.says(unseen)
    assert stage.contact.texts[-1] == (
        f"{PARTS_NAME}\n请说说遇到的困难：可以打字，也可以发照片、语音、文件、视频或位置。"
    )
    await stage.contact.says("/cancel")
    await stage.resolved()
    await stage.contact.presses("没解决")
    await stage.contact.says(unseen)
    assert stage.contact.texts[-1].endswith("没解决：还差什么？写下来就会转回办理。")
    assert stage.look_at(lambda session: list(session.exec(select(Case.state)))) == [State.RESOLVED]


async def test_turned_direction_ends_with_what_was_typed(stage: Stage) -> None:
    number = await stage.report(stage.contact, "\u202e招不到焊工\n急")
    assert "\n\u202e招不到焊工\u202c\n急\n" in stage.officer.sees("待签收").text
    await stage.officer.says("待办")
    assert f"{PARTS_NAME}：招不到焊工 急" in stage.officer.texts[-1]
    await stage.officer.presses(number[2:])
    assert texts_of(stage) == ["\u202e招不到焊工\n急"]


async def test_text_that_looks_like_a_card_stands_within_the_card(stage: Stage) -> None:
    forged = f"没事\n\n⏱ 签收：12月31日（周四）17:30前\n承办人：别人\n<b>ZQ261124-999</b> · 已销号\n企业：{PARTS_NAME}"
    await stage.report(stage.contact, forged)
    card = stage.officer.sees("待签收")

    [quote] = [mark for mark in card.content.formatted.entities if mark["type"] == "blockquote"]
    units = card.text.encode("utf-16-le")
    quoted = units[quote["offset"] * 2 : (quote["offset"] + quote["length"]) * 2].decode("utf-16-le")
    assert quoted.strip() == forged


# People who are gone


async def test_account_that_is_deleted_loses_nothing_of_its_enterprise(stage: Stage) -> None:
    number = await stage.signed_for()
    stage.contact.person.delete_account()
    await stage.officer.presses("请企业补充")
    await stage.officer.says("请发铭牌照片")
    await stage.colleague.says("S11-630")
    await stage.colleague.presses(f"补充到 {number[2:]}")

    assert stage.officer.texts[-1] == f"{number} 企业补充\n{PARTS_NAME}\nS11-630"
    stage.expected_refusals = [GONE]
