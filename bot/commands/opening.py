"""What a command needs before it can begin: the policy, and a ledger of the newest shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from storage import migrations
from storage.database import Ledger
from storage.errors import ZhuqiError
from storage.policy import default_policy, default_vocabulary
from storage.rules.policy import Policy, parse_policy, vocabulary_named
from storage.rules.policy_shape import PolicyError, PolicyProblem
from storage.rules.vocabulary import Vocabulary, parse_vocabulary


class BadPolicy(ZhuqiError):
    """{reason}"""


def load_policy(settings: Settings) -> Policy:
    """The policy of POLICY_FILE, or the one that comes with the service.

    Raises:
        BadPolicy: it is no good, or its vocabulary is; says all that is wrong with it.
    """
    path = settings.policy_file
    try:
        return default_policy() if path is None else _read_policy(path)
    except (PolicyError, OSError, UnicodeDecodeError) as error:
        raise BadPolicy(reason=str(error)) from error


def _read_policy(path: Path) -> Policy:
    text, source = path.read_text(encoding="utf-8"), str(path)
    named = vocabulary_named(text, source=source)
    vocabulary = default_vocabulary() if named is None else _read_vocabulary(named, beside=path)
    return parse_policy(text, source=source, vocabulary=vocabulary)


def _read_vocabulary(name: str, *, beside: Path) -> Vocabulary:
    path = beside.parent / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        unreadable = PolicyProblem(
            key="vocabulary",
            found=f"“{name}”，而 {path} 打不开，或不是 UTF-8 文字",
            allowed="政策文件旁边的词库文件；不写这一项就用自带的",
        )
        raise PolicyError(str(beside), [unreadable]) from error
    return parse_vocabulary(text, source=str(path))


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger of DATABASE_URL, migrated; closed at the end.

    Raises:
        BadPolicy: as `load_policy`.
    """
    ledger = Ledger(settings.database_url, load_policy(settings))
    try:
        migrations.upgrade(ledger.engine)
        yield ledger
    finally:
        ledger.close()
