"""Success over repeated runs, where a benchmark scores them."""

import math
from collections.abc import Sequence

import msgspec

from auditor.measure import Estimate, Interval, Outcomes
from auditor.statistics.fleiss_kappa import fleiss_kappa
from auditor.statistics.gwet_ac1 import gwet_ac1
from auditor.statistics.intraclass_correlation import intraclass_correlation
from auditor.statistics.krippendorff_alpha import krippendorff_alpha
from auditor.statistics.pass_at_k import pass_at_k
from auditor.statistics.pass_hat_k import pass_hat_k

MOST_K = 8
RESAMPLES = 1_000


class ByK(msgspec.Struct, frozen=True):
    """pass^k and pass@k for one k, over the inputs with at least k runs."""

    k: int
    inputs: int
    pass_hat_k: float
    pass_hat_k_interval: Interval
    pass_at_k: float
    pass_at_k_interval: Interval


class OutcomeReport(msgspec.Struct, frozen=True):
    """Success over repeated runs.

    Attributes:
        inputs, runs: What it rests on; runs that say nothing are left out.
        by_k: For k = 1 up to the runs that every input has, at most 8.
        success_if_broken_fail: Mean success if runs that broke off count as failures.
        gwet_ac1, fleiss_kappa, krippendorff_alpha: Agreement of the scores beyond chance.
        intraclass_correlation: How much success depends on the input.
    """

    inputs: int
    runs: int
    by_k: list[ByK]
    success_if_broken_fail: float
    gwet_ac1: float
    fleiss_kappa: float
    krippendorff_alpha: float
    intraclass_correlation: float


def outcome_report(
    scores: Sequence[Sequence[bool]], broken: Sequence[int], *, scored: bool = True
) -> OutcomeReport | None:
    """Return success over the inputs, or None where nothing is scored.

    Args:
        scores: Success of each whole run, by input.
        broken: How many runs of each input broke off.
        scored: Some run has a score, one that broke off included.
    """
    judged = [list(each) for each in scores if each]
    if not scored:
        return None
    outcomes = [Outcomes(sum(each), len(each)) for each in judged]
    fewest = min((each.runs for each in outcomes), default=0)
    with_broken = [
        sum(each) / (len(each) + lost)
        for each, lost in zip(scores, broken, strict=True)
        if each or lost
    ]
    return OutcomeReport(
        len(judged),
        sum(each.runs for each in outcomes),
        [_by_k(outcomes, k) for k in range(1, min(fewest, MOST_K) + 1)],
        sum(with_broken) / len(with_broken) if with_broken else math.nan,
        gwet_ac1(judged, labels=2),
        fleiss_kappa(judged),
        krippendorff_alpha(judged),
        intraclass_correlation(outcomes),
    )


def _by_k(outcomes: list[Outcomes], k: int) -> ByK:
    every: Estimate = pass_hat_k(outcomes, k=k, resamples=RESAMPLES)
    some: Estimate = pass_at_k(outcomes, k=k, resamples=RESAMPLES)
    return ByK(k, len(outcomes), every.value, every.interval, some.value, some.interval)
