"""`zhuqi`, or `python -m bot`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and end with its exit status."""
    # The library reads it whenever it meets a duration; without it each one is a deprecated plain number.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    # The ledger, its copies and exports hold personal data: they are for who runs the service alone.
    os.umask(0o077)
    from bot.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
