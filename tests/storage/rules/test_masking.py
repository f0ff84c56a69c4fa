"""Personal data is hidden, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.rules.credit_code import ALPHABET, check_character
from storage.rules.masking import PersonalData, mask, mask_name, personal_data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("手机13800138000，急", "手机138****8000，急"),
        ("+86 138 0013 8000", "+86 138****8000"),
        ("008613800138000", "0086138****8000"),
        ("8613800138000", "86138****8000"),
        ("138-0013-8000、1380 013 8000、138.0013.8000", "138****8000、138****8000、138****8000"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("wx13800138000abcde", "wx138****8000abcde"),  # 18 signs, but no credit code
        ("138 - 0013 - 8000", "138****8000"),
        ("13800001234 1234 5678 9012", "138****1234 1234 5678 9012"),
        ("1391 2341 13800138000", "1391 2341 138****8000"),
        ("2026-11-24 13800138000", "2026-11-24 138****8000"),
        ("0431-88889999", "0431******99"),
        ("身份证220104199001010001", "身份证220*************01"),
        ("身份证22010419900101001x。", "身份证220*************1x。"),
        ("220104 19900101 0010", "220*************10"),
        ("卡6222021001116245702", "卡6222***********5702"),
        ("6222 0210 0111 6245 702", "6222***********5702"),
        ("发到 wang.li@example.com", "发到 w***@example.com"),
        ("邮箱a＠example.com", "邮箱a***＠example.com"),
        ("13800138000@example.com", "1***@example.com"),
        ("吉A12345被拦", "吉A***45被拦"),
        ("吉A·D12345", "吉A****45"),
        ("吉a12345", "吉a***45"),
        ("电话13800138000，身份证220104199001010001", "电话138****8000，身份证220*************01"),
    ],
)
def test_personal_data_is_hidden(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ZQ261124-001",
        "问题 ZQ261124-001、ZQ191124-00123 已办结",
        "91220101MA17ABCD1R",
        "统一社会信用代码９１２２０１０１ＭＡ１７ＡＢＣＤ１Ｒ",
        "912201011234567897",  # a credit code of digits only
        "2026-11-24 09:00 至 2026-11-25 17:30",
        "室151 2026-11-24 10:00",
        "欠款 1200000 元，合同 20261124-01",
        "12388、12345、119、120",
        "新能源ERP项目，云ABCDEF系统",
        "@zhuqi_bot",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


def test_identity_card_is_hidden_even_if_it_would_pass_as_a_credit_code() -> None:
    numbers = (f"51010419900101{serial:03}" for serial in range(1000))
    both = next(first + check_character(first) for first in numbers if check_character(first).isdecimal())
    assert mask(both) == f"510*************{both[-2:]}"


PIECES = st.one_of(
    st.text(alphabet="0123456789- *.+@aXZ吉A１８　", max_size=24),
    st.sampled_from(
        [
            "13800138000",
            "220104199001010001",
            "6222021001116245702",
            "a@b.cn",
            "吉A12345",
            "ZQ261124-001",
            "+86 ",
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=6).map("".join)


@given(TEXTS)
@example("13900001380 0138000")
@example("13 5 1 2 3 4 5 13800138000")
@example("x@13800138000.com")
def test_masking_again_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("厂里停电了，ZQ261124-001，91220101MA0000000X", set()),
        ("手机138 0013 8000", {PersonalData.MOBILE}),
        ("身份证110101199003071234，邮箱a.b@example.cn", {PersonalData.IDENTITY, PersonalData.EMAIL}),
        ("卡号6222 0000 0000 0000，吉A12345", {PersonalData.BANK, PersonalData.PLATE}),
        ("座机0431-12345678", {PersonalData.LANDLINE}),
    ],
)
def test_kinds_of_personal_data_are_told(text: str, kinds: set[PersonalData]) -> None:
    assert personal_data(text) == kinds


WORDS = st.text(alphabet="厂区停电请帮忙联系，。：（） \n", max_size=20)


@given(WORDS, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), WORDS)
def test_phone_between_any_words_is_hidden_and_the_words_stay(before: str, phone: str, after: str) -> None:
    assert mask(before + phone + after) == f"{before}{phone[:3]}****{phone[-4:]}{after}"


@given(WORDS, st.text(ALPHABET, min_size=8, max_size=8), WORDS)
def test_credit_code_between_any_words_stays(before: str, own: str, after: str) -> None:
    first = f"91220101M{own}"
    text = f"{before}{first}{check_character(first)}{after}"
    assert mask(text) == text


@given(TEXTS)
@example("０１０　１２３４５６７")
@example("吉ａ１２３４５")
@example("138\u2003001\u20113800\u00b0")
def test_text_alone_is_hidden_as_it_is_beside_a_phone(text: str) -> None:
    assert mask(f"{text}，。，13800138000") == f"{mask(text)}，。，138****8000"
    assert personal_data(f"{text}，。，13800138000") == personal_data(text) | {PersonalData.MOBILE}


@pytest.mark.parametrize("piece", ["1 ", "1", "a", "a.", "13", "吉A1", "a@b.", "ZQ1"])
def test_longest_message_is_masked_quickly(piece: str) -> None:
    text = (piece * 4096)[:4096]
    start = time.perf_counter()
    mask(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张*"),
        ("欧阳锋", "欧阳*"),
        ("司马", "司*"),
        ("张", "张*"),
        (" 李四 ", "李*"),
        ("Tom Li", "T*"),
        ("", ""),
    ],
)
def test_name_keeps_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked
    assert mask_name(masked) == masked
