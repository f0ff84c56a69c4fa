"""What is pressed on the way in."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.buttons import Button


@dataclass(frozen=True, kw_only=True)
class Agree(Button, code="agree"):
    """同意 to the 告知 that was read."""

    notice: str  # which version, as `consenting.fingerprint` gives it


@dataclass(frozen=True, kw_only=True)
class Disagree(Button, code="disagree"):
    """不同意."""


@dataclass(frozen=True, kw_only=True)
class ThisIsMe(Button, code="me"):
    """是本人.

    It carries the invite's secret, which its holder has anyway: whoever presses proves anew that they have it. The
    number of the invite would prove nothing, and anybody could send it.
    """

    secret: str


@dataclass(frozen=True, kw_only=True)
class NotMe(Button, code="not_me"):
    """不是."""
