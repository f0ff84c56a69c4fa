"""How Telegram is asked, and what of a failure the library is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.request import DirectRequest, ProxiedRequest, request_of
from bot.sandbox import Fault, Person, Sandbox


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    request = DirectRequest(answer_seconds=5)
    async with Bot(sandbox.token, sandbox.base_url, sandbox.base_file_url, request, request) as bot:
        yield bot


@pytest.fixture
def reader(sandbox: Sandbox) -> Person:
    person = sandbox.person("示例甲", id=501)
    person.say("hello")
    return person


async def test_words_arrive_as_they_were_sent(bot: Bot, reader: Person) -> None:
    words = "续贷 50% & <b>1+1=2</b>\n“示例”"
    await bot.send_message(reader.id, words)

    assert [message.text for message in reader.heard()] == [words]


async def test_file_arrives_and_is_fetched_again(bot: Bot, reader: Person) -> None:
    content = b"\x00\r\n--\xff"
    sent = await bot.send_document(reader.id, BytesIO(content), filename='示"例\r\n1.bin', caption="附件")
    assert sent.document
    file = await bot.get_file(sent.document.file_id)

    assert (sent.document.file_name, sent.caption) == ('示"例 1.bin', "附件")
    assert bytes(await file.download_as_bytearray()) == content


async def test_refusal_is_one(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="not found"):
        await bot.send_message(999, "hello")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(cut=True),
        Fault(lose_answer=True),
        Fault(half_answer=True),
        Fault(garbled=b"<html>"),
        Fault.server_error(),
    ],
    ids=["cut", "lost", "half", "garbled", "502"],
)
async def test_bad_connection_is_one_and_the_next_call_goes_through(
    sandbox: Sandbox, bot: Bot, reader: Person, fault: Fault
) -> None:
    sandbox.fail(fault)
    with pytest.raises(NetworkError) as failed:
        await bot.send_message(reader.id, "1")

    assert type(failed.value) is NetworkError
    assert sandbox.token not in str(failed.value)
    assert (await bot.send_message(reader.id, "2")).text == "2"


async def test_answer_that_takes_too_long_is_waited_for_no_longer(
    sandbox: Sandbox, bot: Bot, reader: Person
) -> None:
    sandbox.fail(Fault(delay_seconds=5))
    with pytest.raises(TimedOut):
        await bot.send_message(reader.id, "1", read_timeout=0.05)


async def test_nobody_there_is_a_bad_connection() -> None:
    async with DirectRequest(answer_seconds=5) as request:
        with pytest.raises(NetworkError, match=r"^ClientConnectorError$"):
            await request.post("http://127.0.0.1:1/bot1:secret/getMe")


async def test_opened_and_closed_twice_is_as_once() -> None:
    request = DirectRequest(answer_seconds=5)
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()

    with pytest.raises(NetworkError, match="not initialized"):
        await request.post("http://127.0.0.1:1/")


def test_proxy_is_the_library_s_matter() -> None:
    assert isinstance(request_of("socks5://127.0.0.1:1"), ProxiedRequest)
    assert isinstance(request_of(None), DirectRequest)
