"""What the policy means, in words: for those who have to stand by it and do not read TOML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from storage.rules.office_hours import Season
from storage.rules.policy import Policy
from storage.rules.urgency import Limit, LimitUnit, Urgency
from storage.rules.worktime import WorkCalendar

_DAY = timedelta(days=1)


def office_hours_in_words(policy: Policy, today: date) -> tuple[str, str]:
    """The office hours of today's season, and from when the next ones hold."""
    calendar = WorkCalendar(policy.calendar)
    beginnings = sorted(
        (
            (_first_working_day_after(season.begins_after.of(year), calendar), season)
            for year in (today.year - 1, today.year, today.year + 1)
            for season in policy.calendar.seasons
        ),
        key=lambda beginning: beginning[0],
    )
    _, current = [beginning for beginning in beginnings if beginning[0] <= today][-1]
    begins, following = next(beginning for beginning in beginnings if beginning[0] > today)
    estimated = "" if calendar.is_certain(begins.year) else "预计 "
    return f"现在是{_season(current)}", f"{estimated}{begins} 起是{_season(following)}"


def _first_working_day_after(day: date, calendar: WorkCalendar) -> date:
    day += _DAY
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _season(season: Season) -> str:
    hours = "、".join(f"{session.opens:%H:%M}–{session.closes:%H:%M}" for session in season.sessions)
    return f"{season.name}作息 {hours}"


def limits_in_words(policy: Policy) -> Iterator[str]:
    """Within what an enterprise is served, by urgency; then those of a case's later course."""
    for urgency in Urgency:
        limits = policy.limits.of(urgency)
        yield (
            f"{urgency.label}：{limits.accept.label}内签收，{limits.first_reply.label}内首次回复，"
            f"{limits.resolve.label}内办结"
        )
    course = policy.course
    yield (
        f"重办 {course.redo.label}（本身更短的按短的），待改派 {course.returned.label}，"
        f"待补充 {course.answer.label}，待确认 {course.confirm.label}，"
        f"评价 {course.rate.label}，销号后 {course.reopen_days} 天内可以重办"
    )


def ladder_in_words(policy: Policy) -> Iterator[str]:
    """Who is reminded of what, and when."""
    ladder, course = policy.ladder, policy.course
    half, duty = f"过 {ladder.half_percent}% 提醒", policy.district.duty_phones
    yield f"签收：{half}承办人；到期提醒承办人和专班；再过 {_working(ladder.leader_after_minutes)}报分管领导"
    yield (
        f"特急签收：立即通知{f'值班（{len(duty)} 人）' if duty else '专班（没有设值班人员）'}；"
        f"{half}承办人和成员；到期提醒专班全体；用时到 {ladder.critical_leader_percent}% 报分管领导"
    )
    yield f"首次回复：{half}承办人；到期提醒承办人和专班"
    yield (
        f"办结：{ladder.quiet.label}没有进展提醒承办人；"
        f"时限剩 {ladder.yellow_percent}% 或一个工作日（短时限剩一半）变黄，提醒承办人；"
        f"超期变红，提醒承办人和专班，以后每 {_working(ladder.red_repeat_minutes)}提醒承办人；"
        f"用时到时限的 {ladder.second_red_times} 倍报专班和分管领导"
    )
    yield f"待补充：{_reminders(ladder.answer_reminders)}{course.answer.label}没有补充，退回承办人"
    yield f"待确认：{_reminders(ladder.confirm_reminders)}{course.confirm.label}没有答复，按“未确认”销号"
    yield f"待改派：{course.returned.label}提醒专班；{ladder.returned_to_leader.label}报分管领导"
    yield "以上只在办公时间发出（午休不发）；特急按钟点计的，随时发出"


def digest_in_words(policy: Policy) -> str:
    """When the 日报 comes, and to whom; and the list of what is due today."""
    return f"每个工作日 {policy.digest.hour:%H:%M} 发：日报给专班和分管领导，当天要办的事给服务员和联络员"


def _working(minutes: int) -> str:
    return Limit(minutes, LimitUnit.WORKING_MINUTES).label


def _reminders(limits: tuple[Limit, ...]) -> str:
    return f"{'、'.join(limit.label for limit in limits)}提醒企业；" if limits else ""
