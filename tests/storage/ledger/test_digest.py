"""The 日报: once for its day, kept as it was told, sent to whom it is for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from storage.database import LedgerSession
from storage.errors import NotFound
from storage.ledger.digest import (
    Report,
    draw_up,
    is_newest_report,
    keep_report,
    next_report_day,
    report_so_far,
    stored_report,
)
from storage.ledger.milestones import FIRST_START, reach
from storage.ledger.obstacles import RoleCount
from storage.ledger.outbox import NOBODY_MEANT, close_unaddressed, dispatch
from storage.ledger.standing import PromisePage, overdue_page
from storage.rules.telling import Audience
from storage.rules.urgency import Urgency
from storage.rules.words import Action, State
from storage.tables import Digest, NoticeKind, Outbox, RoleKind
from tests.storage.ledger.zone import SHANGHAI, Zone, local


def start(zone: Zone, at: str = "2026-11-20 10:00") -> None:
    """The service is started for the first time."""
    zone.now = local(at)
    zone.run(reach, FIRST_START, zone.now)


def make(zone: Zone, at: str) -> list[str]:
    """Make all that is due, as the service does; the days of it."""
    zone.now = local(at)
    made: list[str] = []
    while day := zone.run(next_report_day, zone.now):
        assert zone.run(keep_report, zone.run(draw_up, day, zone.now), zone.now)
        made.append(f"{day:%m-%d}")
    return made


def stored(zone: Zone, day: str) -> Report:
    report = zone.run(stored_report, date.fromisoformat(day))
    assert report is not None
    return report


def notices(zone: Zone) -> list[tuple[str, str]]:
    """Key and topic of every notice that a 日报 made."""

    def unit(session: LedgerSession) -> Sequence[Outbox]:
        rows = select(Outbox).where(col(Outbox.topic).startswith("digest")).order_by(col(Outbox.id))
        return [Outbox(**row.model_dump()) for row in session.exec(rows)]

    rows = zone.run(unit)
    assert {row.kind for row in rows} <= {NoticeKind.EVENT}
    return [(row.key, row.topic) for row in rows]


def test_nothing_is_due_before_the_first_start(zone: Zone) -> None:
    assert make(zone, "2026-11-24 09:00") == []
    start(zone, "2026-11-24 10:00")
    assert make(zone, "2026-11-24 18:00") == []
    assert make(zone, "2026-11-25 08:29") == []
    assert make(zone, "2026-11-25 08:30") == ["11-25"]


def test_restart_makes_none_again(zone: Zone) -> None:
    start(zone)
    assert make(zone, "2026-11-23 08:30") == ["11-23"]
    before = notices(zone)
    assert make(zone, "2026-11-23 08:31") == []
    report = zone.run(draw_up, date(2026, 11, 23), zone.now)
    assert not zone.run(keep_report, report, zone.now)
    assert notices(zone) == before


def test_weekend_of_standstill_is_made_up_for_once(zone: Zone) -> None:
    start(zone, "2026-11-19 10:00")
    assert make(zone, "2026-11-20 08:30") == ["11-20"]
    assert make(zone, "2026-11-23 10:00") == ["11-23"]
    assert stored(zone, "2026-11-23").period.since == local("2026-11-20 00:00")
    assert make(zone, "2026-11-23 10:01") == []


def test_several_days_of_standstill_are_all_made_and_the_newest_is_sent(zone: Zone) -> None:
    start(zone, "2026-11-16 10:00")
    assert make(zone, "2026-11-17 08:30") == ["11-17"]
    assert make(zone, "2026-11-20 03:00") == ["11-18", "11-19"]
    days = {key.split(":")[1] for key, _ in notices(zone)}
    assert days == {"2026-11-17", "2026-11-19"}
    periods = [stored(zone, f"2026-11-{day}").period for day in (17, 18, 19)]
    assert [period.until for period in periods[:2]] == [period.since for period in periods[1:]]


def test_national_day_and_its_make_up_saturday(zone: Zone) -> None:
    start(zone, "2026-09-29 10:00")
    made = {}
    for day in [*(f"09-{day}" for day in (29, 30)), *(f"10-{day:02}" for day in range(1, 13))]:
        made[day] = make(zone, f"2026-{day} 08:30")
    assert [day for day, days in made.items() if days] == ["09-30", "10-08", "10-09", "10-10", "10-12"]
    assert stored(zone, "2026-10-08").period.since.isoformat() == "2026-09-30T00:00:00+08:00"
    assert stored(zone, "2026-10-12").period.since.isoformat() == "2026-10-10T00:00:00+08:00"


def test_what_happens_later_does_not_change_what_was_told(zone: Zone) -> None:
    start(zone, "2026-11-19 10:00")
    zone.now = local("2026-11-20 10:00")
    case_id = zone.at(State.RESOLVED, urgency=Urgency.INQUIRY)
    make(zone, "2026-11-23 08:30")
    told = stored(zone, "2026-11-23")
    zone.act(Action.UNRESOLVE, case_id, zone.who.lead)
    zone.later(hours=2)
    zone.act(Action.WITHDRAW, case_id, zone.who.reporter)

    assert stored(zone, "2026-11-23") == told
    assert (told.figures.counts.opened, told.figures.counts.resolved) == (1, 1)


def test_stored_report_is_what_was_drawn_up(zone: Zone) -> None:
    start(zone, "2026-11-19 10:00")
    zone.now = local("2026-11-19 11:00")
    zone.open(urgency=Urgency.INQUIRY)
    zone.unreachable(zone.who.manager2)
    zone.now = local("2026-11-23 08:30")
    zone.run(keep_report, zone.run(draw_up, date(2026, 11, 20), zone.now), zone.now)
    drawn = zone.run(draw_up, date(2026, 11, 23), zone.now)
    zone.run(keep_report, drawn, zone.now)

    assert stored(zone, "2026-11-23") == drawn
    [line] = drawn.figures.worst
    assert (line.enterprise, line.handler) == ("示例汽车部件有限公司", "张示例")
    assert line.due_at.tzinfo is not None


def test_report_so_far_goes_on_where_the_last_one_ended(zone: Zone) -> None:
    start(zone, "2026-11-23 10:00")
    first = zone.run(report_so_far, local("2026-11-23 11:00"))
    assert first.period.since == local("2026-11-23 00:00")
    make(zone, "2026-11-24 08:30")
    zone.now = local("2026-11-24 09:30")
    zone.at(State.CLOSED)
    zone.later(minutes=1)

    present = zone.run(report_so_far, zone.now)
    assert present.period.since == local("2026-11-24 00:00")
    assert (present.figures.counts.resolved, present.is_closed) == (1, False)


def test_goes_to_managers_and_leaders_who_can_be_reached(zone: Zone) -> None:
    start(zone)
    who = zone.who
    zone.unreachable(who.manager2)
    zone.add_role(who.manager, RoleKind.LEADER)
    make(zone, "2026-11-23 08:30")

    assert notices(zone) == [
        (f"digest:2026-11-23:{who.manager}", "digest"),
        (f"digest:2026-11-23:{who.leader}", "digest"),
    ]


def test_who_has_something_due_today_gets_a_list_and_nobody_else(zone: Zone) -> None:
    start(zone)
    who = zone.who
    zone.open(urgency=Urgency.INQUIRY)  # due on Monday
    zone.acts(
        zone.open(enterprise_id=who.other_enterprise, opened_by_id=who.outsider, reporter_id=who.outsider),
        (Action.ACCEPT, who.other_officer),
    )  # its first reply is due on Wednesday
    make(zone, "2026-11-23 08:30")
    tasks = [key for key, topic in notices(zone) if topic == "digest_tasks"]
    assert tasks == [f"digest:2026-11-23:{who.lead}:tasks"]
    make(zone, "2026-11-25 08:30")
    tasks = [key for key, topic in notices(zone) if topic == "digest_tasks" and "11-25" in key]
    assert tasks == [f"digest:2026-11-25:{who.lead}:tasks", f"digest:2026-11-25:{who.other_officer}:tasks"]


@pytest.mark.parametrize(
    ("at", "rings"), [("08:30", True), ("12:30", True), ("07:00", False), ("20:00", False)]
)
def test_rings_at_its_hour_though_the_office_is_not_open(zone: Zone, at: str, rings: bool) -> None:
    start(zone)
    make(zone, "2026-11-23 08:30")

    def unit(session: LedgerSession) -> list[bool]:
        ids = session.exec(select(Outbox.id).where(Outbox.topic == "digest")).all()
        parcels = [dispatch(session, id_, local(f"2026-11-23 {at}")).parcels for id_ in ids]
        return [parcel.rings for [parcel] in parcels]

    assert zone.run(unit) == [rings] * 3


def test_only_the_newest_is_worth_sending(zone: Zone) -> None:
    start(zone)
    make(zone, "2026-11-23 08:30")
    assert zone.run(is_newest_report, date(2026, 11, 23))
    make(zone, "2026-11-24 08:30")
    assert not zone.run(is_newest_report, date(2026, 11, 23))


def test_says_what_could_not_be_delivered_and_who_has_not_joined(zone: Zone) -> None:
    start(zone)
    who = zone.who
    for person_id in (who.lead, who.manager, who.manager2):
        zone.set_person(person_id, telegram_id=None)
    zone.add_role(who.manager, RoleKind.OFFICER)
    zone.open()

    def give_up(session: LedgerSession) -> int:
        row = session.exec(select(Outbox).where(Outbox.topic == "open")).one()
        row.done_at, row.dropped = zone.now, "BadRequest: refused"
        return len(session.exec(select(Outbox).where(col(Outbox.done_at).is_(None))).all())

    waiting = zone.run(give_up)
    make(zone, "2026-11-23 08:30")
    found = stored(zone, "2026-11-23").figures.obstacles
    assert (found.waiting_notices, found.dropped_notices, found.managers_joined) == (waiting, 1, 0)
    assert found.not_joined == (
        RoleCount(role=RoleKind.OFFICER, people=2),
        RoleCount(role=RoleKind.MANAGER, people=2),
    )


def test_what_concerned_nobody_was_not_undeliverable(zone: Zone) -> None:
    start(zone)
    zone.acts(zone.open(), (Action.ACCEPT, zone.who.lead))

    def close(session: LedgerSession) -> list[str | None]:
        row = session.exec(select(Outbox).where(Outbox.audience == Audience.FORMER)).one()
        close_unaddressed(session, row.id, patience=timedelta(minutes=10), now=zone.now)
        return [row.dropped]

    assert zone.run(close) == [NOBODY_MEANT]
    make(zone, "2026-11-23 08:30")
    assert stored(zone, "2026-11-23").figures.obstacles.dropped_notices == 0


def test_overdue_list_is_for_managers_and_leaders_worst_first(zone: Zone) -> None:
    who = zone.who
    opened = []
    for minute in range(8):
        zone.now = local(f"2026-11-20 10:{minute:02}")
        opened.append(zone.open(urgency=Urgency.INQUIRY, confidential=minute == 7))
    zone.now = local("2026-11-24 10:00")

    def page(by: int, number: int = 0) -> PromisePage:
        return zone.run(overdue_page, by, zone.now, number)

    first, second = page(who.manager), page(who.leader, 5)
    # What nobody takes is due within hours, so that it is overdue the longest.
    assert [line.case_id for line in (*first.lines, *second.lines)] == [opened[7], *opened[:7]]
    assert (first.pages, second.page, second.total) == (2, 1, 8)
    for person_id in (who.lead, who.liaison, who.reporter, who.stranger):
        with pytest.raises(NotFound):
            page(person_id)


def test_report_days_are_dates_of_the_district(zone: Zone) -> None:
    start(zone)
    make(zone, "2026-11-24 08:30")

    def days(session: LedgerSession) -> list[date]:
        return list(session.exec(select(col(Digest.day)).order_by(col(Digest.day))))

    assert zone.run(days) == [date(2026, 11, 23), date(2026, 11, 24)]
    assert stored(zone, "2026-11-24").period.since.tzinfo == SHANGHAI
