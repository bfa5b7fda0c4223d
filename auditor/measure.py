"""The values that statistics take and return, and the two things that many of them need.

A statistic never imports another one; what they share stands here, one layer below them.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.canonical import canonical_arguments

DRAWS = 2_000_000
"""How many random draws one bootstrap may cost; it bounds the time for very many inputs."""

MIN_RESAMPLES = 1_000


class Interval(NamedTuple):
    """A confidence interval; `level` is its nominal coverage, for example 0.95."""

    low: float
    high: float
    level: float


class Estimate(NamedTuple):
    """A mean over inputs, its interval, and how many inputs it rests on."""

    value: float
    interval: Interval
    inputs: int


class Share(NamedTuple):
    """So many of so many; `value` is NaN where there was nothing to judge."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0..1, or NaN if `total` is 0."""
        return self.hits / self.total if self.total else math.nan


class Outcomes(NamedTuple):
    """The runs of one input: how many succeeded, of how many."""

    successes: int
    runs: int


class Lifetime(NamedTuple):
    """How many opportunities passed until the event, or until the end where it never came."""

    length: int
    ended: bool


class Call(NamedTuple):
    """A tool call in comparable form: make it with `call`, which parses the arguments."""

    name: str
    arguments: str


class Occasion(NamedTuple):
    """A step at which tools may be called: the calls expected, and those made."""

    expected: tuple[Call, ...]
    made: tuple[Call, ...]


def call(name: str, arguments: str | Mapping[str, Any] | None) -> Call:
    """Return the comparable form of a call, from its raw argument string or parsed arguments."""
    return Call(name, canonical_arguments(arguments))


def mean_over_inputs(
    scores: Sequence[float], *, level: float = 0.95, resamples: int = 10_000, seed: int = 0
) -> Estimate:
    """Return the mean of one score per input, with a percentile bootstrap over the inputs.

    Runs of one input are no independent observations, so the input is what is drawn again
    (Efron 1979; for evaluations Miller 2024, arXiv 2411.00640). Deterministic for a seed and
    independent of the order of the inputs. Above 200 inputs fewer resamples are drawn (at least
    1,000), so that the cost stays bounded. NaN with no inputs. With fewer than about 20 inputs
    the interval is somewhat too narrow; if all scores are equal it has no width at all and says
    nothing about inputs that were not tried.
    """
    if not scores:
        return Estimate(math.nan, Interval(math.nan, math.nan, level), 0)
    ordered = sorted(scores)
    size = len(ordered)
    mean = math.fsum(ordered) / size
    if ordered[0] == ordered[-1]:
        return Estimate(mean, Interval(mean, mean, level), size)
    times = min(resamples, max(MIN_RESAMPLES, DRAWS // size))
    choose = random.Random(seed).choices  # noqa: S311 - resampling, not secrecy
    means = sorted(math.fsum(choose(ordered, k=size)) / size for _ in range(times))
    cut = int(times * (1 - level) / 2)
    return Estimate(mean, Interval(means[cut], means[times - 1 - cut], level), size)


def agreement_of_runs(labels: Sequence[object]) -> float:
    """Return the share of ordered pairs of runs of one input that carry the same label.

    Unbiased for the chance that two runs agree. Needs at least two runs.
    """
    runs = len(labels)
    counts: dict[object, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return sum(count * (count - 1) for count in counts.values()) / (runs * (runs - 1))


def ways_to_share(successes: int, runs: int, others: int) -> Iterator[tuple[int, int]]:
    """Yield each number of successes that `runs` of a table can have, and in how many ways.

    The rest falls to `others`. Each number of ways follows from the last one, so that tables of
    many thousands take no minutes.
    """
    least = max(0, successes - others)
    ways = math.comb(runs, least) * math.comb(others, successes - least)
    for has in range(least, min(runs, successes) + 1):
        yield has, ways
        ways = ways * (runs - has) * (successes - has)
        ways //= (has + 1) * (others - successes + has + 1)
