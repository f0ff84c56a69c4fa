"""A phone in the terminal: what the bot says on the left, what the person says and presses on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.align import Align
from rich.cells import cell_len
from rich.color import Color
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.demo.chat import Line, Pressed, Said, Shown, Toast
from bot.demo.photo import pixels
from bot.demo.words import Words, changed, formatted, plain, wrapped
from bot.demo.zone import Character

# As wide as people hold one: about twenty Chinese characters.
NARROWEST, WIDEST, GAP = 38, 54, 1
# A bubble leaves so much room on the other side.
INDENT = 2
MOST_LINES, SHOWN_LINES = 24, 4

BOT, OWN, BUTTON, ASIDE = "white on grey23", "white on dark_green", "bold cyan", "dim"


class Opening:
    """What is said before the first scene."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        self._title = title
        self._lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """In a frame."""
        lines = [part for line in self._lines for part in wrapped(Text(line), options.max_width - 4)]
        yield Panel(Group(*lines), title=Text(self._title, style="bold"), box=box.HEAVY)


class Heading:
    """What the next phones show."""

    def __init__(self, title: str, caption: str) -> None:
        self._title = title
        self._caption = caption

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """A line with the title in it, and the caption below."""
        yield Text()
        yield Rule(Text(self._title, style="bold yellow"), align="left", style="yellow")
        yield from wrapped(Text(self._caption), options.max_width)


class Phones:
    """Phones beside each other, as many as there is room for; the others below."""

    def __init__(self, chats: Sequence[tuple[Character, Sequence[Line]]]) -> None:
        self._chats = chats

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Rows of phones, all of one width."""
        room = options.max_width + GAP
        beside = max(1, min(len(self._chats), room // (NARROWEST + GAP)))
        width = min(room // beside - GAP, WIDEST)
        for start in range(0, len(self._chats), beside):
            row = Table.grid(padding=(0, GAP, 0, 0))
            chats = self._chats[start : start + beside]
            for _ in chats:
                row.add_column(width=width)
            row.add_row(*(_phone(who, lines) for who, lines in chats))
            yield row


def _phone(who: Character, lines: Sequence[Line]) -> Panel:
    return Panel(
        Group(*(part for line in lines for part in _drawn(line))),
        title=Text(f"{who.name} · {who.role}", style=f"bold {who.colour}"),
        title_align="left",
        border_style=who.colour,
    )


def _drawn(line: Line) -> Iterator[RenderableType]:
    match line:
        case Said():
            if line.picture:
                yield Picture(line.picture, own=True)
            yield Bubble(plain(line.words), own=True)
        case Pressed():
            yield Align.right(Text.assemble(("按 ", ASIDE), (f"[ {line.button} ]", BUTTON)))
        case Toast():
            yield Align.center(Text(f"（{line.words}）", style=f"{ASIDE} italic"))
        case Shown():
            yield from _bubble_of_bot(line)


def _bubble_of_bot(line: Shown) -> Iterator[RenderableType]:
    words = formatted(line.content)
    if line.before is not None:  # what is changed in its place never rings
        words = changed(words, line.before)
        yield Text("✎ 就地更新", style=ASIDE)
    elif line.silent and not line.picture:
        yield Text("🔕 不响铃", style=ASIDE)
    if line.picture:
        yield Picture(line.picture, own=False)
    if words:
        yield Bubble(words, own=False)
    if line.rows:
        yield ButtonRows(line.rows, style=BUTTON)
    if line.menu:
        yield Text("底部菜单：", style=ASIDE)
        yield ButtonRows(line.menu, style=ASIDE)


class Bubble:
    """Words on their side of the chat, no wider than they need."""

    def __init__(self, words: Words, *, own: bool) -> None:
        self._words = words
        self._own = own

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, as wide as the longest."""
        room = options.max_width - INDENT - 2
        lines = [line for paragraph in self._words for line in paragraph.wrapped(room)]
        if len(lines) > MOST_LINES:
            left_out = len(lines) - SHOWN_LINES
            lines = [*lines[:SHOWN_LINES], Text(f"……（以下 {left_out} 行从略）", style="italic")]
        width = max((line.cell_len for line in lines), default=0)
        for line in lines:
            line.pad_right(width - line.cell_len)
            drawn = Text.assemble(" ", line, " ", style=OWN if self._own else BOT)
            yield Align.right(drawn) if self._own else drawn


class ButtonRows:
    """Buttons in the rows in which they are; what is too wide for the phone goes on below."""

    def __init__(self, rows: Sequence[Sequence[str]], *, style: str) -> None:
        self._rows = rows
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Never a button that is broken in two."""
        for row in self._rows:
            line = ""
            for label in row:
                button = f"[ {label} ]"
                if line and cell_len(line) + 1 + cell_len(button) > options.max_width:
                    yield Text(line, style=self._style)
                    line = ""
                line = f"{line} {button}" if line else button
            yield Text(line, style=self._style)


class Picture:
    """A small picture, two of its pixels in each character; without colours, that there is one."""

    def __init__(self, data: bytes, *, own: bool) -> None:
        self._data = data
        self._own = own

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """On its side of the chat."""
        coloured = console.color_system is not None and not console.no_color
        for line in _half_blocks(self._data) if coloured else [Text("[ 📷 照片 ]")]:
            yield Align.right(line) if self._own else line


def _half_blocks(data: bytes) -> Iterator[Text]:
    """Upper halves of characters in the colour of the upper pixel, before the colour of the lower one."""
    rows = pixels(data)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        styles = (
            Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below))
            for above, below in zip(upper, lower, strict=True)
        )
        yield Text.assemble(*(("▀", style) for style in styles))
