"""What comes before the preview of a report: 119 and 120 where there is danger, one question where nothing is said."""

from __future__ import annotations

from handlers.prompting import Doing, Step
from handlers.render import Message, message
from handlers.report.preview import may_choose_enterprise, preview
from storage.ledger.drafts import DraftView
from storage.ledger.known import PersonView
from storage.ledger.understood import understand_draft
from storage.rules.policy import Policy
from storage.rules.understanding import Kind
from storage.rules.urgency import Urgency


def asked_first(draft: DraftView, person: PersonView, policy: Policy) -> Message | None:
    """What a draft is answered before it is looked over; None: nothing, it is a report like any other."""
    if draft.is_empty or draft.urgency is not None:
        return None
    kind = understand_draft(draft, policy).kind
    if kind is Kind.EMERGENCY and draft.enterprise_id is not None:
        return _emergency(draft, person)
    if (
        kind is Kind.VAGUE
        and draft.messages == 1
        and not draft.attachments
        and draft.enterprise_id is not None
    ):
        # One question, and only once: what is typed next is taken together with it.
        return preview(draft, person, policy, block="vague")
    return None


def _emergency(draft: DraftView, person: PersonView) -> Message:
    """One button opens a 特急 case; who was misunderstood goes on as usual."""
    others = [Step(draft_id=draft.id, do=Doing.URGENCY, value=Urgency.NORMAL.value).labelled("不是险情")]
    if may_choose_enterprise(draft, person):
        others.append(Step(draft_id=draft.id, do=Doing.MENU, value=Doing.ENTERPRISE).labelled("换企业"))
    rows = [
        [Step(draft_id=draft.id, do=Doing.SUBMIT).labelled("🚨 提交（特急）")],
        [*others, Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")],
    ]
    return message("report", "emergency", draft=draft, rows=rows)
