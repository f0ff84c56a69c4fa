"""Whom a change is told: for each action, which audiences hear of it and how.

An audience is a part, not a person: who that is now is found when the notice is sent.
"""

from __future__ import annotations

from typing import Final

from storage.rules.words import Action, State, Word


class Audience(Word):
    """To whom a notice goes."""

    CONTACTS = "contacts", "企业联系人"  # the reporter (or who acted) first, the others silently
    HANDLER = "handler", "承办人"  # the handler, else 成员 or other 联络员, else 专班
    FORMER = "former", "原承办人"  # who had the case before this entry
    MEMBERS = "members", "成员"  # 成员 and other 联络员, beside the handler
    MANAGERS = "managers", "专班"  # all of them
    LEADERS = "leaders", "分管领导"
    DUTY = "duty", "值班"  # the policy's duty list
    PERSON = "person", "本人"  # the one named in the notice
    CHAT = "chat", "本聊天"  # the chat named in the notice


CONTACTS, HANDLER, FORMER, MANAGERS = (
    Audience.CONTACTS,
    Audience.HANDLER,
    Audience.FORMER,
    Audience.MANAGERS,
)

_EVENTS: Final[dict[Action, tuple[Audience, ...]]] = {
    Action.OPEN: (CONTACTS,),
    Action.ACCEPT: (CONTACTS, FORMER),
    Action.RETURN: (MANAGERS,),
    Action.PROGRESS: (CONTACTS,),
    Action.ASK: (CONTACTS,),
    Action.ANSWER: (CONTACTS, HANDLER),
    Action.UNASK: (CONTACTS,),
    Action.RESOLVE: (CONTACTS,),
    Action.UNRESOLVE: (CONTACTS,),
    Action.CONFIRM: (CONTACTS, HANDLER),
    Action.CONFIRM_FOR: (CONTACTS, HANDLER),
    Action.DENY: (CONTACTS, HANDLER),
    Action.REOPEN: (CONTACTS, HANDLER),
    Action.RATE: (HANDLER,),
    Action.WITHDRAW: (CONTACTS, HANDLER),
    Action.URGE: (CONTACTS, HANDLER),
    Action.REASSIGN: (CONTACTS, FORMER),
    Action.TAKE: (CONTACTS,),
    Action.DECLINE: (CONTACTS, HANDLER),
    Action.UPHOLD: (CONTACTS,),
    Action.HANDLER_GONE: (MANAGERS,),
    Action.ANSWER_OVERDUE: (CONTACTS, HANDLER),
    Action.CLOSE_UNCONFIRMED: (CONTACTS, HANDLER),
}


OFTEN_RETURNED: Final = 3  # 退单
OFTEN_DENIED: Final = 2  # 没解决


def is_often_moved(action: Action, *, returns: int, denials: int) -> bool:
    """Whether 专班 is to look at the whole history: the case keeps coming back."""
    if action is Action.RETURN:
        return returns >= OFTEN_RETURNED
    return action in (Action.DENY, Action.REOPEN) and denials >= OFTEN_DENIED


def listeners(action: Action, to: State, denials: int) -> tuple[Audience, ...]:
    """Who hears of an entry. From the second 没解决 on 专班 hears of it too."""
    audiences = _EVENTS.get(action, ())
    if action in (Action.DENY, Action.REOPEN):
        if to is State.RETURNED:
            return (CONTACTS, FORMER, MANAGERS)
        if denials >= OFTEN_DENIED:
            return (*audiences, MANAGERS)
    return audiences
