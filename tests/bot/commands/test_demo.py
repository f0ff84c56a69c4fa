"""`zhuqi demo`: what it serves, and what it refuses."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.cli import main
from tests.outside.settings import ROOT

PATIENCE_SECONDS = 40


def usage_error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["demo", *arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_more_than_this_machine_is_refused_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    found = usage_error(capsys, "--host", "0.0.0.0")

    assert found.endswith(
        "网页谁打开都能以任何人的身份操作，所以只在本机打开，不能用“0.0.0.0”；只能是 127.0.0.1"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], port: str) -> None:
    assert usage_error(capsys, f"--port={port}").endswith(f"端口应为 0 到 65535 的整数，不是“{port}”")


def test_a_port_that_is_taken_is_said_before_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert main(["demo", "--port", str(port)]) == 1

    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"127.0.0.1:{port} 已被占用；请换一个端口，如 --port {port + 1}。\n")


def test_a_folder_is_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["demo", "--page-only", "--port", "0", "--database", str(tmp_path)]) == 1
    assert capsys.readouterr().err == f"数据不能存在 {tmp_path}：这是一个文件夹\n"


@pytest.mark.timeout(120)
async def test_the_page_is_served_until_it_is_told_to_stop(tmp_path: Path) -> None:
    database = tmp_path / "kept" / "zhuqi.db"
    serving = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--page-only", "--port", "0"),
        *("--database", str(database), "--empty"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert serving.stdout is not None
    told = ""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "详见 README.md" not in told:
            told += (await serving.stdout.readline()).decode()
    [url] = re.findall(r"http://127\.0\.0\.1:\d+", told)
    async with aiohttp.ClientSession() as session, session.get(f"{url}/api/state") as answer:
        state = await answer.json()

    serving.send_signal(signal.SIGINT)

    assert await asyncio.wait_for(serving.wait(), PATIENCE_SECONDS) == 0
    assert [(one["name"], one["role"], one["joined"]) for one in state["people"]] == [
        ("王示例", "", False),
        ("李示例", "", False),
        ("陈示例", "", False),
    ]
    assert f"DATABASE_URL=sqlite:///{database} zhuqi import" in told
    assert database.is_file()
