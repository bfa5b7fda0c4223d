"""The first look for bad verdicts passes over none that the patterns know."""

import re

import pytest

from auditor.values import verdict_words as words

# What stands before the first sign of a pattern in a word is written in every form of it.
STEM = re.compile(r"[^\[(\\?*+]*")


def alternatives(pattern):
    """Return what a bad pattern lists, each as far as it has one form only."""
    words_alone = pattern.replace(r"\b(?:", "").replace(r")\b", "").replace("-?", "-")
    for part in re.sub(r"\(\?:[^)]*\)", "*", words_alone).split("|"):
        stem = STEM.match(part)[0]
        yield stem[:-1] if part[len(stem) : len(stem) + 1] == "?" else stem


@pytest.mark.parametrize("sort", words.SORTS)
def test_every_bad_word_holds_a_sign_of_the_first_look(sort):
    stems = list(alternatives(sort.bad.pattern))
    assert len(stems) > 5
    for stem in stems:
        assert any(sign in stem for sign in words._ALL_BAD_SIGNS), stem
