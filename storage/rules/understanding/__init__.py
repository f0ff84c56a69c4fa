"""What a text says (rules.md, "Categories"): its kind, what it is about, how pressing, until when, in which language.

Pure: a text, the policy and the day in, an `Understanding` out. The words of the vocabulary and what examples teach
are weighed together, and every result has its reasons.
"""

from storage.rules.kind import Kind
from storage.rules.understanding.reading import prepare, understand
from storage.rules.understanding.values import Evidence, Language, NeededBy, Understanding

__all__ = ["Evidence", "Kind", "Language", "NeededBy", "Understanding", "prepare", "understand"]
