"""The rows of a valid roster, as values. Equal rows say the same, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Key = tuple[str, ...]


class SheetName(StrEnum):
    """The sheets, in the order in which they are read and written."""

    ENTERPRISES = "企业"
    CONTACTS = "联系人"
    OFFICERS = "服务员"
    PAIRS = "包保"
    DEPARTMENTS = "部门"
    MANAGERS = "管理"


class EnterpriseKind(StrEnum):
    """类别 of a "四上" enterprise."""

    INDUSTRY = "规上工业"
    CONSTRUCTION = "资质建筑业"
    REAL_ESTATE = "房地产开发经营"
    TRADE = "限上批发零售"
    CATERING = "限上住宿餐饮"
    SERVICES = "规上服务业"


class Duty(StrEnum):
    """分工: at most one 负责人 an enterprise."""

    LEAD = "负责人"
    MEMBER = "成员"


class Power(StrEnum):
    """权限 of those who manage the service."""

    MANAGER = "专班"
    LEADER = "领导"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a row stands: the sheet, its row as Excel counts, and the columns that name a person there."""

    sheet: SheetName
    row: int
    name_column: str = "姓名"


NOWHERE: Final = Place(sheet=SheetName.ENTERPRISES, row=0)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What all rows have in common."""

    place: Place = field(default=NOWHERE, compare=False)

    @property
    def key(self) -> Key:
        """What makes it the same row in the next roster, too."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class EnterpriseRow(Row):
    """An enterprise; `kind` is None for one listed only as 高成长."""

    code: str
    name: str
    kind: EnterpriseKind | None
    high_growth: bool
    park: str
    address: str

    @property
    def key(self) -> Key:
        """The credit code."""
        return (self.code,)


@dataclass(frozen=True, kw_only=True)
class PersonRow(Row):
    """A row that names a person."""

    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class ContactRow(PersonRow):
    """Who speaks for an enterprise, be it named in 企业 or in 联系人."""

    code: str
    title: str

    @property
    def key(self) -> Key:
        """Credit code and phone."""
        return (self.code, self.phone)


@dataclass(frozen=True, kw_only=True)
class OfficerRow(PersonRow):
    """A 驻企服务员."""

    job_number: str
    organisation: str
    title: str

    @property
    def key(self) -> Key:
        """The 工号."""
        return (self.job_number,)


@dataclass(frozen=True, kw_only=True)
class PairRow(Row):
    """Who looks after whom (包保)."""

    code: str
    job_number: str
    duty: Duty

    @property
    def key(self) -> Key:
        """Credit code and 工号."""
        return (self.code, self.job_number)


@dataclass(frozen=True, kw_only=True)
class LiaisonRow(PersonRow):
    """A 联络员; `categories` (codes) are what the whole department takes, whichever row named them."""

    department: str
    categories: frozenset[str]

    @property
    def key(self) -> Key:
        """Department and phone."""
        return (self.department, self.phone)


@dataclass(frozen=True, kw_only=True)
class ManagerRow(PersonRow):
    """One of 专班, or a 分管领导."""

    organisation: str
    title: str
    power: Power

    @property
    def key(self) -> Key:
        """The phone."""
        return (self.phone,)


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A whole roster without contradictions."""

    enterprises: Sequence[EnterpriseRow] = ()
    contacts: Sequence[ContactRow] = ()
    officers: Sequence[OfficerRow] = ()
    pairs: Sequence[PairRow] = ()
    liaisons: Sequence[LiaisonRow] = ()
    managers: Sequence[ManagerRow] = ()

    def sheet(self, name: SheetName) -> Sequence[Row]:
        """The rows of one sheet; the contacts named in 企业 belong to 联系人."""
        return {
            SheetName.ENTERPRISES: self.enterprises,
            SheetName.CONTACTS: self.contacts,
            SheetName.OFFICERS: self.officers,
            SheetName.PAIRS: self.pairs,
            SheetName.DEPARTMENTS: self.liaisons,
            SheetName.MANAGERS: self.managers,
        }[name]

    def people(self) -> Iterator[PersonRow]:
        """Every row that names a person, one person perhaps several times."""
        yield from (*self.contacts, *self.officers, *self.liaisons, *self.managers)

    def departments(self) -> dict[str, frozenset[str]]:
        """Every department with the codes of the categories that it takes."""
        return {row.department: row.categories for row in self.liaisons}

    def without_lead(self) -> tuple[EnterpriseRow, ...]:
        """Enterprises without 负责人."""
        led = {pair.code for pair in self.pairs if pair.duty is Duty.LEAD}
        return tuple(row for row in self.enterprises if row.code not in led)
