"""Reading one line cell by cell; each wrong cell is a problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from storage.rules.credit_code import CreditCodeError, parse_credit_code
from storage.rules.phone import PhoneError, parse_phone
from storage.rules.roster.layout import CODE
from storage.rules.roster.problems import Problem, problem_at
from storage.rules.roster.rows import Place
from storage.rules.roster.sheets import Line, plain

Choice = TypeVar("Choice", bound=StrEnum)

MAX_CHARACTERS: Final = 200
_BETWEEN_CATEGORIES: Final = re.compile(r"[、,;/\s]+")
# Lists of names are often set in columns: 王 五. The blank is no part of the name.
_BLANK_IN_NAME: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


class Cells:
    """The cells of one line.

    Reading a wrong cell adds a problem and gives something empty to go on with, so that one pass finds them all.
    """

    def __init__(self, line: Line, problems: list[Problem]) -> None:
        self._line = line
        self._problems = problems

    def place(self, name_column: str = "姓名") -> Place:
        """Where this line stands."""
        return Place(sheet=self._line.sheet, row=self._line.row, name_column=name_column)

    def wrong(self, column: str, reason: str) -> None:
        """Add a problem of this line."""
        self._problems.append(problem_at(self.place(), column, reason))

    def is_empty(self, column: str) -> bool:
        """Whether nothing is written there."""
        return not self.text(column)

    def text(self, column: str, *, needed: bool = False) -> str:
        """What is written there, in one line, as it was typed."""
        text = " ".join(_printable(self._line.cells.get(column, "")).split())
        if needed and not text:
            self.wrong(column, "没有填")
        if len(text) > MAX_CHARACTERS:
            self.wrong(column, f"共 {len(text)} 个字，最多 {MAX_CHARACTERS} 个")
        return text

    def word(self, column: str, *, needed: bool = True) -> str:
        """What is compared with other cells: in half width."""
        return plain(self.text(column, needed=needed))

    def person(self, column: str) -> str:
        """A person's name."""
        return _BLANK_IN_NAME.sub("", self.word(column))

    def phone(self, column: str) -> str:
        """A mobile number, in its 11 digits."""
        try:
            return parse_phone(self._line.cells.get(column, ""))
        except PhoneError as error:
            self.wrong(column, f"{error.found}；应为{error.allowed}")
            return ""

    def code(self) -> str:
        """A credit code with a valid check character."""
        text = self._line.cells.get(CODE, "")
        try:
            return parse_credit_code(text)
        except CreditCodeError as error:
            self.wrong(CODE, f"{error.found}；应为{error.allowed}" if text.strip() else "没有填")
            return ""

    def choice(self, column: str, choices: type[Choice], *, needed: bool = True) -> Choice | None:
        """One of a few words; None if it is empty and may be, or wrong."""
        word = self.word(column, needed=needed)
        if not word:
            return None
        try:
            return choices(word)
        except ValueError:
            self.wrong(column, f"“{word}”不在可选之列；可填：{'、'.join(choices)}")
            return None

    def yes(self, column: str) -> bool:
        """是 or 否; empty is 否."""
        word = self.word(column, needed=False)
        if word not in ("", "是", "否"):
            self.wrong(column, f"“{word}”应为是或否")
        return word == "是"

    def categories(self, column: str, codes: Mapping[str, str]) -> frozenset[str]:
        """The codes of the categories named there, joined by 、; `codes` has them by their labels."""
        labels = {label for label in _BETWEEN_CATEGORIES.split(self.word(column, needed=False)) if label}
        unknown = sorted(labels - codes.keys())
        if unknown:
            self.wrong(column, f"没有“{'、'.join(unknown)}”这个类别；可填：{'、'.join(codes)}")
        return frozenset(codes[label] for label in labels - set(unknown))


def _printable(text: str) -> str:
    """Without the invisible characters that come along when cells are pasted."""
    return "".join(
        character for character in text if character.isspace() or unicodedata.category(character)[0] != "C"
    )
