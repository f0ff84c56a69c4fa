"""Every word on the page stands out from its ground, by day and by night."""

from __future__ import annotations

from typing import Final, Literal

import pytest
from playwright.async_api import Browser

from bot.page.page import Page
from tests.browser.chromium import IN_CHROMIUM
from tests.browser.screen import shown
from tests.browser.story import reported

pytestmark = IN_CHROMIUM

AA: Final = 4.5  # WCAG 2.2, 1.4.3, for text of any size
# The words whose contrast is less. A canvas turns any colour into red, green, blue and how much of them there is.
_FAINT: Final = """
(least) => {
  const drawing = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const parts = (colour) => {
    drawing.clearRect(0, 0, 1, 1);
    drawing.fillStyle = colour;
    drawing.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = drawing.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((part, at) => part * a + ground[at] * (1 - a)).concat(1);
  const linear = (part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const upwards = function* (one) {
    for (; one; one = one.parentElement) yield one;
  };
  const groundOf = (element) => {
    const grounds = [];
    for (const one of upwards(element)) {
      grounds.unshift(parts(getComputedStyle(one).backgroundColor));
      if (grounds[0][3] === 1) break;
    }
    return grounds.reduce((ground, next) => over(next, ground), [255, 255, 255, 1]);
  };
  const contrast = (element) => {
    const ground = groundOf(element);
    const words = parts(getComputedStyle(element).color);
    for (const one of upwards(element)) words[3] *= getComputedStyle(one).opacity;
    const [brighter, darker] = [light(over(words, ground)), light(ground)].sort((a, b) => b - a);
    return (brighter + 0.05) / (darker + 0.05);
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const {textContent, parentElement} = texts.currentNode;
    if (!textContent.trim() || !parentElement.checkVisibility()) continue;
    const found = contrast(parentElement);
    if (found < least) faint.push(`${textContent.trim()}: ${found.toFixed(2)}`);
  }
  return faint;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_word_is_faint(browser: Browser, page: Page, scheme: Literal["light", "dark"]) -> None:
    await page.bot.start()
    async with shown(browser, page.url, guide=True, color_scheme=scheme) as screen:
        await reported(screen)
        await screen.open_drawer("接口调用")

        assert await screen.page.evaluate(_FAINT, AA) == []
        assert len(await screen.page.evaluate(_FAINT, 22)) > 50  # more than black on white: all are looked at
