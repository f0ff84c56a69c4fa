"""The bot as it serves, and people who use it: they type, press what a button says, and read."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic import SecretStr
from sqlmodel import col, select

from bot.pacing import Limits, Pacer
from bot.sandbox import Call, Message, Person, Sandbox
from bot.sandbox.screen import Words
from bot.service import Service
from bot.settings import Address, LogLevel, Settings
from storage.database import Ledger, LedgerSession
from storage.ledger import people
from storage.policy import default_policy
from storage.rules.policy import Policy
from storage.tables import Inbox, Outbox
from tests.e2e import zone
from tests.e2e.clock import Clock
from tests.e2e.zone import Enlisted
from tests.unpaced import UNPACED

P = ParamSpec("P")
T = TypeVar("T")

POLICY: Policy = default_policy()
NUMBER = re.compile(r"ZQ\d{6}-\d{3,}")
WIDEST_ROW = 4

# What Telegram refuses where somebody presses an old button, or one that never was.
NOTHING_TO_DELETE = "Bad Request: message to delete not found"
NOT_EDITABLE = "Bad Request: message can't be edited"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


class Someone:
    """One person with the chat in their hand. What they do is answered when the call returns."""

    def __init__(self, stage: Stage, enlisted: Enlisted) -> None:
        self.enlisted = enlisted
        self.person: Person = stage.sandbox.person(
            enlisted.name, id=enlisted.telegram_id, phone=f"+86{enlisted.phone}"
        )
        self._stage = stage
        self._read: dict[int, int] = {}

    def __repr__(self) -> str:
        return self.enlisted.name

    # What they do

    async def says(self, text: str, *, to: Message | None = None) -> Message:
        """Types a text, perhaps in reply."""
        return await self.does(lambda: self.person.say(text, reply_to=to))

    async def sends(self, kind: str, *given: Any, **how: Any) -> Any:
        """Sends a photo, document, voice, video, audio, location, album or sticker."""
        return await self.does(lambda: getattr(self.person, f"send_{kind}")(*given, **how))

    async def presses(self, words: Words, on: str | Message | None = None) -> None:
        """Presses the newest button that says so; `on` the newest message in which a pattern is found."""
        message = self.sees(on) if isinstance(on, str) else on
        await self.does(lambda: self.person.press(words, message))

    async def forges(self, data: str) -> None:
        """Sends callback data that no button of theirs has."""
        await self.does(lambda: self.person.forge(data))

    async def does(self, act: Callable[[], T]) -> T:
        """Whatever the sandbox lets people do."""
        self._stage.clock.tick()
        done = act()
        await self._stage.settle()
        return done

    # What they see

    def sees(self, pattern: str) -> Message:
        """The newest message in which the pattern is found."""
        found = self.person.sees(pattern)
        assert found is not None, f"{self} does not see {pattern!r}:\n" + "\n---\n".join(self.texts[-4:])
        return found

    def sees_nothing_of(self, *patterns: str) -> None:
        """Nothing they were ever sent, be it gone since, has any of these words; nor do the toasts."""
        shown = [*self._stage.said_to(self), *self.person.toasts()]
        for pattern in patterns:
            assert [text for text in shown if re.search(pattern, text)] == []

    @property
    def texts(self) -> list[str]:
        """Everything that stands in the chat now, oldest first."""
        return [message.text for message in self.person.heard()]

    def news(self) -> list[str]:
        """What has come or changed since they looked last; files as 📷, 📄 and the like, buttons left out."""
        fresh = [m for m in self.person.heard() if self._read.get(m.id) != m.edits]
        self._read |= {m.id: m.edits for m in fresh}
        return [m.text or f"<{m.kind}>" for m in fresh]

    def labels(self, on: str | Message | None = None) -> list[list[str]]:
        """The rows of buttons under the newest message, or the newest in which a pattern is found."""
        message = self.sees(on) if isinstance(on, str) else on or self.person.heard()[-1]
        return [[button["text"] for button in row] for row in message.inline_keyboard]

    @property
    def toast(self) -> str:
        """What the last press was answered with."""
        return self.person.toasts()[-1]


class Stage:
    """The zone in which a test plays."""

    def __init__(
        self,
        folder: Path,
        sandbox: Sandbox,
        clock: Clock,
        *,
        absent: Sequence[Enlisted] = (),
        by_webhook: bool = False,
    ) -> None:
        self.sandbox, self.clock = sandbox, clock
        self._settings = settings_in(folder, sandbox, by_webhook=by_webhook)
        self.ledger = Ledger(self._settings.database_url, POLICY)
        self.service: Service | None = None
        self.expected_refusals: list[str] = []
        self.tolerated: frozenset[str] = frozenset()
        self.contact = Someone(self, zone.CONTACT)
        self.colleague = Someone(self, zone.COLLEAGUE)
        self.officer = Someone(self, zone.OFFICER)
        self.member = Someone(self, zone.MEMBER)
        self.rival = Someone(self, zone.RIVAL)
        self.other_officer = Someone(self, zone.OTHER_OFFICER)
        self.lone = Someone(self, zone.LONE)
        self.twofold = Someone(self, zone.TWOFOLD)
        self.hostile = Someone(self, zone.HOSTILE)
        self.liaison = Someone(self, zone.LIAISON)
        self.liaison_two = Someone(self, zone.LIAISON_TWO)
        self.staffing = Someone(self, zone.STAFFING)
        self.manager = Someone(self, zone.MANAGER)
        self.manager_two = Someone(self, zone.MANAGER_TWO)
        self.leader = Someone(self, zone.LEADER)
        self.stranger = Someone(self, zone.STRANGER)
        for someone in self.everybody:
            someone.person.chat.started = someone.enlisted not in (*absent, zone.STRANGER)

    @property
    def everybody(self) -> list[Someone]:
        """All of them, the stranger too."""
        return [one for one in vars(self).values() if isinstance(one, Someone)]

    async def open(self, *, limits: Limits = UNPACED, **options: Any) -> None:
        """The bot begins to serve, with what else `Service` may be given."""
        given: dict[str, Any] = {"clock": self.clock, "pacer": Pacer(limits)} | options
        self.service = Service(self._settings, **given)
        await self.service.start()
        await self.settle()

    async def stop(self) -> None:
        """The bot stops; it may be opened again."""
        assert self.service is not None
        await self.service.stop()

    async def close(self) -> None:
        """It stops."""
        if self.service:
            await self.service.stop()
        self.ledger.close()

    async def settle(self) -> None:
        """Wait until the bot has done all that it was made to do."""
        assert self.service is not None
        await self.sandbox.settle(idle=self.service.rests)

    async def join(self, someone: Someone) -> None:
        """Somebody of the roster comes in by their phone."""
        await someone.says("/start")
        await someone.presses("共享手机号")
        await someone.presses("同意")

    # Ways to a case

    async def report(self, by: Someone, text: str, *, urgency: str | None = None) -> str:
        """Somebody types a problem and submits it: its number."""
        await by.says(text)
        if urgency:
            await by.does(lambda: by.person.press(re.compile("^紧急程度")))
            await by.presses(urgency)
        await by.presses("提交")
        return last_number(by)

    async def signed_for(self, text: str = "招不到焊工，缺十几个人") -> str:
        """A case of the contact that the officer has signed for."""
        number = await self.report(self.contact, text)
        await self.officer.presses("签收")
        return number

    async def resolved(self, text: str = "招不到焊工，缺十几个人") -> str:
        """A case that the officer has resolved."""
        number = await self.signed_for(text)
        await self.resolve(self.officer)
        return number

    async def resolve(self, by: Someone, words: str = "供电公司已更换变压器", result: str = "已解决") -> None:
        """Somebody resolves the case whose card is their newest."""
        await by.presses("办结")
        await by.presses(result)
        await by.says(words)
        await by.presses("提交")

    # What everybody is owed

    def said_to(self, someone: Someone) -> list[str]:
        """Every text and label that the bot ever sent into a chat or edited there."""
        calls = [call for call in self.sandbox.calls if call.chat_id == someone.person.id]
        return [_shown(call) for call in calls]

    def look_at(
        self, unit: Callable[Concatenate[LedgerSession, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Read the ledger."""
        return self.ledger.read_now(unit, *args, **kwargs)

    def check(self, *, may_fail: Collection[int] = ()) -> None:
        """What must be so after every story; updates with these ids may have failed, and been set aside."""
        refused = [call.refusal.description for call in self.sandbox.refused if call.refusal]
        assert [one for one in refused if one not in self.tolerated] == self.expected_refusals
        assert [press.data for press in self.sandbox.unanswered] == []
        assert self.look_at(_not_done, may_fail) == []
        wide = [row for row in self._rows() if len(row) > WIDEST_ROW]
        assert wide == []

    def _rows(self) -> Iterable[Sequence[Any]]:
        for message in self.sandbox.world.messages.values():
            yield from message.inline_keyboard


def settings_in(folder: Path, sandbox: Sandbox, *, by_webhook: bool = False) -> Settings:
    """The settings for a bot whose data are in a folder, and which polls or has its updates brought."""
    listen = Address(host="127.0.0.1", port=_free_port() if by_webhook else 0)
    return Settings(
        bot_token=SecretStr(sandbox.token),
        bot_api_url=sandbox.url,
        database_url=f"sqlite:///{folder / 'zhuqi.db'}",
        files_dir=folder / "files",
        listen=listen,
        webhook_url=f"http://{listen}/updates" if by_webhook else None,
        webhook_secret=SecretStr("a-secret") if by_webhook else None,
        log_level=LogLevel.WARNING,
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def last_number(who: Someone) -> str:
    """The number that somebody read last."""
    numbers = [number for text in who.texts for number in NUMBER.findall(text)]
    assert numbers, f"{who} was never told a number"
    return str(numbers[-1])


def forget(*people: Someone) -> None:
    """What they have been told so far is no news any more."""
    for someone in people:
        someone.news()


def _shown(call: Call) -> str:
    return "\n".join(str(value) for name, value in sorted(call.params.items()) if name != "chat_id")


def _not_done(session: LedgerSession, may_fail: Collection[int]) -> list[tuple[Any, ...]]:
    """Updates that were not handled, or not at the first try; those that may fail need only be done."""
    rows = session.exec(select(Inbox).where(col(Inbox.done_at).is_(None) | (Inbox.tries > 0)))
    return [
        (row.payload, row.tries, row.set_aside)
        for row in rows
        if row.done_at is None or row.update_id not in may_fail
    ]


def let_in(session: LedgerSession, joined: Sequence[Enlisted], now: datetime) -> None:
    """These people of the roster have joined and agreed, and what they were told then is long ago."""
    version = session.policy.privacy_notice.version
    for one in joined:
        cause = f"test:{one.telegram_id}"
        who = people.join_by_phone(
            session, telegram_id=one.telegram_id, phone=one.phone, now=now, cause=cause
        )
        people.consent(session, person_id=who.person_id, version=version, now=now, cause=cause)
    for row in session.exec(select(Outbox)):
        row.done_at = now
