"""A small zone as a roster says it; each part can be given anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select

from storage.database import Ledger, LedgerSession
from storage.ledger.cases import NewCase, open_case
from storage.ledger.people import PersonView, join_by_phone
from storage.ledger.roster import ImportReport, import_roster
from storage.rules.roster import (
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
)
from storage.rules.urgency import Urgency
from storage.tables import Enterprise, Person, Source

PARTS_CODE, ENERGY_CODE = "91220174MA0AA0019U", "91220174MA0AA0027N"
PARTS = EnterpriseRow(
    code=PARTS_CODE,
    name="示例汽车零部件有限公司",
    kind=EnterpriseKind.INDUSTRY,
    high_growth=False,
    park="示例园",
    address="示例路1号",
)
ENERGY = EnterpriseRow(
    code=ENERGY_CODE, name="示例新能源有限公司", kind=None, high_growth=True, park="", address=""
)
WANG = ContactRow(code=PARTS_CODE, name="王示例", title="厂长", phone="13900000001")
SUN = ContactRow(code=PARTS_CODE, name="孙示例", title="生产主管", phone="13900000009")
ZHAO = ContactRow(code=ENERGY_CODE, name="赵示例", title="", phone="13900000002")
LI = OfficerRow(
    job_number="F001", name="李驻企", organisation="经济发展局", title="科员", phone="13800000001"
)
ZHOU = OfficerRow(job_number="F002", name="周驻企", organisation="人社局", title="", phone="13800000002")
LI_LEADS_PARTS = PairRow(code=PARTS_CODE, job_number="F001", duty=Duty.LEAD)
LI_LEADS_ENERGY = PairRow(code=ENERGY_CODE, job_number="F001", duty=Duty.LEAD)
ZHOU_HELPS_ENERGY = PairRow(code=ENERGY_CODE, job_number="F002", duty=Duty.MEMBER)
ZHENG = LiaisonRow(department="人社", name="郑联络", phone="13700000002", categories=frozenset({"staffing"}))
CHEN = ManagerRow(
    name="陈专班", organisation="专班办公室", title="副主任", phone="13600000001", power=Power.MANAGER
)
WEI = ManagerRow(
    name="卫领导", organisation="管委会", title="副主任", phone="13600000002", power=Power.LEADER
)


def a_roster(
    *,
    enterprises: Sequence[EnterpriseRow] = (PARTS, ENERGY),
    contacts: Sequence[ContactRow] = (WANG, SUN, ZHAO),
    officers: Sequence[OfficerRow] = (LI, ZHOU),
    pairs: Sequence[PairRow] = (LI_LEADS_PARTS, LI_LEADS_ENERGY, ZHOU_HELPS_ENERGY),
    liaisons: Sequence[LiaisonRow] = (ZHENG,),
    managers: Sequence[ManagerRow] = (CHEN, WEI),
) -> Roster:
    """The zone, with some sheets replaced."""
    return Roster(
        enterprises=enterprises,
        contacts=contacts,
        officers=officers,
        pairs=pairs,
        liaisons=liaisons,
        managers=managers,
    )


def take_in(ledger: Ledger, roster: Roster, now: datetime, *, end: int | None = None) -> ImportReport:
    """Import a roster."""
    return ledger.write_now(
        import_roster, roster=roster, end=end, now=now, cause=f"cli:import:{now.isoformat()}"
    )


def join(ledger: Ledger, telegram_id: int, phone: str, now: datetime) -> PersonView:
    """Have somebody join by their phone."""
    return ledger.write_now(
        join_by_phone, telegram_id=telegram_id, phone=phone, now=now, cause=f"inbox:{telegram_id}"
    )


def report_problem(ledger: Ledger, now: datetime) -> str:
    """Have 王示例 report a problem of 示例汽车零部件, which its 负责人 gets; the number."""
    return ledger.write_now(_report_problem, now)


def _report_problem(session: LedgerSession, now: datetime) -> str:
    reporter_id = session.exec(select(Person.id).where(Person.phone == WANG.phone)).one()
    new = NewCase(
        cause="draft:1",
        draft_id=1,
        enterprise_id=session.exec(select(Enterprise.id).where(Enterprise.credit_code == PARTS_CODE)).one(),
        opened_by_id=reporter_id,
        reporter_id=reporter_id,
        source=Source.CHAT,
        category="utilities",
        urgency=Urgency.NORMAL,
        text="车间停电了（示例）",
        now=now,
    )
    return open_case(session, new).number
