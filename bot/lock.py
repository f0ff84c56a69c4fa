"""Who polls: a lock on a file beside the database, which also remembers when polling last went well."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from storage.errors import ZhuqiError


class AlreadyRunning(ZhuqiError):
    """已有一个 zhuqi run 在用这个数据库（锁：{path}）；请先停掉它，或为这一个另设 DATABASE_URL。"""


class PollingLock:
    """At most one process polls for a database; the system gives the lock back however a process ends."""

    def __init__(self, database_url: str) -> None:
        database = Path(make_url(database_url).database or "zhuqi")
        self.path = database.with_name(f"{database.name}.lock")
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            AlreadyRunning: another process has it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise AlreadyRunning(path=self.path) from None
        self._file = file

    def release(self) -> None:
        """Give the lock back; may be called twice."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @property
    def last_seen(self) -> datetime | None:
        """When polling last went well, in this process or an earlier one; None if it never did."""
        assert self._file is not None
        with suppress(ValueError):
            return datetime.fromisoformat(os.pread(self._file, 64, 0).decode().strip())
        return None

    def note(self, now: datetime) -> None:
        """Polling went well at `now`."""
        assert self._file is not None
        # One write of always the same length: there is no moment at which the file is empty.
        os.pwrite(self._file, f"{now.isoformat(timespec='microseconds'):<40}\n".encode(), 0)
