from __future__ import annotations

import argparse
import asyncio
import io
import os
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.cli import _carry_out
from bot.commands.demo import show
from bot.demo.photo import photo, pixels
from bot.demo.picture import drawn, paper
from bot.demo.playing import play
from bot.demo.script import Presses, Scene, Sees, SeesPicture, StoryBroken
from bot.demo.story import PHOTO, PROBLEM, STORY
from bot.demo.words import changed, formatted, plain, wrapped
from bot.demo.zone import CONTACT, OFFICER, Character
from bot.sandbox import Content
from bot.sandbox.html import parse_html

JOINING, REPORTING = STORY[:2]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo says that no proxy is for loopback; afterwards nothing is said any more."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")


def run_demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", "demo", "--once"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def ending_with(*steps: Sees | SeesPicture | Presses) -> list[Scene]:
    """The story up to the report, which ends otherwise."""
    return [JOINING, replace(REPORTING, steps=[*REPORTING.steps, *steps])]


def test_demo_in_a_narrow_pipe_with_a_foreign_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=none\nNO_SUCH=setting\n")

    run = run_demo(
        tmp_path,
        COLUMNS="60",
        LOG_LEVEL="noise",
        DATABASE_URL="sqlite:///other.db",
        HTTP_PROXY="http://127.0.0.1:9",
        HTTPS_PROXY="http://127.0.0.1:9",
    )

    assert (run.returncode, run.stderr) == (0, "")
    titles = [line for line in run.stdout.splitlines() if line.startswith(tuple("一二三四五六七"))]
    assert [line.split()[0] for line in titles] == [scene.title for scene in STORY]
    assert max(cell_len(line) for line in run.stdout.splitlines()) <= 60
    assert "\x1b" not in run.stdout
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize(
    ("step", "who", "expected", "seen"),
    [
        (Sees(who=OFFICER, words="别的问题"), OFFICER, "“别的问题”", PROBLEM),
        (Sees(who=OFFICER, words=PROBLEM, buttons=("签收", "办结")), OFFICER, "按钮“办结”", "签收"),
        (SeesPicture(who=OFFICER, picture=PHOTO + b"other"), OFFICER, "那张照片", "photo"),
        (Presses(who=CONTACT, button="签收"), CONTACT, "按钮“签收”", "查看"),
    ],
)
def test_story_that_goes_wrong_says_what_was_expected_and_what_was_seen(
    step: Sees | SeesPicture | Presses, who: Character, expected: str, seen: str
) -> None:
    console = Console(file=io.StringIO(), width=80)

    with pytest.raises(StoryBroken) as broken:
        asyncio.run(play(ending_with(step), console))

    fields = broken.value.fields
    assert (fields["scene"], fields["who"]) == (REPORTING.title, f"{who.role}{who.name}")
    assert fields["expected"] == expected
    assert seen in str(fields["seen"])


def test_command_ends_with_1_where_the_story_goes_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    def broken_demo(_: argparse.Namespace) -> int:
        show(ending_with(Sees(who=CONTACT, words="别的问题")))
        return 0

    status = _carry_out(broken_demo, argparse.Namespace())

    assert status == 1
    assert "断在“二、上报”：企业联系人王示例应看到“别的问题”" in capsys.readouterr().err


def test_picture_of_the_story_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "demo.svg"

    show([JOINING, REPORTING], picture=path)

    svg = path.read_text(encoding="utf-8")
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert ("url(http" in svg, "@import" in svg, "@font-face" in svg) == (False, False, False)
    assert REPORTING.title in svg


def test_picture_gives_chinese_its_width() -> None:
    console = paper()
    console.print("ab")
    console.print("上报")

    texts = ElementTree.fromstring(drawn(console, "")).iter("{http://www.w3.org/2000/svg}text")

    lengths = {text.text: float(text.get("textLength", 0)) for text in texts}
    assert lengths["上报"] == pytest.approx(2 * lengths["ab"])


def test_photo_is_a_png_that_can_be_read_back() -> None:
    data = photo()
    rows = pixels(data)

    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    end = data.index(b"IEND")
    assert int.from_bytes(data[end + 4 : end + 8]) == zlib.crc32(b"IEND")
    assert (len(rows), {len(row) for row in rows}) == (12, {24})
    assert (rows[0][0], rows[3][5]) == ((38, 50, 56), (244, 67, 54))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二。三", 4, ["一", "二。", "三"]),
        ("一（二）三", 6, ["一", "（二）", "三"]),
        ("约 40 分钟到", 6, ["约 40", "分钟到"]),
        ("12:06前", 6, ["12:06", "前"]),
        ("", 6, [""]),
    ],
)
def test_lines_break_as_chinese_is_broken(text: str, width: int, lines: Sequence[str]) -> None:
    assert [line.plain for line in wrapped(Text(text), width)] == lines


def test_formatting_of_a_message_is_kept_behind_an_emoji() -> None:
    content = Content(formatted=parse_html("✅👤 <b>编号</b> 甲\n<blockquote>乙\n丙</blockquote>\n丁"))

    first, *others = formatted(content)

    bold = [first.text.plain[span.start : span.end] for span in first.text.spans if span.style == "bold"]
    assert bold == ["编号"]
    assert [(line.text.plain, line.quoted) for line in (first, *others)] == [
        ("✅👤 编号 甲", False),
        ("乙", True),
        ("丙", True),
        ("丁", False),
    ]


def test_edited_message_shows_what_is_new_in_it() -> None:
    before = "编号 · 待签收\n企业\n问题"

    assert [line.text.plain for line in changed(plain("编号 · 办理中\n企业\n问题\n签收"), before)] == [
        "编号 · 办理中",
        "签收",
    ]
    assert [line.text.plain for line in changed(plain("企业\n已记进展"), before)] == ["企业", "已记进展"]
