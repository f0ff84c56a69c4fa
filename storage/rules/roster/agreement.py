"""What rows that are right by themselves must agree on with each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from storage.rules.roster import layout as columns
from storage.rules.roster.problems import Problem, problem_at
from storage.rules.roster.rows import (
    ContactRow,
    Duty,
    Key,
    OfficerRow,
    PairRow,
    PersonRow,
    Row,
    SheetName,
)

R = TypeVar("R", bound=Row)


def repeated(rows: Iterable[Row], column: str) -> Iterator[Problem]:
    """Rows whose key stands in an earlier row already; `column` is the first one of the key."""
    first: dict[Key, Row] = {}
    for row in rows:
        if all(row.key) and (earlier := first.setdefault(row.key, row)) is not row:
            yield problem_at(row.place, column, f"与第 {earlier.place.row} 行重复")


def same_phone_other_name(people: Iterable[PersonRow]) -> Iterator[Problem]:
    """Rows that give a phone to somebody else than an earlier row does: a phone is one person's."""
    first: dict[str, PersonRow] = {}
    for row in people:
        if not row.phone or not row.name:
            continue
        earlier = first.setdefault(row.phone, row)
        if earlier.name != row.name:
            where = f"“{earlier.place.sheet}”表第 {earlier.place.row} 行"
            reason = f"“{row.name}”与{where}的“{earlier.name}”手机号相同而姓名不同"
            yield problem_at(row.place, row.place.name_column, reason)


def two_job_numbers(officers: Iterable[OfficerRow]) -> Iterator[Problem]:
    """Officers who are listed under another 工号 already."""
    first: dict[str, OfficerRow] = {}
    for row in officers:
        if not row.phone:
            continue
        earlier = first.setdefault(row.phone, row)
        if earlier.job_number != row.job_number:
            reason = f"与第 {earlier.place.row} 行（工号 {earlier.job_number}）手机号相同，一人只能有一个工号"
            yield problem_at(row.place, columns.PHONE, reason)


def unknown_code(rows: Iterable[ContactRow | PairRow], known: frozenset[str]) -> Iterator[Problem]:
    """Rows about an enterprise that is not listed."""
    reason = f"“{SheetName.ENTERPRISES}”表里没有这个代码"
    return _unknown(rows, known, columns.CODE, lambda row: row.code, reason)


def unknown_job_number(pairs: Iterable[PairRow], known: frozenset[str]) -> Iterator[Problem]:
    """Rows about an officer who is not listed."""
    reason = f"“{SheetName.OFFICERS}”表里没有这个工号"
    return _unknown(pairs, known, columns.JOB_NUMBER, lambda row: row.job_number, reason)


def _unknown(
    rows: Iterable[R], known: frozenset[str], column: str, value: Callable[[R], str], reason: str
) -> Iterator[Problem]:
    # Without the other sheet every row would be wrong, and the one thing to mend would drown.
    for row in rows if known else ():
        if value(row) and value(row) not in known:
            yield problem_at(row.place, column, f"“{value(row)}”：{reason}")


def second_lead(pairs: Sequence[PairRow]) -> Iterator[Problem]:
    """Rows that name a second 负责人 of an enterprise."""
    first: dict[str, PairRow] = {}
    for row in pairs:
        if not row.code or row.duty is not Duty.LEAD:
            continue
        earlier = first.setdefault(row.code, row)
        if earlier.job_number != row.job_number:
            reason = f"这家企业在第 {earlier.place.row} 行已有负责人（工号 {earlier.job_number}）"
            yield problem_at(row.place, columns.DUTY, reason)
