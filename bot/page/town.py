"""Who is there: the people of the ledger with their accounts, whoever was made up beside them, and the groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.page import example
from bot.page.founding import account_of
from bot.sandbox import Group, Person, Sandbox
from bot.sandbox.chats import User
from storage.errors import ZhuqiError
from storage.ledger.known import PersonView
from storage.tables import RoleKind

Json = dict[str, Any]

_COUNTRY: Final = "+86"
_AT_HAND: Final = (RoleKind.CONTACT, RoleKind.OFFICER, RoleKind.MANAGER)


class Unknown(ZhuqiError):
    """没有找到{what}。"""


@dataclass(frozen=True, kw_only=True)
class Resident:
    """Somebody with an account: as what the roster knows them, empty for a stranger."""

    person: Person
    role: str = ""
    enterprise: str = ""

    def as_json(self) -> Json:
        """As the page is told of them; `joined`: their chat with the bot has begun."""
        chat = self.person.chat
        return {
            "id": self.person.id,
            "name": self.person.name,
            "role": self.role,
            "phone": self.person.phone,
            "enterprise": self.enterprise,
            "language": self.person.language,
            "joined": chat.started,
            "blocked": chat.blocked,
        }


class Town:
    """The people and groups of one sandbox, by their ids."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.residents: dict[int, Resident] = {}
        self.groups: dict[int, Group] = {}

    def move_in(self, known: Sequence[PersonView]) -> None:
        """Everybody whom the ledger knows; those who have joined have a chat that has begun."""
        for who in known:
            person = self._account(who.name, who.phone, who.telegram_id)
            person.chat.started = who.telegram_id is not None
            roles = dict.fromkeys(role.kind.label for role in who.roles)
            names = dict.fromkeys(role.belongs_to for role in who.roles)
            self._add(
                Resident(person=person, role="、".join(roles), enterprise="、".join(filter(None, names)))
            )

    def move_in_strangers(self) -> None:
        """The first people of the example, where the ledger knows nobody."""
        for name, phone in example.STRANGERS:
            self._add(Resident(person=self._account(name, phone)))

    def new_person(self, name: str, phone: str, language: str) -> Resident:
        """Somebody new, whom the bot does not know; without a phone one is made up."""
        person = self._sandbox.person(name, phone=phone and f"{_COUNTRY}{phone}", language=language)
        return self._add(Resident(person=person))

    def new_group(self, title: str, members: Sequence[Person]) -> Group:
        """A group of these, the first of whom made it; the bot is not in it yet."""
        group = self._sandbox.group(title, *members)
        self.groups[group.id] = group
        return group

    def at_hand(self) -> list[Person]:
        """Who is on the first phones: one of each role, as far as there are; else whoever came first."""
        residents = list(self.residents.values())
        found = [next((one for one in residents if role.label in one.role), None) for role in _AT_HAND]
        return [one.person for one in found if one] or [one.person for one in residents[: len(_AT_HAND)]]

    def phones(self) -> list[Json]:
        """Who is on which phone at first, the first group on the last one."""
        people = self.at_hand()
        phones: list[Json] = [{"person": person.id} for person in people]
        return phones + [{"group": number, "as": people[0].id} for number in list(self.groups)[:1]]

    def person(self, number: int) -> Person:
        """Somebody who is there.

        Raises:
            Unknown: nobody is.
        """
        if number not in self.residents:
            raise Unknown(what="这个人")
        return self.residents[number].person

    def group(self, number: int) -> Group:
        """A group that is there.

        Raises:
            Unknown: there is none.
        """
        if number not in self.groups:
            raise Unknown(what="这个群")
        return self.groups[number]

    def name_of(self, chat_id: int) -> str:
        """Whose chat it is."""
        if chat_id in self.groups:
            return self.groups[chat_id].chat.title
        return self.residents[chat_id].person.name if chat_id in self.residents else str(chat_id)

    def group_as_json(self, group: Group) -> Json:
        """A group as the page is told of it."""
        bot, members = self._sandbox.world.bot, group.chat.members
        present = {number for number, status in members.items() if status not in {"left", "kicked"}}
        return {
            "id": group.id,
            "title": group.chat.title,
            "members": [number for number in self.residents if number in present],
            "bot_in": is_in(bot, group),
        }

    def _account(self, name: str, phone: str, telegram_id: int | None = None) -> Person:
        number = account_of(phone) if telegram_id is None else telegram_id
        return self._sandbox.person(name, id=number, phone=f"{_COUNTRY}{phone}")

    def _add(self, resident: Resident) -> Resident:
        self.residents[resident.person.id] = resident
        return resident


def is_in(user: User, group: Group) -> bool:
    """Whether somebody, or the bot, is in a group."""
    return group.chat.members.get(user.id, "left") not in {"left", "kicked"}
