"""A Bot API server on loopback with people who talk to the bot: for the demo and for tests.

It answers what the bot asks for as Telegram would, refuses what Telegram refuses, in Telegram's words, and
lets things go wrong on demand. It imports nothing else of the project.
"""

from bot.sandbox.changes import (
    Acting,
    Announced,
    Answered,
    Called,
    Change,
    Deleted,
    Edited,
    Hung,
    Moved,
    Put,
)
from bot.sandbox.faults import Fault
from bot.sandbox.groups import Group
from bot.sandbox.messages import Content, Message, Press
from bot.sandbox.pace import Limit, Limits
from bot.sandbox.people import Person
from bot.sandbox.recording import Call
from bot.sandbox.refusals import Refusal
from bot.sandbox.sandbox import NotSettled, Sandbox
from bot.sandbox.screen import Button
from bot.sandbox.sending import CannotDo

__all__ = [
    "Acting",
    "Announced",
    "Answered",
    "Button",
    "Call",
    "Called",
    "CannotDo",
    "Change",
    "Content",
    "Deleted",
    "Edited",
    "Fault",
    "Group",
    "Hung",
    "Limit",
    "Limits",
    "Message",
    "Moved",
    "NotSettled",
    "Person",
    "Press",
    "Put",
    "Refusal",
    "Sandbox",
]
