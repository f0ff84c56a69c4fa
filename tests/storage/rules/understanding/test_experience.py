"""What is learned from a few examples, by hand."""

from __future__ import annotations

from math import log

import pytest

from storage.rules.examples import NO_EXAMPLES, Example, Examples
from storage.rules.kind import Kind
from storage.rules.understanding.experience import Experience, Features, learned
from storage.rules.urgency import Urgency

# Two features: the first in all of three examples, the second in both of “a” and in none of “b”.
FEATURES = Features(places={"灯": 0, "坏": 1}, seen=(3, 2))
LESSONS = [((0, 1), "a"), ((0, 1), "a"), ((0,), "b")]
STRENGTH = 10


def weight(times: int, of_answer: int, share: float) -> float:
    """log P(f | a) / P(f), as it is defined."""
    return log((times + STRENGTH * share) / (of_answer + STRENGTH) / share)


def test_weight_of_evidence_is_that_of_a_smoothed_multinomial() -> None:
    experience = Experience(FEATURES, LESSONS, STRENGTH)
    assert experience.weigh("坏") == pytest.approx({"a": weight(2, 4, 2 / 5), "b": weight(0, 1, 2 / 5)})
    assert experience.weigh("灯坏") == pytest.approx(
        {
            "a": weight(2, 4, 3 / 5) + weight(2, 4, 2 / 5),
            "b": weight(1, 1, 3 / 5) + weight(0, 1, 2 / 5),
        }
    )


def test_feature_counts_once_however_often_it_is_said() -> None:
    experience = Experience(FEATURES, LESSONS, STRENGTH)
    assert experience.weigh("坏坏坏") == experience.weigh("坏")


@pytest.mark.parametrize("text", ["", "  ", "窑"])
def test_what_is_not_known_speaks_for_nothing(text: str) -> None:
    assert Experience(FEATURES, LESSONS, STRENGTH).weigh(text) == {"a": 0, "b": 0}


def lights(times: int) -> Examples:
    """So many reports of a light, and as many of an invoice."""
    return Examples(
        of=tuple(
            Example(kind=Kind.REPORT, categories=(code,), urgencies=(urgency,), text=text)
            for code, urgency, text in (
                ("transport", Urgency.NORMAL, "路灯不亮 lamps 3"),
                ("taxes", Urgency.URGENT, "发票额度 VAT 7"),
            )
            for _ in range(times)
        )
    )


def test_characters_pairs_latin_words_and_figures_are_features() -> None:
    categories = learned(lights(2)).categories
    same = categories.weigh("路灯")["transport"]
    assert same > categories.weigh("灯路")["transport"] > 0
    assert categories.weigh("LAMPS".casefold())["transport"] > 0
    assert categories.weigh("lamp") == {"transport": 0, "taxes": 0}
    assert categories.weigh("5") == categories.weigh("3")


def test_what_one_example_alone_has_is_not_learned() -> None:
    assert learned(lights(1)).categories.weigh("路灯") == {"transport": 0, "taxes": 0}


def test_best_of_several_right_answers_is_learned() -> None:
    both = Example(kind=Kind.REPORT, categories=("transport", "living"), text="路灯不亮")
    assert set(learned(Examples(of=(both, both))).categories.weigh("路灯")) == {"transport"}


def test_category_and_urgency_are_learned_from_reports_only() -> None:
    thanks = Example(kind=Kind.THANKS, categories=("transport",), text="谢谢")
    taught = learned(Examples(of=(*lights(2).of, thanks, thanks)))
    assert set(taught.categories.weigh("谢谢").values()) == {0}
    assert set(taught.kinds.weigh("谢谢")) == {Kind.REPORT, Kind.THANKS}


def reasons(text: str, *, seen: int = 9) -> list[str]:
    """The parts of a text that speak for lights, among thirty answers of which the others have nothing in common."""
    words = ("路灯", "灯不", "不亮", "亮的", "lamps", "灯")
    features = Features(places={word: place for place, word in enumerate(words)}, seen=[seen] * len(words))
    lessons = [(range(len(words)), "lights"), *(((0, 1), str(other)) for other in range(29))]
    experience = Experience(features, lessons, 1)
    assert experience.reasons(text, "kilns") == ()
    return [one.word for one in experience.reasons(text, "lights")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("都不亮，没灯", ["不亮"]),
        ("不亮的", ["不亮"]),
        ("二号门lamps不亮", ["lamps", "不亮"]),
        ("不，亮", []),
        ("灯", []),
    ],
)
def test_reasons_are_pairs_and_latin_words_without_little_ones_at_their_ends(
    text: str, words: list[str]
) -> None:
    assert reasons(text) == words


def test_what_few_examples_have_is_no_reason() -> None:
    assert reasons("不亮", seen=4) == []


def test_no_examples_teach_nothing() -> None:
    assert learned(NO_EXAMPLES).kinds.weigh("路灯") == {}
    assert learned(NO_EXAMPLES).categories.reasons("路灯", "transport") == ()
