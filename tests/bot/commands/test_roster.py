"""`zhuqi import` and `zhuqi invites`, as somebody types them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.cli import main
from bot.sandbox import Sandbox
from storage.database import Ledger
from storage.ledger.people import join_by_phone, look_at_invite, people_not_joined, person_of
from storage.policy import default_policy
from tests.storage.roster_workbooks import HEADERS, roster_workbook

CODE = "91220174MA0AA0019U"
GOOD: dict[str, list[list[str]]] = {
    "企业": [[CODE, "示例[b]公司", "规上工业", "否", "", "示例路1号", "王示例", "13900000001"]],
    "联系人": [[CODE, "孙示例", "生产主管", "13900000009"]],
    "服务员": [["F001", "李驻企", "示例局", "科员", "13800000001"]],
    "包保": [[CODE, "F001", "成员"]],
    "部门": [["人社", "李驻企", "13800000001", "用工人才"]],
    "管理": [["陈专班", "专班办公室", "副主任", "13600000001", "专班"]],
}


class Zhuqi:
    """The command line with these two commands, in a folder of its own."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys

    def __call__(self, *arguments: object) -> int:
        return main([str(argument) for argument in arguments])

    def printed(self) -> tuple[str, str]:
        """What was printed since the last time, and what was complained of."""
        return self.capsys.readouterr()

    def workbook(self, name: str = "roster.xlsx", **sheets: list[list[str]]) -> Path:
        """A good roster with some sheets replaced."""
        path = self.home / name
        path.write_bytes(roster_workbook({**GOOD, **sheets}))
        return path

    def ledger(self) -> Ledger:
        policy = default_policy()
        return Ledger(f"sqlite:///{self.home}/data/zhuqi.db", policy)


@pytest.fixture
def zhuqi(home: Path, capsys: pytest.CaptureFixture[str]) -> Zhuqi:
    return Zhuqi(home, capsys)


def cells(path: Path) -> list[list[object]]:
    book = CalamineWorkbook.from_object(io.BytesIO(path.read_bytes()))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def names_not_joined(zhuqi: Zhuqi) -> list[str]:
    ledger = zhuqi.ledger()
    names = [view.name for view in ledger.read_now(people_not_joined)]
    ledger.close()
    return names


def test_import_makes_the_database_and_says_what_it_did(zhuqi: Zhuqi) -> None:
    assert zhuqi("import", zhuqi.workbook()) == 0

    said, complaints = zhuqi.printed()
    assert complaints == ""
    lines = said.splitlines()
    assert lines[0] == "已导入。"
    assert "“企业”：新增 1，变更 0，结束 0（原有 0）" in lines
    assert f"  ＋ 示例[b]公司（{CODE}）" in lines
    assert "没有负责人的企业（1）：示例[b]公司" in lines
    assert "还没有加入的人（4），可用 zhuqi invites 生成邀请：" in lines
    assert "  企业联系人（2）：王示例（示例[b]公司）、孙示例（示例[b]公司）" in lines
    assert "  责任部门联络员（1）：李驻企（示例局、人社）" in lines
    (without,) = [line for line in lines if line.startswith("没有责任部门的类别")]
    assert "用工人才" not in without
    assert "融资金融、" in without
    assert names_not_joined(zhuqi) == ["王示例", "孙示例", "李驻企", "陈专班"]


def test_dry_run_changes_nothing(zhuqi: Zhuqi) -> None:
    assert zhuqi("import", zhuqi.workbook(), "--dry-run") == 0

    assert zhuqi.printed()[0].startswith("试运行，没有改动任何内容。")
    assert names_not_joined(zhuqi) == []


def test_import_again_says_that_nothing_changed(zhuqi: Zhuqi) -> None:
    zhuqi("import", zhuqi.workbook())
    zhuqi.printed()

    assert zhuqi("import", zhuqi.workbook()) == 0
    assert zhuqi.printed()[0].splitlines()[:2] == ["已导入。", "与现有花名册一致，没有变化。"]


def test_changes_are_shown_field_by_field_with_masked_phones(zhuqi: Zhuqi) -> None:
    zhuqi("import", zhuqi.workbook())
    zhuqi.printed()
    changed = zhuqi.workbook(
        企业=[[CODE, "示例[b]公司", "", "是", "示例园", "示例路1号", "王示例", "13900000001"]],
        服务员=[["F001", "李驻企", "示例局", "科长", "13800000077"]],
        包保=[[CODE, "F001", "负责人"]],
        部门=[["人社", "李驻企", "13800000077", "用工人才、税费"]],
    )

    assert zhuqi("import", changed, "--dry-run") == 0

    lines = zhuqi.printed()[0].splitlines()
    assert (
        f"  ～ 示例[b]公司（{CODE}）：类别 规上工业 → （空）；高成长 否 → 是；园区 （空） → 示例园" in lines
    )
    assert "  ～ F001 李驻企：电话 138****0001 → 138****0077；职务 科员 → 科长" in lines
    assert f"  ～ {CODE} — F001 负责人：分工 成员 → 负责人" in lines


def test_bad_rows_are_all_named_and_nothing_is_imported(zhuqi: Zhuqi) -> None:
    path = zhuqi.workbook(
        企业=[["91220174MA0AA0018U", "示例", "规上工业", "否", "", "", "王示例", "123"]],
        联系人=[],
        包保=[[CODE, "F9", "成员"]],
    )

    assert zhuqi("import", path) == 1

    said, complaints = zhuqi.printed()
    assert said == ""
    assert complaints.splitlines()[0] == "花名册有 3 处错误，没有导入任何内容："
    assert [line.split("：")[0].strip() for line in complaints.splitlines()[1:]] == [
        "“企业”表 第 2 行 “统一社会信用代码”",
        "“企业”表 第 2 行 “联系电话”",
        "“包保”表 第 2 行 “工号”",
    ]
    assert names_not_joined(zhuqi) == []


def test_ending_many_needs_the_number_that_it_names(zhuqi: Zhuqi) -> None:
    zhuqi("import", zhuqi.workbook())
    fewer = zhuqi.workbook("fewer.xlsx", 联系人=[])
    zhuqi.printed()

    assert zhuqi("import", fewer, "--dry-run") == 0
    assert "有的表结束超过 5%。核对无误后，导入时请加 --end 1" in zhuqi.printed()[0]
    assert zhuqi("import", fewer) == 1
    assert "这次将结束 1 项（联系人 1/2）" in (complaint := zhuqi.printed()[1])
    assert complaint.endswith("确认无误，加上 --end 1。\n")
    assert zhuqi("import", fewer, "--end", 2) == 1
    assert "孙示例" in names_not_joined(zhuqi)
    assert zhuqi("import", fewer, "--end", 1) == 0
    assert "孙示例" not in names_not_joined(zhuqi)


@pytest.mark.parametrize("name", ["nowhere.xlsx", "."])
def test_file_that_cannot_be_read_is_named(zhuqi: Zhuqi, name: str) -> None:
    assert zhuqi("import", zhuqi.home / name) == 1
    assert "打不开" in zhuqi.printed()[1]


def test_wrong_settings_are_named(zhuqi: Zhuqi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://x")

    assert zhuqi("import", zhuqi.workbook()) == 1
    assert "DATABASE_URL" in zhuqi.printed()[1]


def test_wrong_policy_is_named(zhuqi: Zhuqi, monkeypatch: pytest.MonkeyPatch) -> None:
    (zhuqi.home / "policy.toml").write_text("[limits]", encoding="utf-8")
    monkeypatch.setenv("POLICY_FILE", str(zhuqi.home / "policy.toml"))

    assert zhuqi("import", zhuqi.workbook()) == 1
    assert "policy.toml" in zhuqi.printed()[1]


@pytest.mark.parametrize(
    "arguments", [["import"], ["import", "x.xlsx", "--end", "-1"], ["invites", "x.xlsx", "--bot", "a b"]]
)
def test_wrong_usage_ends_with_two(zhuqi: Zhuqi, arguments: Sequence[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        zhuqi(*arguments)

    assert caught.value.code == 2


def test_template_is_written_once_and_not_over_another_file(zhuqi: Zhuqi) -> None:
    path = zhuqi.home / "empty.xlsx"

    assert zhuqi("import", path, "--template") == 0
    assert cells(path)[0] == HEADERS["企业"]
    before = path.read_bytes()
    assert zhuqi("import", path, "--template") == 1
    assert path.read_bytes() == before


def test_invites_are_links_for_all_who_have_not_joined(zhuqi: Zhuqi, now: datetime) -> None:
    zhuqi("import", zhuqi.workbook())
    ledger = zhuqi.ledger()
    ledger.write_now(join_by_phone, telegram_id=101, phone="13900000001", now=now, cause="inbox:1")
    path = zhuqi.home / "invites.xlsx"

    assert zhuqi("invites", path, "--bot", "@example_bot") == 0

    header, *rows = cells(path)
    assert header == ["姓名", "单位/企业", "身份", "邀请链接", "有效期至"]
    assert [row[:3] for row in rows] == [
        ["孙示例", "示例[b]公司", "企业联系人"],
        ["李驻企", "示例局、人社", "驻企服务员、责任部门联络员"],
        ["陈专班", "专班办公室", "专班"],
    ]
    link, _, secret = str(rows[0][3]).partition("?start=")
    assert link == "https://t.me/example_bot"
    assert ledger.read_now(look_at_invite, secret=secret, now=now) == "孙*"
    assert len({row[3] for row in rows}) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert ledger.read_now(person_of, 101) is not None
    ledger.close()


def test_invites_without_a_bot_name_are_bare_and_say_how_to_use_them(zhuqi: Zhuqi) -> None:
    zhuqi("import", zhuqi.workbook())
    zhuqi.printed()
    path = zhuqi.home / "invites.xlsx"

    assert zhuqi("invites", path) == 0

    assert all(len(str(row[3])) == 22 for row in cells(path)[1:])
    assert "发送 /start 加邀请码" in zhuqi.printed()[0]


def test_invites_leave_a_file_that_is_there_alone_and_make_none(zhuqi: Zhuqi, now: datetime) -> None:
    path = zhuqi.workbook()
    zhuqi("import", path)
    before = path.read_bytes()

    assert zhuqi("invites", path) == 1

    assert path.read_bytes() == before
    with zhuqi.ledger().engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM invite").scalar_one() == 0


async def test_invites_ask_telegram_for_the_name_of_the_bot(
    zhuqi: Zhuqi, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhuqi("import", zhuqi.workbook())
    path = zhuqi.home / "invites.xlsx"
    async with Sandbox(username="example_bot") as sandbox:
        monkeypatch.setenv("BOT_TOKEN", sandbox.token)
        monkeypatch.setenv("BOT_API_URL", sandbox.url)
        assert await asyncio.to_thread(zhuqi, "invites", path) == 0

    assert all(str(row[3]).startswith("https://t.me/example_bot?start=") for row in cells(path)[1:])


async def test_invites_fail_before_any_is_made_when_telegram_does_not_know_the_bot(
    zhuqi: Zhuqi, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhuqi("import", zhuqi.workbook())
    async with Sandbox() as sandbox:
        monkeypatch.setenv("BOT_TOKEN", "1000:another-token")
        monkeypatch.setenv("BOT_API_URL", sandbox.url)
        assert await asyncio.to_thread(zhuqi, "invites", zhuqi.home / "invites.xlsx") == 1

    complaint = zhuqi.printed()[1]
    assert "没有问到机器人的用户名（BOT_TOKEN 不被接受）" in complaint
    assert "another-token" not in complaint
    assert not (zhuqi.home / "invites.xlsx").exists()


def test_invites_fail_when_nobody_listens(zhuqi: Zhuqi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "1000:a-token")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:9")

    assert zhuqi("invites", zhuqi.home / "invites.xlsx") == 1
    assert "没有问到机器人的用户名（NetworkError）" in zhuqi.printed()[1]
