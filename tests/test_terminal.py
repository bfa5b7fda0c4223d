"""Wrapping for people's eyes keeps every character and the width of the screen."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.terminal import block, prose, wrapped


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@example("aaaaaa。。。。。。。 ", 20)
@given(st.text(st.sampled_from("ab 查询，。e\u0301-"), max_size=120), st.integers(20, 40))
def test_no_piece_is_wider_than_the_room_and_nothing_is_lost(line, room):
    pieces = wrapped(line, room)
    assert "".join(pieces) == line
    assert all(columns(piece.replace("\u0301", "").removesuffix(" ")) <= room for piece in pieces)


def test_words_stay_whole():
    assert wrapped("one two three four five six", 20) == ["one two three four ", "five six"]


def test_long_quotes_are_cut_with_a_count():
    lines = list(block("\n".join("abcdefghijklmnop"), "> ", 80, most=12))
    assert lines[0] == "> a\n"
    assert lines[-1] == "> … 4 more lines\n"


def test_sentences_hang_below_their_margin():
    assert list(prose("one two three four five six", "  ", 24)) == [
        "  one two three four\n",
        "    five six\n",
    ]
