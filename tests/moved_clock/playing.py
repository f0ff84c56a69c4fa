"""Going through a table with one life of the bot for each of its moments."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from functools import partial
from itertools import cycle

from sqlmodel import col, select

from storage.database import LedgerSession
from storage.tables import Case, Clock, Entry
from tests.e2e.zone import LONE
from tests.moved_clock.moments import Moment, recorded, told
from tests.moved_clock.serving import Serving


async def play(serving: Serving, table: Sequence[Moment]) -> list[Moment]:
    """What came of each moment. Lives end by SIGTERM and by SIGKILL in turn."""
    ends = cycle((signal.SIGTERM, signal.SIGKILL))
    return [await _live(serving, moment, end) for moment, end in zip(table, ends, strict=False)]


async def _live(serving: Serving, moment: Moment, end: signal.Signals) -> Moment:
    last_message = serving.sandbox.last_message_id
    last_entry = serving.book.read(_last_entry)
    await serving.start(moment.at)
    # A poll that has brought something is noted: no stop is longer than it seems.
    serving.people[LONE].say("帮助")
    await serving.rest()
    for report in moment.reports:
        await serving.report(serving.people[report.by], report.text, report.urgency)
    assert await serving.end(end) == (0 if end is signal.SIGTERM else -end)
    talking = {LONE, *(report.by for report in moment.reports)}
    news = [
        told(one, message)
        for one, person in serving.people.items()
        if one not in talking
        for message in person.heard(last_message)
    ]
    steps = serving.book.read(partial(_steps, after=last_entry))
    return Moment(at=moment.at, reports=moment.reports, outcome=tuple(sorted([*news, *steps])))


def _last_entry(session: LedgerSession) -> int:
    return max(session.exec(select(Entry.id)), default=0)


def _steps(session: LedgerSession, after: int) -> list[str]:
    """What the sweep has recorded since."""
    query = select(Entry, Case).join(Case, col(Case.id) == Entry.case_id).where(col(Entry.id) > after)
    return [
        recorded(entry, case, session.get_one(Clock, int(entry.cause.split(":")[1])))
        for entry, case in session.exec(query)
        if entry.cause.startswith("sweep:")
    ]
