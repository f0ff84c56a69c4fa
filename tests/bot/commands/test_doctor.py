"""`zhuqi doctor`: what is well, what is noted, and what must be mended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.checkup import Mark
from bot.cli import main
from bot.commands.doctor import check_token
from bot.sandbox import Sandbox
from bot.settings import Settings
from storage.database import Ledger
from storage.policy import default_policy_text, default_vocabulary_text
from tests.storage.ledger.zone import populate


class Doctor:
    """`zhuqi doctor` in a folder with the zone's ledger."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.database = home / "data" / "zhuqi.db"
        self._capsys = capsys

    def write(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            database.execute(statement)

    def examine(self) -> tuple[int, list[str]]:
        """The exit status, and what was said."""
        status = main(["doctor"])
        return status, self._capsys.readouterr().out.splitlines()

    def bad(self) -> list[str]:
        """What must be mended."""
        status, lines = self.examine()
        found = [line for line in lines if line.startswith("✘")]
        assert status == bool(found)
        return found


@pytest.fixture
def doctor(home: Path, ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> Doctor:
    ledger.write_now(populate)
    ledger.close()  # some damage the file
    return Doctor(home, capsys)


def test_all_that_can_be_well_is_well(doctor: Doctor) -> None:
    status, lines = doctor.examine()

    assert status == 0
    # Whether the coming year's holidays are missed depends on the day of the year.
    assert [line for line in lines if line.startswith("！") and "放假安排" not in line] == [
        "！ 没有设置 BOT_TOKEN：zhuqi run 之前要填",
        "！ 1 家企业没有负责人，它们的问题由专班派：",
    ]
    assert "    示例食品有限公司" in lines
    assert lines[-1] == "可以运行。"


def test_who_has_not_joined_is_named_without_a_phone(doctor: Doctor) -> None:
    doctor.write("UPDATE person SET telegram_id = NULL WHERE name = '张示例'")
    status, lines = doctor.examine()

    assert status == 0
    assert "    驻企服务员（1）：张示例" in lines
    assert "138000000" not in "".join(lines)


def test_nobody_of_the_managers_must_be_mended(doctor: Doctor) -> None:
    doctor.write("UPDATE person SET unreachable_since = joined_at WHERE name IN ('钱示例', '冯示例')")

    assert doctor.bad() == ["✘ 专班还没有人加入：待改派的问题无人处理，请专班先加入"]


def test_updates_that_were_set_aside_are_told_with_their_references(doctor: Doctor) -> None:
    done = datetime.now(UTC).replace(tzinfo=None)
    doctor.write(
        "INSERT INTO inbox (bot_id, update_id, lane, received_at, done_at, tries, set_aside)"
        f" VALUES (1, 1, 1, '{done}', '{done}', 3, '0000002a')"
    )
    _, lines = doctor.examine()

    assert "    0000002a" in lines


def test_cases_that_cannot_be_followed_up_are_named(doctor: Doctor) -> None:
    doctor.write(
        'INSERT INTO "case" (id, number, cause, enterprise_id, opened_by_id, source, confidential, category,'
        " urgency, text, state, turn, denials, received_at)"
        " VALUES (7, 'ZQ261124-007', 'test', 1, 1, 'chat', 0, 'utilities', 'normal', '示例', 'submitted', 0, 0,"
        " '2026-11-24 02:00:00')"
    )
    doctor.write(
        "INSERT INTO setback (case_id, times, since, reference) VALUES (7, 1, '2026-11-26 01:00:00', 'F7-1')"
    )
    _, lines = doctor.examine()

    assert "！ 1 件问题的提醒出错，会自动重试，原因在日志里，请先人工留意：" in lines
    assert "    ZQ261124-007" in lines


def test_missing_database_must_be_made(doctor: Doctor) -> None:
    doctor.database.unlink()

    assert doctor.bad() == ["✘ 还没有数据库 data/zhuqi.db：请运行 zhuqi migrate，或核对 DATABASE_URL"]
    assert not doctor.database.exists()


def test_older_shape_must_be_migrated(doctor: Doctor) -> None:
    doctor.write("UPDATE alembic_version SET version_num = 'older'")

    (found,) = doctor.bad()
    assert "zhuqi migrate" in found


def test_empty_roster_must_be_imported(doctor: Doctor) -> None:
    doctor.write("UPDATE role SET until = since")

    assert doctor.bad() == ["✘ 花名册是空的：请用 zhuqi import 导入"]


@pytest.mark.parametrize("damage", ["text", "page", "reference"])
def test_damaged_database_is_told(doctor: Doctor, damage: str) -> None:
    if damage == "reference":
        doctor.write("UPDATE role SET person_id = 4711 WHERE id = 1")
    else:
        content = bytearray(doctor.database.read_bytes())
        if damage == "text":
            content[:16] = b"no database, not"
        else:
            content[8192:8292] = b"\xff" * 100
        doctor.database.write_bytes(content)

    (found,) = doctor.bad()
    assert "备份恢复" in found


def test_wrong_policy_is_told_and_the_rest_is_looked_at(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (doctor.home / "policy.toml").write_text("[district]\nnam = 1\n", encoding="utf-8")
    monkeypatch.setenv("POLICY_FILE", "policy.toml")
    status, lines = doctor.examine()

    assert status == 1
    assert any("district.nam" in line for line in lines)


def test_policy_and_vocabulary_of_the_district_are_named(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "✔ 政策文件：自带的（长春示例开发区），词库：自带的，例句：自带的" in doctor.examine()[1]

    policy = f'vocabulary = "words.toml"\n{default_policy_text()}'
    (doctor.home / "policy.toml").write_text(policy, encoding="utf-8")
    (doctor.home / "words.toml").write_text(default_vocabulary_text(), encoding="utf-8")
    monkeypatch.setenv("POLICY_FILE", "policy.toml")
    status, lines = doctor.examine()

    assert status == 0
    assert "✔ 政策文件：policy.toml（长春示例开发区），词库：words.toml，例句：自带的" in lines


def test_files_folder_below_something_that_is_no_folder_must_be_mended(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (doctor.home / "file").touch()
    monkeypatch.setenv("FILES_DIR", "file/below")

    (found,) = doctor.bad()
    assert "FILES_DIR" in found


@pytest.mark.parametrize(
    ("token", "up", "mark", "says"),
    [
        (None, True, Mark.NOTE, "没有设置 BOT_TOKEN"),
        ("1000:sandbox-token-for-a-bot-on-loopback", True, Mark.GOOD, "@zhuqi_sandbox_bot"),
        ("1000:another", True, Mark.BAD, "不认 BOT_TOKEN"),
        ("1000:another", False, Mark.BAD, "连不上"),
    ],
)
async def test_token(token: str | None, up: bool, mark: Mark, says: str, doctor: Doctor) -> None:
    async with Sandbox() as sandbox:
        settings = Settings(bot_token=SecretStr(token) if token else None, bot_api_url=sandbox.url)
        if not up:
            await sandbox.stop()
        finding = await check_token(settings)

    assert finding.mark is mark
    assert says in finding.what
    assert "another" not in finding.what
