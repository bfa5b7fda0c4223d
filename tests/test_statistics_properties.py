"""Laws of agreement, chains and call metrics; SciPy, statsmodels and plain definitions agree."""

import itertools
import math
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_statsmodels

from auditor.measure import Call, Occasion, Outcomes, mean_over_inputs
from auditor.statistics.edit_similarity import edit_similarity
from auditor.statistics.fleiss_kappa import fleiss_kappa
from auditor.statistics.flip_rate import flip_rate
from auditor.statistics.gwet_ac1 import gwet_ac1
from auditor.statistics.intraclass_correlation import intraclass_correlation
from auditor.statistics.jensen_shannon import jensen_shannon
from auditor.statistics.krippendorff_alpha import krippendorff_alpha
from auditor.statistics.match_modes import match_modes
from auditor.statistics.modal_share import modal_share
from auditor.statistics.pairwise_agreement import pairwise_agreement
from auditor.statistics.pass_at_k import pass_at_k
from auditor.statistics.pass_hat_k import pass_hat_k
from auditor.statistics.tool_args_accuracy import tool_args_accuracy
from auditor.statistics.tool_call_accuracy import tool_call_accuracy
from auditor.statistics.tool_name_accuracy import tool_name_accuracy

CHANCE = st.floats(0, 1)
LABELS = st.sampled_from("abc")
CHAINS = st.lists(LABELS, max_size=12)
GROUPS = st.lists(st.lists(LABELS, min_size=2, max_size=6), min_size=1, max_size=8)
EVEN_GROUPS = st.integers(2, 5).flatmap(
    lambda runs: st.lists(st.lists(LABELS, min_size=runs, max_size=runs), min_size=1, max_size=8)
)
OUTCOMES = st.lists(
    st.integers(1, 6).flatmap(lambda n: st.builds(Outcomes, st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=8,
)
CALLS = st.lists(st.builds(Call, LABELS, LABELS), max_size=3).map(tuple)
OCCASIONS = st.lists(st.builds(Occasion, CALLS, CALLS), max_size=8)
AGREEMENT_NAMES = ["pairwise", "modal", "flip", "fleiss", "alpha", "ac1"]
AGREEMENTS = [
    lambda groups: pairwise_agreement(groups, resamples=20).value,
    lambda groups: modal_share(groups, resamples=20).value,
    lambda groups: flip_rate(groups).value,
    fleiss_kappa,
    krippendorff_alpha,
    gwet_ac1,
]


def near(value):
    return pytest.approx(value, abs=1e-9, nan_ok=True)


# Consistency of runs


@given(OUTCOMES, st.integers(1, 6))
def test_pass_k_are_the_shares_of_draws_of_k_runs(outcomes, k):
    outcomes = [each for each in outcomes if each.runs >= k]
    assume(outcomes)
    drawn = [
        list(itertools.combinations([1] * done + [0] * (runs - done), k)) for done, runs in outcomes
    ]
    every = [sum(map(all, draws)) / len(draws) for draws in drawn]
    some = [sum(map(any, draws)) / len(draws) for draws in drawn]
    assert pass_hat_k(outcomes, k=k, resamples=20).value == near(sum(every) / len(every))
    assert pass_at_k(outcomes, k=k, resamples=20).value == near(sum(some) / len(some))


@given(OUTCOMES)
def test_reliability_falls_and_reach_grows_with_k(outcomes):
    most = min(each.runs for each in outcomes)
    hat = [pass_hat_k(outcomes, k=k, resamples=20).value for k in range(1, most + 1)]
    at = [pass_at_k(outcomes, k=k, resamples=20).value for k in range(1, most + 1)]
    assert hat == sorted(hat, reverse=True)
    assert at == sorted(at)
    assert hat[0] == near(at[0])


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=AGREEMENT_NAMES)
@given(groups=GROUPS, chance=st.randoms())
def test_agreement_does_not_depend_on_order_or_on_the_names_of_labels(agreement, groups, chance):
    mixed = [chance.sample(group, len(group)) for group in chance.sample(groups, len(groups))]
    renamed = [[{"a": 1, "b": "two", "c": None}[label] for label in group] for group in mixed]
    assert agreement(mixed) == near(agreement(groups))
    assert agreement(renamed) == near(agreement(groups))


@given(GROUPS)
def test_agreement_stays_in_range(groups):
    agreement = pairwise_agreement(groups, resamples=20)
    assert 0 <= agreement.interval.low <= agreement.value + 1e-9
    assert agreement.value - 1e-9 <= agreement.interval.high <= 1
    assert modal_share(groups, resamples=20).value >= agreement.value - 1e-9
    for coefficient in (fleiss_kappa, krippendorff_alpha, gwet_ac1):
        value = coefficient(groups)
        assert math.isnan(value) or -1 - 1e-9 <= value <= 1 + 1e-9


@given(GROUPS)
def test_perfect_agreement_is_one_and_only_then(groups):
    perfect = all(len(set(group)) == 1 for group in groups)
    assert (pairwise_agreement(groups, resamples=20).value == 1) == perfect
    assert (flip_rate(groups).hits == 0) == perfect
    assert (gwet_ac1(groups) == near(1)) == perfect


@given(EVEN_GROUPS)
def test_fleiss_kappa_agrees_with_statsmodels(groups):
    labels = sorted({label for group in groups for label in group})
    assume(len(labels) > 1)
    table = [[group.count(label) for label in labels] for group in groups]
    assert fleiss_kappa(groups) == near(fleiss_of_statsmodels(table))


@given(GROUPS)
def test_alpha_is_one_minus_observed_over_expected_disagreement(groups):
    pool = [label for group in groups for label in group]
    expected = [left != right for left, right in itertools.permutations(pool, 2)]
    assume(any(expected))
    observed = sum(
        sum(left != right for left, right in itertools.permutations(group, 2)) / (len(group) - 1)
        for group in groups
    ) / len(pool)
    alpha = 1 - observed / (sum(expected) / len(expected))
    assert krippendorff_alpha(groups) == near(alpha)


@given(OUTCOMES)
def test_the_correlation_of_runs_stays_in_range(outcomes):
    value = intraclass_correlation(outcomes)
    assert math.isnan(value) or value <= 1 + 1e-9


@given(st.lists(CHANCE, min_size=1, max_size=30), st.integers())
def test_a_bootstrap_is_repeatable_and_brackets_the_mean(scores, seed):
    estimate = mean_over_inputs(scores, resamples=50, seed=seed)
    again = mean_over_inputs(scores[::-1], resamples=50, seed=seed)
    assert estimate == again
    assert min(scores) - 1e-9 <= estimate.interval.low <= estimate.interval.high
    assert estimate.interval.high <= max(scores) + 1e-9


def test_the_bootstrap_interval_is_that_of_all_equally_likely_resamples():
    scores = [0.0, 0.25, 0.5, 1.0, 1.0, 0.75, 0.0]
    sums = Counter({0.0: 1})
    for _ in scores:
        grown = Counter()
        for total, ways in sums.items():
            for score in scores:
                grown[total + score] += ways
        sums = grown
    means = sorted(total / 7 for total in sums.elements())
    low, high, _ = mean_over_inputs(scores, resamples=40_000).interval
    assert low == pytest.approx(means[int(len(means) * 0.025)], abs=0.04)
    assert high == pytest.approx(means[int(len(means) * 0.975)], abs=0.04)


# Chains and mixes


@given(CHAINS, CHAINS)
def test_edit_similarity_counts_the_fewest_edits(left, right):
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (one != other))
    longest = max(len(left), len(right), 1)
    assert edit_similarity(left, right) == near(1 - row[-1] / longest)
    assert edit_similarity(right, left) == edit_similarity(left, right)


@given(st.integers(60, 200), st.randoms())
def test_edit_similarity_of_long_chains_counts_what_was_replaced(length, chance):
    places = chance.sample(range(length), chance.randrange(length // 2))
    changed = [("new", place) if place in places else place for place in range(length)]
    assert edit_similarity(range(length), changed) == near(1 - len(places) / length)


@given(
    st.dictionaries(LABELS, st.integers(1, 50), min_size=1),
    st.dictionaries(LABELS, st.integers(1, 50), min_size=1),
)
def test_the_divergence_is_the_square_of_scipys_distance(left, right):
    p, q = ([counts.get(label, 0) for label in "abc"] for counts in (left, right))
    value = jensen_shannon(left, right)
    assert value == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-7, nan_ok=True) or (
        value == near(0)
    )
    assert 0 <= value <= 1
    assert value == near(jensen_shannon(right, left))


@given(CHAINS, CHAINS)
def test_match_modes_imply_each_other(reference, made):
    modes = match_modes(reference, made)
    assert modes.unordered >= modes.strict
    assert modes.unordered == (modes.subset and modes.superset)
    assert modes.subset == match_modes(made, reference).superset


# Calls against expectations


@given(OCCASIONS)
def test_a_right_call_has_the_right_name_and_arguments(occasions):
    with_calls = [each for each in occasions if each.made]
    call, name, args = (
        accuracy(with_calls)
        for accuracy in (tool_call_accuracy, tool_name_accuracy, tool_args_accuracy)
    )
    assert call.total == name.total == args.total == len(with_calls)
    assert call.hits <= min(name.hits, args.hits)


@given(OCCASIONS)
def test_silence_counts_only_in_the_strict_metric(occasions):
    silent = [Occasion(each.expected, ()) for each in occasions]
    assert tool_call_accuracy(silent).hits == sum(not each.expected for each in occasions)
    assert tool_name_accuracy(silent).total == tool_args_accuracy(silent).total == 0


@given(OCCASIONS)
def test_the_order_of_parallel_calls_does_not_matter(occasions):
    turned = [Occasion(each.expected, each.made[::-1]) for each in occasions]
    for accuracy in (tool_call_accuracy, tool_name_accuracy, tool_args_accuracy):
        assert accuracy(turned) == accuracy(occasions)
