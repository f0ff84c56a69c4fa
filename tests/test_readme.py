"""The README promises nothing that is not there."""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path

import pytest

from bot.cli import _parser
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What is set in code, a piece a line.
CODE = "\n".join(
    inline or block for inline, block in re.findall(r"`([^`\n]+)`|^    (.+)$", README, re.MULTILINE)
)
COMMAND = re.compile(r"\bzhuqi (?P<name>[a-z]+)\b(?P<rest>.*)")


def commands() -> dict[str, argparse.ArgumentParser]:
    """The commands of the program, by name."""
    found = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(found[0].choices)


def test_readme_names_exactly_the_commands_that_there_are() -> None:
    table = re.findall(r"^\| `zhuqi (\w+)", README, re.MULTILINE)

    assert table == list(commands())
    assert {match["name"] for match in COMMAND.finditer(CODE)} == set(commands())


@pytest.mark.parametrize("name", commands())
def test_readme_names_exactly_the_options_that_a_command_has(name: str) -> None:
    (row,) = re.findall(rf"^\| `zhuqi {name}\b([^`]*)`", README, re.MULTILINE)
    options = {option for action in commands()[name]._actions for option in action.option_strings}

    assert set(re.findall(r"--[a-z-]+", row)) == {option for option in options if option[:2] == "--"} - {
        "--help"
    }


def test_readme_uses_only_options_that_there_are() -> None:
    for match in COMMAND.finditer(CODE):
        known = {option for action in commands()[match["name"]]._actions for option in action.option_strings}
        assert set(re.findall(r"--[a-z-]+", match["rest"])) - known == set(), match.group()


def test_readme_names_only_targets_that_there_are() -> None:
    listing = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = set(re.findall(r"make (\w+)", listing))

    assert {"demo", "test"} <= set(re.findall(r"\bmake ([a-z]+)", CODE)) <= targets


def test_readme_points_only_to_files_that_there_are() -> None:
    linked = {name for name in re.findall(r"\]\(([^)]+)\)", README) if "://" not in name}
    named = set(re.findall(r"`((?:bot|handlers|storage|tests|docs)/[\w/.]*)`", README))

    assert {name for name in linked | named if not (ROOT / name).exists()} == set()
    assert "docs/pictures/demo.svg" in linked


def test_readme_and_example_name_only_settings_that_there_are() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert ".env.example" in README
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == settings
    assert set(re.findall(r"`([A-Z]+_[A-Z_]+)=?`", README)) - settings == set()
