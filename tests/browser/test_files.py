"""Photos and documents, put into a chat in every way, arrive on the other phone."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Locator, expect

from tests.browser.chromium import IN_CHROMIUM
from tests.browser.files import drop, paste, write_photo
from tests.browser.screen import Screen
from tests.browser.story import PROBLEM

pytestmark = IN_CHROMIUM

LIST = "柜号,状态\n1,跳闸\n".encode()


async def test_files_by_button_paste_and_drag_reach_the_officer(screen: Screen, tmp_path: Path) -> None:
    contact, officer = screen.contact, screen.officer
    (tmp_path / "清单.csv").write_bytes(LIST)

    await paste(contact, "粘贴.png")
    await contact.says(PROBLEM)
    await contact.sees(f"{PROBLEM}.*照片 1", "提交")
    await drop(contact, "拖一.png", "拖二.png")
    await contact.says("")
    await contact.sees(f"{PROBLEM}.*照片 3", "提交")
    await contact.attaches("照片或视频", write_photo(tmp_path / "选择.png"))
    await contact.attaches("文件", tmp_path / "清单.csv")
    await contact.says("")
    await contact.sends("位置（示例园区）")
    await contact.sees(f"{PROBLEM}.*照片 4.*文件 1.*位置 1", "提交")
    await contact.presses("提交")

    await officer.sees(PROBLEM, "签收")
    pictures = officer.messages.locator(".picture img")
    await expect(pictures).to_have_count(4)
    assert await _all_loaded(pictures)
    await expect(officer.messages.get_by_role("img", name="位置：43.8868, 125.3245")).to_be_visible()
    async with screen.page.expect_download() as download:
        await officer.messages.get_by_role("link", name="下载 清单.csv").click()
    await (await download.value).save_as(tmp_path / "下载.csv")
    assert (tmp_path / "下载.csv").read_bytes() == LIST


async def _all_loaded(pictures: Locator) -> bool:
    return all(
        [
            await picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)")
            for picture in await pictures.all()
        ]
    )
