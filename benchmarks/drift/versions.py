"""Two versions simulated: equal ones must not be told apart, a drop must be found."""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from auditor.drift.comparison import compare_versions
from auditor.drift.course import Course, Opportunity
from auditor.drift.portrait import Portrait
from auditor.measure import Lifetime, Outcomes, Share
from auditor.statistics.adjacency_test import adjacency_test
from auditor.statistics.benjamini_hochberg import benjamini_hochberg
from auditor.statistics.change_point import change_point
from auditor.statistics.fisher_exact import fisher_exact
from auditor.statistics.jensen_shannon_test import jensen_shannon_test
from auditor.statistics.log_rank import log_rank
from auditor.statistics.mantel_haenszel import Table, mantel_haenszel
from auditor.statistics.mean_difference_test import mean_difference_test
from auditor.statistics.sign_flip_test import sign_flip_test
from auditor.statistics.within_inputs_test import within_inputs_test
from auditor.trace import Place

TOOLS = 10
CALLS = 6
RESAMPLES = 199
ALPHA = 0.05
Draw = np.random.Generator


def equal_versions(trials: int) -> None:
    """Print how often each test tells two equal versions apart, and rules of thumb beside."""
    print(f"\n## Two identical versions, {trials:,} trials each: false alarms at .05\n")
    print("| test | share | 95% of the trials' chance |")
    print("|---|---|---|")
    for name, test in TESTS.items():
        rng = np.random.default_rng(len(name))
        # The whole comparison is dear.
        times = trials // 10 if test is _whole_comparison else trials
        _share_row(name, [test(rng) for _ in range(times)])
    for size in (100, 200):
        for limit in (0.1, 0.25):
            rng = np.random.default_rng(size)
            wrong = [_psi(*_mixes(rng, size)) > limit for _ in range(trials)]
            _share_row(f"rule of thumb: PSI > {limit} at {size} traces a side", wrong)
    rng = np.random.default_rng(9)
    wrong = [_pooled_chi_square(*_mixes(rng, 100)) < ALPHA for _ in range(trials)]
    _share_row("rule of thumb: chi-square over pooled calls, 100 traces a side", wrong)


def _share_row(name: str, alarms: list[bool]) -> None:
    share, error = float(np.mean(alarms)), 1.96 * (0.05 * 0.95 / len(alarms)) ** 0.5
    print(f"| {name} | {share:.3f} | +-{error:.3f} |", flush=True)


def _mixes(rng: Draw, size: int) -> tuple[list[Counter[int]], list[Counter[int]]]:
    """Return tool counts of traces of one population: the calls of a trace hang together."""
    counts = []
    for _ in range(2 * size):
        preference = rng.dirichlet(np.full(TOOLS, 0.5))
        counts.append(_counts(rng, preference))
    return counts[:size], counts[size:]


def _counts(rng: Draw, preference: np.ndarray) -> Counter[int]:
    drawn = rng.multinomial(CALLS, preference).tolist()
    return Counter({tool: count for tool, count in enumerate(drawn) if count})


def _totals(left: list[Counter[int]], right: list[Counter[int]]) -> np.ndarray:
    sides = [sum(side, Counter()) for side in (left, right)]
    return np.array([[side[tool] for tool in range(TOOLS)] for side in sides], float)


def _psi(left: list[Counter[int]], right: list[Counter[int]]) -> float:
    """Return the population stability index of the tool that each trace used most."""
    table = _totals(
        *([Counter([max(each, key=each.__getitem__)]) for each in side] for side in (left, right))
    )
    p, q = (table + 0.5) / (table + 0.5).sum(axis=1, keepdims=True)
    return float(((p - q) * np.log(p / q)).sum())


def _pooled_chi_square(left: list[Counter[int]], right: list[Counter[int]]) -> float:
    return float(stats.chi2_contingency(_totals(left, right)).pvalue)


def _free_mix(rng: Draw) -> bool:
    return jensen_shannon_test(*_mixes(rng, 100), resamples=RESAMPLES).p <= ALPHA


def _paired_mix(rng: Draw) -> bool:
    left, right, inputs = [], [], []
    for number in range(40):
        preference = rng.dirichlet(np.full(TOOLS, 0.3))
        for side in (left, right):
            side += [_counts(rng, preference) for _ in range(3)]
        inputs += [number] * 3
    found = jensen_shannon_test(
        left, right, left_inputs=inputs, right_inputs=inputs, resamples=RESAMPLES
    )
    return found.p <= ALPHA


def outcomes(
    rng: Draw,
    inputs: int,
    runs: int,
    before: float,
    after: float,
    icc: float,
    *,
    broken: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of successes per input of both versions.

    Inputs succeed with beta-distributed rates of intraclass correlation `icc`. The drop is the
    same for all inputs, or, where `broken` is given, that share of them falls to half.
    """
    mean = max(before, 1e-9)
    rates = (
        np.full(inputs, mean)
        if not icc
        else rng.beta(mean * (1 - icc) / icc, (1 - mean) * (1 - icc) / icc, inputs)
    )
    worse = rates * after / before
    if broken:
        worse = np.where(rng.random(inputs) < broken, rates / 2, rates)
    return rng.binomial(runs, rates) / runs, rng.binomial(runs, worse) / runs


def _sign_flip(icc: float) -> Callable[[Draw], bool]:
    def test(rng: Draw) -> bool:
        before, after = outcomes(rng, 200, 5, 0.97, 0.97, icc)
        return sign_flip_test((after - before).tolist(), resamples=1_000).p_drop <= ALPHA

    return test


def _single_inputs(rng: Draw) -> bool:
    return _some_drop(*outcomes(rng, 50, 5, 0.75, 0.75, 0.2), 5) <= ALPHA


def _other_inputs(rng: Draw) -> bool:
    before, _ = outcomes(rng, 100, 5, 0.9, 0.9, 0.4)
    after, _ = outcomes(rng, 80, 5, 0.9, 0.9, 0.4)
    found = mean_difference_test(before.tolist(), after.tolist(), resamples=RESAMPLES)
    return found.p_two_sided <= ALPHA


def _changed_input(rng: Draw) -> bool:
    before, after = outcomes(rng, 100, 5, 0.8, 0.8, 0.4)
    p = [
        fisher_exact(Outcomes(round(b * 5), 5), Outcomes(round(a * 5), 5))
        for b, a in zip(before, after, strict=True)
    ]
    return min(benjamini_hochberg(p)) <= ALPHA


def _lifetimes(rng: Draw, traces: int) -> list[Lifetime]:
    onset, end = rng.geometric(0.01, traces), rng.integers(3, 15, traces)
    return [Lifetime(int(min(o, e)), bool(o <= e)) for o, e in zip(onset, end, strict=True)]


def _survival(rng: Draw) -> bool:
    groups = [_lifetimes(rng, 150), _lifetimes(rng, 100)]
    return log_rank(groups, resamples=RESAMPLES).p <= ALPHA


def _one_rate(rng: Draw) -> bool:
    """A restless series without a change: its daily rate varies more than a binomial."""
    rates = rng.beta(2, 98, 60)
    series = [Outcomes(int(rng.binomial(80, rate)), 80) for rate in rates]
    return change_point(series, least=2, resamples=RESAMPLES).p <= ALPHA


def _rows(rng: Draw) -> list[list[bool]]:
    return [(rng.random(10) < 0.1).tolist() for _ in range(100)]


def _adjacent(rng: Draw) -> bool:
    return adjacency_test(_rows(rng), resamples=RESAMPLES).p <= ALPHA


def _common_odds(rng: Draw) -> bool:
    rows = _rows(rng)
    tables = []
    for place in range(9):
        pairs = Counter((row[place], row[place + 1]) for row in rows)
        both = pairs[True, True], pairs[True, False], pairs[False, True], pairs[False, False]
        tables.append(Table(*both))
    return mantel_haenszel(tables).p <= ALPHA


def portraits(rng: Draw, sides: int, inputs: int, runs: int) -> Iterator[list[Portrait]]:
    """Yield so many equal versions on the same inputs, as portraits."""
    rates = rng.beta(8, 1, inputs)
    mixes = rng.dirichlet(np.full(4, 0.6), inputs)
    for _ in range(sides):
        yield [
            _portrait(rng, f"task-{number}", rates[number], mixes[number])
            for number in range(inputs)
            for _ in range(runs)
        ]


def _portrait(rng: Draw, task: str, rate: float, mix: np.ndarray) -> Portrait:
    tools = Counter(f"tool-{n}" for n in rng.choice(4, CALLS, p=mix))
    made_up = ("tool-0",) if rng.random() < 0.02 else ()
    decided = "block" if rng.random() < rate else "archive"
    return Portrait(
        f"{task}-{rng.integers(1 << 40)}", task, None, Place("runs.jsonl"), None, "", "",
        Course(1, CALLS, False, (Opportunity(0, 0, 100, tuple(tools), (), made_up),)),
        {"success": Share(int(rng.random() < rate), 1), "fabrication": Share(len(made_up), 1)},
        {
            ("tools", "tools called"): dict(tools),
            ("decisions", "decision"): {decided: 1},
            ("lengths", "calls in a run"): {str(rng.poisson(3)): 1},
        },
        decided,
    )  # fmt: skip


def _whole_comparison(rng: Draw) -> bool:
    before, after = portraits(rng, 2, 30, 3)
    return bool(compare_versions(before, after).findings)


TESTS: dict[str, Callable[[Draw], bool]] = {
    "sign-flip on 200 inputs x 5, independent runs": _sign_flip(0.0),
    "sign-flip on 200 inputs x 5, ICC .4": _sign_flip(0.4),
    "single inputs, runs of 50 x 5, ICC .2": _single_inputs,
    "means on other inputs (100 and 80 x 5, ICC .4)": _other_inputs,
    "Fisher per input, any of 100 with q <= .05": _changed_input,
    "mix of tools, traces change sides freely": _free_mix,
    "mix of tools within inputs (40 x 3)": _paired_mix,
    "log-rank (150 and 100 traces)": _survival,
    "change point of 60 restless days": _one_rate,
    "side by side within traces": _adjacent,
    "common odds ratio by place": _common_odds,
    "any finding of the whole comparison (q <= .05)": _whole_comparison,
}


def power(trials: int) -> None:
    """Print how often a change for the worse is found on the same inputs."""
    print(f"\n## 99% -> 97% at .05, {trials:,} trials: power\n")
    print("| inputs x replays | even drop, ICC 0 | even drop, ICC .4 | 4% of inputs fall to half |")
    print("|---|---|---|---|")
    for inputs, runs in ((50, 20), (100, 10), (200, 5), (300, 3)):
        rng = np.random.default_rng(inputs)
        cells = []
        for icc, broken in ((0.0, 0.0), (0.4, 0.0), (0.4, 0.0404)):
            sides = [
                outcomes(rng, inputs, runs, 0.99, 0.97, icc, broken=broken) for _ in range(trials)
            ]
            cells.append(_found(sides, runs))
        print(f"| {inputs} x {runs} | {' | '.join(cells)} |", flush=True)
    print(f"\n## 4 of 50 inputs that vary fall to 0 at .05, {trials:,} trials: power\n")
    print("| replays | others stay | others gain 5 points |")
    print("|---|---|---|")
    for runs in (3, 5, 10):
        rng = np.random.default_rng(runs)
        cells = [
            _found([_collapsed(rng, runs, gain) for _ in range(trials)], runs)
            for gain in (0.0, 0.05)
        ]
        print(f"| {runs} | {' | '.join(cells)} |", flush=True)


def _collapsed(rng: Draw, runs: int, gain: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of successes of 50 inputs of which four fall to 0."""
    rates = rng.beta(4, 1.5, 50)
    after = np.where(np.arange(50) < 4, 0, np.minimum(1, rates + gain))
    return rng.binomial(runs, rates) / runs, rng.binomial(runs, after) / runs


def _found(sides: list[tuple[np.ndarray, np.ndarray]], runs: int) -> str:
    """Return how often signs over inputs find a fall, and how often runs within inputs do."""
    signs = [
        sign_flip_test((after - before).tolist(), resamples=2_000).p_drop <= ALPHA
        for before, after in sides
    ]
    single = [_some_drop(*pair, runs) <= ALPHA for pair in sides]
    return f"{np.mean(signs):.3f}, {np.mean(single):.3f}"


def _some_drop(before: np.ndarray, after: np.ndarray, runs: int) -> float:
    """Return how likely chance makes some inputs worse; those that do not vary say nothing."""
    vary = (before + after > 0) & (before + after < 2)
    if not vary.any():
        return 1.0
    sides = [
        [
            [(float(n < hits), 1.0) for n in range(runs)]
            for hits in np.rint(side[vary] * runs).tolist()
        ]
        for side in (before, after)
    ]
    found: float = within_inputs_test(*sides, resamples=RESAMPLES).some_drop.p
    return found
