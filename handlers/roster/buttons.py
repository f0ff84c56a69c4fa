"""What is pressed below the dry run of a roster."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.buttons import Button


@dataclass(frozen=True, kw_only=True)
class Import(Button, code="roster_in"):
    """导入."""

    upload_id: int


@dataclass(frozen=True, kw_only=True)
class Drop(Button, code="roster_out"):
    """取消."""

    upload_id: int
