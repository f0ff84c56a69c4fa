"""Fetching the file of a roster from Telegram."""

from __future__ import annotations

import io
import zipfile

import pytest
from telegram.error import NetworkError

from bot.sandbox import Fault, Person
from handlers.talk import Waiting
from tests.handlers.roster.conftest import NEW_OFFICER, Desk, workbook

ADDING = workbook(服务员=NEW_OFFICER)


def bomb() -> bytes:
    """A workbook that unpacks to more than any roster."""
    content = io.BytesIO(workbook())
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(101 * 1024 * 1024))
    return content.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7", "文件不是 Excel 工作簿（.xlsx）"),
        (b"PK\x03\x04cut", "文件已损坏，或不是 Excel 工作簿（.xlsx）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "文件设有密码，或是旧的 .xls 格式；请另存为没有密码的 .xlsx"),
    ],
)
async def test_file_that_is_no_workbook_is_refused_with_its_reason(
    desk: Desk, chen: Person, data: bytes, reason: str
) -> None:
    [answer] = await desk.sends(chen, data)

    assert answer.text == f"花名册有 1 处错误，没有导入任何内容。改好后请重新发送。\n\n· {reason}"
    assert (desk.open_uploads, desk.state(chen)) == (0, None)


async def test_zip_bomb_is_refused(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(chen, bomb())

    assert answer.text.endswith("\n\n· 文件解压后超过 100 MB，不像一份花名册")


async def test_file_that_is_too_large_is_not_even_fetched(desk: Desk, chen: Person) -> None:
    [answer] = await desk.sends(chen, ADDING, size_bytes=21 * 1024 * 1024)

    assert answer.text.endswith("\n\n· 文件有 21.0 MB，最大 20 MB")
    assert not [call for call in desk.sandbox.calls if call.method.lower() == "getfile"]


async def test_file_that_is_gone_by_the_time_of_the_import_is_asked_for_again(
    desk: Desk, chen: Person
) -> None:
    await desk.sends(chen, ADDING)
    desk.sandbox.world.files._by_id.clear()
    desk.expected_refusal = "Bad Request: invalid file_id"

    await desk.after(chen, lambda: chen.press("导入"))

    assert chen.toasts() == ["这个文件取不到了，请重新发送。"]
    assert desk.told == []
    assert desk.state(chen) == Waiting.ROSTER


async def test_what_the_network_prevents_is_raised_and_done_when_it_is_back(desk: Desk, chen: Person) -> None:
    desk.expected_refusal = "Bad Gateway"
    desk.sandbox.faults.add(Fault.server_error("getFile"))
    chen.send_document(data=ADDING, name="花名册.xlsx")
    with pytest.raises(NetworkError):
        await desk.talk.listen()
    assert chen.heard() == []

    [asked] = await desk.sends(chen, ADDING)

    assert "服务员：＋ F002 周驻企" in asked.text
