"""The one preview of a report: it shows all there is, with a button to change each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from handlers.case.card import rows_of
from handlers.prompting import Doing, Step
from handlers.render import Message, message, one_line, short
from storage.ledger.draft_view import DraftView
from storage.ledger.enterprises import EnterpriseLine
from storage.ledger.known import PersonView
from storage.ledger.understood import needed_until, understand_draft, understand_words
from storage.rules.masking import PersonalData
from storage.rules.policy import Category, Policy
from storage.rules.understanding import Kind, Understanding
from storage.rules.urgency import Urgency
from storage.tables import RoleKind, Source

FOR_OTHERS = (Source.PHONE, Source.WECHAT, Source.VISIT)
MOST_REASONS = 4
GAP = "…"  # in a word of the policy: other characters may stand here


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All of a draft, or one of several problems in it, as it would be submitted."""

    text: str
    category: str
    urgency: Urgency


def preview(draft: DraftView, person: PersonView, policy: Policy) -> Message:
    """Everything that will be submitted, as it stands."""
    understood = understand_draft(draft, policy)
    whole = _problem(draft.text, understood, draft, policy)
    block = _block(draft, understood.kind)
    # Where there is danger, or nothing is clear yet, that comes first.
    apart = understood.problems if block == "preview" else ()
    parts = [_problem(text, understand_words(text, draft, policy), draft, policy) for text in apart]
    doubtful = block == "preview" and draft.category is None and not parts
    others = [policy.category(code) for code in understood.others] if doubtful else []
    return message(
        "report",
        block,
        draft=draft,
        category=whole.category,
        urgency=whole.urgency,
        suggested=draft.category is None,
        needed_by=needed_until(understood.needed_by, policy.timezone),
        problems=parts,
        language=understood.language.value,
        personal=[kind.label for kind in PersonalData if kind in understood.personal],
        rows=_rows(draft, person, whole, others, len(parts)),
    )


def _problem(text: str, understood: Understanding, draft: DraftView, policy: Policy) -> Problem:
    return Problem(
        text=text,
        category=policy.category(draft.category or understood.category).label,
        urgency=draft.urgency or understood.urgency,
    )


def _block(draft: DraftView, kind: Kind) -> str:
    """In which words: 119 and 120 come first where there is danger; one question, once, where nothing is said."""
    if draft.is_empty or draft.enterprise_id is None or draft.urgency is not None:
        return "preview"
    if kind is Kind.VAGUE and draft.messages == 1 and not draft.attachments:
        return "vague"
    return "emergency" if kind is Kind.EMERGENCY else "preview"


def _rows(
    draft: DraftView, person: PersonView, whole: Problem, others: Sequence[Category], parts: int
) -> list[list[InlineKeyboardButton]]:
    def step(doing: Doing, label: str, value: str | None = None) -> InlineKeyboardButton:
        return Step(draft_id=draft.id, do=doing, value=value).labelled(label)

    ready = not draft.is_empty and draft.enterprise_id is not None
    origin = []
    if draft.source is not Source.CHAT:
        origin.append(step(Doing.MENU, f"来源：{draft.source.label}", Doing.SOURCE))
    if may_choose_enterprise(draft, person):
        origin.append(step(Doing.MENU, "换企业" if draft.enterprise else "选择企业", Doing.ENTERPRISE))
    return [
        [step(Doing.SUBMIT, "✅ 提交")] if ready else [],
        [step(Doing.SPLIT, f"✂️ 拆成 {parts} 个问题")] if ready and parts else [],
        [
            step(Doing.MENU, f"类别：{whole.category}", Doing.CATEGORY),
            step(Doing.MENU, f"紧急程度：{whole.urgency.label}", Doing.URGENCY),
        ]
        if not draft.is_empty
        else [],
        # Where it is not clear which, the right one is mostly among the next: one tap, not two.
        [step(Doing.CATEGORY, f"改成：{other.label}", other.code) for other in others],
        origin,
        [*([step(Doing.EDIT, "修改")] if not draft.is_empty else []), step(Doing.CANCEL, "取消")],
    ]


def may_choose_enterprise(draft: DraftView, person: PersonView) -> bool:
    """Whether there is more than one enterprise to report for."""
    return draft.source is not Source.CHAT or len(person.enterprises) > 1


def category_menu(draft: DraftView, policy: Policy) -> Message:
    """All categories of the policy."""
    options = [(category.code, category.label) for category in policy.categories]
    understood = understand_draft(draft, policy)
    return _menu(
        draft,
        "which_category",
        Doing.CATEGORY,
        options,
        suggested=policy.category(understood.category).label,
        mentioned=_mentioned(understood, understood.category),
    )


def urgency_menu(draft: DraftView, policy: Policy) -> Message:
    """The urgencies, each with what is promised."""
    limits = [(urgency, policy.limits.of(urgency)) for urgency in Urgency]
    options = [(urgency.value, urgency.label) for urgency in Urgency]
    understood = understand_draft(draft, policy)
    return _menu(
        draft,
        "which_urgency",
        Doing.URGENCY,
        options,
        a_row=4,
        limits=limits,
        suggested=understood.urgency.label,
        mentioned=_mentioned(understood, understood.urgency),
    )


def _mentioned(understood: Understanding, suggested: str) -> list[str]:
    """The weightiest words for which something was suggested; none if it is only what is left."""
    speaking = [one.word for one in understood.why if one.speaks_for == suggested and one.weight > 0]
    # Words with a gap read oddly, and mostly say again what the others do.
    words = [word for word in speaking if GAP not in word] or speaking
    told: list[str] = []
    for word in words:
        if len(word) > 1 and not any(word in longer for longer in told):
            told.append(word)
    return told[:MOST_REASONS]


def source_menu(draft: DraftView) -> Message:
    """How the enterprise told it."""
    return _menu(draft, "which_source", Doing.SOURCE, [(source.value, source.label) for source in FOR_OTHERS])


def enterprise_menu(draft: DraftView, found: Sequence[EnterpriseLine], words: str) -> Message:
    """Enterprises to report for; more can be found by typing a part of the name."""
    options = [(str(line.id), short(one_line(line.name), 24)) for line in found]
    return _menu(draft, "which_enterprise", Doing.ENTERPRISE, options, a_row=1, found=found, words=words)


def own_enterprise_menu(draft: DraftView, person: PersonView) -> Message:
    """The enterprises that a contact speaks for."""
    options = [
        (str(role.enterprise_id), short(one_line(role.enterprise or ""), 24))
        for role in person.roles
        if role.kind is RoleKind.CONTACT
    ]
    return _menu(draft, "which_own_enterprise", Doing.ENTERPRISE, options, a_row=1)


def edit_menu(draft: DraftView) -> Message:
    """修改: what is to be done again."""
    rows = [
        [Step(draft_id=draft.id, do=Doing.REWRITE).labelled("重写文字")] if draft.text else [],
        [Step(draft_id=draft.id, do=Doing.DROP_FILES).labelled("去掉附件")] if draft.attachments else [],
        [_back(draft), Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")],
    ]
    return message("report", "what_to_edit", draft=draft, rows=rows)


def _menu(
    draft: DraftView,
    block: str,
    doing: Doing,
    options: Sequence[tuple[str, str]],
    *,
    a_row: int = 3,
    **values: object,
) -> Message:
    buttons = [Step(draft_id=draft.id, do=doing, value=value).labelled(label) for value, label in options]
    last = [_back(draft)] if draft.enterprise_id or not draft.is_empty else []
    cancel = Step(draft_id=draft.id, do=Doing.CANCEL).labelled("取消")
    return message("report", block, draft=draft, rows=[*rows_of(buttons, a_row), [*last, cancel]], **values)


def _back(draft: DraftView) -> InlineKeyboardButton:
    return Step(draft_id=draft.id, do=Doing.BACK).labelled("返回")
