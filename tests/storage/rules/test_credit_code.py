"""统一社会信用代码 by GB 32100-2015."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rules.credit_code import (
    ALPHABET,
    CreditCodeError,
    check_character,
    is_credit_code,
    parse_credit_code,
)

# Fictional (示例); the check characters were computed by hand from the weights of GB 32100-2015.
VALID = "91220101MA17ABCD1R"

FIRST_17 = st.text(ALPHABET, min_size=17, max_size=17)


def checked_by_hand(first_17: str) -> str:
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first_17, weights, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    "typed",
    [VALID, VALID.lower(), f" {VALID} ", "91220101 MA17ABCD1 R", "９１２２０１０１ＭＡ１７ＡＢＣＤ１Ｒ"],
)
def test_code_is_brought_to_one_form(typed: str) -> None:
    assert parse_credit_code(typed) == VALID


@pytest.mark.parametrize(
    ("typed", "found", "allowed"),
    [
        ("", "“”共 0 位", "18 位"),
        (VALID[:-1], f"“{VALID[:-1]}”共 17 位", "18 位"),
        ("91220101MA17ABCO1R", "第 16 位“O”", "数字或大写字母（不含 I、O、S、V、Z）"),
        ("91220101MA17-BCD1R", "第 13 位“-”", "数字或大写字母（不含 I、O、S、V、Z）"),
        ("91220101MA17ABCD2R", "“91220101MA17ABCD2R”与末位校验码不符", "营业执照上的代码，请逐位核对"),
    ],
)
def test_wrong_code_is_named(typed: str, found: str, allowed: str) -> None:
    with pytest.raises(CreditCodeError) as caught:
        parse_credit_code(typed)
    assert (caught.value.found, caught.value.allowed) == (found, allowed)
    assert str(caught.value) == f"统一社会信用代码有误：{found}；应为{allowed}"
    assert not is_credit_code(typed)


@given(FIRST_17)
def test_check_character_is_that_of_the_weights(first_17: str) -> None:
    assert check_character(first_17) == checked_by_hand(first_17)
    assert is_credit_code(first_17 + check_character(first_17))


@given(FIRST_17, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(first_17: str, place: int, sign: str) -> None:
    code = first_17 + check_character(first_17)
    mistyped = code[:place] + sign + code[place + 1 :]
    assert is_credit_code(mistyped) == (mistyped == code)
