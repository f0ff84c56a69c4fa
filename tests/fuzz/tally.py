"""What became of the updates: how many were done, and why the others were not."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Self

from sqlmodel import col, func, select

from storage.database import LedgerSession
from storage.tables import Inbox
from tests.e2e.stage import Stage

_OF_AN_UPDATE = re.compile(r"\[[0-9a-f]{8}\] update \d+ (?P<what>failed|is set aside after 3 tries)")


class Failures(logging.Handler):
    """Collects what is logged as an error while it is entered.

    Attributes:
        reasons: why updates could not be handled, for each try.
        others: errors that are not about an update.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.reasons: list[str] = []
        self.others: list[str] = []

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        found = _OF_AN_UPDATE.fullmatch(record.getMessage())
        if found is None:
            self.others.append(self.format(record))
        elif found["what"] == "failed" and record.exc_info and record.exc_info[1]:
            self.reasons.append(_reason(record.exc_info[1], record.exc_info[2]))


def _reason(error: BaseException, trace: TracebackType | None) -> str:
    """The kind of an error, and where in the program, else in the library, it was met."""
    frames = [(Path(frame.filename), frame.name) for frame in extract_tb(trace)]
    ours = [one for one in frames if {"handlers", "storage"} & set(one[0].parts[-4:-1])]
    path, name = (ours or frames)[-1]
    return f"{type(error).__name__} in {path.parent.name}/{path.name} {name}"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts, by what they count."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, stage: Stage, failures: Failures, *, brought: int) -> Tally:
        """What came of a play in which so many updates were brought, besides those of who was served meanwhile."""
        stored, set_aside = stage.look_at(_counts)
        refused = [call.refusal.description for call in stage.sandbox.refused if call.refusal]
        return cls(
            counts=Counter(
                {"brought": brought, "stored": stored, "done": stored - set_aside, "set aside": set_aside}
                | {f"refused: {words}": number for words, number in Counter(refused).items()}
                # Each was tried three times.
                | {f"set aside: {why}": tries // 3 for why, tries in Counter(failures.reasons).items()}
            )
        )


def _counts(session: LedgerSession) -> tuple[int, int]:
    counted = select(func.count(), func.count(col(Inbox.set_aside)))
    stored, set_aside = session.exec(counted.select_from(Inbox)).one()
    return stored, set_aside
