"""What a text is there for (rules.md, "Categories"): not every text is a report."""

from __future__ import annotations

from storage.rules.words import Word


class Kind(Word):
    """What a text is there for."""

    REPORT = "report", "问题"
    THANKS = "thanks", "感谢"
    FOLLOW_UP = "follow_up", "询问进展"  # how is that matter going
    COMPLAINT = "complaint", "对办理的意见"  # about how a case was handled
    EMERGENCY = "emergency", "险情"  # fire, leak, injury, now
    OTHERS_DATA = "others_data", "索要他企信息"
    DISCIPLINE = "discipline", "廉洁问题"  # a hint at bribery
    VAGUE = "vague", "太笼统"  # one good question is asked
