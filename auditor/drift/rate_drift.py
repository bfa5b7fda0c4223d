"""Made-up results became more frequent over time.

What it does:
    Keeps a control chart for each model, prompt version and tool: of the traces that use the tool,
    those in which a result or call of it was made up. The first 300 traces of a chart give its
    rate in order p0; from then on a Bernoulli CUSUM watches for a rise to max(3 p0, 2%). The alarm
    is raised at the score 5 plus the logarithm of the number of charts, so that all charts
    together raise false alarms about as rarely as one. A chart reports again only after its score
    was back at 0. The finding stands at the trace that raised the alarm and names the trace at
    which the rise seems to have begun, the counts before and since, and how many traces pass
    between two false alarms on average. An e-detector stands beside it: in order it comes to M only
    after M traces or more on average, however often one looks.

Why it matters:
    A rise from 1% to 3% cannot be seen in a few traces, and a test repeated every day cries wolf.
    The chart finds it after about 250 traces.

Example:
    Model desk-8b, prompt v2: results of lookup_uri were made up in 2 of the first 300 traces, and
    in 9 of the 74 traces since 2026-03-02.

Known false alarms:
    About one per stated run length (at a rate in order of 1%: 23,000 traces). A rate in order that
    was estimated while the model happened to do well makes them more frequent. A change in what
    the traces are about is found as well, as it should be.

How to fix or suppress:
    Look at the findings of the traces since the beginning of the rise. `--p0` gives a known rate in
    order, `--limit` a longer or shorter run. A model or prompt with a new version name starts a
    new chart.
"""

from typing import NamedTuple

from auditor.drift.chart import Alarm
from auditor.finding import Evidence, Finding, fingerprint
from auditor.rules import declare

RULE = declare("TA501", "rate-drift", "medium", "series", __doc__ or "")
_BEYOND = 10**9


class Named(NamedTuple):
    """A trace as a finding names it."""

    trace_id: str
    task_key: str
    run_index: int | None
    file: str
    line: int | None
    pointer: str
    at: str | None

    @property
    def when(self) -> str:
        """Its time, or else its id."""
        return self.at or f"trace {self.trace_id}"


def rate_finding(alarm: Alarm, at: Named, since: Named) -> Finding:
    """Return the finding of an alarm.

    Args:
        alarm: What the chart says.
        at: The trace that raised it.
        since: The trace at which the rise seems to have begun.
    """
    key = alarm.key
    onset = f"the rise seems to begin with {since.trace_id} ({since.file})"
    named = f"{key.model}\n{key.prompt_version}\n{key.tool}\n{since.trace_id}"
    return Finding(
        RULE.code,
        RULE.name,
        RULE.severity,
        "suspected",
        _score(alarm),
        at.trace_id,
        at.task_key,
        at.run_index,
        None,
        None,
        None,
        at.file,
        at.line,
        key.tool,
        _message(alarm, since),
        (Evidence(None, _strength(alarm), "chart"), Evidence(None, onset, "onset")),
        fingerprint(RULE.code, at.trace_id, None, key.tool, named),
        None,
        "made-up results",
        at.pointer,
    )


def _message(alarm: Alarm, since: Named) -> str:
    key = alarm.key
    what = f"Results of {key.tool}" if key.tool else "Results of unnamed tools"
    before = f"{alarm.p0:.1%} of traces in order"
    if alarm.learnt:
        before = f"{alarm.learnt_hits:,} of the first {alarm.learnt:,} traces"
    return (
        f"{what} by {key.version} are made up more often: {before}, "
        f"{alarm.hits:,} of {alarm.traces:,} traces since {since.when}."
    )


def _strength(alarm: Alarm) -> str:
    return (
        f"CUSUM score {alarm.score:.2f} at the limit {alarm.limit:.2f}; e-detector "
        f"{evidence_text(alarm.evidence)}; {alarm.run_length:,.0f} traces between two "
        "false alarms on average"
    )


def evidence_text(value: float) -> str:
    """Return an e-detector for people, who tell no more apart beyond a billion."""
    return f"{value:,.0f}" if value < _BEYOND else f"over {_BEYOND:,}"


def _score(alarm: Alarm) -> float:
    """Return how sure an alarm is: one less the share of false alarms among 1,000 traces."""
    return max(0.0, 1 - 1_000 / max(alarm.run_length, 1_000))
