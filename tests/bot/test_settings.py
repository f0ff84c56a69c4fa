"""Settings from the environment and .env: each wrong one is named, and no secret is shown."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

from bot.settings import Address, LogFormat, LogLevel, Settings, SettingsError, SettingsProblem, load_settings

ROOT = Path(__file__).parents[2]
TOKEN = "123456:AAE-made_up"


pytestmark = pytest.mark.usefixtures("home")


def problems() -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return {problem.name: problem.expected for problem in caught.value.problems}


def test_defaults_are_those_of_the_documentation() -> None:
    settings = load_settings()

    assert settings.bot_token is None
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///data/zhuqi.db"
    assert settings.files_dir == Path("data/files")
    assert settings.listen == Address(host="127.0.0.1", port=8080)
    assert settings.log_level is LogLevel.INFO
    assert settings.log_format is LogFormat.CONSOLE


def test_env_example_lists_every_setting_with_its_default(home: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
    defaults = {
        name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }

    assert listed == defaults
    without_copy = load_settings()
    (home / ".env").write_text(example, encoding="utf-8")
    assert load_settings() == without_copy


def test_env_example_explains_every_setting() -> None:
    blocks = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")[1:]

    assert [bool(re.fullmatch(r"(#.*\n)+[A-Z_]+=.*\n?", block)) for block in blocks] == [True] * len(blocks)


def test_environment_wins_over_env_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".env").write_text("LOG_LEVEL=ERROR\nLISTEN=0.0.0.0:9000\n")
    monkeypatch.setenv("LOG_LEVEL", "debug")

    settings = load_settings()

    assert (settings.log_level, settings.listen.port) == (LogLevel.DEBUG, 9000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", TOKEN),
        ("BOT_API_URL", "http://127.0.0.1:8081"),
        ("BOT_API_URL", "https://api.example/telegram"),
        ("PROXY_URL", "socks5://user:pass@127.0.0.1:1080"),
        ("PROXY_URL", "http://127.0.0.1:7890"),
        ("DATABASE_URL", "sqlite:///zhuqi.db"),
        ("DATABASE_URL", "sqlite:////var/lib/zhuqi/zhuqi.db"),
        ("DATABASE_URL", "postgresql://zhuqi:pass@db.example:5432/zhuqi"),
        ("FILES_DIR", "new/folder"),
        ("POLICY_FILE", "policy.toml"),
        ("WEBHOOK_URL", "https://bot.example/hook"),
        ("WEBHOOK_URL", "http://127.0.0.1:8080/hook"),
        ("WEBHOOK_SECRET", "a-b_C9"),
        ("LISTEN", "[::1]:8080"),
        ("LISTEN", "zhuqi.example:65535"),
        ("LOG_LEVEL", "warning"),
        ("LOG_FORMAT", "json"),
    ],
)
def test_right_value_is_taken(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    (home / "policy.toml").touch()
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv(name, value)

    assert name.lower() in load_settings().model_fields_set


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "made-up"),
        ("BOT_TOKEN", "123456:AAE made up"),
        ("BOT_TOKEN", "１２３:AAE"),
        ("BOT_API_URL", "api.example"),
        ("BOT_API_URL", "ftp://api.example"),
        ("BOT_API_URL", "https://api.example:70000"),
        ("PROXY_URL", "127.0.0.1:1080"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://zhuqi.db"),
        ("DATABASE_URL", "postgresql:///zhuqi"),
        ("DATABASE_URL", "mysql://db.example/zhuqi"),
        ("FILES_DIR", "file"),
        ("POLICY_FILE", "absent.toml"),
        ("WEBHOOK_URL", "http://bot.example/hook"),
        ("WEBHOOK_URL", "bot.example"),
        ("WEBHOOK_SECRET", "with space"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("LISTEN", "8080"),
        ("LISTEN", "127.0.0.1"),
        ("LISTEN", "127.0.0.1:http"),
        ("LISTEN", "me@127.0.0.1:80"),
        ("LISTEN", "127.0.0.1:65536"),
        ("LISTEN", "127.0.0.1:8080/hook"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_wrong_value_is_named_with_what_is_expected(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv(name, value)

    assert problems() == {name: Settings.model_fields[name.lower()].description}


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "made-up")
    monkeypatch.setenv("LISTEN", "8080")
    monkeypatch.setenv("LOG_FORMAT", "xml")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert str(caught.value) == (
        "设置有误，请检查环境变量或 .env："
        "\n  BOT_TOKEN：应为 BotFather 给的令牌，形如 数字:字母数字"
        "\n  LISTEN：应为 主机:端口，如 127.0.0.1:8080"
        "\n  LOG_FORMAT：应为 console、json 之一"
    )


def test_webhook_without_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/hook")

    assert list(problems()) == ["WEBHOOK_SECRET"]


def test_misspelled_name_in_env_file_is_told(home: Path) -> None:
    (home / ".env").write_text("BOT_TOKN=123456:AAE\n")

    assert problems() == {"BOT_TOKN": "没有这个设置，请看 .env.example"}


def test_env_file_in_another_encoding_is_told(home: Path) -> None:
    (home / ".env").write_bytes("# 令牌\nBOT_TOKEN=\n".encode("gb18030"))

    assert problems() == {".env": "应为 UTF-8 编码的文本"}


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_no_error_shows_the_value(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name.upper(), "://hunter2 ?")
    try:
        text = repr(load_settings())
    except SettingsError as error:
        # Neither the message nor what would be printed with it.
        text = "".join(traceback.format_exception(error)) + repr(error.problems)

    assert name == "files_dir" or "hunter2" not in text


def test_no_secret_is_in_the_settings_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("WEBHOOK_SECRET", "hook-secret")
    monkeypatch.setenv("PROXY_URL", "socks5://me:proxy%21@127.0.0.1:1080")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:base-secret@127.0.0.1/zhuqi")

    settings = load_settings()

    assert settings.secrets == (TOKEN, "hook-secret", "proxy%21", "proxy!", "base-secret")
    assert [secret for secret in settings.secrets if secret in f"{settings} {settings!r}"] == []


def test_token_is_asked_for_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings().require_token()
    assert [problem.name for problem in caught.value.problems] == ["BOT_TOKEN"]

    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    assert load_settings().require_token() == TOKEN


def test_problem_reads_as_name_and_expectation() -> None:
    assert str(SettingsProblem(name="LISTEN", expected="应为 主机:端口")) == "LISTEN：应为 主机:端口"


@pytest.mark.parametrize("text", ["127.0.0.1:8080", "localhost:1", "[::1]:443"])
def test_address_reads_what_it_writes(text: str) -> None:
    assert str(Address.parse(text)) == text
