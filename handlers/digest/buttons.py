"""The buttons of 超期."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.buttons import Button


@dataclass(frozen=True, kw_only=True)
class LeafOverdue(Button, code="red"):
    """上一页 / 下一页 of 超期."""

    page: int
