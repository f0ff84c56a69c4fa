"""HTML into text and entities, refused in Telegram's words where it is broken."""

import pytest

from bot.sandbox.html import parse_html
from bot.sandbox.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("平常 & 无标记 > 好", "平常 & 无标记 > 好", []),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x4E2D;", "<b> &amp; \"'中", []),
        ("&nbsp;&bull;", "&nbsp;&bull;", []),
        ("<b>粗</b>细", "粗细", [{"type": "bold", "offset": 0, "length": 1}]),
        ("😀<i>斜</i>", "😀斜", [{"type": "italic", "offset": 2, "length": 1}]),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 1}],
        ),
        (
            '<a href="https://example.com/?a=1&amp;b=2">链接</a>',
            "链接",
            [{"type": "text_link", "offset": 0, "length": 2, "url": "https://example.com/?a=1&b=2"}],
        ),
        (
            '<pre><code class="language-python">x=1</code></pre>',
            "x=1",
            [{"type": "pre", "offset": 0, "length": 3, "language": "python"}],
        ),
        (
            "<blockquote expandable>长</blockquote>",
            "长",
            [{"type": "expandable_blockquote", "offset": 0, "length": 1}],
        ),
        ('<span class="tg-spoiler">密</span>', "密", [{"type": "spoiler", "offset": 0, "length": 1}]),
        ("<tg-spoiler>密</tg-spoiler>", "密", [{"type": "spoiler", "offset": 0, "length": 1}]),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [
                {
                    "type": "custom_emoji",
                    "offset": 0,
                    "length": 2,
                    "custom_emoji_id": "5368324170671202286",
                }
            ],
        ),
        ("<B>大写</B>", "大写", [{"type": "bold", "offset": 0, "length": 2}]),
        ("<b></b>空", "空", []),
    ],
)
def test_text_and_entities(source: str, text: str, entities: list[dict[str, object]]) -> None:
    formatted = parse_html(source)
    assert (formatted.text, list(formatted.entities)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("中<p>段</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<b>没有尾", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("x<b", "Unclosed start tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_is_broken_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert (refused.value.code, refused.value.description) == (
        400,
        f"Bad Request: can't parse entities: {words}",
    )


def test_white_space_around_is_cut_with_the_entities_moved() -> None:
    formatted = parse_html("\n <b> 粗 </b>\n").stripped()
    assert (formatted.text, list(formatted.entities)) == ("粗", [{"type": "bold", "offset": 0, "length": 1}])
