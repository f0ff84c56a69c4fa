"""The district's policy: what the service promises, with the district's own hours, days and categories.

It is written in TOML. `parse_policy` checks all of it and reports everything that is wrong at once, each with
its key, what was found, and what is allowed. The words by which texts are understood come from a vocabulary, and from
examples.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from storage.rules.examples import NO_EXAMPLES, Examples
from storage.rules.office_hours import Calendar
from storage.rules.phone import parse_phone
from storage.rules.policy_shape import (
    Code,
    Count,
    Disallowed,
    PolicyError,
    PolicyProblem,
    Section,
    Text,
    parsed,
    tables_of,
    unique,
)
from storage.rules.urgency import Limit, Urgency
from storage.rules.vocabulary import CategoryWords, KindWords, UrgencyWords, Vocabulary

FileKey = Literal["vocabulary", "examples"]  # what may stand in a file beside the policy's
OTHER: Final = "other"  # the category of what fits no other: 其他

Percent = Annotated[Count, Field(le=99)]  # of a whole, never all of it
PolicyLimit = Annotated[Limit, BeforeValidator(Limit.parse)]
Phone = Annotated[str, AfterValidator(parse_phone)]


@dataclass(frozen=True, kw_only=True)
class District(Section):
    """Whose service it is, and whom one can turn to besides the bot."""

    name: Text
    contact: Text  # whom a stranger is told to ask
    discipline_channel: Text  # where a hint at bribery belongs; no case is made of it
    duty_phones: Annotated[tuple[Phone, ...], unique()]  # 值班: told at once of every 特急


@dataclass(frozen=True, kw_only=True)
class UrgencyLimits(Section):
    """Within what a problem of one urgency is signed for, first replied to, and resolved."""

    accept: PolicyLimit
    first_reply: PolicyLimit
    resolve: PolicyLimit


@dataclass(frozen=True, kw_only=True)
class Limits(Section):
    """The limits of every urgency."""

    critical: UrgencyLimits
    urgent: UrgencyLimits
    normal: UrgencyLimits
    inquiry: UrgencyLimits

    def of(self, urgency: Urgency) -> UrgencyLimits:
        """The limits of one urgency."""
        return {
            Urgency.CRITICAL: self.critical,
            Urgency.URGENT: self.urgent,
            Urgency.NORMAL: self.normal,
            Urgency.INQUIRY: self.inquiry,
        }[urgency]


@dataclass(frozen=True, kw_only=True)
class Course(Section):
    """The limits and counts of a case's later course, whatever its urgency."""

    redo: PolicyLimit  # 重办; the urgency's own limit holds if it is shorter
    returned: PolicyLimit  # 待改派
    answer: PolicyLimit  # 待补充, then back to the handler
    confirm: PolicyLimit  # 待确认, then closed 未确认
    rate: PolicyLimit  # how long after closing a case can be rated
    reopen_days: Count  # calendar days after closing
    asks_per_round: Count  # 请企业补充


@dataclass(frozen=True, kw_only=True)
class Ladder(Section):
    """When somebody is reminded of what waits for them, and who hears of it next."""

    half_percent: Percent  # of 签收 and first reply, then the handler
    leader_after_minutes: Count  # working minutes after 签收 was due, then the leader
    critical_leader_percent: Annotated[Count, Field(ge=101)]  # of 签收 of a 特急, then the leaders
    quiet: PolicyLimit  # no 记进展 for so long, then the handler
    yellow_percent: Percent  # of 办结 left, or up to a working day of it
    red_repeat_minutes: Annotated[Count, Field(ge=60)]  # working minutes between two reminders of what is red
    second_red_times: Annotated[Count, Field(ge=2)]  # the limit since receipt, then 专班 and the leader
    returned_to_leader: PolicyLimit  # 待改派 that nobody takes
    answer_reminders: tuple[PolicyLimit, ...]  # 待补充
    confirm_reminders: tuple[PolicyLimit, ...]  # 待确认


@dataclass(frozen=True, kw_only=True)
class Category(CategoryWords):
    """A kind of problem; `department` is who usually handles it, the roster's 受理类别 decide."""

    code: Code
    label: Text
    department: Text


@dataclass(frozen=True, kw_only=True)
class DeclineReason(Section):
    """A reason for which 不予受理 is allowed."""

    code: Code
    label: Text


@dataclass(frozen=True, kw_only=True)
class PrivacyNotice(Section):
    """The 个人信息处理告知; consent is recorded with the version, a new version is asked about anew."""

    version: Annotated[Text, StringConstraints(max_length=32)]
    text: Annotated[Text, StringConstraints(max_length=3500)]  # one Telegram message, with room for a heading


@dataclass(frozen=True, kw_only=True)
class Attachments(Section):
    """How much one case may bring with it."""

    max_per_case: Count
    copy_max_mb: Annotated[Count, Field(le=20)]  # Telegram hands bots no larger file

    @property
    def copy_max_bytes(self) -> int:
        """The largest file of which a copy is kept."""
        return self.copy_max_mb * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Keeping(Section):
    """How long what is no case is kept, in calendar days."""

    draft_ask_days: Count
    draft_gone_days: Count
    payload_days: Count
    invite_days: Count

    def __post_init__(self) -> None:
        if self.draft_ask_days >= self.draft_gone_days:
            raise Disallowed("draft_ask_days 小于 draft_gone_days")


_HOUR: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def _parse_hour(text: object) -> dt.time:
    match = _HOUR.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Disallowed("一天中的时刻，例如 08:30")
    return dt.time(int(match[1]), int(match[2]))


@dataclass(frozen=True, kw_only=True)
class DigestHours(Section):
    """When the 日报, and the list of what is due today, come on a working day; local time."""

    hour: Annotated[dt.time, BeforeValidator(_parse_hour)]


def _with_other(categories: tuple[Category, ...]) -> tuple[Category, ...]:
    if all(category.code != OTHER for category in categories):
        raise Disallowed(f"含有 code 为 {OTHER} 的类别")
    return categories


def _named(file: object) -> Examples:
    if not isinstance(file, str) or not file.strip():
        raise Disallowed("文件名")
    return Examples(named=file.strip())


@dataclass(frozen=True, kw_only=True)
class Policy(Section):
    """Everything that a district sets for itself, and the words and the examples by which it understands."""

    vocabulary: Text | None = None  # the file's name, beside the policy's; None for the one of the service
    examples: Annotated[Examples, BeforeValidator(_named)] = NO_EXAMPLES
    district: District
    calendar: Calendar
    limits: Limits
    course: Course
    ladder: Ladder
    digest: DigestHours
    categories: Annotated[tuple[Category, ...], unique("code", "label"), AfterValidator(_with_other)]
    urgency_words: UrgencyWords
    kind_words: KindWords = field(default_factory=KindWords)
    decline_reasons: Annotated[tuple[DeclineReason, ...], Field(min_length=1), unique("code", "label")]
    privacy_notice: PrivacyNotice
    attachments: Attachments
    keeping: Keeping

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which the district reads its clocks."""
        return self.calendar.timezone

    def category(self, code: str) -> Category:
        """The category with this code; 其他 for one that the policy no longer knows: old cases still show."""
        known = {category.code: category for category in self.categories}
        return known.get(code, known[OTHER])

    def decline_reason(self, code: str) -> DeclineReason | None:
        """The reason with this code, or None if the policy does not list it."""
        return next((reason for reason in self.decline_reasons if reason.code == code), None)


def file_named(key: FileKey, text: str, *, source: str) -> str | None:
    """The file for which a policy asks besides, or None if it asks for none; to be read for `parse_policy`.

    Raises:
        PolicyError: it is no TOML. What else is wrong is left to `parse_policy`.
    """
    name = tables_of(text, source=source).get(key)
    return name if isinstance(name, str) else None


def parse_policy(
    text: str, *, source: str, vocabulary: Vocabulary, examples: Examples = NO_EXAMPLES
) -> Policy:
    """The policy that a TOML text describes, its own words after those of the vocabulary.

    Args:
        text: the content of a policy file.
        source: its name, for the message of an error.
        vocabulary: the one that the policy names, or the one that policies share.
        examples: those that policies share, to be followed by its own; without any, words alone decide.

    Raises:
        PolicyError: with all that is wrong: unknown, missing and unfit keys; or where it is no TOML.
    """
    own = parsed(text, Policy, source=source)
    policy = replace(_with_words(own, vocabulary), examples=examples)
    if problems := [*_unfit_reminders(policy), *_wordless(policy)]:
        raise PolicyError(source, problems)
    return policy


def _with_words(own: Policy, vocabulary: Vocabulary) -> Policy:
    shared = vocabulary.categories
    return replace(
        own,
        categories=tuple(
            category.after(shared.get(category.code, CategoryWords())) for category in own.categories
        ),
        urgency_words=own.urgency_words.after(vocabulary.urgency_words),
        kind_words=own.kind_words.after(vocabulary.kind_words),
    )


def _wordless(policy: Policy) -> Iterator[PolicyProblem]:
    """Categories that no text could ever be about."""
    for place, category in enumerate(policy.categories, start=1):
        if not category.keywords and not category.hints:
            yield PolicyProblem(
                key=f"categories[{place}].keywords",
                found="没有词",
                allowed=f"至少一个词：词库里没有 code 为 {category.code} 的",
            )


def _unfit_reminders(policy: Policy) -> Iterator[PolicyProblem]:
    """Reminders that would not come one after the other, or only when what they remind of is over."""
    ladder, course = policy.ladder, policy.course
    for name, reminders, limit in (
        ("answer", ladder.answer_reminders, course.answer),
        ("confirm", ladder.confirm_reminders, course.confirm),
    ):
        row = (*reminders, limit)
        comparable = len({entry.unit for entry in row}) == 1
        if not comparable or any(earlier.amount >= later.amount for earlier, later in pairwise(row)):
            yield PolicyProblem(
                key=f"ladder.{name}_reminders",
                found="、".join(map(str, reminders)),
                allowed=f"由早到晚、单位与 course.{name}（{limit}）相同、都比它早的时限",
            )
