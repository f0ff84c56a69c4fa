"""Groups: who comes and goes, and what becomes of them."""

from __future__ import annotations

from bot.sandbox.chats import GroupChat, User
from bot.sandbox.messages import Content
from bot.sandbox.people import Person
from bot.sandbox.world import World

SUPERGROUP_BASE = -1_000_000_000_000


class Group:
    """A group of people. Made by `Sandbox.group`; the first member is its creator.

    Attributes:
        chat: where its messages are; another one after `migrate`.
    """

    def __init__(self, world: World, title: str, members: tuple[Person, ...], *, is_supergroup: bool) -> None:
        if not members:
            raise ValueError("a group has at least one member")
        self._world = world
        self._creator = members[0].user
        number = world.number()
        self.chat = GroupChat(
            id=SUPERGROUP_BASE - number if is_supergroup else -number,
            title=title,
            is_supergroup=is_supergroup,
            members={person.id: "member" for person in members} | {self._creator.id: "creator"},
            bot_id=world.bot.id,
        )
        world.chats[self.chat.id] = self.chat

    @property
    def id(self) -> int:
        """The id that it has now."""
        return self.chat.id

    def add_bot(self, by: Person | None = None, *, as_administrator: bool = False) -> None:
        """Adds the bot, or makes the bot that is there administrator or not."""
        self._set_bot("administrator" if as_administrator else "member", by)

    def remove_bot(self, by: Person | None = None) -> None:
        """Throws the bot out."""
        self._set_bot("kicked", by)

    def join(self, person: Person, *, as_administrator: bool = False) -> None:
        """Someone comes in, or becomes administrator."""
        old = self.chat.members.get(person.id, "left")
        new = "administrator" if as_administrator else "member"
        self.chat.members[person.id] = new
        self._world.member_changes(self.chat, self._creator, person.user, (old, new))
        if old == "left":
            self._notice(person.user, "new_chat_members", [person.user.as_json()])

    def leave(self, person: Person) -> None:
        """Someone goes."""
        old = self.chat.members.pop(person.id)
        self._world.member_changes(self.chat, person.user, person.user, (old, "left"))
        self._notice(person.user, "left_chat_member", person.user.as_json())

    def migrate(self) -> None:
        """Becomes a supergroup with a new id and the same people; the old one refuses the bot from now on."""
        old = self.chat
        new = GroupChat(
            id=SUPERGROUP_BASE - self._world.number(),
            title=old.title,
            is_supergroup=True,
            members=dict(old.members),
            bot_id=old.bot_id,
        )
        self._world.chats[new.id] = new
        self._notice(self._creator, "migrate_to_chat_id", new.id)
        old.migrated_to = new.id
        self.chat = new
        self._notice(self._creator, "migrate_from_chat_id", old.id)

    def _set_bot(self, status: str, by: Person | None) -> None:
        bot, actor = self._world.bot, by.user if by else self._creator
        old = self.chat.members.get(bot.id, "left")
        self.chat.members[bot.id] = status
        self._world.member_changes(self.chat, actor, bot, (old, status))
        if status == "kicked":
            self._notice(actor, "left_chat_member", bot.as_json())
        elif old in {"left", "kicked"}:
            self._notice(actor, "new_chat_members", [bot.as_json()])

    def _notice(self, by: User, kind: str, value: object) -> None:
        message = self._world.put(self.chat, by, Content(kind=kind, media=value))
        self._world.tell(message)
