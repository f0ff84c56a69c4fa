"""A roster that somebody of 专班 sent to the bot: shown, then imported as it was shown, or left.

Every call may come twice: an upload is known by the inbox row that brought it, its end by its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import LedgerSession
from storage.errors import NotAllowed, NotFound
from storage.ledger import known, notices
from storage.ledger.roster.importing import import_roster, plan_import
from storage.ledger.roster.report import ImportReport
from storage.rules.roster import Roster, count_changes, fingerprint
from storage.rules.telling import Audience
from storage.tables import RoleKind, RosterUpload


@dataclass(frozen=True, kw_only=True)
class NewUpload:
    """A roster as a message brought it."""

    id: int  # the inbox row
    person_id: int
    file_id: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class UploadView:
    """An upload as the talk sees it."""

    id: int
    person_id: int
    file_id: str
    ending: int | None  # the number to be typed before it is imported; None: none is
    prompt_message_id: int | None
    ended_by: str | None


def propose_roster(session: LedgerSession, new: NewUpload, *, roster: Roster, cause: str) -> ImportReport:
    """Make the dry run of a roster, and keep it to be imported as shown; of one that changes nothing nothing is kept.

    Another one that the same person was asked about is left by it.

    Raises:
        BadRoster: the roster contradicts what is known.
        NotAllowed: the person is not of 专班.
    """
    _need_manager(session, new.person_id)
    report = plan_import(session, roster=roster)
    if report.is_empty:
        return report
    for earlier in session.exec(_open_uploads(new.person_id).where(RosterUpload.id != new.id)):
        earlier.ended_by = cause
    upload = session.get(RosterUpload, new.id) or RosterUpload(
        id=new.id, person_id=new.person_id, file_id=new.file_id, shown="", sent_at=new.now
    )
    _show(upload, report)
    session.add(upload)
    session.flush()
    return report


def current_upload(session: LedgerSession, person_id: int, *, cause: str) -> UploadView | None:
    """The upload that a person is asked about, or the one that this very cause ended."""
    ended = select(RosterUpload).where(RosterUpload.person_id == person_id, RosterUpload.ended_by == cause)
    upload = session.exec(ended).first() or session.exec(_open_uploads(person_id)).first()
    return _view(upload) if upload else None


def get_upload(session: LedgerSession, upload_id: int, person_id: int) -> UploadView:
    """One upload of this person, ended or not. Raises NotFound for anybody else's."""
    return _view(_mine(session, upload_id, person_id))


def import_upload(
    session: LedgerSession,
    upload_id: int,
    person_id: int,
    *,
    roster: Roster,
    end: int | None,
    now: datetime,
    cause: str,
) -> ImportReport | None:
    """Import an upload if that still does what was shown; who sent it is told what it did.

    Args:
        session: the unit of work.
        upload_id: which one.
        person_id: who pressed 导入; nobody but who sent it.
        roster: what its file holds.
        end: the number that was typed, where more than 5 % of a sheet end.
        now: from when on it holds.
        cause: what asked for it; the same a second time does nothing.

    Returns:
        None when it is in. Else nothing was imported: the ledger has changed, and this is what it would do now.

    Raises:
        NotFound: it is somebody else's, or something else has ended it.
        NotAllowed: the person is not of 专班 any more.
        BadRoster, EndingMany: as in `import_roster`.
    """
    upload = _mine(session, upload_id, person_id)
    if upload.ended_by == cause:
        return None
    if upload.ended_by is not None:
        raise NotFound(what="这份花名册")
    _need_manager(session, person_id)
    plan = plan_import(session, roster=roster)
    if fingerprint(plan.sheets) != upload.shown:
        _show(upload, plan)
        upload.ended_by = cause if plan.is_empty else None
        return plan
    report = import_roster(session, roster=roster, end=end, now=now, cause=cause)
    upload.ended_by = cause
    _tell(session, upload, report, now)
    return None


def end_upload(session: LedgerSession, upload_id: int, person_id: int, *, cause: str) -> None:
    """取消, or it cannot be imported any more. What has ended stays as it ended."""
    upload = _mine(session, upload_id, person_id)
    upload.ended_by = upload.ended_by or cause


def keep_upload_prompt(
    session: LedgerSession, upload_id: int, person_id: int, message_id: int | None
) -> None:
    """Remember the message that shows the upload, with 导入 and 取消 below it."""
    _mine(session, upload_id, person_id).prompt_message_id = message_id


def _need_manager(session: LedgerSession, person_id: int) -> None:
    person = known.person(session, person_id)
    if person is None or RoleKind.MANAGER not in person.kinds:
        raise NotAllowed(action="导入花名册")


def _open_uploads(person_id: int) -> SelectOfScalar[RosterUpload]:
    query = select(RosterUpload).where(
        RosterUpload.person_id == person_id, col(RosterUpload.ended_by).is_(None)
    )
    return query.order_by(col(RosterUpload.id).desc())


def _mine(session: LedgerSession, upload_id: int, person_id: int) -> RosterUpload:
    upload = session.get(RosterUpload, upload_id)
    if upload is None or upload.person_id != person_id:
        raise NotFound(what="这份花名册")
    return upload


def _show(upload: RosterUpload, report: ImportReport) -> None:
    upload.shown = fingerprint(report.sheets)
    upload.ending = report.ended if report.ends_many else None


def _tell(session: LedgerSession, upload: RosterUpload, report: ImportReport, now: datetime) -> None:
    notices.notify(
        session,
        key=f"roster:{upload.id}",
        topic="roster",
        audience=Audience.PERSON,
        person_id=upload.person_id,
        facts={
            "sheets": [[sheet.name, count_changes(sheet)] for sheet in report.sheets if not sheet.is_empty],
            "released": list(report.released),
            "not_joined": len(report.not_joined),
        },
        now=now,
    )


def _view(upload: RosterUpload) -> UploadView:
    return UploadView(
        id=upload.id,
        person_id=upload.person_id,
        file_id=upload.file_id,
        ending=upload.ending,
        prompt_message_id=upload.prompt_message_id,
        ended_by=upload.ended_by,
    )
