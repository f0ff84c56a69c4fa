from __future__ import annotations

import pytest

from storage.rules.understanding import Language
from storage.rules.understanding.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("厂里停电了", Language.CHINESE),
        ("我们的 MES 和 ERP system 打不开", Language.CHINESE),
        ("", Language.CHINESE),
        ("👍 12345", Language.CHINESE),
        ("The power is out and we need help", Language.ENGLISH),
        ("Power outage!", Language.ENGLISH),
        ("Bei uns ist der Strom ausgefallen", Language.GERMAN),
        ("Wir brauchen Hilfe", Language.GERMAN),
        ("Отключили электричество на заводе", Language.OTHER),
        ("工場で停電しています、助けてください", Language.OTHER),
        ("Nous avons perdu toute électricité", Language.OTHER),
    ],
)
def test_language_of_most_of_the_text(text: str, language: Language) -> None:
    assert language_of(text) is language
