"""`zhuqi demo`: the story is played, checked and drawn."""

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
from bot.demo.script import Presses, Scene, Sees, SeesPicture, StoryBroken, perform
from bot.demo.stage import open_stage
from bot.demo.story import PHOTO, PROBLEM, STORY
from bot.demo.words import changed, formatted, plain, wrapped
from bot.demo.zone import CHARACTERS, COLLEAGUE, CONTACT, LEADER, MANAGER, MEMBER, OFFICER, Character
from bot.sandbox import Content, Message
from bot.sandbox.html import parse_html

JOINING, REPORTING = STORY[:2]

REPORT = """\
日报 · 11月25日（11月24日数据）

新增 3 · 签收 2（及时 2）· 办结 1
🔴 超期 1 · 🟡 将到期 0

在办 2
待改派 0 · 待签收 1 · 办理中 1 · 待补充 0 · 待确认 0

及时签收率 66.7%（2/3）
响应率 —（0/0）
按时办结率 —（0/0）
解决率 100%（1/1）
满意率 100%（1/1）
重办率 0%（0/1）

超期最久
🔴 ZQ261124-003 签收 11-24 17:00 前
示例汽车零部件有限公司 · 李示例

需要处理
· 未加入：责任部门联络员 1 人"""
TASKS = """\
今日待办：超期或今天到期 2 件

🔴 ZQ261124-003 签收 11-24 17:00 前
示例汽车零部件有限公司

⏱ ZQ261124-002 首次回复 11-25 17:30 前
示例汽车零部件有限公司"""


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo says that no proxy is for loopback; afterwards nothing is said any more."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")


class Premiere:
    """What everybody had been told by the end of each scene, with the buttons below it, oldest first."""

    def __init__(self) -> None:
        self.told: dict[str, dict[Character, list[tuple[str, list[str]]]]] = {}

    async def play(self, folder: Path) -> None:
        async with open_stage(folder, STORY[0].clock, CHARACTERS) as stage:
            for scene in STORY:
                await perform(scene, stage)
                self.told[scene.title] = {
                    who: [(message.text, labels(message)) for message in person.heard()]
                    for who, person in stage.people.items()
                }

    def all_told(self, who: Character, start: str) -> list[tuple[str, str, list[str]]]:
        """The messages that begin so: in which scene each came, what it says and its buttons."""
        found: list[tuple[str, str, list[str]]] = []
        for title, told in self.told.items():
            came = [(title, *one) for one in told[who] if one[0].startswith(start)]
            found += came[len(found) :]
        return found


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.inline_keyboard for button in row]


@pytest.fixture(scope="module")
def premiere(tmp_path_factory: pytest.TempPathFactory) -> Premiere:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy"):
            patch.setenv(name, "")
        premiere = Premiere()
        asyncio.run(premiere.play(tmp_path_factory.mktemp("premiere")))
    return premiere


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
    titles = [line for line in run.stdout.splitlines() if line.startswith(tuple("一二三四五六七八九十"))]
    assert [line.split()[0] for line in titles] == [scene.title for scene in STORY]
    assert max(cell_len(line) for line in run.stdout.splitlines()) <= 60
    assert "\x1b" not in run.stdout
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_officer_is_reminded_of_both_in_one_message_and_managers_hear_at_due(premiere: Premiere) -> None:
    name = "示例汽车零部件有限公司"
    lamps, sewage = "ZQ261124-002", "ZQ261124-003"
    half = [f"🟡{number} {name}：待签收，请在 11-24 17:00 前签收" for number in (lamps, sewage)]
    due = f"⏰ 请留意\n🔴{sewage} {name}：待签收，11-24 17:00 已到期"

    assert premiere.all_told(OFFICER, "⏰") == [
        ("九、提醒", "\n".join(["⏰ 请留意（2 件）", *half]), ["261124-002", "261124-003"]),
        ("十、到期", due, ["261124-003"]),
    ]
    *others, last = premiere.all_told(MANAGER, "⏰")
    assert [title for title, _, _ in others] == [REPORTING.title]  # the 特急, at once
    assert last == ("十、到期", f"{due}，承办人 李示例 13800000001", ["261124-003"])
    for who in (CONTACT, COLLEAGUE, MEMBER, LEADER):
        assert premiere.all_told(who, "⏰") == []


def test_report_of_the_day_comes_the_next_morning(premiere: Premiere) -> None:
    morning = STORY[-1]
    assert morning.clock.isoformat() == "2026-11-25T08:30:00+08:00"
    for who in (MANAGER, LEADER):
        assert premiere.all_told(who, "日报") == [(morning.title, REPORT, ["261124-003"])]
        assert premiere.all_told(who, "今日待办") == []
    assert premiere.all_told(OFFICER, "今日待办") == [(morning.title, TASKS, ["261124-003", "261124-002"])]
    assert premiere.all_told(OFFICER, "日报") == []
    for who in (CONTACT, COLLEAGUE, MEMBER):
        assert premiere.all_told(who, "日报") == premiere.all_told(who, "今日待办") == []


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
