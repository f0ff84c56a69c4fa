"""What the sections of the policy file and of the vocabulary have in common, and how a wrong one is explained."""

from __future__ import annotations

import dataclasses
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, TypeVar, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,23}$")]
Count = Annotated[int, Strict(), Field(ge=1)]

_Item = TypeVar("_Item")
_Shape = TypeVar("_Shape", bound="Section")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table of the policy file; a key that it does not know is an error."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class PolicyProblem:
    """One thing that is wrong in a policy file."""

    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.key}：{self.found}；允许：{self.allowed}"


class PolicyError(ValueError):
    """A policy file that cannot be used, with everything that is wrong in it."""

    what: ClassVar[str] = "政策文件"

    def __init__(self, source: str, problems: Sequence[PolicyProblem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(
            "\n".join([f"{self.what} {source} 有 {len(problems)} 处错误：", *map(str, problems)])
        )


class Disallowed(ValueError):
    """A value that a check of the policy refuses; says what it would allow."""

    def __init__(self, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(allowed)


def unique(*names: str) -> AfterValidator:
    """A check that no two entries of a list agree in one of these fields; without any, that none repeats."""

    def check(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        for values in [[getattr(item, name) for item in items] for name in names] or [list(items)]:
            repeated = [str(value) for value, times in Counter(values).items() if times > 1]
            if repeated:
                raise Disallowed(f"互不相同的值（重复：{'、'.join(repeated)}）")
        return items

    return AfterValidator(check)


GAP: Final = "…"  # in a word to be looked for: other characters may stand here


def _findable(word: str) -> str:
    if not all(word.split(GAP)):
        raise Disallowed(f"{GAP} 只写在字与字之间，一次一个")
    return word


Words = Annotated[tuple[Annotated[Text, AfterValidator(_findable)], ...], unique()]

_LONGEST_FOUND: Final = 60


def parsed(
    text: str, shape: type[_Shape], *, source: str, failure: type[PolicyError] = PolicyError
) -> _Shape:
    """The section that a whole TOML text describes.

    Raises:
        PolicyError: or this kind of it, with all that is wrong.
    """
    tables = tables_of(text, source=source, failure=failure)
    try:
        return TypeAdapter(shape).validate_python(tables)
    except ValidationError as error:
        raise failure(source, explained(error, shape)) from error


def tables_of(text: str, *, source: str, failure: type[PolicyError] = PolicyError) -> dict[str, Any]:
    """What a TOML text says, unchecked.

    Raises:
        PolicyError: or this kind of it: where it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        broken = PolicyProblem(key="（整个文件）", found=f"无法读取（{error}）", allowed="TOML 格式的文件")
        raise failure(source, [broken]) from error


def explained(failure: ValidationError, shape: type) -> list[PolicyProblem]:
    """What the failed checks of a section mean to the person who wrote the file.

    A list is also found too short, or a table unfit, for what is wrong inside it: only the innermost is told.
    """
    errors = failure.errors()
    places = [error["loc"] for error in errors]
    outer = {place[:depth] for place in places for depth in range(len(place))}
    return [_explain(error, shape) for error in errors if error["loc"] not in outer]


def _explain(error: ErrorDetails, shape: type) -> PolicyProblem:
    kind, place = error["type"], error["loc"]
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    if kind == "unexpected_keyword_argument":
        known = "、".join(field.name for field in dataclasses.fields(_shape_at(shape, place[:-1])))
        return PolicyProblem(key=key, found="不认识的键", allowed=known)
    found = "没有写" if kind == "missing" else _shown(error["input"])
    return PolicyProblem(key=key, found=found, allowed=_allowed(kind, error.get("ctx", {}), error["msg"]))


def _allowed(kind: str, context: dict[str, Any], message: str) -> str:
    if kind == "value_error":
        return str(getattr(context["error"], "allowed", context["error"]))
    if kind.startswith("zoneinfo"):
        return "时区名，例如 Asia/Shanghai"
    if kind == "enum":
        return str(context["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
    wording = _ALLOWED.get(kind)
    return wording.format(**context) if wording else message


_ALLOWED: Final = {
    "missing": "这一项必填",
    "int_type": "整数",
    "bool_type": "true 或 false",
    "string_type": "文字",
    "json_invalid": "一个 JSON 对象 {{…}}",
    "date_type": "不带引号的日期，例如 2026-10-01",
    "tuple_type": "列表 […]",
    "dict_type": "一个表（[…] 或 {{…}}）",
    "dataclass_type": "一个表（[…] 或 {{…}}）",
    "greater_than_equal": "不小于 {ge} 的整数",
    "less_than_equal": "不大于 {le} 的整数",
    "string_too_short": "不为空的文字",
    "string_too_long": "不超过 {max_length} 个字符的文字",
    "string_pattern_mismatch": "小写英文字母和下划线，不超过 24 个字符",
    "too_short": "至少 {min_length} 项",
}


def _shown(value: object) -> str:
    if isinstance(value, str):
        text = f"“{value}”"
    elif isinstance(value, dict):
        text = "一个表"
    elif isinstance(value, (list, tuple)):
        text = f"{len(value)} 项的列表"
    elif isinstance(value, bool):
        text = str(value).lower()
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_FOUND else f"{text[:_LONGEST_FOUND]}…"


def _shape_at(shape: Any, place: Sequence[int | str]) -> Any:
    """The section that the place names, found by walking the types."""
    for part in place:
        if isinstance(part, str) and dataclasses.is_dataclass(shape):
            shape = get_type_hints(shape)[part]
        else:
            shape = get_args(shape)[1 if get_origin(shape) is dict else 0]
        while get_origin(shape) is Annotated:
            shape = get_args(shape)[0]
    return shape
