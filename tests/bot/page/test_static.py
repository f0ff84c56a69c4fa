"""The page's files, held to what needs no browser: nothing from elsewhere, nothing that turns text into code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest

from bot.page.server import STATIC

SOURCES: Final = sorted(file for file in STATIC.rglob("*") if file.suffix in {".html", ".css", ".js", ".svg"})
MODULES: Final = sorted((STATIC / "modules").glob("*.js"))
LANGUAGES: Final = sorted((STATIC / "words").glob("*.js"))

IMPORT: Final = re.compile(r'^import\b[^;"]*"([^"]+)";', re.MULTILINE)
TYPE_IMPORT: Final = re.compile(r"""import\("([^"]+)"\)""")
ICON: Final = re.compile(r'\bicon(?:Button)?\((?:[\w.]+ \? "\w+" : )?"\w+"')
SIGN: Final = re.compile(r'"(\w+)"')
WORD: Final = re.compile(r'^  (?:"([a-z_.]+)"|([a-z_]+)): "((?:[^"\\]|\\.)*)",$', re.MULTILINE)
ADDRESS: Final = re.compile(r"(?:https?|wss?)://[\w.-]+|(?<=[\"'(=])//[\w.-]+")
NAMESPACE: Final = "http://www.w3.org"
TEXT_AS_CODE: Final = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|setHTML"
    r"|document\.write|\beval\b|new Function|javascript:|srcdoc"
)
# An attribute that the security policy would not let through; `element.style.x = …` it does.
STYLE_AS_TEXT: Final = re.compile(r"""setAttribute\(\s*["']style|cssText|(?<![\w.-])style:\s""")


def named(file: Path) -> str:
    return str(file.relative_to(STATIC))


def words_of(language: Path) -> dict[str, str]:
    return {dotted or plain: words for dotted, plain, words in WORD.findall(language.read_text("utf-8"))}


def imported(module: Path, pattern: re.Pattern[str]) -> Iterator[Path]:
    for name in pattern.findall(module.read_text("utf-8")):
        assert name.startswith(("./", "../")), (
            f"{named(module)} imports {name}, which a browser would not find"
        )
        yield (module.parent / name).resolve()


def test_there_is_something_to_hold_to_the_rules() -> None:
    assert {"index.html", "modules/main.js", "words/zh.js", "words/en.js"} <= {
        named(file) for file in SOURCES
    }


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_nothing_is_loaded_from_elsewhere(file: Path) -> None:
    found = set(ADDRESS.findall(file.read_text("utf-8")))

    assert found - {NAMESPACE} == set()


@pytest.mark.parametrize("file", [*MODULES, *LANGUAGES], ids=named)
def test_no_text_becomes_markup_code_or_style(file: Path) -> None:
    source = file.read_text("utf-8")

    assert TEXT_AS_CODE.findall(source) + STYLE_AS_TEXT.findall(source) == []


@pytest.mark.parametrize("module", [*MODULES, *LANGUAGES], ids=named)
def test_what_a_module_imports_is_there(module: Path) -> None:
    wanted = {*imported(module, IMPORT), *imported(module, TYPE_IMPORT)}

    assert {str(file) for file in wanted if not file.is_file()} == set()


def test_every_module_is_needed() -> None:
    reached, ahead = set[Path](), [STATIC / "modules" / "main.js"]
    while ahead:
        module = ahead.pop().resolve()
        if module not in reached:
            reached.add(module)
            ahead += [*imported(module, IMPORT), *imported(module, TYPE_IMPORT)]

    assert {*MODULES, *LANGUAGES} - reached == set()


def test_what_the_page_names_is_there() -> None:
    page = Page()
    page.feed((STATIC / "index.html").read_text("utf-8"))
    signs = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text("utf-8")))
    used = {
        sign
        for module in MODULES
        for call in ICON.finditer(module.read_text("utf-8"))
        for sign in SIGN.findall(call[0])
    }

    assert {name for name in page.files if not (STATIC / name.removeprefix("/static/")).is_file()} == set()
    assert {f"/static/{named(sheet)}" for sheet in STATIC.glob("styles/*.css")} - page.files == set()
    assert used == signs


def test_the_page_has_nothing_inline() -> None:
    page = Page()
    page.feed((STATIC / "index.html").read_text("utf-8"))

    assert page.inline == []


def test_every_colour_that_is_used_is_defined() -> None:
    styles = "\n".join(sheet.read_text("utf-8") for sheet in STATIC.glob("styles/*.css"))

    # One with a second choice behind it may be missing.
    assert set(re.findall(r"var\((--[\w-]+)\)", styles)) - set(re.findall(r"(--[\w-]+):", styles)) == set()


def test_every_word_stands_in_both_languages() -> None:
    english, chinese = map(words_of, LANGUAGES)

    assert english.keys() == chinese.keys()
    assert {key for key in chinese if blanks(english[key]) != blanks(chinese[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES, ids=named)
def test_every_line_of_words_is_read_by_these_tests(language: Path) -> None:
    lines = re.findall(r"^  .*$", language.read_text("utf-8"), re.MULTILINE)

    assert len(words_of(language)) == len(lines)


def test_every_word_is_used_and_every_used_one_is_there() -> None:
    source = "\n".join(module.read_text("utf-8") for module in MODULES)
    words = words_of(STATIC / "words" / "zh.js")
    asked = set(re.findall(r'\bt\(\s*"([^"]+)"', source))
    mentioned = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', source))

    assert asked - words.keys() == set()
    assert words.keys() - mentioned == set()


def blanks(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


class Page(HTMLParser):
    """What the page's one HTML file names, and what stands in it that the security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.files |= {value for name in ("src", "href") if (value := given.get(name))}
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
