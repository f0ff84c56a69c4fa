"""The Chromium of the system, driven by Playwright; no browser is ever downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import Browser, async_playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever else it may think of: there is nobody but this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

# One Chromium serves all tests of a process, so they share its loop; a busy machine is slow, and no failure.
IN_CHROMIUM: Final = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


def chromium() -> str | None:
    """Where it is installed; None where it is not."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    """It, without a window, until the block ends."""
    # As root there is no sandbox for what it shows, which is only our own page.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*_ARGUMENTS, *alone])
        try:
            yield browser
        finally:
            await browser.close()
