"""How harmful something is said to be, and by what, is compared across languages."""

import pytest

from auditor.fabrication.texts.labelled_values import labelled_in
from auditor.values.grades import may_be_graded_otherwise
from auditor.values.threat_names import is_among, threats_in
from auditor.values.verdict_levels import is_held, level_of, levels_in, may_differ


@pytest.mark.parametrize(
    ("word", "level"),
    [("Malicious", "strong"), ("恶意", "strong"), ("可疑", "mild"), ("verdächtig", "mild"),
     ("clean", "good"), ("安全", "good"), ("unknown", "unknown"), ("phishing", "harm"),
     ("cleaner", None), ("91", None)],
)  # fmt: skip
def test_words_of_all_languages_have_levels(word, level):
    assert level_of(word) == level


def test_a_word_within_another_tells_no_level():
    assert levels_in("the cleaner took the safety course; maliciousness; safe to delete") == set()
    assert levels_in("判定为malicious的地址") == {"strong"}


def test_a_milder_word_may_be_meant_by_a_stronger_one():
    assert is_held("mild", {"strong"})
    assert is_held("strong", {"harm"})
    assert not is_held("strong", {"mild"})
    assert not is_held("good", {"unknown"})


@pytest.mark.parametrize(
    ("text", "output", "differs"),
    [("It is malicious.", '"verdict": "clean"', True),
     ("它是恶意的。", '"verdict": "malicious"', False),
     ("Both are malicious.", '"verdict": "malicious"', True),
     ("It is a phishing site.", '"categories": ["botnet"]', True),
     ("It is malicious.", '"score": 3', False)],
)  # fmt: skip
def test_words_may_differ_from_a_result_that_has_such_words(text, output, differs):
    assert may_differ(text, output) == differs


def test_a_wider_name_may_be_said_of_a_narrower_threat():
    assert is_among("malware", {"trojan"})
    assert not is_among("trojan", {"malware"})
    assert {family for _, family in threats_in("brute_force and 暴力破解")} == {"guess"}


@pytest.mark.parametrize(
    ("clause", "label", "value"),
    [("the total is 59.9", "total", "59.9"), ("the balance of acc-3 is 182.5", "balance", "182.5"),
     ("last seen on 2026-11-20", "lastseen", "2026-11-20"), ("with 58 reports", "reports", "58"),
     ("reported 35 times", "reported", "35"),
     ("a low risk", "risk", "low"), ("评分97分", "评分", "97"), ("被举报 45 次", "举报", "45")],
)  # fmt: skip
def test_values_stand_under_labels(clause, label, value):
    assert (label, value) in [(one.label, one.value) for one in labelled_in(clause)]


def test_labels_of_a_result_are_known_in_chinese():
    told = labelled_in("风险指数为 78", frozenset({"风险指数"}))
    assert [(one.label, one.value) for one in told] == [("风险指数", "78")]


def test_grades_are_words_that_stand_alone():
    assert may_be_graded_otherwise("It is low risk.", '"threat_level": "high"')
    assert not may_be_graded_otherwise("It is high risk.", '"threat_level": "high"')
    assert not may_be_graded_otherwise("See below.", '"threat_level": "high"')
