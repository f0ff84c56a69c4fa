"""A phone on the page, in the hands of somebody who sees, types and presses."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import Locator, expect


class Phone:
    """One of the four. Whatever is looked for is waited for.

    Args:
        root: the phone in the document.
    """

    def __init__(self, root: Locator) -> None:
        self.root = root
        self.messages = root.get_by_role("article")
        self.input = root.get_by_role("textbox")
        self.toast = root.get_by_test_id("toast")
        self.alert = root.get_by_role("alertdialog")

    async def says(self, words: str) -> None:
        """Types it and sends it, with whatever is attached."""
        await self.input.fill(words)
        await self.root.get_by_role("button", name="发送", exact=True).click()

    async def presses(self, word: str) -> None:
        """Presses the newest button of a message that says so."""
        await self.button(word).click()

    async def taps(self, word: str) -> None:
        """Presses a key of the keyboard below the chat."""
        await self.root.get_by_role("group", name="快捷键盘").get_by_role("button", name=word).click()

    async def chooses(self, word: str) -> None:
        """Chooses from the phone's own menu."""
        await self.root.get_by_role("button", name="更多操作").click()
        await self._choice(word).click()

    async def picks(self, message: Locator, word: str) -> None:
        """Chooses what is to be done with a message."""
        await message.click(button="right")
        await self._choice(word).click()

    async def attaches(self, word: str, *files: Path) -> None:
        """Chooses files by the button for it, and leaves them to be sent."""
        async with self.root.page.expect_file_chooser() as chooser:
            await self.sends(word)
        await (await chooser.value).set_files(files)

    async def sends(self, word: str) -> None:
        """Chooses from the menu of what can be sent besides words."""
        await self.root.get_by_role("button", name="添加附件").click()
        await self._choice(word).click()

    async def takes_up(self, name: str) -> None:
        """Gives the phone to somebody else."""
        dialog = await self._people()
        await dialog.locator(".person", has_text=name).click()

    async def is_seen_by(self, name: str) -> None:
        """Has the group shown as on the phone of one of its members."""
        dialog = await self._people()
        await dialog.get_by_role("group", name="从谁的手机看").get_by_role("button", name=name).click()

    async def takes_up_as_new(self, name: str) -> None:
        """Gives the phone to somebody whom the bot does not know."""
        dialog = await self._people()
        await dialog.get_by_text("新来一个人…").click()
        await dialog.get_by_label("姓名").fill(name)
        await dialog.get_by_role("button", name="拿起这部手机").click()

    async def sees(self, words: str, *buttons: str) -> Locator:
        """Has a message that fits the pattern and has these buttons: the newest."""
        message = self.messages.filter(has_text=re.compile(words, re.DOTALL))
        for word in buttons:
            message = message.filter(has=self._keys(word))
        await expect(message.last).to_be_visible()
        return message.last

    def button(self, word: str) -> Locator:
        """The newest button of a message that says this word, signs before it aside."""
        return self.messages.locator(self._keys(word)).last

    async def _people(self) -> Locator:
        await self.root.get_by_role("button", name="换人").click()
        return self.root.page.get_by_role("dialog", name="谁用这部手机")

    def _keys(self, word: str) -> Locator:
        return self.root.page.locator(".inline-key", has_text=re.compile(rf"^(?:\S+\s)?{re.escape(word)}$"))

    def _choice(self, word: str) -> Locator:
        return self.root.page.get_by_role("menuitem", name=word, exact=True)
