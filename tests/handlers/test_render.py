"""Templates to messages: escaped, complete, and never too long nor cut within a tag."""

from __future__ import annotations

from datetime import datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove

from bot.sandbox.html import parse_html
from handlers.render import (
    TEXT_LIMIT,
    Message,
    day_time,
    environment,
    fit,
    message,
    one_line,
    short,
    until,
    when,
    words,
)

HOSTILE = ["<b>", "</b>", "<a href='x'>", "&lt;", "{{ 7 * 7 }}", "{% raw %}", "a\u200bb", "'\"", "𠀀" * 60]

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
plain = text.map(lambda words: escape(words, quote=False))
bold = plain.map(lambda words: f"<b>{words}</b>")
quote = st.lists(plain, min_size=1, max_size=5).map(
    lambda lines: "<blockquote>{}</blockquote>".format("\n".join(lines))
)
pieces = st.lists(st.one_of(plain, bold, quote), min_size=2, max_size=60)


def utf16_length(html: str) -> int:
    return len(html.encode("utf-16-le")) // 2


def test_direction_does_not_leave_a_line_and_a_list_has_none() -> None:
    assert short("\u202e反向", 10) == "\u202e反向\u202c"
    assert one_line("\u202e反\n向\u200b") == "反 向"


@given(pieces)
def test_what_is_too_long_loses_whole_lines_and_no_tag(pieces: list[str]) -> None:
    html = "\n".join(pieces)
    fitted = fit(html)
    assert utf16_length(fitted) <= TEXT_LIMIT
    assert parse_html(fitted) is not None, "no tag is left open"
    assert fitted.startswith(pieces[0])
    assert fitted.endswith(pieces[-1])
    if utf16_length(html) <= TEXT_LIMIT:
        assert fitted == html


def test_lines_go_from_before_the_last_and_the_gap_is_shown() -> None:
    lines = [f"{number:03} {'行' * 96}" for number in range(60)]
    fitted = fit("\n".join(lines)).split("\n")
    kept = len(fitted) - 2
    assert fitted == [*lines[:kept], "……", lines[-1]]
    assert utf16_length("\n".join([*lines[: kept + 1], lines[-1]])) > TEXT_LIMIT - 8


def test_a_quotation_is_kept_or_goes_as_a_whole() -> None:
    quotation = "<blockquote>{}</blockquote>".format("\n".join(["行" * 99] * 45))
    assert fit(f"首\n{quotation}\n<b>尾</b>") == "首\n……\n<b>尾</b>"
    beside = "\n".join(["<blockquote>一\n二</blockquote>", *["行" * 99] * 45, "尾"])
    assert fit(beside).startswith("<blockquote>一\n二</blockquote>\n行")


def test_just_the_limit_stays_as_it_is() -> None:
    html = f"{'字' * (TEXT_LIMIT - 2)}\n尾"
    assert fit(html) == html
    # A character beyond the basic plane counts as two.
    assert fit(f"首\n{'𠀀' * 2046}\n尾") == f"首\n{'𠀀' * 2046}\n尾"
    assert fit(f"首\n{'𠀀' * 2047}\n尾") == "首\n……\n尾"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_wrote_is_shown_as_they_wrote_it(hostile: str) -> None:
    shown = parse_html(words("notices", "failed", reference=hostile)).text
    assert f"请把编号 {hostile} 告诉专班" in shown
    name = parse_html(words("notices", "joined", name=hostile, roles=["manager"])).text
    assert name.startswith(f"{hostile} 已加入")


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'reference' is undefined"):
        words("notices", "failed")


def test_a_block_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        words("notices", "no_such_block")


def test_every_template_can_be_read() -> None:
    names = environment().list_templates()
    assert {"join.j2", "notices.j2", "message.j2"} <= set(names)
    for name in names:
        environment().get_template(name)


def test_a_message_has_the_keyboard_that_it_is_given() -> None:
    button = InlineKeyboardButton("查看", callback_data="x")
    with_rows = message("notices", "long_stop", rows=[[], [button], []])
    assert with_rows.keyboard == InlineKeyboardMarkup([[button]])
    assert with_rows.text.startswith("本服务停了超过 24 小时")
    assert message("notices", "long_stop").keyboard is None
    removed = ReplyKeyboardRemove()
    assert message("notices", "long_stop", markup=removed).keyboard is removed
    assert Message(text="好").keyboard is None


def test_times_and_texts_are_put_shortly() -> None:
    at = datetime(2026, 11, 4, 7, 5)  # noqa: DTZ001 - the zone is none of the filter's business
    assert when(at) == "11月4日（周三）07:05"
    assert day_time(at) == "11-04 07:05"
    assert until(at) == "11月4日（周三）07:05前"
    assert until(datetime(2026, 12, 1)) == "11月30日（周一）前"  # noqa: DTZ001
    assert short("一二三", 3) == "一二三"
    assert short("一二 三四", 3) == "一二…"
    assert one_line(" 一\n\n二\t三 ") == "一 二 三"
