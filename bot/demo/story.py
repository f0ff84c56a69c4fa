"""The story: one problem from the first photo to 满意, as the enterprise, its officer and 专班 see it."""

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
    MANAGER,
    OFFICER,
    Character,
)

NUMBER: Final = f"ZQ{DAY:%y%m%d}-001"
PROBLEM: Final = "配电柜跳闸，两条生产线停线，供电公司说明天才能来人，请帮忙协调。"
PROGRESS: Final = "已联系供电公司，抢修车 40 分钟内到厂，我在现场等。"
SOLUTION: Final = "供电公司更换了断路器，11:50 恢复供电，两条生产线已开机。"
PHOTO: Final = photo()


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
        clock=time(9, 30),
        steps=[step for who in CHARACTERS for step in _joins(who)],
        shown=[CONTACT],
    ),
    Scene(
        title="二、上报",
        caption="企业遇到困难：拍一张照片，打一句话，看一眼预览，按“提交”。问题和照片立刻到了驻企服务员手里（同企业的同事也会收到，不响铃）。",
        clock=time(10, 6),
        steps=[
            Says(who=CONTACT, words=PROBLEM, picture=PHOTO),
            Sees(who=CONTACT, words=f"{ENTERPRISE}.*跳闸.*照片 1", buttons=("提交", "修改", "取消")),
            Presses(who=CONTACT, button="提交"),
            Sees(who=CONTACT, words=f"{NUMBER}.*已收到.*{OFFICER.name}"),
            Sees(who=OFFICER, words=f"{NUMBER}.*{ENTERPRISE}.*跳闸", buttons=("签收", "退单")),
            SeesPicture(who=OFFICER, picture=PHOTO),
            Sees(who=COLLEAGUE, words=NUMBER),
        ],
        shown=[CONTACT, OFFICER],
    ),
    Scene(
        title="三、签收",
        caption="服务员按“签收”接下这件事，卡片就地更新，企业马上知道谁在办、何时办结。",
        clock=time(10, 9),
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
        clock=time(10, 25),
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
        clock=time(11, 55),
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
        clock=time(13, 10),
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
        clock=time(13, 30),
        steps=[
            Says(who=MANAGER, words=f"/case {NUMBER}"),
            Sees(who=MANAGER, words=f"{NUMBER}.*已销号.*评价：满意"),
            Presses(who=MANAGER, button="全部记录"),
            Sees(who=MANAGER, words="全部记录.*上报.*签收.*记进展.*办结.*已解决.*评价"),
        ],
        shown=[MANAGER],
    ),
)
