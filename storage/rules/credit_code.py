"""The unified social credit code (统一社会信用代码) of an enterprise, as GB 32100-2015 defines it."""

from __future__ import annotations

import unicodedata
from typing import Final

LENGTH: Final = 18
# Digits and capitals without those that are mistaken for others: I, O, S, V, Z.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class CreditCodeError(ValueError):
    """Not a credit code: what was found, and what would be allowed there."""

    def __init__(self, found: str, allowed: str) -> None:
        self.found = found
        self.allowed = allowed
        super().__init__(f"统一社会信用代码有误：{found}；应为{allowed}")


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100-2015, appendix A: weights 3^i modulo 31)."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_17))
    return ALPHABET[-total % 31]


def parse_credit_code(text: str) -> str:
    """The code in capitals without blanks, from whatever width and case it was typed in.

    Raises:
        CreditCodeError: for a wrong length, a character that no code contains, or a wrong check character.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(code) != LENGTH:
        raise CreditCodeError(f"“{code}”共 {len(code)} 位", f"{LENGTH} 位")
    for place, character in enumerate(code, start=1):
        if character not in ALPHABET:
            raise CreditCodeError(f"第 {place} 位“{character}”", "数字或大写字母（不含 I、O、S、V、Z）")
    if code[-1] != check_character(code[:-1]):
        raise CreditCodeError(f"“{code}”与末位校验码不符", "营业执照上的代码，请逐位核对")
    return code


def is_credit_code(text: str) -> bool:
    """Whether the text is a valid code, in whatever width and case."""
    try:
        parse_credit_code(text)
    except CreditCodeError:
        return False
    return True
