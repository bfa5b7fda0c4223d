"""What a few steps make of numbers, days and times at hand is told apart from what is made up."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.evidence.derived import _workdays, underived
from auditor.values.values import value_of

_AMOUNTS, _OTHERS = st.integers(1000, 9_999), st.integers(10_000, 99_999)


def _rest(told, at_hand):
    """Return the words among those told that follow from nothing."""
    written = {value_of(words): words for words in told}
    return [written[value] for value in underived(written, [value_of(one) for one in at_hand])]


@pytest.mark.parametrize(
    ("told", "at_hand"),
    [
        (["8.13", "7.08"], ["97.50", "84.90", "12"]),
        (["14.8"], ["97.50", "84.90"]),
        (["116.03", "18.53"], ["97.50", "19"]),
        (["81.93"], ["97.50", "19"]),
        (["97.3"], ["128", "82"]),
        (["23.2"], ["172", "68.5"]),
        (["90.0", "5.79"], ["342", "228", "19.8"]),
        (["212.5", "55.9"], ["342", "228", "90"]),
        (["1008", "84", "0.35"], ["24000", "4.2", "60"]),
        (["1,351.50", "203,000"], ["1250", "1.0812", "162.4"]),
        (["0.9249", "1.1918"], ["1.0812", "0.8391"]),
        (["364.5", "72.9"], ["536870912000", "391378894848"]),
        (["25.7"], ["-3.5"]),
        (["9.36", "3.74"], ["2.5", "0.15", "62.4"]),
        (["2026-12-18", "832.50"], ["2026-11-03", "45", "18.5"]),
        (["2027-02-10"], ["2024-02-10", "36"]),
        (["2026-07-08"], ["2026-01-09", "6"]),
        (["143", "20.4"], ["2026-02-16", "2026-07-09"]),
        (["39"], ["1987-03-14", "2026-11-26"]),
        (["10:45"], ["2026-11-30T15:00:00Z", "45"]),
        (["20:30"], ["2026-11-30T15:00:00Z"]),
        (["3:48"], ["228"]),
    ],
)
def test_what_is_worked_out_follows(told, at_hand):
    assert _rest(told, at_hand) == []


@pytest.mark.parametrize(
    ("told", "at_hand"),
    [
        ("9.67", ["97.50", "84.90", "12"]),
        ("1,402.75", ["1250", "1.0812", "162.4"]),
        ("2027-03-02", ["2026-11-03", "45", "18.5"]),
        ("10:52", ["2026-11-30T15:00:00Z", "45"]),
        ("INC-4021", ["4000", "21"]),
        ("417", []),
    ],
)
def test_what_is_not_does_not(told, at_hand):
    assert _rest([told], at_hand) == [told]


@given(_AMOUNTS, _OTHERS)
def test_what_follows_from_two_follows_from_both_and_another(one, two):
    assert _rest([f"{one * two}", f"{two / one:.6f}"], [f"{one}", f"{two}", "17"]) == []


def test_few_numbers_follow_by_chance():
    at_hand = ["24000", "4.2", "60", "817", "3.95"]
    told = [f"{100 + 23.7 * step:.1f}" for step in range(400)]
    assert sum(_rest([one], at_hand) == [] for one in told) < 0.05 * len(told)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 900))
def test_working_days_are_counted_as_a_calendar_would(first, days):
    worked = sum((first + timedelta(n)).weekday() < 5 for n in range(days))
    assert _workdays(first.weekday(), days) == worked
