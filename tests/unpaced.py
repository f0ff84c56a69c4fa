"""Limits that nobody reaches, so that nobody waits who is not meant to."""

from __future__ import annotations

from typing import Final

from bot.pacing import Limit, Limits

_FAST: Final = Limit(messages=10_000, seconds=1, burst=10_000)
UNPACED: Final = Limits(overall=_FAST, private=_FAST, group=_FAST)
