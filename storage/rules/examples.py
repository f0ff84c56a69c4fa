"""Examples: texts as enterprises write them, with what is right about each; from them is learned how to understand.

One JSON object a line. Districts share a file of them; what a district adds stands in a file of its own, which its
policy names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from typing import ClassVar, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError

from storage.rules.kind import Kind
from storage.rules.policy_shape import Code, PolicyError, PolicyProblem, Text, explained
from storage.rules.urgency import Urgency


class ExamplesError(PolicyError):
    """Examples that cannot be used, with everything that is wrong in them."""

    what = "例句"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A text, and what is right: categories by their codes and urgencies, the best first; any will do where none is."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: Kind
    categories: tuple[Code, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    text: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Examples:
    """All examples of a policy.

    They equal only themselves: a policy is compared often, and thousands of texts are not.
    """

    named: str | None = None  # the file of the district's own, beside the policy's
    of: tuple[Example, ...] = ()

    def followed_by(self, own: Examples, *, named: str) -> Examples:
        """These and those of a district's own file, which correct the shared ones with the same text."""
        corrected = {example.text for example in own.of}
        kept = tuple(example for example in self.of if example.text not in corrected)
        return Examples(named=named, of=(*kept, *own.of))


NO_EXAMPLES: Final = Examples()

_LINE: Final = TypeAdapter(Example)


def parse_examples(text: str, *, source: str, codes: Collection[str] | None = None) -> Examples:
    """The examples that the lines of a text describe.

    Args:
        text: the content of a file of examples.
        source: its name, for the message of an error.
        codes: the categories that there are; None if any may be meant, since districts that share a file differ.

    Raises:
        ExamplesError: with all that is wrong, by the number of the line.
    """
    examples: dict[str, Example] = {}
    problems: list[PolicyProblem] = []
    for number, line in enumerate(StringIO(text), start=1):
        try:
            example = _LINE.validate_json(line)
        except ValidationError as error:
            problems += [_at(number, problem) for problem in explained(error, Example)]
            continue
        problems += [_at(number, problem) for problem in _unfit(example, examples, codes)]
        examples[example.text] = example
    if problems:
        raise ExamplesError(source, problems)
    return Examples(of=tuple(examples.values()))


def _unfit(
    example: Example, earlier: dict[str, Example], codes: Collection[str] | None
) -> Iterator[PolicyProblem]:
    if example.text in earlier:
        yield PolicyProblem(key="text", found=f"“{example.text}”", allowed="互不相同的例句")
    for code in example.categories:
        if codes is not None and code not in codes:
            yield PolicyProblem(key="categories", found=f"“{code}”", allowed="、".join(codes))


def _at(line: int, problem: PolicyProblem) -> PolicyProblem:
    return replace(problem, key=f"第 {line} 行 {problem.key}".rstrip())
