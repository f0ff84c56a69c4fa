"""What a text says (rules.md, "Categories"): its kind, what it is about, how pressing, until when, in which language.

Pure: a text, the policy and the day in, an `Understanding` out. Words and weights, no learning: every result has
its reasons.
"""

from storage.rules.understanding.reading import understand
from storage.rules.understanding.values import Evidence, Kind, Language, NeededBy, Understanding

__all__ = ["Evidence", "Kind", "Language", "NeededBy", "Understanding", "understand"]
