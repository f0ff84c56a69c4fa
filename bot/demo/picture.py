"""The demo as a picture: what would be in the terminal, as SVG."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Final

from rich.cells import cell_len
from rich.console import Console

COLUMNS: Final = 100
# Whoever's machine shows the picture has some of them; nothing is fetched for it.
FONTS: Final = (
    "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei'"
)

_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(r'textLength="(?P<length>[\d.]+)"(?P<more>[^>]*)>(?P<text>[^<]*)<')


def paper() -> Console:
    """A console to play on that keeps what was printed."""
    return Console(
        record=True,
        file=io.StringIO(),
        width=COLUMNS,
        force_terminal=True,
        color_system="truecolor",
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def drawn(console: Console, title: str) -> str:
    """What was printed on a `paper`."""
    svg = console.export_svg(title=title, unique_id="demo")
    svg = _FONT_FACE.sub("", svg).replace("font-variant-east-asian: full-width;", "")
    return _TEXT.sub(_stretched, svg.replace("Fira Code", FONTS))


def _stretched(text: re.Match[str]) -> str:
    """The library counts characters, and would squeeze Chinese into half its width."""
    words = unescape(text["text"])
    length = float(text["length"]) * cell_len(words) / max(len(words), 1)
    return f'textLength="{length:g}"{text["more"]}>{text["text"]}<'
