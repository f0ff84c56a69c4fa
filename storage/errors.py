"""What can go wrong in the ledger. The docstring of each error is its message; its fields say the rest."""

from __future__ import annotations

from typing import Any


class ZhuqiError(Exception):
    """台账出错了。"""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The first line of the class docstring, with the fields put in."""
        return (type(self).__doc__ or "").strip().splitlines()[0].format(**self.fields)

    def __str__(self) -> str:
        return self.message


class NotAllowed(ZhuqiError):
    """现在不能“{action}”。"""


class Stale(ZhuqiError):
    """{number} 的情况已经变了。"""


class NotFound(ZhuqiError):
    """没有找到{what}。"""


class Incomplete(ZhuqiError):
    """还缺{what}。"""


class InvalidInvite(ZhuqiError):
    """这个邀请链接已用过或已过期。"""


class AlreadyJoined(ZhuqiError):
    """这位已经用另一个 Telegram 账号加入了。"""
