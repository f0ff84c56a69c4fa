"""From sheets to a roster, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from storage.rules.roster import agreement
from storage.rules.roster import layout as columns
from storage.rules.roster.cells import Cells
from storage.rules.roster.problems import Problem
from storage.rules.roster.rows import (
    ContactRow,
    Duty,
    EnterpriseKind,
    EnterpriseRow,
    LiaisonRow,
    ManagerRow,
    OfficerRow,
    PairRow,
    Power,
    Roster,
    SheetName,
)
from storage.rules.roster.sheets import Sheet, lines_of

R = TypeVar("R")


def read_roster(sheets: Sequence[Sheet], categories: Mapping[str, str]) -> Roster | tuple[Problem, ...]:
    """The roster that the sheets hold, or every problem in them, by sheet and row.

    Args:
        sheets: all sheets of the workbook.
        categories: the code of each category of the policy, by its label.
    """
    problems: list[Problem] = []
    lines = lines_of(sheets, problems)

    def rows(name: SheetName, read: Callable[[Cells], R | None]) -> list[R]:
        found = (read(Cells(line, problems)) for line in lines[name])
        return [row for row in found if row is not None]

    # What is wrong in a row stands in `problems`; the row is kept, so that others can refer to it.
    roster = Roster(
        enterprises=rows(SheetName.ENTERPRISES, _enterprise),
        contacts=rows(SheetName.ENTERPRISES, _contact_of_enterprise) + rows(SheetName.CONTACTS, _contact),
        officers=rows(SheetName.OFFICERS, _officer),
        pairs=rows(SheetName.PAIRS, _pair),
        liaisons=rows(SheetName.DEPARTMENTS, lambda cells: _liaison(cells, categories)),
        managers=rows(SheetName.MANAGERS, _manager),
    )
    problems += _disagreements(roster)
    if problems:
        # A line of 企业 is read twice, for the enterprise and for its contact.
        return tuple(sorted(dict.fromkeys(problems), key=_where))
    return Roster(
        enterprises=roster.enterprises,
        contacts=_once(roster.contacts),
        officers=roster.officers,
        pairs=roster.pairs,
        liaisons=_united(roster.liaisons),
        managers=roster.managers,
    )


def _enterprise(cells: Cells) -> EnterpriseRow:
    kind = cells.choice(columns.KIND, EnterpriseKind, needed=False)
    high_growth = cells.yes(columns.HIGH_GROWTH)
    if cells.is_empty(columns.KIND) and not high_growth:
        cells.wrong(columns.KIND, f"没有填；只有高成长企业可以不填，可填：{'、'.join(EnterpriseKind)}")
    return EnterpriseRow(
        place=cells.place(),
        code=cells.code(),
        name=cells.text(columns.ENTERPRISE, needed=True),
        kind=kind,
        high_growth=high_growth,
        park=cells.text(columns.PARK),
        address=cells.text(columns.ADDRESS),
    )


def _contact_of_enterprise(cells: Cells) -> ContactRow | None:
    if cells.is_empty(columns.CONTACT) and cells.is_empty(columns.CONTACT_PHONE):
        return None
    return ContactRow(
        place=cells.place(columns.CONTACT),
        code=cells.code(),
        name=cells.person(columns.CONTACT),
        title="",
        phone=cells.phone(columns.CONTACT_PHONE),
    )


def _contact(cells: Cells) -> ContactRow:
    return ContactRow(
        place=cells.place(),
        code=cells.code(),
        name=cells.person(columns.NAME),
        title=cells.text(columns.TITLE),
        phone=cells.phone(columns.PHONE),
    )


def _officer(cells: Cells) -> OfficerRow:
    return OfficerRow(
        place=cells.place(),
        job_number=cells.word(columns.JOB_NUMBER),
        name=cells.person(columns.NAME),
        organisation=cells.text(columns.ORGANISATION),
        title=cells.text(columns.TITLE),
        phone=cells.phone(columns.PHONE),
    )


def _pair(cells: Cells) -> PairRow:
    return PairRow(
        place=cells.place(),
        code=cells.code(),
        job_number=cells.word(columns.JOB_NUMBER),
        duty=cells.choice(columns.DUTY, Duty) or Duty.MEMBER,
    )


def _liaison(cells: Cells, categories: Mapping[str, str]) -> LiaisonRow:
    return LiaisonRow(
        place=cells.place(columns.LIAISON),
        department=cells.word(columns.DEPARTMENT),
        name=cells.person(columns.LIAISON),
        phone=cells.phone(columns.PHONE),
        categories=cells.categories(columns.CATEGORIES, categories),
    )


def _manager(cells: Cells) -> ManagerRow:
    return ManagerRow(
        place=cells.place(),
        name=cells.person(columns.NAME),
        organisation=cells.text(columns.ORGANISATION),
        title=cells.text(columns.TITLE),
        phone=cells.phone(columns.PHONE),
        power=cells.choice(columns.POWER, Power) or Power.LEADER,
    )


def _disagreements(roster: Roster) -> Iterable[Problem]:
    codes = frozenset(row.code for row in roster.enterprises if row.code)
    job_numbers = frozenset(row.job_number for row in roster.officers if row.job_number)
    listed = [row for row in roster.contacts if row.place.sheet is SheetName.CONTACTS]
    return chain(
        agreement.repeated(roster.enterprises, columns.CODE),
        agreement.repeated(listed, columns.PHONE),
        agreement.repeated(roster.officers, columns.JOB_NUMBER),
        agreement.repeated(roster.pairs, columns.CODE),
        agreement.repeated(roster.liaisons, columns.PHONE),
        agreement.repeated(roster.managers, columns.PHONE),
        agreement.same_phone_other_name(roster.people()),
        agreement.two_job_numbers(roster.officers),
        agreement.unknown_code([*listed, *roster.pairs], codes),
        agreement.unknown_job_number(roster.pairs, job_numbers),
        agreement.second_lead(roster.pairs),
    )


def _once(contacts: Sequence[ContactRow]) -> tuple[ContactRow, ...]:
    """Each contact once: who is named in 企业 and in 联系人 has the title from there."""
    return tuple({row.key: row for row in contacts}.values())


def _united(liaisons: Sequence[LiaisonRow]) -> tuple[LiaisonRow, ...]:
    """Each 联络员 with all that the department takes, whichever of its rows names it."""
    takes: dict[str, frozenset[str]] = {}
    for row in liaisons:
        takes[row.department] = takes.get(row.department, frozenset()) | row.categories
    return tuple(replace(row, categories=takes[row.department]) for row in liaisons)


def _where(problem: Problem) -> tuple[int, int]:
    names = list(SheetName)
    sheet = names.index(SheetName(problem.sheet)) if problem.sheet in names else len(names)
    return sheet, problem.row or 0
