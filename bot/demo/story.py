"""The story: one problem from the first photo to 满意, and two more that have to be followed up until the 日报."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Final

from bot.demo.photo import photo
from bot.demo.script import Presses, Says, Scene, Sees, SeesPicture, Step
from bot.demo.zone import (
    CHARACTERS,
    COLLEAGUE,
    CONTACT,
    DAY,
    ENTERPRISE,
    LEADER,
    MANAGER,
    NEXT_DAY,
    OFFICER,
    Character,
    at,
)

NUMBER: Final = f"ZQ{DAY:%y%m%d}-001"
PROBLEM: Final = "配电柜跳闸，两条生产线停线，供电公司说明天才能来人，请帮忙协调。"
PROGRESS: Final = "已联系供电公司，抢修车 40 分钟内到厂，我在现场等。"
SOLUTION: Final = "供电公司更换了断路器，11:50 恢复供电，两条生产线已开机。"
PHOTO: Final = photo()

LAMPS: Final = f"ZQ{DAY:%y%m%d}-002"
LAMPS_PROBLEM: Final = "厂门口一排路灯不亮，今晚有夜班，请马上派人修。"
SEWAGE: Final = f"ZQ{DAY:%y%m%d}-003"
SEWAGE_PROBLEM: Final = "污水在线监测的数据传不上去，要求限期整改，请帮忙协调。"


def _joins(who: Character) -> Iterator[Step]:
    yield Says(who=who, words="/start")
    yield Presses(who=who, button="共享手机号")
    yield Sees(who=who, words="个人信息处理告知", buttons=("同意", "不同意"))
    yield Presses(who=who, button="同意")
    yield Sees(who=who, words=f"{who.name}，您好")


STORY: Final = (
    Scene(
        title="一、加入",
        caption="花名册导入后，登记在册的人共享手机号、看过告知并同意，就能使用。其他人同样加入，这里不再重复。",
        clock=at(time(9, 30)),
        steps=[step for who in CHARACTERS for step in _joins(who)],
        shown=[CONTACT],
    ),
    Scene(
        title="二、上报",
        caption="企业遇到困难：拍一张照片，打一句话，看一眼预览，按“提交”。问题和照片立刻到了驻企服务员手里（同企业的同事也会收到，不响铃；特急的，专班同时知道）。",
        clock=at(time(10, 6)),
        steps=[
            Says(who=CONTACT, words=PROBLEM, picture=PHOTO),
            Sees(who=CONTACT, words=f"{ENTERPRISE}.*跳闸.*照片 1", buttons=("提交", "修改", "取消")),
            Presses(who=CONTACT, button="提交"),
            Sees(who=CONTACT, words=f"{NUMBER}.*已收到.*{OFFICER.name}"),
            Sees(who=OFFICER, words=f"{NUMBER}.*{ENTERPRISE}.*跳闸", buttons=("签收", "退单")),
            SeesPicture(who=OFFICER, picture=PHOTO),
            Sees(who=COLLEAGUE, words=NUMBER),
            Sees(who=MANAGER, words=f"请留意.*{NUMBER}.*特急"),
        ],
        shown=[CONTACT, OFFICER],
    ),
    Scene(
        title="三、签收",
        caption="服务员按“签收”接下这件事，卡片就地更新，企业马上知道谁在办、何时办结。",
        clock=at(time(10, 9)),
        steps=[
            Presses(who=OFFICER, button="签收"),
            Sees(who=OFFICER, words=f"{NUMBER}.*办理中", buttons=("记进展", "办结")),
            Sees(who=CONTACT, words=f"{NUMBER}.*已签收.*{OFFICER.name}"),
        ],
        shown=[OFFICER, CONTACT],
    ),
    Scene(
        title="四、记进展",
        caption="办到哪一步，服务员写一句；选“企业可见”，企业当场看到（选“内部”则只有办理的人看到）。",
        clock=at(time(10, 25)),
        steps=[
            Presses(who=OFFICER, button="记进展"),
            Says(who=OFFICER, words=PROGRESS),
            Presses(who=OFFICER, button="企业可见"),
            Sees(who=CONTACT, words=f"{NUMBER}.*进展.*{PROGRESS}"),
        ],
        shown=[OFFICER, CONTACT],
    ),
    Scene(
        title="五、办结",
        caption="问题处理完，服务员选结果、写明做了什么。算不算解决，由企业说了算。",
        clock=at(time(11, 55)),
        steps=[
            Presses(who=OFFICER, button="办结"),
            Presses(who=OFFICER, button="已解决"),
            Says(who=OFFICER, words=SOLUTION),
            Presses(who=OFFICER, button="提交"),
            Sees(who=CONTACT, words=f"{NUMBER}.*已办结.*{SOLUTION}", buttons=("已解决", "没解决")),
        ],
        shown=[OFFICER, CONTACT],
    ),
    Scene(
        title="六、确认和评价",
        caption="企业按“已解决”，这件事销号，再按一下“满意”。（按“没解决”就转回去重办。）",
        clock=at(time(12, 2)),
        steps=[
            Presses(who=CONTACT, button="已解决"),
            Sees(who=CONTACT, words=f"{NUMBER}.*已销号", buttons=("满意", "基本满意", "不满意")),
            Presses(who=CONTACT, button="满意"),
            Sees(who=OFFICER, words=f"{NUMBER}.*企业评价：满意"),
        ],
        shown=[CONTACT, OFFICER],
    ),
    Scene(
        title="七、专班随时看得到",
        caption="专班按编号查看：结果、评价、每一步是谁在什么时候做的，都在记录里。",
        clock=at(time(12, 10)),
        steps=[
            Says(who=MANAGER, words=f"/case {NUMBER}"),
            Sees(who=MANAGER, words=f"{NUMBER}.*已销号.*评价：满意"),
            Presses(who=MANAGER, button="全部记录"),
            Sees(who=MANAGER, words="全部记录.*上报.*签收.*记进展.*办结.*已解决.*评价"),
        ],
        shown=[MANAGER],
    ),
    Scene(
        title="八、午休又报两件",
        caption="午休时企业又报了两件急事（各由一位联系人上报）。休息时间不打扰人：服务员的手机不响铃，期限从下午上班算起。",
        clock=at(time(12, 20)),
        steps=[
            Says(who=CONTACT, words=LAMPS_PROBLEM),
            Presses(who=CONTACT, button="提交"),
            Sees(who=CONTACT, words=f"{LAMPS}.*已收到.*13:00"),
            Says(who=COLLEAGUE, words=SEWAGE_PROBLEM),
            Presses(who=COLLEAGUE, button="提交"),
            Sees(who=COLLEAGUE, words=f"{SEWAGE}.*已收到"),
            Sees(who=OFFICER, words=f"{LAMPS}.*待签收", buttons=("签收",)),
            Sees(who=OFFICER, words=f"{SEWAGE}.*待签收", buttons=("签收",)),
        ],
        shown=[CONTACT, OFFICER],
    ),
    Scene(
        title="九、提醒",
        caption="签收时限过半，还没人签收，机器人提醒服务员：到点的事合成一条消息，一件一个按钮。服务员先签收了一件。",
        clock=at(time(15, 0)),
        steps=[
            Sees(who=OFFICER, words=f"请留意（2 件）.*{LAMPS}.*{SEWAGE}", buttons=(LAMPS[2:], SEWAGE[2:])),
            Presses(who=OFFICER, button=LAMPS[2:]),
            Presses(who=OFFICER, button="签收"),
            Sees(who=CONTACT, words=f"{LAMPS} 已签收"),
        ],
        shown=[OFFICER, CONTACT],
    ),
    Scene(
        title="十、到期",
        caption="另一件到期还没签收：服务员再收到一次提醒，专班同时得知，并看到承办人的电话。",
        clock=at(time(17, 0)),
        steps=[
            Sees(who=OFFICER, words=f"请留意.*{SEWAGE}.*已到期", buttons=(SEWAGE[2:],)),
            Sees(who=MANAGER, words=f"请留意.*{SEWAGE}.*已到期.*{OFFICER.name}", buttons=(SEWAGE[2:],)),
        ],
        shown=[OFFICER, MANAGER],
    ),
    Scene(
        title="十一、第二天早上的日报",
        caption="工作日 8:30，专班和领导各收到一份日报，超期的问题一按编号就看到；服务员收到自己今天要办的事。",
        clock=at(time(8, 30), NEXT_DAY),
        steps=[
            Sees(who=MANAGER, words="日报.*新增 3 · 签收 2（及时 2）· 办结 1", buttons=(SEWAGE[2:],)),
            Sees(who=LEADER, words="日报.*新增 3 · 签收 2（及时 2）· 办结 1", buttons=(SEWAGE[2:],)),
            Sees(who=OFFICER, words=f"今日待办.*2 件.*{SEWAGE}.*{LAMPS}", buttons=(SEWAGE[2:], LAMPS[2:])),
            Presses(who=MANAGER, button=SEWAGE[2:]),
            Sees(who=MANAGER, words=f"{SEWAGE} · 待签收", buttons=("改派",)),
        ],
        shown=[LEADER, OFFICER],
    ),
)
