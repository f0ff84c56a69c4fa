"""The policy that comes with the service."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

DEFAULT_POLICY: Final = "changchun.toml"


def default_policy_text() -> str:
    """The content of the default policy file, read from the installed package."""
    return files(__name__).joinpath(DEFAULT_POLICY).read_text(encoding="utf-8")
