"""What is known of a notice on its way."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery.lane import Errand, Round
from bot.delivery.looking import Found
from storage.ledger.outbox import Notice
from storage.rules.telling import Audience
from storage.tables import NoticeKind
from tests.storage.ledger.zone import START

HERE, ELSEWHERE = 501, 502
NOTICE = Notice(
    id=1,
    kind=NoticeKind.EVENT,
    topic="open",
    audience=Audience.HANDLER,
    case_id=1,
    entry_id=1,
    facts=None,
    urgent=False,
    wanted=1,
    created_at=START,
    tries=0,
)


def round_of(*chats: int, **trouble: Any) -> Round:
    found = Found(notice=NOTICE, chats=frozenset(chats), composed_at=NOTICE.created_at)
    return Round(found=found, **trouble)


def test_errand_is_the_last_when_everybody_else_has_the_notice() -> None:
    on_its_way = round_of(HERE, ELSEWHERE)
    errand = Errand(round=on_its_way, chat_id=HERE)

    assert not errand.is_last
    on_its_way.chats.discard(ELSEWHERE)
    assert errand.is_last


@pytest.mark.parametrize(
    "trouble", [{"again": True}, {"broken": True}, {"given_up": ["refused"]}, {"later": START}]
)
def test_errand_of_a_notice_that_met_trouble_is_not_the_last_of_it(trouble: dict[str, Any]) -> None:
    assert not Errand(round=round_of(HERE, **trouble), chat_id=HERE).is_last
