"""Photos, albums, files and long texts in a report."""

from __future__ import annotations

from sqlmodel import col, select

from storage.rules.words import State
from storage.tables import Attachment
from tests.e2e.reports import PROBLEM, cases
from tests.e2e.stage import Stage


def attachments(stage: Stage) -> list[str]:
    """The kinds of what is attached to cases, in order."""
    query = select(Attachment).order_by(col(Attachment.message_id))
    return stage.look_at(lambda session: [str(row.kind) for row in session.exec(query) if row.case_id])


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
