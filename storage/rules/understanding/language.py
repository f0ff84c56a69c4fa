"""In what language a text is written, as far as it matters here."""

from __future__ import annotations

import re
from typing import Final

from storage.rules.understanding.values import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GERMAN: Final = _words(
    "der die das den dem des ein eine einen einem einer und oder aber nicht kein keine wir uns unser unsere unserer "
    "unserem unseren ich sie ihr ihre ist sind war wird werden wurde haben hat hatte bei beim für mit von vom zum zur "
    "auf aus nach seit bis über unter wegen können kann muss müssen möchten bitte brauchen danke vielen wann wo wie "
    "warum noch schon sehr heute morgen im am es zu als auch dringend"
)
_ENGLISH: Final = _words(
    "the a an and or but not no we us our ours i my you your they it its is are was were be been has have had do does "
    "did for with from to of in on at by since until because can could must need please thank thanks when where how "
    "why what which still already very today tomorrow this that there any would like who"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ELSEWHERE: Final = re.compile("[\u0370-\u1cff\u3040-\u30ff\uac00-\ud7af]")  # Greek to Georgian, kana, hangul
_HAN_IS_WORTH: Final = 3  # letters: about two signs a word


def language_of(text: str) -> Language:
    """The language of most of the text; 中文 for one without words: it is answered in Chinese anyway."""
    han = len(_HAN.findall(text)) * _HAN_IS_WORTH
    elsewhere = len(_ELSEWHERE.findall(text))
    words = [word.casefold() for word in _WORD.findall(text) if word[0] < "\u0250"]
    latin = sum(map(len, words))
    if elsewhere * _HAN_IS_WORTH > max(han, latin):
        return Language.OTHER
    return _latin(words) if latin > han else Language.CHINESE


def _latin(words: list[str]) -> Language:
    german, english = (sum(word in known for word in words) for known in (_GERMAN, _ENGLISH))
    if german == english == 0 and len(words) > 3:
        return Language.OTHER
    return Language.GERMAN if german > english else Language.ENGLISH
