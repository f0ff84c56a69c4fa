"""Mobile numbers of mainland China: people are matched by them, so there is one form only, 11 digits."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BLANKS: Final = re.compile(r"[\s\-‐-―−()\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_CHINA: Final = re.compile(r"(?:\+|00)86|86(?=1)")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"0?(?:10|[2-9][0-9]{1,2})[0-9]{7,8}")


class PhoneError(ValueError):
    """Not a mobile number of mainland China: what was found, and what is allowed."""

    allowed: Final = "11 位手机号，例如 138 0013 8000，前面可以有 +86"

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(f"手机号有误：{found}；应为{self.allowed}")


def parse_phone(text: str) -> str:
    """The 11 digits of a mobile number typed with or without +86, 0086, blanks, dashes, in any width.

    Raises:
        PhoneError: if it is empty, a landline, a foreign number, of a wrong length, or no number.
    """
    typed = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    number = _CHINA.sub("", typed, count=1) if _CHINA.match(typed) else typed
    if _MOBILE.fullmatch(number):
        return number
    raise PhoneError(_why_not(number))


def _why_not(number: str) -> str:
    if not number:
        return "没有填"
    if number.startswith(("+", "00")) and number[1:].isdecimal():
        return f"“{number}”不是中国大陆号码"
    if not number.isdecimal():
        return f"“{number}”里有不是数字的字符"
    if _LANDLINE.fullmatch(number):
        return f"“{number}”是座机号码"
    if number.startswith("1") and len(number) != 11:
        return f"“{number}”共 {len(number)} 位"
    return f"“{number}”不是手机号码"
