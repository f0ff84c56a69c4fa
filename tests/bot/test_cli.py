"""The command line as somebody types it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from bot.cli import main

pytestmark = pytest.mark.usefixtures("home")


def ended(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended("--version") == 0
    assert capsys.readouterr().out == f"zhuqi {version('zhuqi')}\n"


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "run" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["unknown"], ["backup"], ["run", "surplus"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(*arguments) == 2
    assert capsys.readouterr().out == ""


def test_run_without_a_token_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 1

    said = capsys.readouterr().err
    assert "BOT_TOKEN" in said
    assert "Traceback" not in said


def test_wrong_setting_is_named_and_never_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "my-secret-password")

    assert main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert "BOT_TOKEN" in said
    assert "my-secret-password" not in said


def test_wrong_policy_is_explained(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "policy.toml").write_text("[district]\nnam = 1\n", encoding="utf-8")
    monkeypatch.setenv("POLICY_FILE", str(home / "policy.toml"))

    assert main(["migrate"]) == 1
    assert "district.nam" in capsys.readouterr().err


def test_migrate_makes_the_database_and_may_be_repeated(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0

    assert (home / "data" / "zhuqi.db").is_file()
    assert "最新" in capsys.readouterr().out
