"""What the page can ask for, checked as it comes in."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from bot.page.faults import FaultKind
from bot.page.moving import Goal

_NAME = Field(min_length=1, max_length=64)
_FAULT_SECONDS = Field(default=30, ge=1, le=600)


class _Order(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Act(_Order):
    """Something that a person does; `person` is who."""

    person: int


class _Message(_Act):
    """Something that a person sends: to the bot, or to a group as `chat`."""

    chat: int | None = None
    reply_to: int | None = None


class SentFile(_Order):
    """A file, as it is uploaded."""

    kind: Literal["photo", "document", "voice", "video", "audio"]
    name: str = Field(default="", max_length=255)
    mime: str = Field(default="", max_length=100, pattern=r"^([\w.+-]+/[\w.+-]+(; ?[\w.=,\"+-]+)*)?$")
    data: Base64Bytes


class Say(_Message):
    """Types a text."""

    do: Literal["say"]
    text: str = Field(min_length=1, max_length=40_000)


class SendFile(_Message, SentFile):
    """Sends a file."""

    do: Literal["file"]
    caption: str = ""


class SendAlbum(_Message):
    """Sends several files at once; the caption hangs on the first."""

    do: Literal["album"]
    files: list[SentFile] = Field(min_length=2, max_length=10)
    caption: str = ""


class SendLocation(_Message):
    """Sends a place."""

    do: Literal["location"]
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class ShareContact(_Message):
    """Shares their own contact."""

    do: Literal["share_contact"]


class Start(_Act):
    """Presses 开始, or opens a link with a payload."""

    do: Literal["start"]
    payload: str = ""


class Press(_Act):
    """Presses an inline button."""

    do: Literal["press"]
    chat: int
    message: int
    row: int = Field(ge=0)
    column: int = Field(ge=0)


class PressKey(_Act):
    """Presses a button of the reply keyboard."""

    do: Literal["keyboard"]
    chat: int
    row: int = Field(ge=0)
    column: int = Field(ge=0)


class Edit(_Act):
    """Changes a message of their own."""

    do: Literal["edit"]
    chat: int
    message: int
    text: str = Field(min_length=1, max_length=4096)


class Delete(_Act):
    """Takes a message away for everyone."""

    do: Literal["delete"]
    chat: int
    message: int


class Block(_Act):
    """Stops the bot from writing to them."""

    do: Literal["block"]


class Unblock(_Act):
    """Lets the bot write again."""

    do: Literal["unblock"]


class AddBot(_Act):
    """Adds the bot to a group."""

    do: Literal["add_bot"]
    group: int


class RemoveBot(_Act):
    """Throws the bot out of a group."""

    do: Literal["remove_bot"]
    group: int


class AddMember(_Act):
    """Brings somebody into a group."""

    do: Literal["add_member"]
    group: int
    member: int


class Leave(_Act):
    """Leaves a group."""

    do: Literal["leave"]
    group: int


class NewGroup(_Act):
    """Makes a group, with themselves in it."""

    do: Literal["new_group"]
    title: str = Field(min_length=1, max_length=128)
    members: list[int] = []


class NewPerson(_Order):
    """Somebody new has an account."""

    do: Literal["new_person"]
    name: str = _NAME
    phone: str = Field(default="", pattern=r"^(1\d{10})?$")
    language: str = "zh-hans"


Act = (
    Say
    | SendFile
    | SendAlbum
    | SendLocation
    | ShareContact
    | Start
    | Press
    | PressKey
    | Edit
    | Delete
    | Block
    | Unblock
    | AddBot
    | RemoveBot
    | AddMember
    | Leave
    | NewGroup
    | NewPerson
)
ACT: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="do")])


class Leap(_Order):
    """The clock goes on by so many hours."""

    hours: float = Field(gt=0, le=24 * 90)


class MoveClock(_Order):
    """The clock goes on: by hours, or to a time that one waits for."""

    move: Leap | None = None
    to: Goal | None = None

    @model_validator(mode="after")
    def _goes_one_way(self) -> Self:
        if (self.move is None) == (self.to is None):
            raise ValueError("either move or to")
        return self


class BeginFault(_Order):
    """Something goes wrong for a while, or all is well again."""

    kind: FaultKind | Literal["clear"]
    seconds: int = _FAULT_SECONDS


class TurnBot(_Order):
    """The bot's process is started or ended."""

    do: Literal["start", "stop", "kill", "restart"]
