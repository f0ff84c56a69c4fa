"""A small zone as a roster says it; each part can be given anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.database import Ledger
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
