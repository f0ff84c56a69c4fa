"""Copies of attachments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.files import Copier
from bot.sandbox import Fault, Person, Refusal, Sandbox
from storage.database import Ledger, LedgerSession
from storage.ledger.draft_files import NewAttachment
from storage.tables import Attachment, AttachmentKind
from tests.storage.ledger.drafting import begin, say
from tests.storage.ledger.zone import Zone


@pytest.fixture
async def copier(sandbox: Sandbox, ledger: Ledger, tmp_path: Path) -> AsyncIterator[Copier]:
    bot: ExtBot[None] = ExtBot(
        token=sandbox.token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=HTTPXRequest(),
    )
    async with bot:
        yield Copier(bot, ledger, tmp_path / "files")


@pytest.fixture
def sender(sandbox: Sandbox) -> Person:
    return sandbox.person("示例甲", id=501)


def attach(zone: Zone, *files: NewAttachment) -> None:
    """A case that these files are attached to."""
    begin(zone)
    for number, file in enumerate(files, start=1):
        say(zone, number, attachment=file)
    zone.open(draft_id=1)


def document(
    sender: Person, data: bytes, name: str = "图纸.PDF", size_bytes: int | None = None
) -> NewAttachment:
    """A document as it was sent; Telegram's word on its size is not known."""
    message = sender.send_document(data=data, name=name, size_bytes=size_bytes)
    return NewAttachment(kind=AttachmentKind.DOCUMENT, file_id=message.content.media["file_id"], name=name)


def copied_to(session: LedgerSession) -> list[str | None]:
    return list(session.exec(select(Attachment.copied_to).order_by(col(Attachment.id))))


def copies(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_files_of_a_case_are_copied_once(
    sandbox: Sandbox, copier: Copier, zone: Zone, sender: Person, tmp_path: Path
) -> None:
    attach(zone, document(sender, b"one"), document(sender, b"two", "no ending"))
    await copier.copy_all()
    calls = len(sandbox.calls)
    await copier.copy_all()

    found = copies(tmp_path / "files")
    assert [found[str(path)] for path in zone.run(copied_to)] == [b"one", b"two"]
    assert zone.run(copied_to)[0] == "ZQ261124-001/1-document.pdf"
    assert len(found) == 2
    assert len(sandbox.calls) == calls


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a.p/df", ".pdf\n", "x.exe.verylongending", "", "a\x00.b"]
)
async def test_name_that_somebody_gave_leads_nowhere_else(
    copier: Copier, zone: Zone, sender: Person, tmp_path: Path, name: str
) -> None:
    attach(zone, document(sender, b"one", name))
    await copier.copy_all()

    (path,) = copies(tmp_path / "files")
    assert path.startswith("ZQ261124-001/1-document")
    assert path.count("/") == 1


async def test_copy_is_for_its_owners_eyes(
    copier: Copier, zone: Zone, sender: Person, tmp_path: Path
) -> None:
    attach(zone, document(sender, b"one"))
    await copier.copy_all()

    (path,) = copies(tmp_path / "files")
    assert (tmp_path / "files" / path).stat().st_mode & 0o077 == 0


async def test_what_the_network_prevents_is_copied_the_next_time(
    sandbox: Sandbox, copier: Copier, zone: Zone, sender: Person, tmp_path: Path
) -> None:
    attach(zone, document(sender, b"one"), document(sender, b"two"))
    sandbox.fail(Fault.server_error("getFile"))
    await copier.copy_all()
    assert list(copies(tmp_path / "files").values()) == [b"two"]

    await copier.copy_all()
    assert set(copies(tmp_path / "files").values()) == {b"one", b"two"}


async def test_what_telegram_refuses_is_not_asked_for_again_and_the_rest_is_copied(
    sandbox: Sandbox, copier: Copier, zone: Zone, sender: Person, tmp_path: Path
) -> None:
    attach(zone, document(sender, b"one"), document(sender, b"two"))
    sandbox.fail(Fault(method="getFile", refusal=Refusal(400, "Bad Request: file is too big")))
    await copier.copy_all()
    await copier.copy_all()

    assert list(copies(tmp_path / "files").values()) == [b"two"]
    assert [call.method for call in sandbox.calls].count("getFile") == 2


async def test_copy_that_was_broken_off_before_it_was_noted_is_made_again(
    copier: Copier, zone: Zone, sender: Person, tmp_path: Path
) -> None:
    attach(zone, document(sender, b"whole"))
    half = tmp_path / "files" / "ZQ261124-001" / "1-document.pdf"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"ha")
    half.with_name("1-document.pdf.part").write_bytes(b"h")
    await copier.copy_all()

    assert copies(tmp_path / "files") == {"ZQ261124-001/1-document.pdf": b"whole"}
