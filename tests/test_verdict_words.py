"""Verdicts are told from what means the opposite, by the kinds of things that are judged."""

import pytest

from auditor.values.verdict_words import SORTS, may_be_opposite

PAIRS = [
    ("The host is clean.", '{"verdict": "MALICIOUS"}'),
    ("Alle Prüfungen bestanden.", '{"lint": "fehlgeschlagen"}'),
    ("该证书有效。", '{"状态": "已过期"}'),
    ("Все узлы в норме.", "db-3: критический отказ"),
    ("Le certificat est valide.", "expiré depuis mardi"),
]


@pytest.mark.parametrize(("text", "output"), PAIRS)
def test_good_words_may_be_the_opposite_of_bad_ones(text, output):
    assert may_be_opposite(text, output)
    assert not may_be_opposite(f"{text} {output}", output)
    assert not may_be_opposite(text, text)
    assert not may_be_opposite(output, output)


def test_a_word_within_another_is_no_verdict():
    assert not may_be_opposite("It is clean.", "download finished, due-513480.example.down1")
    assert not may_be_opposite("The cleaner passport.", "malicious")


@pytest.mark.parametrize("sort", SORTS)
def test_no_word_is_good_and_bad(sort):
    for word in sort.good.pattern.replace(r"\b", "").strip("(?:").split("|"):
        assert not sort.bad.fullmatch(word), word
