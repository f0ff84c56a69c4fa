"""The category and the urgency that the words of a text suggest."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.policy import default_policy
from storage.rules.policy import OTHER
from storage.rules.policy_shape import GAP
from storage.rules.understanding import Understanding, understand
from storage.rules.urgency import Urgency

POLICY = default_policy()
TODAY = dt.date(2026, 11, 24)
# As the rules of the service name them.
KEYWORDS = {
    "融资金融": "贷款 续贷 过桥 抽贷 授信 担保 抵押 贴息 承兑 上市",
    "用工人才": "缺人 招工 焊工 技工 倒班 招聘 劳动仲裁 职称 工作许可",
    "用地厂房": "拿地 土地证 厂房 租赁 扩产 容积率 不动产证 腾退",
    "要素保障": "停电 跳闸 增容 电压 断水 燃气 管网 供热 蒸汽 5G",
    "物流交通": "货车 限行 通行证 修路 倒短 停车 公交 路灯 运费",
    "审批证照": "执照 变更 许可 盖章 消防验收 环评批复 备案 容缺 注销",
    "税费": "开票 退税 留抵 非正常户 滞纳金 发票额度 加计扣除",
    "政策兑现": "补贴 奖励 没到账 申报 小升规 稳岗返还 专精特新 兑现",
    "市场配套": "订单 供应商准入 配套率 采购 定点 展会 出口 对接主机厂",
    "科技创新": "高企 研发 智改数转 MES 中试 产学研 车路云 技改 揭榜",
    "项目建设": "施工许可 开工 竣工 配套费 五通一平 征拆 联合验收",
    "环保安全": "限期整改 在线监测 VOCs 危废 排污 消防隐患 处罚 异味",
    "法律知识产权": "专利 商标 侵权 起诉 冻结 合同 执行 商业秘密 维权",
    "账款拖欠": "欠款 回款 质保金 模具款 账期 尾款 催收 三角债 清欠",
    "生活配套": "上学 学位 随迁 人才公寓 宿舍 就医 落户 通勤 幼儿园",
    "其他": "检查多 投诉 建议 物业 噪音 推诿",
}


def suggest(text: str) -> Understanding:
    return understand(text, POLICY, TODAY)


@pytest.mark.parametrize(
    ("text", "category", "urgency"),
    [
        ("厂里变压器坏了，供电公司说下午才能来，产线已经停线，主机厂等着要货！", "utilities", "critical"),
        ("门口修路两个月，挂车进不来，货都得在外面倒短，一趟多花几百", "transport", "normal"),
        ("就想说说，今年生意不好做", "other", "normal"),
        ("税务系统显示我们是非正常户，开不了票，今天必须给客户开出去", "taxes", "urgent"),
        ("想租两千平左右的厂房，要带行车，层高八米", "premises", "normal"),
        ("主机厂要求配套率，我们的供应商准入材料交了几回没人答复，能不能帮忙对接采购", "market", "normal"),
        ("请问今年稳岗返还在哪里申请？", "incentives", "inquiry"),
        ("在线监测设备坏了，环保局要求限期整改，超期要处罚，想申请宽限", "environment", "urgent"),
        ("预售资金取不出来，总包堵门要钱，农民工工资年前得结清，请住建部门协调", "construction", "urgent"),
        ("车间起火了，有人受伤", "environment", "critical"),
        ("银行要抽贷，续贷批不下来，这个月底就断了", "finance", "urgent"),
        ("焊工招不到人，倒班的更缺人", "staffing", "normal"),
        ("客户拖欠模具款和质保金三年，催收没有用", "arrears", "normal"),
        ("员工孩子上学没有学位，幼儿园也排不上", "living", "normal"),
        ("咨询一下高新技术企业认定需要什么条件", "technology", "inquiry"),
    ],
)
def test_suggestion_for_what_enterprises_write(text: str, category: str, urgency: str) -> None:
    suggestion = suggest(text)
    assert (suggestion.category, suggestion.urgency) == (category, urgency)


def test_weight_decides_and_not_what_comes_first() -> None:
    text = "公交不方便，但主要是劳动仲裁的事，招聘也难"
    reverse = "招聘也难，劳动仲裁的事为主，公交也不方便"
    assert suggest(text).category == suggest(reverse).category == "staffing"


def test_other_gives_way_to_what_is_as_weighty() -> None:
    assert suggest("投诉物业，另外想了解稳岗返还").category == "incentives"  # 2 + 2 against 4
    assert suggest("物业噪音扰人").category == OTHER


def test_latin_keywords_stand_alone_in_any_case_and_width() -> None:
    assert suggest("上一套ｍｅｓ系统").category == "technology"
    assert suggest("TIMES 杂志").category == OTHER
    assert suggest("vocs 超标").category == "environment"


@pytest.mark.parametrize("text", ["没有停产，只是想反映物业", "未停电", "避免断供，先说一声"])
def test_what_is_denied_is_not_critical(text: str) -> None:
    assert suggest(text).urgency is Urgency.NORMAL


def test_danger_is_not_outweighed_by_polite_words() -> None:
    assert suggest("请问咨询一下，帮忙解决，一直没人来，车间停产了怎么办理").urgency is Urgency.CRITICAL


@pytest.mark.parametrize("text", ["", "  \n", "👍", "12345"])
def test_nothing_known_is_other_and_normal(text: str) -> None:
    suggestion = suggest(text)
    assert (suggestion.category, suggestion.urgency, suggestion.why) == (OTHER, Urgency.NORMAL, ())


@pytest.mark.parametrize(("label", "keywords"), KEYWORDS.items())
def test_every_keyword_of_the_rules_alone_suggests_its_category(label: str, keywords: str) -> None:
    assert {POLICY.category(suggest(word).category).label for word in keywords.split()} == {label}


def test_nearly_every_keyword_alone_suggests_its_category() -> None:
    words = [(word, known.code) for known in POLICY.categories for word in known.keywords if GAP not in word]
    assert sum(suggest(word).category == code for word, code in words) / len(words) > 0.97


@given(st.lists(st.sampled_from([word for known in POLICY.categories for word in known.keywords])), st.text())
def test_any_text_gets_a_known_category(words: list[str], text: str) -> None:
    suggestion = suggest(text.join(words))
    assert suggestion.category in {category.code for category in POLICY.categories}
    assert suggestion.urgency in Urgency
