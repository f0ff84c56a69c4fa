"""A text understood as a whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.policy import default_policy
from storage.rules.examples import NO_EXAMPLES, Example, Examples
from storage.rules.masking import PersonalData
from storage.rules.policy import OTHER, Policy
from storage.rules.understanding import (
    Evidence,
    Kind,
    Language,
    NeededBy,
    Understanding,
    prepare,
    understand,
)
from storage.rules.urgency import Urgency

TODAY = dt.date(2026, 11, 24)
POLICY = default_policy()


def test_everything_is_told_of_one_text_with_its_reasons_the_weightiest_first(policy: Policy) -> None:
    assert understand("税务非正常户，周五前要解除，电话13800138000", policy, TODAY) == Understanding(
        kind=Kind.REPORT,
        category="taxes",
        others=(),
        urgency=Urgency.URGENT,
        needed_by=NeededBy(day=dt.date(2026, 11, 27), words="周五前"),
        problems=(),
        language=Language.CHINESE,
        personal=frozenset({PersonalData.MOBILE}),
        why=(
            Evidence(word="非正常户", speaks_for="taxes", weight=4),
            Evidence(word="周五前", speaks_for="urgent", weight=3),
            Evidence(word="税务", speaks_for="taxes", weight=2),
        ),
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("消防验收约不上", Kind.REPORT),
        ("工伤认定怎么申请", Kind.REPORT),
        ("办公室漏水维修没人管", Kind.REPORT),
        ("车间着火了", Kind.EMERGENCY),
        ("去年车间着火，理赔没下来", Kind.REPORT),
        ("电动车乱充电，早晚要着火", Kind.REPORT),
        ("最近手头紧，想找银行贷点款", Kind.REPORT),
        ("科长说最近手头紧", Kind.DISCIPLINE),
        ("下水道堵了要疏通", Kind.REPORT),
    ],
)
def test_decoys_are_what_they_are(text: str, kind: Kind, policy: Policy) -> None:
    assert understand(text, policy, TODAY).kind is kind


def test_emergency_is_critical_whatever_its_words(policy: Policy) -> None:
    assert understand("手指让机器切断了", policy, TODAY).urgency is Urgency.CRITICAL


def test_case_number_is_asked_after(policy: Policy) -> None:
    assert understand("ZQ261124-001 怎么样了", policy, TODAY).kind is Kind.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("谢谢，路灯修好了，另外我们缺焊工", Kind.REPORT, "staffing"),
        ("谢谢，通行证办好了。但是门口又修路了，车出不去", Kind.REPORT, "transport"),
        ("上次报的路灯啥时候有结果？另外发票额度不够", Kind.REPORT, "taxes"),
        ("谢谢，路灯修好了，还有要特别感谢小王", Kind.THANKS, "transport"),
        ("上次报的路灯啥时候有结果？对了，是东门那排路灯", Kind.FOLLOW_UP, "transport"),
        ("报上去的增容，供电来没来看", Kind.FOLLOW_UP, "utilities"),
    ],
)
def test_new_problem_after_thanks_or_a_question_is_a_report(
    text: str, kind: Kind, category: str, policy: Policy
) -> None:
    found = understand(text, policy, TODAY)
    assert (found.kind, found.category) == (kind, category)


def test_number_of_a_case_alone_makes_no_question(policy: Policy) -> None:
    assert understand("ZQ261124-001 又走了两个焊工", policy, TODAY).kind is Kind.REPORT


def test_what_tells_of_several_problems_is_a_report(policy: Policy) -> None:
    found = understand("1. 变压器增容要批下来\n2. 货车通行证没批下来\n3. 路灯没修好", policy, TODAY)
    assert (found.kind, len(found.problems)) == (Kind.REPORT, 3)


def test_urgency_is_that_of_the_new_problem(policy: Policy) -> None:
    assert understand("感谢领导，停水的事解决了。不过退税卡了俩月", policy, TODAY).urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("残保金三十人以下还交不交", Urgency.INQUIRY),
        ("这点进项还能抵不", Urgency.INQUIRY),
        ("申报截止到哪天", Urgency.INQUIRY),
        ("请问年底前报的话要啥材料", Urgency.INQUIRY),
        ("门口能安几个灯不", Urgency.NORMAL),
        ("动不动就跳闸", Urgency.NORMAL),
    ],
)
def test_question_is_known_by_its_form_too(text: str, urgency: Urgency, policy: Policy) -> None:
    assert understand(text, policy, TODAY).urgency is urgency


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("请问小升规奖还给不给，截止到几月份啊", Kind.REPORT),
        ("请问领导，最近太难了咋办", Kind.VAGUE),
    ],
)
def test_vague_is_what_says_little_else(text: str, kind: Kind, policy: Policy) -> None:
    assert understand(text, policy, TODAY).kind is kind


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("月底前要拿到执照", Urgency.URGENT),
        ("年底前要拿到执照", Urgency.NORMAL),
        ("明天就要拿执照，产线停线了", Urgency.CRITICAL),
    ],
)
def test_near_deadline_is_urgent(text: str, urgency: Urgency, policy: Policy) -> None:
    assert understand(text, policy, TODAY).urgency is urgency


def test_of_a_very_long_text_the_beginning_is_read_and_all_personal_data_found(policy: Policy) -> None:
    found = understand(f"缺焊工。{'另外没有别的。' * 2000}1、停电 2、缺贷款，电话13800138000", policy, TODAY)
    assert (found.category, found.urgency, found.problems) == ("staffing", Urgency.NORMAL, ())
    assert found.personal == {PersonalData.MOBILE}


def test_who_writes_is_not_what_about(policy: Policy) -> None:
    assert understand("我们是做新能源充电桩的，缺焊工", policy, TODAY).category == "staffing"


@given(st.text(), st.dates())
def test_any_text_is_understood(text: str, today: dt.date) -> None:
    found = understand(text, POLICY, today)
    assert found == understand(text, POLICY, today)
    assert POLICY.category(found.category).code == found.category


TAUGHT = tuple(
    Example(kind=kind, categories=categories, urgencies=urgencies, text=text)
    for kind, categories, urgencies, text in (
        (Kind.REPORT, ("transport",), (Urgency.NORMAL,), "岔口的大灯泡瞎了"),
        (Kind.REPORT, ("taxes",), (Urgency.INQUIRY,), "金税盘抄报"),
        (Kind.THANKS, (), (), "嘎嘎板正"),
        (Kind.EMERGENCY, (), (), "轰隆一声"),
    )
    for _ in range(30)
)
# Of 用工人才 there are none.
EXAMPLES = Examples(of=(*(one for one in POLICY.examples.of if "staffing" not in one.categories), *TAUGHT))


def taught(text: str) -> Understanding:
    """What a text says by the usual words and examples, and some that are learned well."""
    return understand(text, replace(POLICY, examples=EXAMPLES), TODAY)


def test_experience_knows_what_words_do_not() -> None:
    text = "岔口的大灯泡瞎了"
    words = understand(text, replace(POLICY, examples=NO_EXAMPLES), TODAY)
    assert (words.category, words.why) == (OTHER, ())
    found = taught(text)
    assert (found.kind, found.category, found.urgency) == (Kind.REPORT, "transport", Urgency.NORMAL)
    assert {one.speaks_for for one in found.why} == {"transport"}
    assert taught("嘎嘎板正").kind is Kind.THANKS
    assert taught("金税盘抄报").urgency is Urgency.INQUIRY


def test_words_and_experience_are_added_up() -> None:
    assert taught("金税盘和贷款").category == "taxes"
    assert taught("金税盘和贷款、授信、抵押、承兑汇票").category == "finance"


def test_category_without_examples_is_told_by_its_words() -> None:
    assert taught("缺焊工").category == "staffing"


def test_what_alarms_needs_words_or_much_experience() -> None:
    assert taught("轰隆").kind is not Kind.EMERGENCY
    assert taught("轰隆，着火了").kind is Kind.EMERGENCY
    assert taught("轰隆一声").kind is Kind.EMERGENCY


@pytest.mark.parametrize("text", ["厂门口的路坏了", "门坏了", "漏水", "这是现场照片", "三号车间"])
def test_short_text_is_no_thanks_and_no_question_if_words_do_not_say_so(text: str) -> None:
    assert understand(text, POLICY, TODAY).kind is Kind.REPORT


def test_what_is_needed_soon_is_urgent_whatever_experience_says() -> None:
    assert taught("金税盘抄报，明天就要").urgency is Urgency.URGENT


def test_reasons_do_not_repeat_a_word_of_the_vocabulary() -> None:
    words = [
        one.word for one in understand("东门的路灯坏了", POLICY, TODAY).why if one.speaks_for == "transport"
    ]
    assert len(words) == len(set(words))
    assert not any(one in other for one in words for other in words if one != other)


def test_vague_text_is_about_nothing() -> None:
    found = understand("就想说说，今年太难了", POLICY, TODAY)
    assert (found.kind, found.category, found.urgency) == (Kind.VAGUE, OTHER, Urgency.NORMAL)


def test_prepared_policy_understands_the_same() -> None:
    prepare(POLICY)
    assert understand("消防验收约不上", POLICY, TODAY).category == "permits"
