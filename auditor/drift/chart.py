"""A control chart of fabrications: one per model, prompt version and tool.

The first traces of a chart give the rate in order; then a Bernoulli CUSUM watches for a rise, with
an e-detector beside it as evidence. A new version has a chart of its own, which is the reset on a
change of version: versions that are served side by side don't disturb each other's charts.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import msgspec

from auditor.statistics.bernoulli_cusum import cusum_weights
from auditor.statistics.cusum_run_length import cusum_run_length
from auditor.statistics.e_detector import Evidence, e_detector

_HALF = 0.5


class ChartKey(msgspec.Struct, frozen=True, order=True):
    """What a chart is of; "" where the traces do not say, or no tool is named."""

    model: str
    prompt_version: str
    tool: str

    @property
    def version(self) -> str:
        """Model and prompt version for people."""
        return " ".join(part for part in (self.model, self.prompt_version) if part) or "unnamed"


class ChartRule(msgspec.Struct, frozen=True):
    """When a chart raises the alarm.

    Attributes:
        limit: The score of a single chart; with m charts it is `limit` + ln m, so that all
            together are wrong about as often as one.
        p0: The rate in order; estimated from the first traces where None.
        ratio, floor: The rate to find is the larger of `ratio` x p0 and `floor`.
        clean: How many traces p0 is estimated from.
    """

    limit: float = 5.0
    p0: float | None = None
    ratio: float = 3.0
    floor: float = 0.02
    clean: int = 300

    def risen(self, p0: float) -> float:
        """Return the rate that a chart of this rate in order should find."""
        return min(max(self.ratio * p0, self.floor), (1 + p0) / 2)


class Alarm(msgspec.Struct, frozen=True):
    """A rise that a chart found.

    Attributes:
        at, since: The traces of the alarm and of the estimated beginning, as the caller named them.
        p0: The rate in order; `learnt` traces gave it (0 where it was given).
        hits, traces: Traces with a fabrication of those since the beginning.
        score, limit: The score at the alarm and the limit that it reached.
        evidence: The e-detector over all traces that the chart watched so far: in order it is
            reached after so many traces or more, on average.
        run_length: Traces of this chart between two false alarms, on average.
    """

    key: ChartKey
    at: int
    since: int
    p0: float
    learnt: int
    hits: int
    traces: int
    score: float
    limit: float
    evidence: float
    run_length: float

    @property
    def learnt_hits(self) -> int:
        """Of the traces that gave the rate in order, those with a fabrication."""
        return round(self.p0 * (self.learnt + 1) - _HALF)


class Chart(msgspec.Struct, frozen=True):
    """A chart as it stands; `advance` gives the next state.

    Attributes:
        traces, hits: All of them, those that gave `p0` included.
        p0: None until the rate in order is known.
        score: Of the CUSUM.
        since, since_hits, since_traces: The trace at which the score left 0 last, and what came
            from then on; nothing while the score is 0.
        parts: Of the e-detector; `watched` traces have been fed to both.
        standing: An alarm was raised and the score has not come back to 0.
        alarms: How many there were.
    """

    key: ChartKey
    traces: int = 0
    hits: int = 0
    p0: float | None = None
    score: float = 0.0
    since: int = 0
    since_hits: int = 0
    since_traces: int = 0
    parts: tuple[float, ...] = ()
    watched: int = 0
    standing: bool = False
    alarms: int = 0

    @property
    def evidence(self) -> float:
        """The e-detector: evidence that the rate rose at some time; NaN before it watches."""
        return sum(self.parts) / len(self.parts) if self.watched else math.nan


class Advanced(NamedTuple):
    """A chart after more traces, and the alarms that these raised."""

    chart: Chart
    alarms: list[Alarm]


def limit_for(rule: ChartRule, charts: int) -> float:
    """Return the limit of each of several charts."""
    return rule.limit + math.log(max(charts, 1))


def advance(
    chart: Chart,
    hits: Sequence[bool],
    traces: Sequence[int],
    rule: ChartRule,
    limit: float,
) -> Advanced:
    """Return a chart after some more traces, in order of time.

    Args:
        chart: As it stands.
        hits: For each trace, whether a result of the chart's tool was made up in it.
        traces: Their names, for alarms.
        rule: When to raise the alarm.
        limit: Of the score, see `limit_for`.
    """
    chart, used = _learn(chart, hits, rule)
    if chart.p0 is None or used == len(hits):
        return Advanced(chart, [])
    return _watch(chart, hits[used:], traces[used:], rule, limit)


def _learn(chart: Chart, hits: Sequence[bool], rule: ChartRule) -> tuple[Chart, int]:
    """Return the chart with the traces that the rate in order is estimated from."""
    if chart.p0 is not None:
        return chart, 0
    if rule.p0 is not None:
        return msgspec.structs.replace(chart, p0=rule.p0), 0
    used = min(rule.clean - chart.traces, len(hits))
    traces, found = chart.traces + used, chart.hits + sum(hits[:used])
    # Half an observation added on either side keeps the rate off 0 and 1 (Jeffreys).
    p0 = (found + _HALF) / (traces + 1) if traces >= rule.clean else None
    return msgspec.structs.replace(chart, traces=traces, hits=found, p0=p0), used


class _Score(msgspec.Struct):
    """The score of a chart while traces are fed to it; the fields are those of the chart."""

    score: float
    since: int
    since_hits: int
    since_traces: int
    standing: bool

    def miss(self, down: float, traces: int) -> None:
        """Take some traces without a fabrication."""
        self.score += down * traces
        self.since_traces += traces
        if self.score <= 0:
            self.score, self.standing, self.since_hits, self.since_traces = 0.0, False, 0, 0

    def hit(self, up: float, trace: int, limit: float) -> float | None:
        """Take a trace with a fabrication; return the score where it raises a new alarm."""
        self.since = self.since if self.since_traces else trace
        self.since_hits, self.since_traces = self.since_hits + 1, self.since_traces + 1
        reached = self.score + up
        # A long rise must not take as long to be over, so that the score stays at the limit.
        self.score = min(reached, limit)
        if reached < limit or self.standing:
            return None
        self.standing = True
        return reached


def _watch(
    chart: Chart, hits: Sequence[bool], traces: Sequence[int], rule: ChartRule, limit: float
) -> Advanced:
    assert chart.p0 is not None  # noqa: S101 - `_learn` comes first
    up, down = cusum_weights(chart.p0, rule.risen(chart.p0))
    evidence = e_detector((), p0=chart.p0, parts=chart.parts, before=chart.watched)
    now = _Score(chart.score, chart.since, chart.since_hits, chart.since_traces, chart.standing)
    told, place, alarms = 0, 0, []
    for hit, stretch in groupby(hits):
        end = place + sum(1 for _ in stretch)
        if not hit:
            now.miss(down, end - place)
        for at in range(place, end) if hit else ():
            reached = now.hit(up, traces[at], limit)
            if reached is not None:
                evidence, told = _told(evidence, chart.p0, hits[told : at + 1]), at + 1
                alarms.append(_alarm(chart, traces[at], now, evidence, rule, reached))
        place = end
    evidence = _told(evidence, chart.p0, hits[told:])
    after = msgspec.structs.replace(
        chart,
        traces=chart.traces + len(hits),
        hits=chart.hits + sum(hits),
        parts=evidence.parts,
        watched=evidence.outcomes,
        alarms=chart.alarms + len(alarms),
        **msgspec.structs.asdict(now),
    )
    return Advanced(after, alarms)


def _alarm(
    chart: Chart, at: int, now: _Score, evidence: Evidence, rule: ChartRule, reached: float
) -> Alarm:
    assert chart.p0 is not None  # noqa: S101 - only a chart that watches raises alarms
    learnt = 0 if rule.p0 is not None else rule.clean
    limit = now.score
    return Alarm(
        chart.key, at, now.since, chart.p0, learnt, now.since_hits, now.since_traces,
        reached, limit, evidence.value, run_length(chart.p0, rule, limit),
    )  # fmt: skip


def _told(evidence: Evidence, p0: float, hits: Sequence[bool]) -> Evidence:
    found: Evidence = e_detector(hits, p0=p0, parts=evidence.parts, before=evidence.outcomes)
    return found


@lru_cache(256)
def run_length(p0: float, rule: ChartRule, limit: float) -> float:
    """Return how many traces a chart sees between two false alarms, on average."""
    found: float = cusum_run_length(p0, p0=p0, p1=rule.risen(p0), limit=limit)
    return found
