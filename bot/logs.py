"""The log: what is written, in which form, and what never gets into it."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

from bot.settings import LogFormat, Settings
from storage.rules.masking import mask

# Any bot's token, ours or not; in an address it follows the letters of `/bot` directly.
_TOKEN = re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}")
_REMOVED = "[已隐去]"
# Each writes a line per request, job or step at INFO, httpx with the token in it.
_TALKATIVE = ("httpx", "httpcore", "apscheduler", "alembic")


class Redaction(logging.Filter):
    """Takes tokens, secrets and personal data out of a record: message, arguments, exception and stack.

    It changes the record itself, so that whatever formats it later finds nothing either. Twice is harmless.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        # The longest first: one secret may be part of another.
        known = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record, also one whose arguments do not fit its message, and let it through."""
        record.msg = self.clean(_message(record))
        record.args = None
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """The text without what must not be written."""
        if self._known:
            text = self._known.sub(_REMOVED, text)
        return mask(_TOKEN.sub(_REMOVED, text))


class JsonFormatter(logging.Formatter):
    """A record as one JSON object on one line, its time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and message, and the exception and stack if there are any."""
        exception = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else None)
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "exception": exception,
            "stack": record.stack_info,
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def set_up_logging(settings: Settings) -> None:
    """Send every record, and what nobody caught, to standard error. Replaces an earlier set-up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Redaction(settings.secrets))
    match settings.log_format:
        case LogFormat.JSON:
            handler.setFormatter(JsonFormatter())
        case LogFormat.CONSOLE:
            handler.setFormatter(
                logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S%z")
            )
    logging.basicConfig(level=settings.log_level.value, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a wrong call of the logger must not bring down the one who logs
        return f"{record.msg} {record.args!r}"


def _log_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None, /
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logging.getLogger("bot").critical("程序因错误而中止", exc_info=(kind, error, traceback))
