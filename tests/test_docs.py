"""Pages that are drawn from the code."""

from pathlib import Path

from storage.rules.diagram import document

ROOT = Path(__file__).parent.parent


def test_lifecycle_page_is_drawn_from_the_table() -> None:
    assert (ROOT / "docs/lifecycle.md").read_text(encoding="utf-8") == document()
