"""Characters that turn the direction of writing stay within what was typed."""

from __future__ import annotations

import pytest

from handlers.direction import enclosed, undirected

OVERRIDE, EMBED, END, ISOLATE, END_ISOLATE = "\u202e", "\u202b", "\u202c", "\u2067", "\u2069"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("招不到焊工", "招不到焊工"),
        (f"{OVERRIDE}反向", f"{OVERRIDE}反向{END}"),
        (f"{OVERRIDE}反{END}正", f"{OVERRIDE}反{END}正"),
        (f"{OVERRIDE}一\n二{EMBED}", f"{OVERRIDE}一{END}\n二{EMBED}{END}"),
        (f"{ISOLATE}{OVERRIDE}一", f"{ISOLATE}{OVERRIDE}一{END}{END_ISOLATE}"),
        # The end of an isolate ends what was opened in it; the end of a run does not end an isolate.
        (f"{ISOLATE}{OVERRIDE}一{END_ISOLATE}二", f"{ISOLATE}{OVERRIDE}一{END_ISOLATE}二"),
        (f"{ISOLATE}一{END}", f"{ISOLATE}一{END}{END_ISOLATE}"),
        (f"一{END}{END_ISOLATE}", f"一{END}{END_ISOLATE}"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_enclosed_closes_what_a_line_leaves_open(typed: str, shown: str) -> None:
    assert enclosed(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"示例{OVERRIDE}反向{END}公司", "示例反向公司"),
        ("示\u200b例\u2060\ufeff\u00ad", "示例"),
        ("\u200f\u200e\u061c示例", "示例"),
        ("👨\u200d👩\u200d👧 की\u200dम", "👨\u200d👩\u200d👧 की\u200dम"),
    ],
)
def test_undirected_keeps_what_can_be_seen(typed: str, shown: str) -> None:
    assert undirected(typed) == shown
