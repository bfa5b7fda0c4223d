"""Form faults of answers: the cases, and laws that hold for any text."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.answer_form import (
    empty_answer,
    form_faults,
    repeated_tail,
    too_short,
    unbalanced_tag,
)

FIXTURE = Path(__file__).parent.parent / "fixtures" / "answer_form.yaml"
CASES = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
MARKUP = st.text(st.sampled_from('<>/`~\n ab="是。'), max_size=60)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_text_has_exactly_the_faults_named(case):
    text = case["text"] * case.get("times", 1)
    faults = list(form_faults(text))
    assert sorted(fault.name for fault in faults) == sorted(case["faults"])
    if "cites" in case:
        assert text[faults[-1].start : faults[-1].end] == case["cites"]


@given(st.text() | MARKUP)
def test_a_fault_lies_inside_the_text_and_says_what_is_wrong(text):
    for fault in form_faults(text):
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.detail


@given(st.text(min_size=8).filter(lambda text: sum(map(str.isalpha, text)) > 3), st.integers(3, 9))
def test_any_piece_said_often_enough_is_a_repeated_tail(piece, times):
    text = piece * (times * 40)
    assert repeated_tail(text) is not None


@given(st.text(), st.text("abcdefgh", min_size=40, max_size=40))
def test_the_start_of_a_text_does_not_hide_a_repeated_tail(start, piece):
    assert repeated_tail(start + piece * 3) is not None


@given(st.text("abc是", min_size=3, max_size=40), st.integers(2, 5), st.integers(1, 60))
def test_repeated_tail_agrees_with_the_plain_definition(text, min_repeats, min_span):
    expected = any(
        _is_periodic(text[start:], period)
        for period in range(1, len(text) // 2 + 1)
        for times in ([2] if period >= 2 * min_span else [min_repeats])
        for start in range(len(text) - period * times + 1)
        if len(text[start:]) + text[start:].count("是") >= min_span
    )
    assert (repeated_tail(text, min_repeats=min_repeats, min_span=min_span) is None) != expected


def _is_periodic(text, period):
    return text[period:] == text[:-period]


@given(st.text(), st.integers(1, 20))
def test_a_lower_threshold_never_finds_more_short_answers(text, threshold):
    if too_short(text, min_length=threshold):
        assert too_short(text, min_length=threshold + 1)


@given(MARKUP)
def test_what_a_fence_holds_has_no_unbalanced_tag(text):
    fenced = "~~~~~~~~\n" + text.replace("~", "") + "\n~~~~~~~~\n"
    assert unbalanced_tag(fenced) is None


@given(st.lists(st.sampled_from(["think", "answer", "verdict", "说明"]), max_size=6))
def test_nested_pairs_are_balanced(names):
    text = "\n".join([*(f"<{n}>" for n in names), "said", *(f"</{n}>" for n in reversed(names))])
    assert unbalanced_tag(text) is None
    if names:
        assert unbalanced_tag(text.removesuffix(f"</{names[0]}>")) is not None or (
            names[0] in {"verdict", "说明"} and names.count(names[0]) == 1
        )


@given(
    st.text(st.sampled_from("ab是9 .<>/\n🙂"), max_size=30),
    st.text(st.sampled_from("abc "), min_size=1, max_size=12),
    st.integers(0, 9),
    st.integers(0, 4),
)
def test_the_quick_test_of_a_good_answer_never_hides_a_fault(start, piece, times, min_length):
    text = start + piece * times
    thorough = (
        empty_answer(text),
        too_short(text, min_length=min_length),
        repeated_tail(text),
        unbalanced_tag(text),
    )
    assert list(form_faults(text, min_length=min_length)) == [fault for fault in thorough if fault]
