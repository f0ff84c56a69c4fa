"""Phones in the forms in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.phone import PhoneError, parse_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "138—0013—8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "(+86)138-0013-8000",
        "008613800138000",
        "0086 13800138000",
        "8613800138000",
        "＋８６　１３８　００１３　８０００",
        "\u202a+86 138 0013 8000\u202c",  # as copied from a telephone's contacts
    ],
)
def test_mobile_number_is_brought_to_one_form(typed: str) -> None:
    assert parse_phone(typed) == "13800138000"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "没有填"),
        ("  ", "没有填"),
        ("+86", "没有填"),
        ("1380013800", "“1380013800”共 10 位"),
        ("138001380001", "“138001380001”共 12 位"),
        ("+86 138 0013", "“1380013”共 7 位"),
        ("12800138000", "“12800138000”不是手机号码"),
        ("23", "“23”不是手机号码"),
        ("0431-88889999", "“043188889999”是座机号码"),
        ("+86 431 8888 9999", "“43188889999”是座机号码"),
        ("+85298765432", "“+85298765432”不是中国大陆号码"),
        ("0013800138000", "“0013800138000”不是中国大陆号码"),
        ("张三", "“张三”里有不是数字的字符"),
        ("13800138000转1", "“13800138000转1”里有不是数字的字符"),
        ("13800138000.0", "“13800138000.0”里有不是数字的字符"),
    ],
)
def test_what_is_no_mobile_number_is_named(typed: str, found: str) -> None:
    with pytest.raises(PhoneError) as caught:
        parse_phone(typed)
    assert caught.value.found == found
    assert str(caught.value) == f"手机号有误：{found}；应为11 位手机号，例如 138 0013 8000，前面可以有 +86"


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086 ", "86-", "＋８６"])
)
def test_prefix_never_makes_another_number(number: str, prefix: str) -> None:
    assert parse_phone(prefix + number) == number
    assert parse_phone(parse_phone(prefix + number)) == number
