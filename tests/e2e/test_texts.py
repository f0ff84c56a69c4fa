"""Names and texts that are made to break messages; and the whole story in one go."""

from __future__ import annotations

import pytest

from handlers.direction import undirected
from tests.e2e.stage import Stage
from tests.e2e.zone import BROKEN_NAME, ENERGY_NAME, LONG_NAME, PARTS_NAME

HOSTILE = [
    "<b>粗体</b> & <a href='tg://user?id=1'>链接</a> &lt;i&gt; &amp;amp;",
    "*星* _下划线_ `代码` [链接](http://example.invalid) ||隐藏||",
    "{{ case.number }} {% block card %} ${x} %s {0}",
    "\u202eٱلْعَرَبِيَّة\u200b\u200d 👨‍👩‍👧‍👦 \u0301\u0301 ﷽",
    "</blockquote></b>\n\n\n\n\n<blockquote>",
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_text_arrives_as_it_was_typed_through_a_whole_story(stage: Stage, words: str) -> None:
    await stage.hostile.says(words)
    typed = " ".join(words.split())
    assert typed in " ".join(stage.hostile.texts[-1].split())
    assert BROKEN_NAME in stage.hostile.texts[-1]
    await stage.hostile.presses("提交")
    card = stage.officer.sees("ZQ261124-001 · 待签收")
    assert typed in " ".join(card.text.split())
    assert BROKEN_NAME in card.text
    assert "反映人：褚<i>示例& 13900000006" in card.text
    await stage.officer.presses("签收")
    await stage.officer.presses("请企业补充")
    await stage.officer.says(words)
    assert typed in " ".join(stage.hostile.texts[-1].split())
    await stage.hostile.says(words)
    await stage.hostile.presses("补充到 261124-001")
    assert typed in " ".join(stage.officer.texts[-1].split())
    await stage.resolve(stage.officer, words)
    assert typed in " ".join(stage.hostile.texts[-1].split())
    await stage.hostile.presses("没解决")
    await stage.hostile.says(words)
    assert typed in " ".join(stage.officer.texts[-1].split())
    for list_of, someone in (("我的问题", stage.hostile), ("待办", stage.officer), ("企业", stage.officer)):
        await someone.says(list_of)
    await stage.officer.says("/case ZQ261124-001")
    await stage.officer.presses("全部记录")
    assert undirected(typed)[:20] in stage.officer.texts[-1]


async def test_long_name_and_long_texts_fit_everywhere(stage: Stage) -> None:
    assert len(LONG_NAME) >= 60
    words = "&<>" * 1365  # 4095 characters, four times as many when escaped
    await stage.twofold.says("上报问题")
    await stage.twofold.presses("选择企业")
    await stage.twofold.presses(LONG_NAME[:24] + "…")
    await stage.twofold.says(words)
    await stage.twofold.presses("提交")
    await stage.officer.presses("签收")
    await stage.officer.presses("全文")
    assert "".join(text.split("\n\n", 1)[1] for text in stage.officer.texts[-2:]) == words
    for _ in range(3):
        await stage.resolve(stage.officer, words)
        await stage.twofold.presses("没解决")
        await stage.twofold.says(words)
        await stage.twofold.presses("提交")  # so long a text may go on in the next message
    await stage.manager.presses("不予受理")
    await stage.manager.presses("没有具体诉求")
    await stage.manager.says(words)
    await stage.manager.presses("提交")
    await stage.officer.says("/case ZQ261124-001")
    await stage.officer.presses("全部记录")
    await stage.officer.presses("下一页")
    await stage.officer.says("企业")
    await stage.manager.says("企业")
    await stage.twofold.says("我的问题")
    await stage.twofold.says("我的服务员")

    too_long = [text for one in stage.everybody for text in one.texts if len(text) > 4096]
    assert too_long == []


async def test_contact_who_speaks_for_two_reads_which_one(stage: Stage) -> None:
    for name in (ENERGY_NAME, LONG_NAME):
        await stage.twofold.says("招不到焊工")
        await stage.twofold.presses("选择企业")
        await stage.twofold.presses(name if name == ENERGY_NAME else LONG_NAME[:24] + "…")
        await stage.twofold.presses("提交")
    await stage.twofold.says("我的问题")

    assert f"{ENERGY_NAME}：招不到焊工" in stage.twofold.texts[-1]
    assert f"{LONG_NAME[:14]}…：招不到焊工" in stage.twofold.texts[-1]


async def test_report_to_rating_as_each_of_them_reads_it(stage: Stage) -> None:
    number = "ZQ261124-001"
    await stage.contact.says("厂门口的路坏了，货车进不来 <b>急</b> & 请协调")
    await stage.contact.sends("photo")
    await stage.contact.presses("提交")
    for officer_does in ("签收", "记进展"):
        await stage.officer.presses(officer_does)
    await stage.officer.says("已联系供电公司，今晚抢修")
    await stage.officer.presses("企业可见")
    await stage.resolve(stage.officer, "供电公司已换变压器，恢复供电")
    await stage.contact.presses("已解决")
    await stage.contact.presses("满意")

    titles = [text.splitlines()[0] for text in stage.contact.texts]
    assert titles == [
        f"✅ 已提交，编号 {number}",
        f"✅ {number} 已收到",
        f"{number} 已签收",
        f"{number} 有新进展",
        f"{number} 已办结：已解决",
        f"{number} {PARTS_NAME}",  # 谢谢评价, in place of the question
    ]
    assert [text.splitlines()[0] for text in stage.officer.texts if text] == [
        f"{number} · 已销号（企业确认）",
        f"✔ {number} {PARTS_NAME}",
        f"✔ {number} {PARTS_NAME}",
        f"{number} 企业确认已解决，已销号",
        f"{number} 企业评价：满意",
    ]
    assert [message.kind for message in stage.officer.person.heard()].count("photo") == 1
    assert [text.splitlines()[0] for text in stage.colleague.texts if text] == [
        *titles[1:5],
        f"{number} 已销号",
    ]
    await stage.manager.says(f"/case {number}")
    await stage.manager.presses("全部记录")
    actions = ["上报", "签收", "记进展", "办结（已解决）", "已解决", "评价（满意）"]
    lines = [line for line in stage.manager.texts[-1].splitlines() if line.startswith("· ")]
    assert [line.split(" ")[3] for line in lines] == actions
    for someone in (stage.rival, stage.other_officer, stage.leader, stage.member, stage.liaison):
        assert someone.texts == []
