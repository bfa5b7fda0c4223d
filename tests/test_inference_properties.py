"""Laws of intervals, tests and plans; SciPy and plain definitions agree."""

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from auditor.errors import UsageError
from auditor.measure import Outcomes
from auditor.statistics.benjamini_hochberg import benjamini_hochberg
from auditor.statistics.clopper_pearson_interval import clopper_pearson_interval
from auditor.statistics.disagreement_bound import disagreement_bound
from auditor.statistics.fisher_drop import fisher_drop
from auditor.statistics.fisher_exact import fisher_exact
from auditor.statistics.replay_plan import replay_plan
from auditor.statistics.runs_to_see_disagreement import runs_to_see_disagreement
from auditor.statistics.sign_flip_test import sign_flip_test
from auditor.statistics.wilson_interval import wilson_interval

CHANCE = st.floats(0, 1)
COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def near(value):
    return pytest.approx(value, abs=1e-9, nan_ok=True)


@given(COUNTS, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_intervals_agree_with_scipy(counts, level):
    hits, total = counts
    assume(total)
    for interval, method in ((wilson_interval, "wilson"), (clopper_pearson_interval, "exact")):
        low, high, _ = interval(hits, total, level=level)
        expected = stats.binomtest(hits, total).proportion_ci(level, method=method)
        assert (low, high) == (near(expected.low), near(expected.high))


@pytest.mark.parametrize(("hits", "total"), [(3, 10_000), (9_990, 10_000), (50_000, 100_000)])
def test_exact_intervals_hold_for_many_observations(hits, total):
    expected = stats.binomtest(hits, total).proportion_ci(method="exact")
    interval = clopper_pearson_interval(hits, total)
    assert interval.low == pytest.approx(expected.low, rel=1e-7)
    assert interval.high == pytest.approx(expected.high, rel=1e-7)


@given(COUNTS, COUNTS)
def test_fisher_agrees_with_scipy(before, after):
    assume(before[1] and after[1])
    table = [[before[0], before[1] - before[0]], [after[0], after[1] - after[0]]]
    assert fisher_exact(Outcomes(*before), Outcomes(*after)) == near(
        stats.fisher_exact(table).pvalue
    )


@given(COUNTS, COUNTS)
def test_a_drop_agrees_with_scipy(before, after):
    assume(before[1] and after[1])
    table = [[after[0], after[1] - after[0]], [before[0], before[1] - before[0]]]
    assert fisher_drop(Outcomes(*before), Outcomes(*after)) == near(
        stats.fisher_exact(table, alternative="less").pvalue
    )


@given(st.lists(CHANCE, min_size=1, max_size=20))
def test_benjamini_hochberg_agrees_with_scipy(p_values):
    assert benjamini_hochberg(p_values) == near(list(stats.false_discovery_control(p_values)))


@given(st.lists(st.sampled_from([-1, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 1]), min_size=1, max_size=9))
def test_the_sign_flip_test_counts_all_patterns_of_signs(differences):
    signs = itertools.product([1, -1], repeat=len(differences))
    sums = [sum(s * d for s, d in zip(pattern, differences, strict=True)) for pattern in signs]
    seen = sum(differences)
    result = sign_flip_test(differences)
    assert result.exact
    assert result.p_drop == near(sum(s <= seen + 1e-9 for s in sums) / len(sums))
    assert result.p_rise == near(sum(s >= seen - 1e-9 for s in sums) / len(sums))
    two_sided = sum(abs(s) >= abs(seen) - 1e-9 for s in sums) / len(sums)
    assert result.p_two_sided == near(two_sided)


def test_sampled_sign_patterns_come_near_the_exact_ones():
    differences = [math.sin(7 * place) / 2 - 0.1 for place in range(16)]
    result = sign_flip_test(differences)
    signs = itertools.product([1, -1], repeat=16)
    sums = [sum(s * d for s, d in zip(pattern, differences, strict=True)) for pattern in signs]
    exact = sum(abs(s) >= abs(sum(differences)) - 1e-9 for s in sums) / len(sums)
    assert not result.exact
    assert result.p_two_sided == pytest.approx(exact, abs=0.02)


@given(st.integers(1, 400), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_bound_is_where_agreement_becomes_unlikely(runs, level):
    bound = disagreement_bound(runs, level=level)
    assert (1 - bound) ** runs == near(1 - level)
    assert bound == near(stats.binomtest(0, runs, alternative="less").proportion_ci(level).high)


@given(st.floats(0.005, 0.5), st.sampled_from([0.5, 0.8, 0.95]))
def test_one_run_fewer_would_be_too_few_to_see_disagreement(minority, level):
    runs = runs_to_see_disagreement(minority, level=level)
    assert 1 - (1 - minority) ** runs - minority**runs >= level
    assert runs == 2 or 1 - (1 - minority) ** (runs - 1) - minority ** (runs - 1) < level


@given(st.floats(0.3, 0.99), st.floats(0.02, 0.2), st.floats(0, 0.9))
def test_a_plan_asks_for_fewer_inputs_with_more_replays(before, drop, icc):
    rows = replay_plan(before, before - drop, icc=icc)
    for column in ("unpaired", "even", "concentrated"):
        needed = [getattr(row, column) for row in rows]
        assert needed == sorted(needed, reverse=True)
        assert needed[-1] >= 1
    assert all(row.concentrated >= row.even for row in rows)


@pytest.mark.parametrize(("before", "after"), [(0.9, 0.9), (1.2, 0.9), (0.9, -0.1), (0.9, 0.3)])
def test_a_plan_for_no_possible_change_is_refused(before, after):
    with pytest.raises(UsageError, match="No plan"):
        replay_plan(before, after)


@pytest.mark.parametrize("minority", [0, 0.6, -1])
def test_a_chance_that_is_no_minority_is_refused(minority):
    with pytest.raises(UsageError, match="chance"):
        runs_to_see_disagreement(minority)
