"""How long to wait before the next try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Patience:
    """A delay that doubles with each failure in a row, up to a most."""

    first_seconds: float = 1
    most_seconds: float = 30

    def after(self, failures: int) -> float:
        """How many seconds to wait after so many failures in a row; 0 after none."""
        if failures < 1:
            return 0
        # Long before the exponent overflows the most has been reached.
        return float(min(self.first_seconds * 2 ** min(failures - 1, 30), self.most_seconds))
