"""How the bot asks Telegram."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

CONNECTIONS: Final = 64
ANSWER_SECONDS: Final = 5
CONNECT_SECONDS: Final = 5  # the wait for a free connection among them

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


def request_of(proxy_url: str | None, *, answer_seconds: float = ANSWER_SECONDS) -> BaseRequest:
    """How Telegram is asked: straight away, or through a proxy of any kind, which the library knows how to do.

    Args:
        proxy_url: the way through; nothing else in the environment is looked at where there is none.
        answer_seconds: for how long an answer is waited for; then the call has failed.
    """
    if proxy_url is None:
        return DirectRequest(answer_seconds)
    return ProxiedRequest(connection_pool_size=CONNECTIONS, proxy=proxy_url, read_timeout=answer_seconds)


class _Reading(BaseRequest):
    """Takes an answer that is none for a bad connection: it may be different the next time.

    The library takes it for a refusal that no second try would help, and logs it whole, with what people wrote.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """What Telegram answered.

        Raises:
            NetworkError: it is not JSON: half of an answer, or the words of something in between.
        """
        try:
            return json.loads(payload)
        except ValueError:
            raise NetworkError(f"an answer of {len(payload)} bytes that is no JSON") from None


class ProxiedRequest(_Reading, HTTPXRequest):
    """The library's own way, over httpx."""


class DirectRequest(_Reading):
    """Over aiohttp: with httpx, calls to Telegram took half of the time that a report takes."""

    def __init__(self, answer_seconds: float) -> None:
        self._answer_seconds = answer_seconds
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Be ready to ask; may be called twice."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=CONNECTIONS),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Let the connections go; may be called twice."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask once. Of the timeouts only that of the answer can be chosen.

        Raises:
            TimedOut: no connection, or no answer, in time.
            NetworkError: the connection failed.
        """
        if self._session is None:
            raise RuntimeError("not initialized")
        answer_seconds = self._answer_seconds if isinstance(read_timeout, DefaultValue) else read_timeout
        body, headers = _body_of(request_data)
        timeout = ClientTimeout(connect=CONNECT_SECONDS, sock_read=answer_seconds)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except ClientError as error:
            # No more than its kind: the words of some have the address in them, and with it the token.
            raise NetworkError(type(error).__name__) from error


def _body_of(data: RequestData | None) -> tuple[str | FormData | None, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return data.url_encoded_parameters(), _FORM
    form = FormData(data.json_parameters, quote_fields=False)
    for field, (name, content, mime_type) in data.multipart_data.items():
        # A line break would end the header; names come from people.
        form.add_field(field, content, filename=" ".join(name.split()), content_type=mime_type)
    return form, None
