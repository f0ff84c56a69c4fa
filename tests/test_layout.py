"""What lies in the repository: the layout, and nothing that belongs to one machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP_LEVEL = {
    *("storage", "handlers", "bot", "tests", "docs"),
    *("pyproject.toml", "requirements.lock", "Makefile", "README.md", "LICENSE"),
    *(".ci", ".env.example", ".gitignore"),
}
# Spelt so that this file passes its own test.
NEVER_NAMED = {
    "a package index": re.compile(r"py[p]i\.|python[h]osted|index-ur[l]\b|find-link[s]|registry\.n[p]m"),
    "a path of one machine": re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e]|User[s])/|/bash_job[s]"),
}
OTHER_LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json", "pylock.toml"}


def tracked() -> list[Path]:
    """Every file that git keeps, or would keep."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [Path(name) for name in listing.split("\0") if name]
    return [file for file in files if (ROOT / file).is_file()]


def test_top_level_holds_only_what_the_layout_names() -> None:
    assert {file.parts[0] for file in tracked()} - TOP_LEVEL == set()


def test_every_package_says_that_it_is_one() -> None:
    folders = {
        folder
        for file in tracked()
        if file.suffix == ".py" and file.parts[0] in {"bot", "handlers", "storage", "tests"}
        for folder in file.parents
        if folder != Path()
    }

    assert {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()} == set()


@pytest.mark.parametrize("what", NEVER_NAMED)
def test_no_file_names_what_belongs_to_one_machine(what: str) -> None:
    found = []
    for file in tracked():
        try:
            text = (ROOT / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a workbook
        found += [f"{file}: {hit.group()}" for hit in NEVER_NAMED[what].finditer(text)]

    assert found == []


def test_lock_is_the_only_one_and_has_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()

    assert re.findall(r".*(?:://|@|^--).*", lock, re.MULTILINE) == []
    assert {file.name for file in tracked()} & OTHER_LOCKS == set()


def test_lock_pins_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
    ]
    pinned = {
        match["name"]: match["hashes"].count("--hash=sha256:")
        for match in re.finditer(
            r"^(?P<name>[a-z0-9-]+)==\S+(?P<hashes>.*(?:\n    .*)+)",
            (ROOT / "requirements.lock").read_text(),
            re.MULTILINE,
        )
    }

    names = {match.group() for requirement in asked if (match := re.match(r"[a-z0-9-]+", requirement))}
    assert names - pinned.keys() == set()
    assert {name for name, hashes in pinned.items() if hashes == 0} == set()
