"""The page as a person has it before them, and what a developer would see go wrong in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Literal

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, WebSocket, expect

from tests.browser.phone import Phone

WAIT_MS: Final = 30_000
WIDE: Final = (1600, 1000)
NARROW: Final = (390, 844)

expect.set_options(timeout=WAIT_MS)


class Screen:
    """The page in a browser.

    Attributes:
        troubles: errors of scripts, refused loads, and requests that went elsewhere than to the page's server.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.troubles: list[str] = []
        self.contact, self.officer, self.manager, self.group = (
            Phone(page.get_by_test_id(f"phone-{place}")) for place in range(4)
        )
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._note_request)
        page.on("websocket", self._note_socket)

    async def press(self, word: str) -> None:
        """Press a button of the bar at the top."""
        await self.page.get_by_role("banner").get_by_role("button", name=word, exact=True).click()

    async def see_bot(self, state: Literal["running", "gone"]) -> None:
        """Wait until the bot runs, or does not."""
        await expect(self.page.get_by_test_id("bot-state")).to_have_attribute("data-state", state)

    def fault(self, word: str) -> Locator:
        """The button of a fault, which counts down while it is pressed."""
        return self.page.get_by_role("group", name="出点故障").get_by_role("button", name=word)

    def outbox(self, count: Literal["waiting", "due", "delivered", "late", "twice"]) -> Locator:
        """One of the numbers of the strip."""
        return self.page.get_by_test_id(f"outbox-{count}")

    async def open_drawer(self, tab: str) -> Locator:
        """Open the developers' drawer at one of its pages."""
        await self.page.get_by_role("button", name="开发者").click()
        await self.page.get_by_role("tab", name=tab).click()
        return self.page.get_by_role("tabpanel", name=tab)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.type}: {message.text}")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.url}/"):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def _note_socket(self, socket: WebSocket) -> None:
        if not socket.url.startswith(f"ws{self.url.removeprefix('http')}/"):
            self.troubles.append(f"listened elsewhere: {socket.url}")


@asynccontextmanager
async def shown(
    browser: Browser, url: str, *, size: tuple[int, int] = WIDE, guide: bool = False, **more: Any
) -> AsyncIterator[Screen]:
    """The page in a browser of its own, as large as wanted, until the block ends.

    Nothing may have gone wrong in it by then.

    Args:
        browser: the program.
        url: where the page is served.
        size: width and height in CSS pixels.
        guide: whether the guide is open, as for newcomers.
        more: of the browser, as Playwright's `new_context` takes it.
    """
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, **({"locale": "zh-CN"} | more)
    )
    context.set_default_timeout(WAIT_MS)
    if not guide:
        await context.add_init_script("localStorage.setItem('zhuqi.guide.closed', '1')")
    try:
        screen = Screen(await context.new_page(), url)
        await screen.page.goto(url)
        yield screen
        assert screen.troubles == [], screen.troubles
    finally:
        await context.close()
