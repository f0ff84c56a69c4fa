"""How a bot is set up that runs as a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from bot.sandbox import Sandbox

ROOT: Final = Path(__file__).parents[2]


def environment_for(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    """The settings of a bot whose data are in a folder, as an operator would give them."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PTB_TIMEDELTA": "1",
        "NO_PROXY": "127.0.0.1",
        "BOT_TOKEN": sandbox.token,
        "BOT_API_URL": sandbox.url,
        "DATABASE_URL": f"sqlite:///{folder / 'zhuqi.db'}",
        "FILES_DIR": str(folder / "files"),
        "LISTEN": "127.0.0.1:0",
        "LOG_LEVEL": "WARNING",
    }
