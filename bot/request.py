"""How the bot asks Telegram."""

from __future__ import annotations

import json
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest


class Request(HTTPXRequest):
    """The library's, but for an answer that is none: it may be different the next time, as with any bad connection.

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
