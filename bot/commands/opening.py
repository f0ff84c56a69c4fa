"""What a command needs before it can begin: the policy, and a ledger of the newest shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.settings import Settings
from storage import migrations
from storage.database import Ledger
from storage.errors import ZhuqiError
from storage.policy import default_examples, default_policy, default_vocabulary
from storage.rules.examples import parse_examples
from storage.rules.policy import FileKey, Policy, file_named, parse_policy
from storage.rules.policy_shape import PolicyError, PolicyProblem
from storage.rules.vocabulary import parse_vocabulary

_CALLED: Final[dict[FileKey, str]] = {"vocabulary": "词库", "examples": "例句"}


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
    vocabulary = default_vocabulary()
    if words := file_named("vocabulary", text, source=source):
        content = _read_beside(path, "vocabulary", words)
        vocabulary = parse_vocabulary(content, source=str(path.parent / words))
    policy = parse_policy(text, source=source, vocabulary=vocabulary, examples=default_examples())
    if lines := file_named("examples", text, source=source):
        codes = [category.code for category in policy.categories]
        content = _read_beside(path, "examples", lines)
        own = parse_examples(content, source=str(path.parent / lines), codes=codes)
        return replace(policy, examples=policy.examples.followed_by(own, named=lines))
    return policy


def _read_beside(policy: Path, key: FileKey, name: str) -> str:
    path = policy.parent / name
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        unreadable = PolicyProblem(
            key=key,
            found=f"“{name}”，而 {path} 打不开，或不是 UTF-8 文字",
            allowed=f"政策文件旁边的{_CALLED[key]}文件；不写这一项就用自带的",
        )
        raise PolicyError(str(policy), [unreadable]) from error


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
