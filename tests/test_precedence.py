"""One stretch of words gets one primary code."""

import pytest

from auditor.finding import Hit
from auditor.rules import RULES
from auditor.trace_audit import PRECEDENCE, primary


def hit(code, *, event=3, span=(0, 10), severity=None):
    return RULES[code], Hit(event, code, span=span, severity=severity)


def codes(*hits):
    return sorted(entry.code for entry, _ in primary(list(hits)))


@pytest.mark.parametrize("first", range(len(PRECEDENCE) - 1))
def test_the_earlier_code_of_the_precedence_stays(first):
    known = [code for code in PRECEDENCE if code in RULES.keys()]  # noqa: SIM118 - a catalogue
    if first + 1 < len(known):
        assert codes(hit(known[first + 1]), hit(known[first])) == [known[first]]


def test_stretches_apart_keep_their_codes():
    assert codes(hit("TA102", span=(0, 5)), hit("TA108", span=(5, 9))) == ["TA102", "TA108"]
    assert codes(hit("TA102", event=1), hit("TA108", event=2)) == ["TA102", "TA108"]


def test_a_claim_gives_way_to_any_made_up_result_of_its_message():
    assert codes(hit("TA103", span=(0, 5)), hit("TA102", span=(7, 90))) == ["TA102"]


def test_a_note_displaces_nothing():
    assert codes(hit("TA103"), hit("TA102", severity="info")) == ["TA102", "TA103"]


def test_other_codes_are_left_alone():
    assert codes(hit("TA102"), hit("TA204"), hit("TA402")) == ["TA102", "TA204", "TA402"]


def test_two_findings_of_one_code_both_stay():
    assert codes(hit("TA102"), hit("TA102")) == ["TA102", "TA102"]
