"""What is written down of what happened outside: taken, refused, to be tried again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Concatenate, Final, ParamSpec, TypeVar

from bot.delivery.courier import Commit
from bot.delivery.lane import Errand, Round
from bot.delivery.outcomes import Fate, Outcome
from bot.patience import Patience
from storage.database import Ledger, LedgerSession
from storage.ledger import outbox
from storage.ledger.outbox import Notice
from storage.ledger.people import mark_unreachable
from storage.rules.telling import Audience

P = ParamSpec("P")
R = TypeVar("R")

RETRIES: Final = Patience(most_seconds=60)
_REPAIRS: Final = Patience(first_seconds=60, most_seconds=3600)

_log = logging.getLogger(__name__)


class Books:
    """Keeps the outbox true to what became of each notice. What was done outside is never repeated for it.

    Args:
        ledger: where the outbox is.
        clock: what time it is, aware.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._pause = pause

    async def mark(self, commit: Commit, ended: Sequence[Round]) -> bool:
        """Telegram took a letter, with which these rounds end; whether that brought more into the outbox."""
        brought_more, done = await self._commit(
            _mark, commit, [on_its_way.notice for on_its_way in ended], self._clock()
        )
        for on_its_way, is_done in zip(ended, done, strict=True):
            on_its_way.done = is_done
        return brought_more

    async def meet(self, errand: Errand, outcome: Outcome, error: Exception) -> None:
        """Do what an error asks for that another try does not help."""
        on_its_way, notice, chat_id = errand.round, errand.round.notice, errand.chat_id
        match outcome.fate:
            case Fate.UNREACHABLE:
                await self._commit(mark_unreachable, telegram_id=chat_id, now=self._clock())
                if notice.audience is Audience.CHAT:
                    on_its_way.given_up.append(f"{chat_id}: {outcome.reason}")
                on_its_way.again = notice.audience is not Audience.CHAT
            case Fate.MOVED if outcome.chat_id is not None:
                await self._commit(outbox.move_chat, chat_id=chat_id, to=outcome.chat_id)
                on_its_way.again = True
            case Fate.BROKEN:
                _log.error("notice %s cannot be made for %s", notice.id, chat_id, exc_info=error)
                on_its_way.broken = True
            case _:
                _log.error("notice %s is refused for %s: %s", notice.id, chat_id, outcome.reason)
                on_its_way.given_up.append(f"{chat_id}: {outcome.reason}")

    async def end(self, on_its_way: Round) -> bool:
        """Everybody has the notice, or it goes round again: then it is not done with."""
        notice, done = on_its_way.notice, True
        if on_its_way.done is not None:
            done = on_its_way.done
        elif on_its_way.again:
            done = False  # whom it means now is found anew
        elif on_its_way.broken:
            await self.put_off_broken(notice)
        elif on_its_way.given_up:
            reason = "; ".join(dict.fromkeys(on_its_way.given_up))
            done = await self._commit(
                outbox.drop_notice, notice.id, wanted=notice.wanted, reason=reason, now=self._clock()
            )
        elif on_its_way.later:
            await self._commit(outbox.defer_notice, notice.id, until=on_its_way.later)
        else:
            done = await self._commit(outbox.mark_done, notice.id, wanted=notice.wanted, now=self._clock())
        return done

    async def put_off_broken(self, notice: Notice) -> None:
        """An error of our own keeps a notice from everybody: it is tried much later."""
        until = self._clock() + timedelta(seconds=_REPAIRS.after(notice.tries + 1))
        await self._commit(outbox.put_off_notice, notice.id, until=until)

    async def _commit(
        self, unit: Callable[Concatenate[LedgerSession, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Commit what has happened outside, as often as it takes: the effect is never repeated for it."""
        failures = 0
        while True:
            try:
                return await self._ledger.write(unit, *args, **kwargs)
            except Exception:
                failures += 1
                _log.exception("what was sent cannot be marked; it is tried again")
                await self._pause(RETRIES.after(failures))


def _mark(
    session: LedgerSession, commit: Commit, ended: Sequence[Notice], now: datetime
) -> tuple[bool, list[bool]]:
    """Whether what was sent brought more into the outbox, and of each notice that ends with it whether it is done."""
    brought_more = commit(session, now)
    return brought_more, [
        outbox.mark_done(session, notice.id, wanted=notice.wanted, now=now) for notice in ended
    ]
