"""Attachments: beside what they belong to, in albums, and by another way where Telegram refuses one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.sandbox import Fault, Message
from bot.sandbox.refusals import bad_request
from bot.sandbox.sending import PIXEL
from storage.database import LedgerSession
from storage.ledger import drafts
from storage.ledger.draft_files import NewAttachment
from storage.ledger.drafts import NewDraft, Said
from storage.ledger.files import note_copy
from storage.rules.words import Action
from storage.tables import Attachment, AttachmentKind
from tests.bot.delivery.conftest import Post

PHOTO, DOCUMENT, VOICE, VIDEO, AUDIO, LOCATION = AttachmentKind
NUMBER = "ZQ261124-001"
DATA = {PHOTO: PIXEL, DOCUMENT: b"document", VOICE: b"OggS", VIDEO: b"ftyp", AUDIO: b"ID3"}


def attach(post: Post, draft_id: int, kinds: Sequence[AttachmentKind], **changes: Any) -> int:
    """A draft with these files, which the bot has been sent; its id."""
    new = NewDraft(id=draft_id, person_id=post.who.reporter, action=Action.OPEN, now=post.zone.now)
    post.run(drafts.begin_draft, new)
    for place, kind in enumerate(kinds):
        if kind is LOCATION:
            file = NewAttachment(kind=kind, latitude=43.82, longitude=125.17)
        else:
            name = f"示例<{place}>.dat"
            stored = post.sandbox.world.files.add(kind=kind.value, data=DATA[kind], name=name)
            file = NewAttachment(kind=kind, **({"file_id": stored.id, "name": name} | changes))
        post.run(
            drafts.take_in,
            draft_id,
            post.who.reporter,
            Said(message_id=place, text="", attachment=file),
            now=post.zone.now,
        )
    return draft_id


def copy(post: Post, attachment_id: int, data: bytes) -> None:
    """A copy of an attachment is in FILES_DIR."""
    post.files_dir.mkdir(exist_ok=True)
    (post.files_dir / f"{attachment_id}.dat").write_bytes(data)
    post.run(note_copy, attachment_id, f"{attachment_id}.dat")


def kinds_of(messages: Sequence[Message]) -> list[str]:
    return [message.kind for message in messages]


def beside(post: Post, person_id: int) -> list[Message]:
    """What the bot has sent to somebody after its first message."""
    return post.person(person_id).heard()[1:]


@pytest.fixture(autouse=True)
def everybody(post: Post) -> None:
    post.everybody()


# Beside what they belong to


async def test_files_of_a_report_come_as_a_reply_to_the_card_and_not_to_who_sent_them(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [PHOTO]))
    await post.deliver()
    assert beside(post, post.who.reporter) == []
    for person_id in (post.who.lead, post.who.colleague):
        (photo,) = beside(post, person_id)
        assert (photo.kind, photo.silent) == ("photo", True)
        assert photo.reply_to is post.person(person_id).heard()[0]
    assert post.waiting() == []


async def test_files_of_an_entry_come_with_its_event(post: Post) -> None:
    case_id = post.zone.open()
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    post.zone.act(Action.PROGRESS, case_id, post.who.lead, draft_id=attach(post, 8, [DOCUMENT, LOCATION]))
    await post.deliver()
    event, document, location = post.person(post.who.reporter).heard()[-3:]
    assert event.text.startswith(f"{NUMBER} 有新进展")
    assert kinds_of([document, location]) == ["document", "location"]
    assert document.reply_to is location.reply_to is event
    assert location.content.media == {"latitude": 43.82, "longitude": 125.17}


@pytest.mark.parametrize(
    ("kinds", "albums"),
    [
        ([PHOTO, VIDEO, DOCUMENT, DOCUMENT, VOICE, AUDIO], [["photo", "video"], ["document"] * 2]),
        ([PHOTO] * 12, [["photo"] * 10, ["photo"] * 2]),
    ],
)
async def test_files_of_fitting_kinds_come_in_albums(
    post: Post, kinds: list[AttachmentKind], albums: list[list[str]]
) -> None:
    post.zone.open(draft_id=attach(post, 7, kinds))
    await post.deliver()
    messages = beside(post, post.who.lead)
    assert sorted(kinds_of(messages)) == sorted(kinds)
    by_album: dict[str, list[str]] = {}
    for message in messages:
        if message.album:
            by_album.setdefault(message.album, []).append(message.kind)
    assert list(by_album.values()) == albums
    assert [call for call in post.sandbox.refused if call.refusal] == []


async def test_files_come_once_even_if_the_card_comes_anew(post: Post) -> None:
    case_id = post.zone.open(draft_id=attach(post, 7, [PHOTO]))
    await post.deliver()
    post.sandbox.world.delete(post.person(post.who.lead).heard()[0])
    post.zone.act(Action.ACCEPT, case_id, post.who.lead)
    await post.deliver()
    assert kinds_of(post.person(post.who.lead).heard()) == ["photo", "text"]


async def test_files_are_not_lost_when_delivery_ends_between_them(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [PHOTO, DOCUMENT]))
    lead = post.person(post.who.lead)
    post.sandbox.fail(Fault.server_error("sendDocument", count=None))
    post.time.flies = False
    await post.until(lambda: kinds_of(lead.heard()) == ["text", "photo"])
    await post.time.until_somebody_sleeps()
    await post.restart()
    post.sandbox.faults.clear()
    post.time.flies = True
    await post.deliver()
    assert kinds_of(lead.heard()) == ["text", "photo", "document"]


async def test_files_are_not_shown_to_who_may_not_read_the_entry_any_more(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [PHOTO]))
    lead, colleague = post.person(post.who.lead), post.who.colleague

    def colleague_leaves(_: object) -> bool:
        post.zone.leave_office(colleague)
        return False

    post.sandbox.fail(Fault(method="sendPhoto", count=1, cut=True, chat_id=lead.id))
    post.sandbox.fail(Fault(method="sendMessage", when=colleague_leaves, chat_id=post.person(colleague).id))
    await post.deliver()
    assert kinds_of(post.person(colleague).heard()) == ["text"]
    assert post.dropped() == [f"{post.person(colleague).id} may not read it any more"]
    assert kinds_of(lead.heard()) == ["text", "photo"]


# Refused


async def test_file_whose_id_is_refused_comes_from_its_copy(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [DOCUMENT], file_id="of another bot"))
    copy(post, 1, b"the copy")
    await post.deliver()
    (document,) = beside(post, post.who.lead)
    assert post.person(post.who.lead).open(document) == b"the copy"
    assert document.content.media["file_name"] == "示例<0>.dat"


@pytest.mark.parametrize("has_copy", [False, True])
async def test_file_that_is_refused_every_way_is_named_in_a_text(post: Post, has_copy: bool) -> None:
    post.zone.open(draft_id=attach(post, 7, [PHOTO], file_id="of another bot"))
    if has_copy:
        copy(post, 1, b"no picture at all")
    await post.deliver()
    (text,) = beside(post, post.who.lead)
    assert text.text == "📎 示例<0>.dat：这个附件发送不了，需要时请向提供的人索取。"
    assert text.reply_to is post.person(post.who.lead).heard()[0]
    assert post.waiting() == post.dropped() == []


async def test_file_without_a_name_is_named_by_its_kind(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [VOICE], name=""))
    post.sandbox.fail(Fault(method="sendVoice", count=None, refusal=bad_request("VOICE_MESSAGES_FORBIDDEN")))
    await post.deliver()
    (text,) = beside(post, post.who.lead)
    assert text.text == "📎 语音：这个附件发送不了，需要时请向提供的人索取。"


async def test_album_with_one_refused_file_falls_apart_and_only_that_one_is_named(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [PHOTO, PHOTO, PHOTO]))
    post.run(spoil, 2)
    await post.deliver()
    messages = beside(post, post.who.lead)
    assert sorted(kinds_of(messages)) == ["photo", "photo", "text"]
    assert {message.album for message in messages} == {None}
    assert {message.reply_to for message in messages} == {post.person(post.who.lead).heard()[0]}
    assert set(post.dropped()) == {"the album was refused"}
    assert post.waiting() == []


async def test_file_that_meets_the_network_is_tried_again_by_the_same_way(post: Post) -> None:
    post.zone.open(draft_id=attach(post, 7, [DOCUMENT]))
    lead = post.person(post.who.lead)
    post.sandbox.fail(Fault(method="sendDocument", chat_id=lead.id, cut=True, count=2))
    await post.deliver()
    assert kinds_of(beside(post, post.who.lead)) == ["document"]


def spoil(session: LedgerSession, attachment_id: int) -> None:
    session.get_one(Attachment, attachment_id).file_id = "of another bot"
