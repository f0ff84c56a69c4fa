"""What people do on the page, done in the sandbox."""

from __future__ import annotations

from typing import Any

from bot.page import orders
from bot.page.narrator import Narrator
from bot.page.orders import Act, SentFile
from bot.page.town import Town, Unknown, is_in
from bot.sandbox import Message, Person, Sandbox
from bot.sandbox.chats import Chat, GroupChat
from bot.sandbox.screen import Button
from bot.sandbox.text import CAPTION_LIMIT, utf16_length
from storage.errors import ZhuqiError

Json = dict[str, Any]


class CannotAct(ZhuqiError):
    """{why}"""


class Acts:
    """Carries out one act after the other. What each returns is told to the page that asked for it."""

    def __init__(self, sandbox: Sandbox, town: Town, narrator: Narrator) -> None:
        self._sandbox, self._town, self._narrator = sandbox, town, narrator

    def carry_out(self, act: Act) -> Json:
        """Do it.

        Raises:
            Unknown: somebody or something named in it is not there.
            CannotAct: no client of Telegram lets them do it.
            Refusal: Telegram does not take the file.
        """
        match act:
            case orders.NewPerson():
                return self._new_person(act)
            case orders.NewGroup():
                return self._new_group(act)
            case orders.AddBot() | orders.RemoveBot() | orders.AddMember() | orders.Leave():
                return self._change_group(act)
            case orders.Block() | orders.Unblock() | orders.Start():
                return self._change_chat(act)
            case orders.Edit() | orders.Delete():
                return self._change_message(act)
            case orders.Press() | orders.PressKey():
                return self._press(act)
            case _:
                return self._send(act)

    # Messages

    def _send(
        self,
        act: orders.Say | orders.SendFile | orders.SendAlbum | orders.SendLocation | orders.ShareContact,
    ) -> Json:
        person = self._town.person(act.person)
        chat = self._place(person, act.chat)
        where: Json = {"chat": chat}
        if act.reply_to is not None:
            where["reply_to"] = self._message(chat, act.reply_to)
        match act:
            case orders.Say():
                sent = person.say(act.text, **where)
            case orders.SendFile():
                sent = _send_file(person, act, act.caption, **where)
            case orders.SendAlbum():
                where["album"] = str(self._sandbox.world.number())
                captions = [act.caption] + [""] * (len(act.files) - 1)
                sent = [
                    _send_file(person, file, caption, **where)
                    for file, caption in zip(act.files, captions, strict=True)
                ][-1]
            case orders.SendLocation():
                sent = person.send_location(act.latitude, act.longitude, **where)
            case orders.ShareContact():
                sent = person.share_contact(**where)
        return {"message": sent.id}

    def _change_message(self, act: orders.Edit | orders.Delete) -> Json:
        person = self._town.person(act.person)
        chat = self._place(person, act.chat)
        message = self._message(chat, act.message)
        is_own = message.sender == person.user
        match act:
            case orders.Edit():
                if not is_own or message.kind not in {"text", "photo", "document", "voice", "video", "audio"}:
                    raise CannotAct(why="只能修改自己发的文字")
                person.edit(message, act.text)
            case orders.Delete():
                if not is_own and isinstance(chat, GroupChat):
                    raise CannotAct(why="群里只能删除自己发的消息")
                self._sandbox.world.delete(message)
        return {}

    def _press(self, act: orders.Press | orders.PressKey) -> Json:
        person = self._town.person(act.person)
        chat = self._place(person, act.chat)
        if isinstance(act, orders.Press):
            source = self._message(chat, act.message)
            rows = source.inline_keyboard
        elif chat.keyboard is None:
            raise Unknown(what="这个按钮")
        else:
            source = chat.keyboard
            rows = (source.markup or {})["keyboard"]
        if act.row >= len(rows) or act.column >= len(rows[act.row]):
            raise Unknown(what="这个按钮")
        fields = rows[act.row][act.column]
        is_inline = isinstance(act, orders.Press)
        if is_inline and "callback_data" not in fields:
            raise CannotAct(why="这个按钮打开一个网址，不经过机器人")
        pressed = person.press(
            Button(text=fields["text"], message=source, is_inline=is_inline, fields=fields)
        )
        return {"message" if isinstance(pressed, Message) else "press": pressed.id}

    # A person's chat with the bot

    def _change_chat(self, act: orders.Block | orders.Unblock | orders.Start) -> Json:
        person = self._town.person(act.person)
        match act:
            case orders.Block():
                person.block()
            case orders.Unblock():
                person.unblock()
            case orders.Start():
                self._place(person, None)
                return {"message": person.start(act.payload).id}
        return {}

    def _new_person(self, act: orders.NewPerson) -> Json:
        if act.phone and any(one.person.phone.endswith(act.phone) for one in self._town.residents.values()):
            raise CannotAct(why="这个号码已经有人用了")
        person = self._town.new_person(act.name, act.phone, act.language).person
        self._narrator.tell_of(person.chat)
        return {"person": person.id}

    # Groups

    def _new_group(self, act: orders.NewGroup) -> Json:
        members = [self._town.person(number) for number in dict.fromkeys((act.person, *act.members))]
        group = self._town.new_group(act.title, members)
        self._narrator.tell_of(group.chat)
        return {"group": group.id}

    def _change_group(self, act: orders.AddBot | orders.RemoveBot | orders.AddMember | orders.Leave) -> Json:
        person, group = self._town.person(act.person), self._town.group(act.group)
        self._place(person, group.id)
        match act:
            case orders.AddBot():
                if is_in(self._sandbox.world.bot, group):
                    raise CannotAct(why="机器人已经在这个群里")
                group.add_bot(by=person)
            case orders.RemoveBot():
                if not is_in(self._sandbox.world.bot, group):
                    raise CannotAct(why="机器人不在这个群里")
                group.remove_bot(by=person)
            case orders.AddMember():
                newcomer = self._town.person(act.member)
                if is_in(newcomer.user, group):
                    raise CannotAct(why=f"{newcomer.name} 已经在这个群里")
                group.join(newcomer)
            case orders.Leave():
                group.leave(person)
        return {}

    # What an act names

    def _place(self, person: Person, number: int | None) -> Chat:
        """The chat, if they may speak there: with the bot, or a group that they are in."""
        if number is None or number == person.id:
            if person.chat.blocked:
                raise CannotAct(why=f"{person.name} 已停用机器人，先恢复才能发消息")
            return person.chat
        group = self._town.group(number)
        if not is_in(person.user, group):
            raise CannotAct(why=f"{person.name} 不在这个群里")
        return group.chat

    def _message(self, chat: Chat, number: int) -> Message:
        found = self._sandbox.world.messages.get((chat.id, number))
        if found is None or found.deleted:
            raise Unknown(what="这条消息，可能已经删除")
        return found


def _send_file(person: Person, file: SentFile, caption: str, **where: Any) -> Message:
    if utf16_length(caption) > CAPTION_LIMIT:
        raise CannotAct(why=f"说明文字最多 {CAPTION_LIMIT} 个字")
    return person.send_file(file.kind, caption, file.data, name=file.name, mime_type=file.mime, **where)
