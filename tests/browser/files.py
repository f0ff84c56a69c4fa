"""Pictures and documents of a person, and their ways into a chat that are no button."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

from bot.demo.photo import photo
from tests.browser.phone import Phone

PHOTO: Final = photo()

_HAND_OVER = """
(target, {event, files}) => {
  const data = new DataTransfer();
  for (const {name, type, base64} of files) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], name, {type}));
  }
  const about = {bubbles: true, cancelable: true};
  target.dispatchEvent(event === "paste"
    ? new ClipboardEvent("paste", {...about, clipboardData: data})
    : new DragEvent("drop", {...about, dataTransfer: data}));
}
"""


async def paste(phone: Phone, *names: str) -> None:
    """The photo, under these names, is pasted where one writes."""
    await phone.input.evaluate(_HAND_OVER, {"event": "paste", "files": _photos(names)})


async def drop(phone: Phone, *names: str) -> None:
    """The photo, under these names, is dragged onto a phone and dropped there."""
    await phone.root.evaluate(_HAND_OVER, {"event": "drop", "files": _photos(names)})


def write_photo(path: Path) -> Path:
    """The photo as a file."""
    path.write_bytes(PHOTO)
    return path


def _photos(names: tuple[str, ...]) -> list[dict[str, str]]:
    data = base64.b64encode(PHOTO).decode()
    return [{"name": name, "type": "image/png", "base64": data} for name in names]
