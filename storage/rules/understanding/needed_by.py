"""Until when an enterprise needs it, as its text says."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from storage.rules.understanding.values import NeededBy

_NEAR: Final = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明早": 1, "后天": 2}
_MARKED: Final = re.compile("(今天|今日|今晚|明天|明早|后天)(?:必须|就|要|之?前|内)")


def needed_by(text: str, today: dt.date) -> NeededBy | None:
    """The earliest date that the text gives as a deadline; None if it gives none."""
    match = _MARKED.search(text)
    if match is None:
        return None
    return NeededBy(day=today + dt.timedelta(days=_NEAR[match[1]]), words=match[0])
