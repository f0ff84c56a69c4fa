"""What a command needs before it can begin: the policy, and a ledger of the newest shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.settings import Settings
from storage import migrations
from storage.database import Ledger
from storage.errors import ZhuqiError
from storage.policy import default_policy_text
from storage.rules.policy import Policy, parse_policy
from storage.rules.policy_shape import PolicyError


class BadPolicy(ZhuqiError):
    """{reason}"""


def load_policy(settings: Settings) -> Policy:
    """The policy of POLICY_FILE, or the one that comes with the service.

    Raises:
        BadPolicy: it is no good; says all that is wrong with it.
    """
    path = settings.policy_file
    try:
        text = default_policy_text() if path is None else path.read_text(encoding="utf-8")
        return parse_policy(text, source=str(path or "（自带）"))
    except (PolicyError, OSError, UnicodeDecodeError) as error:
        raise BadPolicy(reason=str(error)) from error


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
