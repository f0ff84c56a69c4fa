"""Log records: clean of secrets, in the form that was set."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import Redaction, set_up_logging
from bot.settings import LogFormat, Settings

TOKEN = "123456:TEST-short"
OTHER_TOKEN = "7654321098:AAF-abcdefghijklmnopqrstuvwxyz_0123"
HOOK = "hook-secret"
PHONE = "13800138000"
SPACED_PHONE = "+86 138 0013 8000"


@pytest.fixture(autouse=True)
def _logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # Taken out first: a set-up closes the handlers it replaces, and these are pytest's.
    root.handlers = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)


def set_up(log_format: LogFormat = LogFormat.CONSOLE) -> None:
    set_up_logging(
        Settings.model_validate({"bot_token": TOKEN, "webhook_secret": HOOK, "log_format": log_format})
    )


def fail_with(text: str) -> None:
    raise RuntimeError(text)


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_no_part_of_a_record_shows_a_secret(
    capsys: pytest.CaptureFixture[str], log_format: LogFormat
) -> None:
    set_up(log_format)
    log = logging.getLogger("bot.test")
    log.warning(f"POST /bot{TOKEN}/sendMessage")  # noqa: G004 - as others may do
    log.warning("GET /bot%s/getMe", OTHER_TOKEN)
    log.warning("header %(secret)s", {"secret": HOOK})
    log.warning("called by %s", SPACED_PHONE)
    log.handle(
        logging.LogRecord("bot.test", logging.INFO, "", 1, "here", None, None, sinfo=f"Stack: {PHONE}")
    )
    try:
        fail_with(f"{TOKEN} {OTHER_TOKEN} {PHONE}")
    except RuntimeError:
        log.exception("failed for %s", PHONE)

    written = capsys.readouterr().err

    assert [secret for secret in (TOKEN, OTHER_TOKEN, HOOK, PHONE, SPACED_PHONE) if secret in written] == []
    assert written.count("138****8000") == 4
    assert "RuntimeError" in written
    assert "fail_with" in written


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogFormat.JSON)
    log = logging.getLogger("bot.test")
    log.info('第一行\n第二行 “引号” "%s"', TOKEN)
    try:
        fail_with("broken")
    except RuntimeError:
        log.exception("出错了")

    first, second = map(json.loads, capsys.readouterr().err.splitlines())

    assert {name: first[name] for name in ("level", "logger", "message")} == {
        "level": "INFO",
        "logger": "bot.test",
        "message": '第一行\n第二行 “引号” "[已隐去]"',
    }
    assert first["time"].endswith("+00:00")
    assert first.keys() == {"time", "level", "logger", "message"}
    assert second["message"] == "出错了"
    assert second["exception"].endswith("RuntimeError: broken")


def test_what_asks_the_api_is_quiet_below_warning(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    for name in ("httpx", "httpcore.http11"):
        logging.getLogger(name).info("HTTP Request: POST /bot%s/getMe", TOKEN)
        logging.getLogger(name).warning("slow")

    assert [line.split(" ", 2)[2] for line in capsys.readouterr().err.splitlines()] == [
        "WARNING httpx: slow",
        "WARNING httpcore.http11: slow",
    ]


def test_level_is_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(Settings.model_validate({"log_level": "ERROR"}))
    logging.getLogger("bot.test").warning("unheard")
    logging.getLogger("bot.test").error("heard")

    assert [line.rpartition(" ")[2] for line in capsys.readouterr().err.splitlines()] == ["heard"]


def test_wrong_call_of_the_logger_is_written_and_clean(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    logging.getLogger("bot.test").warning("%d of %s", TOKEN)  # noqa: PLE1206 - on purpose

    assert capsys.readouterr().err.endswith("WARNING bot.test: %d of %s ('[已隐去]',)\n")


def test_what_nobody_caught_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    try:
        fail_with(f"The token `{TOKEN}` was rejected by the server.")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)

    written = capsys.readouterr().err
    assert "CRITICAL bot: 程序因错误而中止" in written
    assert written.endswith("RuntimeError: The token `[已隐去]` was rejected by the server.\n")


def test_warnings_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"old use of {TOKEN}", stacklevel=1)

    assert "old use of [已隐去]" in capsys.readouterr().err


def test_set_up_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up()
    set_up()
    logging.getLogger("bot.test").info("once")

    assert capsys.readouterr().err.count("once") == 1


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("13800138000", "138****8000"),
        ("+8613800138000", "+86138****8000"),
        ("电话13800138000。", "电话138****8000。"),
        ("id 1380013800012", "id 1380013800012"),
        ("ZQ261124-001 at 12:34:56", "ZQ261124-001 at 12:34:56"),
        ("user 5123456789: read 12", "user 5123456789: read 12"),
    ],
)
def test_personal_data_is_masked_and_other_numbers_kept(written: str, cleaned: str) -> None:
    assert Redaction().clean(written) == cleaned


def test_secret_inside_another_leaves_no_rest() -> None:
    assert Redaction(["abc", "abcdef", ""]).clean("abcdef abc") == "[已隐去] [已隐去]"


@given(st.text("ab-", max_size=9), st.text("ab-", min_size=1, max_size=4))
def test_no_known_secret_survives(text: str, secret: str) -> None:
    assert secret not in Redaction([secret]).clean(text + secret + text)
