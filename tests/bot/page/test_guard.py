"""No other page, no other machine and no other name for this one may drive it."""

from __future__ import annotations

import pytest

from bot.page.guard import HEADER
from tests.bot.page.conftest import CONTACT, Browser

ACT = {"person": CONTACT, "do": "say", "text": "在吗"}
FOREIGN = "别的网页不能操作这个页面"


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, f"缺少请求头 {HEADER}"),
        ({HEADER: "1", "Origin": "https://example.org"}, FOREIGN),
        ({HEADER: "1", "Origin": "http://127.0.0.1:1"}, FOREIGN),
        ({HEADER: "1", "Origin": "null"}, FOREIGN),
        ({HEADER: "1", "Host": "example.org"}, "只能从本机打开（127.0.0.1 或 localhost）"),
    ],
)
async def test_what_does_not_come_from_the_page_is_refused(
    browser: Browser, headers: dict[str, str], error: str
) -> None:
    before = len(browser.page.sandbox.updates.pending)

    async with browser.session.post(f"{browser.page.url}/api/act", json=ACT, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (403, {"error": error})
    assert len(browser.page.sandbox.updates.pending) == before


async def test_what_comes_from_the_page_is_done(browser: Browser) -> None:
    headers = {HEADER: "1", "Origin": browser.page.url}

    async with browser.session.post(f"{browser.page.url}/api/act", json=ACT, headers=headers) as answer:
        assert answer.status == 200


async def test_another_page_may_not_even_listen(browser: Browser) -> None:
    async with browser.session.get(
        f"{browser.page.url}/api/live", headers={"Origin": "https://example.org"}
    ) as answer:
        assert (answer.status, await answer.json()) == (403, {"error": FOREIGN})


async def test_the_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    async with browser.session.get(f"{browser.page.url}/") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert answer.status == 200
    assert policy.split("; ")[0] == "default-src 'self'"
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
