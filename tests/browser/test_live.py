"""The page's connection breaks, and what happened meanwhile is there when it is back."""

from __future__ import annotations

from playwright.async_api import Browser, WebSocketRoute, expect

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import shown

pytestmark = IN_CHROMIUM

BEFORE, MEANWHILE, AFTER = "断开以前", "断开期间", "恢复以后"


async def test_page_that_was_cut_off_hears_what_it_missed(browser: Browser, page: Page) -> None:
    line = Line()
    contact = page.town.at_hand()[0]
    async with shown(browser, page.url) as screen:
        await screen.page.route_web_socket("**/api/live**", line.open)
        await screen.page.reload()
        contact.say(BEFORE)
        await screen.contact.sees(BEFORE)

        await line.cut()
        await expect(screen.page.get_by_text("连接断开")).to_be_visible()
        contact.say(MEANWHILE)
        line.is_whole = True
        await screen.contact.sees(MEANWHILE)
        contact.say(AFTER)
        await screen.contact.sees(AFTER)

        await expect(screen.page.get_by_text("连接断开")).to_have_count(0)
        await expect(screen.contact.messages.filter(has_text="断开")).to_have_count(2)  # none of them twice


class Line:
    """Between the page and its server."""

    def __init__(self) -> None:
        self.is_whole = True
        self._open: list[WebSocketRoute] = []

    async def open(self, socket: WebSocketRoute) -> None:
        """The page would like to listen."""
        if self.is_whole:
            socket.connect_to_server()
            self._open.append(socket)
        else:
            await socket.close()

    async def cut(self) -> None:
        """It breaks, and stays broken until it is said to be whole."""
        self.is_whole = False
        for socket in self._open:
            await socket.close()
