"""A text understood as a whole."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.policy import default_policy_text
from storage.rules.masking import PersonalData
from storage.rules.policy import Policy, parse_policy
from storage.rules.understanding import Evidence, Kind, Language, NeededBy, Understanding, understand
from storage.rules.urgency import Urgency

TODAY = dt.date(2026, 11, 24)
POLICY = parse_policy(default_policy_text(), source="default")


def test_everything_is_told_of_one_text_with_its_reasons_the_weightiest_first(policy: Policy) -> None:
    assert understand("税务非正常户，周五前要解除，电话13800138000", policy, TODAY) == Understanding(
        kind=Kind.REPORT,
        category="taxes",
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
    ],
)
def test_decoys_are_no_emergency(text: str, kind: Kind, policy: Policy) -> None:
    assert understand(text, policy, TODAY).kind is kind


def test_emergency_is_critical_whatever_its_words(policy: Policy) -> None:
    assert understand("手指让机器切断了", policy, TODAY).urgency is Urgency.CRITICAL


def test_case_number_is_asked_after(policy: Policy) -> None:
    assert understand("ZQ261124-001 怎么样了", policy, TODAY).kind is Kind.FOLLOW_UP


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("月底前要拿到执照", Urgency.URGENT),
        ("年底前要拿到执照", Urgency.NORMAL),
        ("明天就要拿执照，产线停线了", Urgency.CRITICAL),
    ],
)
def test_deadline_within_a_week_is_urgent(text: str, urgency: Urgency, policy: Policy) -> None:
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
