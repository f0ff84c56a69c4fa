"""The lifecycle table as a document: a diagram and a list, drawn from the table that the program runs on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from storage.rules.lifecycle import TABLE, Facts, Transition
from storage.rules.words import Part, State

_HEAD = """\
# The life of a case

Drawn from `storage/rules/lifecycle.py` by `python -m storage.rules.diagram`; a test holds this page to it.
C contact · H handler · O 成员 · A assisting department · M 专班 · L leader · S sweep.
"""


def document() -> str:
    """The whole page, in Markdown with a Mermaid diagram."""
    return "\n".join(
        [_HEAD, *_diagram(), "", *_list("What is built", built=True), "", *_list("Later", built=False), ""]
    )


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in _shown_states():
        yield f"    {state.value}: {state.label}"
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in TABLE:
        for target in _targets(row):
            if row.built and target is not row.state:
                source = row.state.value if row.state else "[*]"
                arrows.setdefault((source, target.value), []).append(row.action.label)
    for (source, goal), labels in arrows.items():
        yield f"    {source} --> {goal}: {' / '.join(dict.fromkeys(labels))}"
    yield "```"


def _shown_states() -> list[State]:
    reached = {target for row in TABLE if row.built for target in _targets(row)}
    return [state for state in State if state in reached]


def _list(title: str, *, built: bool) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| state | action | who | leads to |"
    yield "|---|---|---|---|"
    for row in TABLE:
        if row.built is built:
            action = f"{row.action.label} `{row.action.value}`"
            yield f"| {_state(row.state)} | {action} | {_parts(row)} | {_leads_to(row)} |"


def _state(state: State | None) -> str:
    return f"{state.label} `{state.value}`" if state else "–"


_LETTERS = dict(zip(Part, "CHOAMLS", strict=True))


def _parts(row: Transition) -> str:
    return " ".join(_LETTERS[part] for part in row.parts)


def _leads_to(row: Transition) -> str:
    return " or ".join("=" if target is row.state else target.label for target in _targets(row))


def _targets(row: Transition) -> list[State]:
    """Every state that a row can lead to."""
    if not callable(row.to):
        target = row.to or row.state
        return [target] if target else []
    facts = [
        Facts(state=row.state, denials=denials, handler_lives=lives)
        for denials, lives in product((0, 9), (True, False))
    ]
    return list(dict.fromkeys(row.to(one) for one in facts))


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 - this is what it is called for
