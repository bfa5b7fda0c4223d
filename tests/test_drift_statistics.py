"""Statistics of drift agree with SciPy, statsmodels and plain definitions."""

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from auditor.errors import UsageError
from auditor.measure import Lifetime, Outcomes
from auditor.statistics.adjacency_test import adjacency_test
from auditor.statistics.bernoulli_cusum import bernoulli_cusum
from auditor.statistics.change_point import change_point
from auditor.statistics.cusum_run_length import cusum_run_length
from auditor.statistics.e_detector import e_detector
from auditor.statistics.jensen_shannon import jensen_shannon
from auditor.statistics.jensen_shannon_test import jensen_shannon_test
from auditor.statistics.kaplan_meier import kaplan_meier
from auditor.statistics.log_rank import chi_square_above, log_rank
from auditor.statistics.mantel_haenszel import Table, mantel_haenszel
from auditor.statistics.mean_difference_test import mean_difference_test
from auditor.statistics.sign_flip_test import sign_flip_test
from auditor.statistics.within_inputs_test import within_inputs_test

LIFETIMES = st.lists(st.builds(Lifetime, st.integers(1, 9), st.booleans()), min_size=1, max_size=40)
OUTCOMES = st.lists(st.booleans(), max_size=60)
TABLES = st.lists(st.builds(Table, *[st.integers(1, 12)] * 4), min_size=1, max_size=5)
COUNTS = st.lists(st.fixed_dictionaries({}, optional={"a": st.integers(1, 4), "b": st.integers(1, 4)}), min_size=1, max_size=8)  # fmt: skip  # noqa: E501


def near(value):
    return pytest.approx(value, abs=1e-9, rel=1e-9, nan_ok=True)


def censored(lifetimes):
    return stats.CensoredData(
        uncensored=[each.length for each in lifetimes if each.ended],
        right=[each.length for each in lifetimes if not each.ended],
    )


@given(LIFETIMES)
def test_survival_and_its_interval_agree_with_scipy(lifetimes):
    survival = stats.ecdf(censored(lifetimes)).sf
    ours = {each.at: each for each in kaplan_meier(lifetimes)}
    assert [ours[at].survival for at in survival.quantiles] == near(list(survival.probabilities))
    with warnings.catch_warnings(action="ignore"):  # SciPy's, where nothing bounds it
        interval = survival.confidence_interval(method="log-log")
    for at, low, high in zip(
        survival.quantiles, interval.low.probabilities, interval.high.probabilities, strict=True
    ):
        if 0 < ours[at].survival < 1:
            assert (ours[at].interval.low, ours[at].interval.high) == near((low, high))


@given(LIFETIMES, LIFETIMES)
@settings(max_examples=60)
def test_the_log_rank_statistic_agrees_with_scipy(left, right):
    ours = log_rank([left, right], resamples=1)
    with warnings.catch_warnings(action="ignore"):
        theirs = stats.logrank(censored(left), censored(right))
    if math.isnan(ours.statistic) or not np.isfinite(theirs.statistic):
        return
    assert ours.statistic == pytest.approx(theirs.statistic**2, abs=1e-6)
    assert ours.p_asymptotic == pytest.approx(theirs.pvalue, abs=1e-6)
    assert sum(ours.events) == near(sum(ours.expected))


@given(st.floats(0, 60), st.integers(1, 12))
def test_the_chi_square_tail_agrees_with_scipy(value, degrees):
    assert chi_square_above(value, degrees) == near(stats.chi2.sf(value, degrees))


@given(TABLES)
def test_the_common_odds_ratio_agrees_with_statsmodels(tables):
    theirs = StratifiedTable(
        [np.array([[t.both, t.before_only], [t.now_only, t.neither]], float) for t in tables]
    )
    ours = mantel_haenszel(tables)
    assert ours.odds_ratio == near(theirs.oddsratio_pooled)
    assert ours.interval[:2] == near(theirs.oddsratio_pooled_confint())
    assert ours.p == near(theirs.test_null_odds().pvalue)


@given(OUTCOMES, OUTCOMES)
def test_a_chart_and_its_evidence_go_on_where_they_stopped(first, second):
    rates = {"p0": 0.2, "p1": 0.5, "limit": 99.0}
    half = bernoulli_cusum(first, **rates)
    assert bernoulli_cusum(second, **rates, start=half.score).score == near(
        bernoulli_cusum([*first, *second], **rates).score
    )
    some = e_detector(first, p0=0.2)
    more = e_detector(second, p0=0.2, parts=some.parts, before=some.outcomes)
    whole = e_detector([*first, *second], p0=0.2)
    assert (more.value, *more.parts) == near((whole.value, *whole.parts))


@given(OUTCOMES)
def test_the_score_is_the_best_likelihood_ratio_of_any_ending_stretch(outcomes):
    hit, miss = math.log(3), math.log(0.7 / 0.9)
    tails = [sum(hit if x else miss for x in outcomes[n:]) for n in range(len(outcomes) + 1)]
    assert bernoulli_cusum(outcomes, p0=0.1, p1=0.3, limit=1e9).score == near(max(tails))


@given(st.integers(1, 8))
def test_the_detector_of_the_true_rate_grows_by_one_an_outcome_on_average(size):
    p0 = 0.3
    mean = sum(
        math.prod(p0 if hit else 1 - p0 for hit in each) * e_detector(each, p0=p0).value
        for each in itertools.product([False, True], repeat=size)
    )
    assert mean == near(size)


def test_the_stated_run_length_is_that_of_simulated_charts():
    rng = np.random.default_rng(1)
    lengths = [
        bernoulli_cusum(rng.random(40_000) < 0.05, p0=0.05, p1=0.2, limit=3).alarm
        for _ in range(400)
    ]
    error = np.std(lengths) / 20
    stated = cusum_run_length(0.05, p0=0.05, p1=0.2, limit=3)
    assert abs(np.mean(lengths) + 1 - stated) < 4 * error


@pytest.mark.parametrize("rates", [(0.0, 0.1), (0.2, 0.2), (0.3, 0.1), (0.5, 1.0)])
def test_rates_that_make_no_chart_are_refused(rates):
    given_ = dict(zip(("p0", "p1"), rates, strict=True))
    for call in (
        lambda: bernoulli_cusum([True], **given_),
        lambda: cusum_run_length(0.1, **given_),
        lambda: e_detector([True], p0=rates[0], alternatives=[rates[1]]),
    ):
        with pytest.raises(UsageError, match="0 < p0 < p1 < 1"):
            call()


@given(COUNTS, COUNTS)
@settings(max_examples=40)
def test_the_divergence_of_the_test_is_that_of_all_counts(left, right):
    pooled = [
        {name: sum(each.get(name, 0) for each in side) for name in "ab"} for side in (left, right)
    ]
    found = jensen_shannon_test(left, right, resamples=3)
    assert found.divergence == near(jensen_shannon(*pooled))


def test_traces_change_sides_only_within_their_input():
    left, right = [{"a": 1}] * 3, [{"b": 1}] * 3
    apart = jensen_shannon_test(left, right, left_inputs=[1, 2, 3], right_inputs=[4, 5, 6])
    assert apart.p == 1.0  # nothing can change sides, so every permutation is as far apart


def test_a_mean_difference_agrees_with_scipy():
    before, after = [0.1, 0.4, 0.5, 0.9, 0.3, 0.8], [0.9, 1.0, 0.7, 0.6, 1.0]
    theirs = stats.permutation_test(
        (after, before), lambda x, y: np.mean(x) - np.mean(y), n_resamples=np.inf
    )
    ours = mean_difference_test(before, after, resamples=20_000)
    assert ours.mean == near(theirs.statistic)
    assert ours.p_two_sided == pytest.approx(theirs.pvalue, abs=0.01)


def test_the_split_of_a_series_is_the_best_of_all_splits():
    rng = np.random.default_rng(3)
    series = [Outcomes(int(rng.binomial(20, 0.1 if day < 12 else 0.4)), 20) for day in range(20)]

    def likelihood(part):
        hits, size = sum(each.successes for each in part), sum(each.runs for each in part)
        return float(stats.binom.logpmf(hits, size, hits / size) - math.log(math.comb(size, hits)))

    gains = [
        likelihood(series[:n]) + likelihood(series[n:]) - likelihood(series) for n in range(1, 20)
    ]
    found = change_point(series)
    assert found.at == int(np.argmax(gains)) + 1
    assert found.gain == pytest.approx(max(gains), abs=1e-6)
    assert found.p < 0.01


def test_events_that_cluster_are_told_from_many_events():
    clustered = [[True, True, True, True, False, False, False, False]] * 10
    spread = [[True, False, True, False, True, False, True, False]] * 10
    assert adjacency_test(clustered).p < 0.01
    assert adjacency_test(spread).p > 0.99


def runs_of(*inputs):
    return [[(hit, 1) for hit in each] for each in inputs]


def test_runs_that_change_sides_within_an_input_agree_with_fisher():
    before, after = [1, 1, 1, 1, 0], [0, 1, 0, 0, 0]
    found = within_inputs_test(runs_of(before), runs_of(after), resamples=20_000)
    theirs = stats.fisher_exact([[4, 1], [1, 4]], alternative="greater").pvalue
    assert found.mean == near(-0.6)
    assert found.drop.p == pytest.approx(theirs, abs=0.01)
    assert found.drop.least == pytest.approx(1 / math.comb(10, 5), abs=0.002)


def test_equal_versions_are_told_apart_no_oftener_than_stated():
    rng = np.random.default_rng(11)
    rates = rng.beta(2, 1, 5)
    alarms = [
        (found.drop.p <= 0.05, found.some_drop.p <= 0.05)
        for trial in range(300)
        for sides in [[runs_of(*(rng.random(10) < r for r in rates)) for _ in range(2)]]
        for found in [within_inputs_test(*sides, resamples=99, seed=trial)]
    ]
    assert np.mean(alarms, axis=0).max() < 0.05 + 2 * math.sqrt(0.05 * 0.95 / 300)


def test_a_fall_of_some_inputs_is_the_sum_of_the_cubes_of_their_falls():
    before, after = [(1, 1), (1, 0), (0, 0)], [(0, 0), (1, 1), (1, 0)]
    found = within_inputs_test(runs_of(*before), runs_of(*after), resamples=20_000)

    def cubes(hits):
        # All ways to give two of four runs to the new version, in deviations of the change.
        runs = [(*b, *a) for b, a in zip(before, after, strict=True)]
        total = 0
        for row, new in zip(runs, hits, strict=True):
            ways = [sum(pick) - sum(row) / 2 for pick in itertools.combinations(row, 2)]
            total += max(0, -(new - sum(row) / 2) / np.std(ways)) ** 3
        return total

    ways = list(
        itertools.product(
            *(
                [sum(pick) for pick in itertools.combinations((*b, *a), 2)]
                for b, a in zip(before, after, strict=True)
            )
        )
    )
    seen = cubes([sum(a) for a in after])
    exact = np.mean([cubes(way) >= seen - 1e-9 for way in ways])
    assert found.some_drop.p == pytest.approx(exact, abs=0.01)


def test_few_of_many_inputs_that_broke_are_found_among_inputs_that_vary():
    rng = np.random.default_rng(4)
    found = []
    for _ in range(20):
        rates = rng.beta(4, 1.5, 50)
        broken = np.where(np.arange(50) < 4, 0, rates)
        sides = [runs_of(*(rng.random(5) < r for r in each)) for each in (rates, broken)]
        of_runs = within_inputs_test(*sides, resamples=499).some_drop.p
        changes = [np.mean(a) - np.mean(b) for b, a in zip(*sides, strict=True)]
        found.append((of_runs <= 0.01, sign_flip_test(changes).p_drop <= 0.01))
    by_runs, by_signs = np.sum(found, axis=0)
    assert by_runs >= 14
    assert by_signs <= 6


def test_mixes_that_change_in_opposite_ways_do_not_cancel_out():
    inputs = [n for n in range(10) for _ in range(4)]
    sides = [[{"ab"[(n + side) % 2]: 1} for n in inputs] for side in (0, 1)]
    found = jensen_shannon_test(*sides, left_inputs=inputs, right_inputs=inputs)
    assert (found.divergence, found.p) == (0.0, 0.001)
    assert found.within > 0.8
    free = jensen_shannon_test(*sides)
    assert (free.p, math.isnan(free.within)) == (1.0, True)


def test_the_detector_comes_to_a_value_after_so_many_outcomes_on_average():
    rng = np.random.default_rng(2)
    lengths = []
    for _ in range(60):
        parts, seen = (), 0
        while True:
            found = e_detector([bool(rng.random() < 0.2)], p0=0.2, parts=parts, before=seen)
            parts, seen = found.parts, found.outcomes
            if found.value >= 50:
                break
        lengths.append(seen)
    assert np.mean(lengths) >= 50
