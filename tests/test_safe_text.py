"""Hostile text comes out visible and harmless, in every format."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.safe_text import one_line, restored, safe_json, safe_text
from benchmarks import naughty_strings

FIXTURE = Path(__file__).parent.parent / "fixtures" / "naughty_strings.json"
STRINGS = json.loads(FIXTURE.read_text(encoding="utf-8"))
ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_nothing_is_left_that_a_terminal_obeys_or_nobody_sees():
    obeyed = {c for c in map(chr, range(0x110000)) if unicodedata.category(c) in OBEYED}
    assert {c for c in obeyed if safe_text(c) == c} == {"\n", "\t"}


@given(ANY_TEXT)
def test_one_line_is_one_line(text):
    assert not set(one_line(text)) & set("\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_ordinary_text_of_any_language_stays_as_it_is(text):
    hidden = set("\u115f\u1160\u3164\uffa0")
    assert safe_text(text) == text or hidden & set(text)


@given(ANY_TEXT)
def test_json_gives_the_characters_back_and_holds_none_that_is_obeyed(text):
    written = safe_json({"text": text})
    assert not {c for c in written if unicodedata.category(c) in OBEYED}
    surrogates = any(unicodedata.category(c) == "Cs" for c in text)
    assert surrogates or json.loads(written) == {"text": text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("user\u202etxt.exe", "user<U+202E>txt.exe"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\ud800b", "a<U+D800>b"),
        ("⚠️ 安全", "⚠️ 安全"),
        ("a\n\tb", "a\n\tb"),
    ],
)
def test_a_hidden_character_is_shown_by_its_number(text, shown):
    assert safe_text(text) == shown


@pytest.mark.parametrize(
    ("original", "edit", "back"),
    [
        (
            "\u0645\u06cc\u200c\u0634\u0648\u062f. No",
            ("No", "Yes"),
            "\u0645\u06cc\u200c\u0634\u0648\u062f. Yes",
        ),
        ("a\r\nb", ("b", "c"), "a\r\nc"),
        ("a", ("a", "a<U+200D>"), "a<U+200D>"),
        ("a\u200d<U+200D>", ("a", "b"), "b<U+200D><U+200D>"),
        ("a\ud800", ("a", "b"), "b<U+D800>"),
    ],
)
def test_what_was_edited_as_it_is_shown_holds_what_was_hidden_again(original, edit, back):
    assert restored(safe_text(original).replace(*edit), original) == back


@given(ANY_TEXT.filter(lambda text: "<U+" not in text))
def test_what_was_not_edited_comes_back_as_it_was(text):
    assert safe_text(restored(safe_text(text), text)) == safe_text(text)


def test_naughty_strings_in_every_field_come_out_harmless_in_every_format(tmp_path, capsys):
    outcome = naughty_strings.run(STRINGS, tmp_path)
    assert capsys.readouterr().err == ""
    assert outcome.unsafe == {}
    assert outcome.formulas == []
    assert set(outcome.findings) >= {"TA101", "TA201", "TA202", "TA206", "TA402", "TA901", "TA902"}


def test_other_commands_print_naughty_strings_harmlessly(tmp_path):
    hostile = [text for text in STRINGS if not text.isprintable()][::3]
    assert len(hostile) > 5
    assert naughty_strings.unsafe_in_other_commands(hostile, tmp_path) == {}
