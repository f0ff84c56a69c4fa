"""A case as one person may see it, as values: what `views` reads and the talk words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.rules.colour import Colour, worst
from storage.rules.urgency import Urgency
from storage.rules.words import PROMISES, Action, ClockKind, Closure, Part, Rating, Result, State
from storage.tables import AttachmentKind, Source


@dataclass(frozen=True, kw_only=True)
class FileView:
    """An attachment, with what is needed to send it on."""

    kind: AttachmentKind
    file_id: str | None
    name: str
    latitude: float | None
    longitude: float | None
    copied_to: str | None


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A promise: by when, and whether it rests."""

    kind: ClockKind
    due_at: datetime
    estimated: bool
    resting: bool
    colour: Colour


@dataclass(frozen=True, kw_only=True)
class EntryView:
    """One line of the history, as the viewer may read it."""

    id: int
    at: datetime
    action: Action
    part: Part
    actor_name: str | None
    from_state: State | None
    to_state: State
    turn: int
    handler_name: str | None
    department: str | None
    visible: bool
    text: str
    result: Result | None
    reason: str | None  # as people read it
    rating: Rating | None
    self_approved: bool
    files: tuple[FileView, ...]


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as one person sees it now, with what they may do. `parts` empty: they had a part in it once."""

    id: int
    number: str
    turn: int
    enterprise: str
    category: str
    urgency: Urgency
    source: Source
    confidential: bool
    text: str
    needed_by: datetime | None  # 企业希望; a day without an hour is the midnight at its end
    state: State
    reporter_name: str | None
    reporter_phone: str | None
    handler_name: str | None
    handler_phone: str | None
    department: str | None
    received_at: datetime
    result: Result | None
    closure: Closure | None
    rating: Rating | None
    denials: int
    returns: int  # 退单 so far
    clocks: tuple[ClockView, ...]
    entries: tuple[EntryView, ...]  # the last ones, the oldest first
    entry_count: int
    files: tuple[FileView, ...]  # of the report itself
    parts: frozenset[Part]
    actions: tuple[Action, ...]
    in_full: bool  # else personal data in its words is masked

    @property
    def colour(self) -> Colour:
        """That of the worst of its promises."""
        return worst(clock.colour for clock in self.clocks if clock.kind in PROMISES)
