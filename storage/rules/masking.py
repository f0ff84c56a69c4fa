"""Personal data in free text (rules.md, "Privacy"): hidden but for what lets its owner recognise it.

Phones, identity cards, bank cards, e-mail addresses and number plates are masked in any width and with the usual
blanks and dashes. Credit codes and case numbers name no person and stay.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from storage.rules.credit_code import is_credit_code
from storage.rules.words import Word


class PersonalData(Word):
    """A kind of personal data that a text can bring with it; names in free text are not recognised."""

    EMAIL = "email", "邮箱"
    IDENTITY = "identity", "身份证号"
    MOBILE = "mobile", "手机号"
    BANK = "bank", "银行卡号"
    LANDLINE = "landline", "座机号"
    PLATE = "plate", "车牌号"


# Full-width forms, dashes and blanks as their plain ones, character by character, so that places stay the same.
_PLAIN: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
    | dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x3000), " ")
)

_GAP: Final = "[ .-]{0,3}"
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_IDENTITY: Final = (
    r"[1-9]\d{5} [ -]? (?:18|19|20)\d\d (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01]) [ -]? \d{3}[\dX]"
)

# Tried in this order at each place. At its edges a number knows no digit and no star: what a mask leaves visible is
# never taken for the beginning or the end of another number.
_PERSONAL: Final = re.compile(
    rf"""
      (?P<email> (?<![\w.%+-]) [\w.%+-]+ @ [a-z\d-]+ (?:\.[a-z\d-]+)+ )
    | (?<![\d*]) (?:
          (?P<identity> {_IDENTITY} )
        | (?: (?:\+|00)? 86 {_GAP} )?
          (?P<mobile> (?=1[3-9]) (?:
              \d{{3}}{_GAP}\d{{4}}{_GAP}\d{{4}} | \d{{3}}{_GAP}\d{{3}}{_GAP}\d{{5}} | \d{{4}}{_GAP}\d{{3}}{_GAP}\d{{4}}
            | \d{{4}}{_GAP}\d{{4}}{_GAP}\d{{3}} | \d{{5}}{_GAP}\d{{6}} | \d{{3}}(?:[ -]\d\d){{4}} ) )
        | (?P<bank> \d{{15,19}} | \d{{4}} (?:[ -]\d{{4}}){{3}} (?:[ -]?\d{{1,3}})? )
        | (?P<landline> 0 (?:10|[2-9]\d{{1,2}}) [ -]? \d{{7,8}} )
      ) (?![\d*])
    | (?P<plate> [{_PROVINCES}][a-hj-z] [ .·•-]? (?=(?:[a-z]*\d){{2}}) [a-hj-np-z\d]{{4,5}}[a-hj-np-z\d挂学警港澳] )
      (?![a-z\d*])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Without one of these there is nothing to hide: ten digits of a number, a plate's beginning, the sign of an address.
_DIGITS: Final = re.compile(r"(?:[0-9０-９]\W{0,3}){10}")
_PLATE: Final = re.compile(f"[{_PROVINCES}][a-zA-Zａ-ｚＡ-Ｚ]")

# How many letters and digits stay visible at the front and at the back.
_VISIBLE: Final = {"identity": (3, 2), "bank": (4, 4), "mobile": (3, 4), "landline": (4, 2), "plate": (2, 2)}

_IMPERSONAL: Final = re.compile(
    r"(?<![a-z\d]) (?: (?P<case> zq\d{6}-\d{3,5} ) | [a-z\d]{18} ) (?![a-z\d*])",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_OF_A_PERSON: Final = re.compile(rf"(?=[1-8]){_IDENTITY}", re.VERBOSE | re.IGNORECASE | re.ASCII)

_COMPOUND_SURNAMES: Final = re.compile(
    "欧阳|上官|司马|司徒|司空|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|轩辕|端木|百里|呼延|东郭|南宫|西门|独孤"
    "|夏侯|闻人|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|亓官|万俟|赫连|拓跋|完颜|纳兰|叶赫|爱新"
)


def mask(text: str) -> str:
    """The text with personal data hidden: 138****8000. Masking again changes nothing."""
    if _is_harmless(text):
        return text
    while (masked := _mask_once(text)) != text:  # what one mask lays bare, the next round finds
        text = masked
    return text


def personal_data(text: str) -> frozenset[PersonalData]:
    """The kinds of personal data that `mask` would hide."""
    if _is_harmless(text):
        return frozenset()
    plain = text.translate(_PLAIN)
    of_persons = _IMPERSONAL.sub(lambda match: "\0" if _names_nobody(match) else match[0], plain)
    return frozenset(PersonalData(str(match.lastgroup)) for match in _PERSONAL.finditer(of_persons))


def mask_name(name: str) -> str:
    """A person's name with only the surname visible: 张*, 欧阳*. Masking again changes nothing."""
    name = name.strip()
    surname = name[:2] if len(name) > 2 and _COMPOUND_SURNAMES.match(name) else name[:1]
    return f"{surname}*" if surname else ""


def _is_harmless(text: str) -> bool:
    """Whether a glance shows that there is no personal data: most texts have none, and all that are shown are asked."""
    return not ("@" in text or "＠" in text or _DIGITS.search(text) or _PLATE.search(text))


def _mask_once(text: str) -> str:
    plain = text.translate(_PLAIN)
    kept = [match.span() for match in _IMPERSONAL.finditer(plain) if _names_nobody(match)]
    edges = [0, *(edge for span in kept for edge in span), len(text)]
    pieces = [(text[start:end], plain[start:end]) for start, end in pairwise(edges)]
    # Every second piece is a case number or a credit code.
    return "".join(
        piece if place % 2 else _mask_piece(piece, plain) for place, (piece, plain) in enumerate(pieces)
    )


def _names_nobody(match: re.Match[str]) -> bool:
    token = match[0]
    if match["case"] is not None:
        return True
    # Digits alone may also be an identity or a bank card that passes the check by chance.
    if token.isdecimal() and (token[0] not in "159" or _OF_A_PERSON.fullmatch(token)):
        return False
    return is_credit_code(token)


def _mask_piece(text: str, plain: str) -> str:
    masked, end = [], 0
    for match in _PERSONAL.finditer(plain):
        kind = str(match.lastgroup)
        start = match.start(kind)
        masked += [text[end:start], _hide(kind, text[start : match.end()])]
        end = match.end()
    return "".join([*masked, text[end:]])


def _hide(kind: str, found: str) -> str:
    if kind == "email":
        domain = found[max(found.rfind("@"), found.rfind("＠")) :]
        return f"{found[0]}***{domain}"
    signs = [sign for sign in found if sign.isalnum()]
    front, back = _VISIBLE[kind]
    return "".join([*signs[:front], "*" * (len(signs) - front - back), *signs[-back:]])
