"""The tables, a module per noun; importing this package registers them all."""

from storage.tables.base import metadata
from storage.tables.case import (
    Attachment,
    AttachmentKind,
    Card,
    Case,
    Clock,
    Counter,
    Draft,
    Entry,
    Source,
)
from storage.tables.department import Department, DepartmentCategory
from storage.tables.digest import Digest
from storage.tables.enterprise import Assignment, Duty, Enterprise, EnterpriseKind
from storage.tables.milestone import Milestone
from storage.tables.person import Invite, Person, Role, RoleKind
from storage.tables.roster import RosterUpload
from storage.tables.setback import Setback
from storage.tables.traffic import Conversation, Inbox, NoticeKind, Outbox, Sent

__all__ = [
    "Assignment",
    "Attachment",
    "AttachmentKind",
    "Card",
    "Case",
    "Clock",
    "Conversation",
    "Counter",
    "Department",
    "DepartmentCategory",
    "Digest",
    "Draft",
    "Duty",
    "Enterprise",
    "EnterpriseKind",
    "Entry",
    "Inbox",
    "Invite",
    "Milestone",
    "NoticeKind",
    "Outbox",
    "Person",
    "Role",
    "RoleKind",
    "RosterUpload",
    "Sent",
    "Setback",
    "Source",
    "metadata",
]
