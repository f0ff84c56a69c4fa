"""What `zhuqi doctor` looks at, one check after the other; each says what it found and what to do about it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.opening import BadPolicy, load_policy
from bot.policy_in_words import digest_in_words, ladder_in_words, limits_in_words, office_hours_in_words
from bot.settings import Settings
from storage import migrations
from storage.database import Ledger
from storage.ledger.known import PersonView
from storage.ledger.overview import Overview, look_over
from storage.rules.policy import Policy
from storage.rules.worktime import WorkCalendar
from storage.tables import RoleKind

SET_ASIDE_DAYS: Final = 7
HOLIDAYS_AHEAD_DAYS: Final = 60
NAMES_SHOWN: Final = 30


class Mark(Enum):
    """How well something is."""

    GOOD = "✔"
    NOTE = "！"  # people have to do something; the service does its work
    BAD = "✘"  # must be mended


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    what: str
    details: tuple[str, ...] = ()


def check_up(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Everything but Telegram, which needs the network. Changes nothing."""
    yield check_files_dir(settings.files_dir)
    try:
        policy = load_policy(settings)
    except BadPolicy as error:
        first, *others = str(error).splitlines()
        yield Finding(mark=Mark.BAD, what=first, details=tuple(others))
        return
    yield Finding(
        mark=Mark.GOOD,
        what=f"政策文件：{settings.policy_file or '自带的'}（{policy.district.name}），"
        f"词库：{policy.vocabulary or '自带的'}，例句：{policy.examples.named or '自带的'}",
    )
    yield from check_policy(policy, now)
    yield from check_database(settings.database_url, policy, now)


def check_policy(policy: Policy, now: datetime) -> Iterator[Finding]:
    """What the policy means; and whether the days on which the district works are known far enough ahead."""
    calendar = WorkCalendar(policy.calendar)
    today = calendar.local_date(now)
    yield Finding(mark=Mark.GOOD, what="作息：", details=office_hours_in_words(policy, today))
    yield _holidays(calendar, today)
    yield Finding(mark=Mark.GOOD, what="时限：", details=tuple(limits_in_words(policy)))
    yield Finding(mark=Mark.GOOD, what="跟催：", details=tuple(ladder_in_words(policy)))
    yield Finding(mark=Mark.GOOD, what="日报：", details=(digest_in_words(policy),))


def _holidays(calendar: WorkCalendar, today: date) -> Finding:
    certain, uncertain = f"{today.year} 年已公布", today.year + 1
    if not calendar.is_certain(today.year):
        certain, uncertain = "", today.year
    elif calendar.is_certain(uncertain):
        return Finding(mark=Mark.GOOD, what=f"放假安排：{today.year}、{uncertain} 年已公布")
    known = "，".join(filter(None, (certain, f"{uncertain} 年还没有公布，涉及它的时限标“预计”")))
    if date(uncertain, 1, 1) - today > timedelta(days=HOLIDAYS_AHEAD_DAYS):
        return Finding(mark=Mark.GOOD, what=f"放假安排：{known}")
    advice = "公布后请更新 chinesecalendar，或照通知写进政策文件的 [[calendar.years]]，设 announced = true"
    return Finding(mark=Mark.NOTE, what=f"放假安排：{known}", details=(advice,))


def check_files_dir(folder: Path) -> Finding:
    """Whether copies of attachments can be written."""
    place = folder
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Finding(
            mark=Mark.BAD, what=f"附件文件夹 {folder} 不能写入（{error.strerror}）：请改 FILES_DIR 或权限"
        )
    return Finding(mark=Mark.GOOD, what=f"附件文件夹：{folder}{'' if place == folder else '（用到时建立）'}")


def check_database(url: str, policy: Policy, now: datetime) -> Iterator[Finding]:
    """The database: is there, whole, of the newest shape; and what stands in it."""
    path = Path(make_url(url).database or "")
    if not path.is_file():
        yield Finding(mark=Mark.BAD, what=f"还没有数据库 {path}：请运行 zhuqi migrate，或核对 DATABASE_URL")
        return
    if not os.access(path, os.W_OK):
        yield Finding(mark=Mark.BAD, what=f"数据库 {path} 不能写入：请改权限")
        return
    with closing(Ledger(url, policy)) as ledger:
        try:
            damage = damages(ledger.engine)
            current, newest = migrations.revisions(ledger.engine)
        except SQLAlchemyError as error:
            yield Finding(
                mark=Mark.BAD, what=f"数据库 {path} 打不开，请用备份恢复：{error.__cause__ or error}"
            )
            return
        if damage:
            yield Finding(mark=Mark.BAD, what=f"数据库 {path} 已损坏，请用备份恢复：", details=damage)
            return
        if current != newest:
            yield Finding(
                mark=Mark.BAD, what=f"数据库的结构是 {current}，应为 {newest}：请运行 zhuqi migrate"
            )
            return
        yield Finding(mark=Mark.GOOD, what=f"数据库：{path}（完好，结构 {current}）")
        since = now - timedelta(days=SET_ASIDE_DAYS)
        yield from check_service(ledger.read_now(look_over, since=since, now=now))


def damages(engine: Engine) -> tuple[str, ...]:
    """What SQLite finds wrong with a database file, and rows that point nowhere."""
    with engine.connect() as connection:
        found = [str(line) for line in connection.scalars(text("PRAGMA integrity_check")) if line != "ok"]
        found += [f"{row[0]} → {row[2]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return tuple(found)


def check_service(seen: Overview) -> Iterator[Finding]:
    """What people have to do so that the service can do its work."""
    if not seen.people:
        yield Finding(mark=Mark.BAD, what="花名册是空的：请用 zhuqi import 导入")
        return
    yield _managers(seen)
    yield _joined(seen)
    yield _led(seen)
    if seen.waiting_notices:
        yield Finding(
            mark=Mark.NOTE, what=f"{seen.waiting_notices} 条通知还没有送出（收件人没有加入，或网络不通）"
        )
    else:
        yield Finding(mark=Mark.GOOD, what="没有积压的通知")
    if seen.setbacks:
        what = f"{len(seen.setbacks)} 件问题的提醒出错，会自动重试，原因在日志里，请先人工留意："
        yield Finding(mark=Mark.NOTE, what=what, details=_short(seen.setbacks))
    if seen.inbox.set_aside:
        yield Finding(
            mark=Mark.NOTE,
            what=f"近 {SET_ASIDE_DAYS} 天有 {len(seen.inbox.set_aside)} 条消息没能处理，原因在日志里，编号：",
            details=_short(seen.inbox.set_aside),
        )
    else:
        yield Finding(mark=Mark.GOOD, what=f"近 {SET_ASIDE_DAYS} 天没有处理不了的消息")


def _managers(seen: Overview) -> Finding:
    if seen.managers_joined:
        return Finding(mark=Mark.GOOD, what=f"专班已有 {seen.managers_joined} 人加入")
    return Finding(mark=Mark.BAD, what="专班还没有人加入：待改派的问题无人处理，请专班先加入")


def _joined(seen: Overview) -> Finding:
    if not seen.not_joined:
        return Finding(mark=Mark.GOOD, what=f"花名册上的 {seen.people} 人都已加入")
    details = []
    for kind in RoleKind:
        names = [_who(person) for person in seen.not_joined if kind in person.kinds]
        if names:
            details.append(f"{kind.label}（{len(names)}）：{'、'.join(_short(names))}")
    what = f"{seen.people} 人中有 {len(seen.not_joined)} 人还没有加入，可用 zhuqi invites 生成邀请："
    return Finding(mark=Mark.NOTE, what=what, details=tuple(details))


def _led(seen: Overview) -> Finding:
    if not seen.without_lead:
        return Finding(mark=Mark.GOOD, what=f"{seen.enterprises} 家企业都有负责人")
    return Finding(
        mark=Mark.NOTE,
        what=f"{len(seen.without_lead)} 家企业没有负责人，它们的问题由专班派：",
        details=_short(seen.without_lead),
    )


def _who(person: PersonView) -> str:
    belongs_to = "、".join(dict.fromkeys(role.belongs_to for role in person.roles if role.belongs_to))
    return f"{person.name}（{belongs_to}）" if belongs_to else person.name


def _short(items: Sequence[str]) -> tuple[str, ...]:
    rest = len(items) - NAMES_SHOWN
    return (*items[:NAMES_SHOWN], f"……另有 {rest} 项") if rest > 0 else tuple(items)
