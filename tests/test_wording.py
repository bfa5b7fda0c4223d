"""Words are found in any case, as Python's `re` would find them."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import auditor
from auditor.values.one_pass import in_one_pass
from auditor.values.wording import Wording

FIXTURES = Path(__file__).parent.parent / "fixtures" / "fabrication"
# Of one file, so that a test takes a second and a change of others changes nothing.
TEXTS = [
    message["content"]
    for line in (FIXTURES / "outsider-8.jsonl").read_text("utf-8").splitlines()[::4]
    for message in json.loads(line)["messages"]
    if message.get("content")
]
HALVES = "one \ud800 half"


def test_words_are_found_however_they_are_written() -> None:
    wording = Wording(r"\b(?:not yet|über)\b")
    assert wording.stands_in("Not Yet.")
    assert wording.stands_in("ÜBER")
    assert not wording.stands_in("knot yet")
    assert not wording.stands_in("überaus")
    assert wording.stands_in("a half \\ud800 is not yet a character")


def _wordings() -> Iterator[tuple[str, Wording]]:
    for found in pkgutil.walk_packages(auditor.__path__, "auditor."):
        if found.name != "auditor.__main__":
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, Wording):
                    yield f"{found.name}.{name}", value


WORDINGS = dict(_wordings())


def test_no_pattern_names_a_capital_that_could_never_match() -> None:
    assert WORDINGS
    capital = re.compile(r"(?<!\\)[A-Z]")
    assert [
        name
        for name, wording in WORDINGS.items()
        if capital.search(re.sub(r"\\.", "", wording.pattern))
    ] == []


@pytest.mark.parametrize("name", WORDINGS)
def test_words_stand_where_a_search_finds_them(name: str) -> None:
    wording = WORDINGS[name]
    search = re.compile(wording.pattern).search
    for text in TEXTS:
        assert wording.stands_in(text) == bool(search(text.lower())), text


PATTERNS = (
    r"\b(?:a+b|é)\b", r"a(?!b)|(?<=c)d", r"[\w.]b|[^\d,]c", r"\W\d\s?x|\S{3}\D",
    r"a\.b|\(c\)|[()]d", r"(?<!\bx )\b(?:a|ab(?=\)))c?", r"^a|b$|c\Z",
)  # fmt: skip


@example(r"^a|b$|c\Z", "xb\n")
@given(st.sampled_from(PATTERNS), st.text(st.sampled_from("abcdxé ²，.\n1)(\x1cＡ_-"), max_size=12))
def test_any_pattern_stands_where_a_search_finds_it(pattern: str, text: str) -> None:
    assert Wording(pattern).stands_in(text) == bool(re.search(pattern, text.lower()))
    assert Wording(pattern).stands_in_long(text) == bool(re.search(pattern, text.lower()))


@given(st.lists(st.sampled_from(["I", "x", "é", "我", " ", ".", "_"])).map("".join))
def test_a_border_of_words_in_one_pass_is_one_of_ascii(text):
    assert in_one_pass(r"\bI\b")(text) == bool(re.search(r"\bI\b", text, re.ASCII))


def test_two_backslashes_are_no_border_of_words():
    assert in_one_pass(r"C:\\bin")(r"C:\bin")
