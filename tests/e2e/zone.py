"""A small zone with everybody whom the service knows: fictional people and enterprises, marked 示例."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True)
class Enlisted:
    """Somebody with a phone and a Telegram account; all of them but the stranger are in the roster."""

    name: str
    phone: str
    telegram_id: int


# 示例汽车零部件有限公司: two contacts, a 负责人 and a 成员.
CONTACT = Enlisted(name="王示例", phone="13900000001", telegram_id=101)
COLLEAGUE = Enlisted(name="孙示例", phone="13900000009", telegram_id=104)
OFFICER = Enlisted(name="李驻企", phone="13800000001", telegram_id=201)
MEMBER = Enlisted(name="周驻企", phone="13800000002", telegram_id=202)
# 示例新能源科技有限公司: nothing of the first one is theirs.
RIVAL = Enlisted(name="赵示例", phone="13900000002", telegram_id=102)
OTHER_OFFICER = Enlisted(name="吴驻企", phone="13800000003", telegram_id=203)
# 示例软件服务有限公司 has no officer.
LONE = Enlisted(name="钱示例", phone="13900000003", telegram_id=103)
# Speaks for 示例新能源科技有限公司 and for the one with the long name.
TWOFOLD = Enlisted(name="冯示例", phone="13900000005", telegram_id=105)
# Of the enterprise whose name is made to break messages.
HOSTILE = Enlisted(name="褚<i>示例&", phone="13900000006", telegram_id=106)
# 建设与公用事业 has two, 人社 one.
LIAISON = Enlisted(name="郑联络", phone="13700000001", telegram_id=301)
LIAISON_TWO = Enlisted(name="何联络", phone="13700000003", telegram_id=303)
STAFFING = Enlisted(name="许联络", phone="13700000002", telegram_id=302)
MANAGER = Enlisted(name="陈专班", phone="13600000001", telegram_id=401)
MANAGER_TWO = Enlisted(name="蒋专班", phone="13600000003", telegram_id=403)
LEADER = Enlisted(name="卫领导", phone="13600000002", telegram_id=402)
STRANGER = Enlisted(name="陌生人", phone="15900000000", telegram_id=901)

ROSTERED = (
    CONTACT,
    COLLEAGUE,
    OFFICER,
    MEMBER,
    RIVAL,
    OTHER_OFFICER,
    LONE,
    TWOFOLD,
    HOSTILE,
    LIAISON,
    LIAISON_TWO,
    STAFFING,
    MANAGER,
    MANAGER_TWO,
    LEADER,
)

PARTS, ENERGY, SOFTWARE, LONG, BROKEN = (
    "91220174MA0AA0019U",
    "91220174MA0AA0027N",
    "91220174MA0AA0035H",
    "91220174MA0AA00403",
    "91220174MA0AA00504",
)
PARTS_NAME = "示例汽车零部件有限公司"
ENERGY_NAME = "示例新能源科技有限公司"
SOFTWARE_NAME = "示例软件服务有限公司"
LONG_NAME = "示例" + "长春汽车经济技术开发区新能源智能网联汽车关键零部件" * 2 + "集团股份有限公司"
BROKEN_NAME = "示例<b>粗体</b>&amp;“引号”\u202e反向\u200b零宽有限公司"


def _enterprise(code: str, name: str) -> EnterpriseRow:
    kind = EnterpriseKind.INDUSTRY
    return EnterpriseRow(
        code=code, name=name, kind=kind, high_growth=False, park="示例园", address="示例路1号"
    )


def _contact(code: str, who: Enlisted) -> ContactRow:
    return ContactRow(code=code, name=who.name, title="", phone=who.phone)


def _officer(job_number: str, who: Enlisted) -> OfficerRow:
    return OfficerRow(
        job_number=job_number, name=who.name, organisation="经济发展局", title="科员", phone=who.phone
    )


def _pair(code: str, job_number: str, duty: Duty) -> PairRow:
    return PairRow(code=code, job_number=job_number, duty=duty)


def _liaison(department: str, who: Enlisted, category: str) -> LiaisonRow:
    return LiaisonRow(department=department, name=who.name, phone=who.phone, categories=frozenset({category}))


def _manager(who: Enlisted, power: Power = Power.MANAGER) -> ManagerRow:
    return ManagerRow(name=who.name, organisation="专班办公室", title="副主任", phone=who.phone, power=power)


ROSTER = Roster(
    enterprises=[
        _enterprise(PARTS, PARTS_NAME),
        _enterprise(ENERGY, ENERGY_NAME),
        _enterprise(SOFTWARE, SOFTWARE_NAME),
        _enterprise(LONG, LONG_NAME),
        _enterprise(BROKEN, BROKEN_NAME),
    ],
    contacts=[
        _contact(PARTS, CONTACT),
        _contact(PARTS, COLLEAGUE),
        _contact(ENERGY, RIVAL),
        _contact(ENERGY, TWOFOLD),
        _contact(LONG, TWOFOLD),
        _contact(SOFTWARE, LONE),
        _contact(BROKEN, HOSTILE),
    ],
    officers=[_officer("F001", OFFICER), _officer("F002", MEMBER), _officer("F003", OTHER_OFFICER)],
    pairs=[
        _pair(PARTS, "F001", Duty.LEAD),
        _pair(PARTS, "F002", Duty.MEMBER),
        _pair(ENERGY, "F003", Duty.LEAD),
        _pair(LONG, "F001", Duty.LEAD),
        _pair(BROKEN, "F001", Duty.LEAD),
    ],
    liaisons=[
        _liaison("建设与公用事业", LIAISON, "utilities"),
        _liaison("建设与公用事业", LIAISON_TWO, "utilities"),
        _liaison("人社", STAFFING, "staffing"),
    ],
    managers=[_manager(MANAGER), _manager(MANAGER_TWO), _manager(LEADER, Power.LEADER)],
)
