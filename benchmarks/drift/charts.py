"""Control charts simulated: how soon they find a rise, how long they run in order."""

import numpy as np

from auditor.drift.chart import Chart, ChartKey, ChartRule, advance, limit_for, run_length
from auditor.statistics.clopper_pearson_interval import clopper_pearson_interval

P0, P1 = 0.01, 0.03
KEY = ChartKey("m", "v", "t")
_BLOCK = 4_000
_LOOK = 50


def charts(trials: int) -> None:
    """Print delays after 1% -> 3%, missed rises, and run lengths against the stated ones."""
    print(f"\n## Charts: {P0:.0%} -> {P1:.0%}, {trials:,} trials\n")
    print("| chart | median delay | p90 | missed in 4,000 |")
    print("|---|---|---|---|")
    _delays("limit 5, p0 known", ChartRule(p0=P0), trials)
    _delays("limit 5, p0 from 300 traces", ChartRule(), trials)
    _delays("limit 5, p0 from 1,000 traces", ChartRule(clean=1_000), trials)
    _delays("limit 5 + ln 10 (ten charts), p0 known", ChartRule(p0=P0), trials, charts=10)
    print("\n| in order | stated run length | mean of the trials | ratio |")
    print("|---|---|---|---|")
    _lengths("limit 5, p0 known", ChartRule(p0=P0), trials // 2)
    _lengths("limit 4, p0 known", ChartRule(p0=P0, limit=4), trials // 2)
    _together(trials // 10)
    _estimated(trials // 4)
    _peeking(trials)


def _first_alarm(
    rng: np.random.Generator, rate: float, rule: ChartRule, limit: float, most: int
) -> int | None:
    """Return after how many traces a new chart raises its first alarm; None for not at all."""
    chart, seen = Chart(KEY), 0
    while seen < most:
        block = min(_BLOCK, most - seen)
        hits = (rng.random(block) < rate).tolist()
        chart, alarms = advance(chart, hits, range(seen, seen + block), rule, limit)
        if alarms:
            return alarms[0].at + 1
        seen += block
    return None


def _delays(name: str, rule: ChartRule, trials: int, charts: int = 1) -> None:
    rng, limit, found = np.random.default_rng(1), limit_for(rule, charts), []
    for _ in range(trials):
        chart = Chart(KEY)
        # The charts have been in order for a while when the rise comes; those that alarmed before
        # it are not counted.
        before = (rng.random(rule.clean + 500) < P0).tolist()
        chart, alarms = advance(chart, before, range(len(before)), rule, limit)
        if alarms:
            continue
        after = (rng.random(4_000) < P1).tolist()
        _, alarms = advance(chart, after, range(4_000), rule, limit)
        found.append(alarms[0].at + 1 if alarms else None)
    delays = [delay for delay in found if delay is not None]
    missed = len(found) - len(delays)
    median, late = np.percentile(delays, (50, 90))
    print(f"| {name} | {median:.0f} | {late:.0f} | {missed} of {len(found):,} |", flush=True)


def _lengths(name: str, rule: ChartRule, trials: int) -> None:
    rng, stated = np.random.default_rng(2), run_length(P0, rule, rule.limit)
    lengths = [_first_alarm(rng, P0, rule, rule.limit, 10**9) for _ in range(trials)]
    _length_row(name, stated, lengths)


def _length_row(name: str, stated: float, lengths: list[int]) -> None:
    mean = float(np.mean(lengths))
    print(f"| {name} | {stated:,.0f} | {mean:,.0f} | {mean / stated:.2f} |", flush=True)


def _together(trials: int) -> None:
    """Ten charts that each trace feeds: the run until any of them alarms, in traces."""
    rule = ChartRule(p0=P0)
    limit = limit_for(rule, 10)
    stated = run_length(P0, rule, limit) / 10
    rng = np.random.default_rng(3)
    lengths = [_first_of_ten(rng, rule, limit) for _ in range(max(trials, 20))]
    _length_row("ten charts, limit 5 + ln 10, first alarm of any", stated, lengths)


def _first_of_ten(rng: np.random.Generator, rule: ChartRule, limit: float) -> int:
    drawn, seen = [Chart(KEY)] * 10, 0
    while True:
        steps = [
            advance(
                chart, (rng.random(_BLOCK) < P0).tolist(), range(seen, seen + _BLOCK), rule, limit
            )
            for chart in drawn
        ]
        first = min((step.alarms[0].at for step in steps if step.alarms), default=None)
        if first is not None:
            return first + 1
        drawn, seen = [step.chart for step in steps], seen + _BLOCK


def _estimated(trials: int) -> None:
    """With a rate in order that was estimated, the true run length is that of the true rate."""
    rng, rule = np.random.default_rng(4), ChartRule()
    early = [_first_alarm(rng, P0, rule, rule.limit, 5_300) for _ in range(trials)]
    known = [_first_alarm(rng, P0, ChartRule(p0=P0), rule.limit, 5_000) for _ in range(trials)]
    shares = [np.mean([one is not None for one in found]) for found in (known, early)]
    print(
        f"\nFalse alarm within 5,000 traces in order: {shares[0]:.2f} with p0 known, "
        f"{shares[1]:.2f} with p0 from 300 traces."
    )


def _peeking(trials: int) -> None:
    """The rule of thumb: an exact test of the rate every 50 traces."""
    rng = np.random.default_rng(5)
    wrong = 0
    for _ in range(trials):
        hits = np.cumsum(rng.random(2_000) < P0)
        wrong += any(
            clopper_pearson_interval(int(hits[n - 1]), n, level=0.9).low > P0
            for n in range(_LOOK, 2_001, _LOOK)
        )
    print(
        f"Rule of thumb, an exact test at .05 every {_LOOK} traces up to 2,000: "
        f"{wrong / trials:.2f} of the series in order alarm."
    )
