"""A training between the live logs before and after it: the same metrics side by side."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.drift.comparison import Comparison
from auditor.drift.rate_tests import CONSISTENCY
from auditor.drift.rates import Figure
from auditor.report import Look
from auditor.safe_text import one_line
from auditor.terminal import Paint, prose
from auditor.training import Stage, TrainingReport, pooled

_NAMES = {
    "fabrication": "fabrication_rate",
    "tool_call_accuracy": "tool_call_accuracy",
    "tool_name_accuracy": "tool_name_accuracy",
    "tool_args_accuracy": "tool_args_accuracy",
    "response_quality": "response_quality",
}
"""What a metric of live logs is called in the report of a training."""


class Value(NamedTuple):
    """A metric at one moment: its value and interval; None where it was not measured."""

    value: float | None
    low: float | None = None
    high: float | None = None


class JoinedRow(NamedTuple):
    """A metric before the training, at each of its stages, and after it."""

    name: str
    before: Value
    stages: dict[str, Value]
    after: Value


def joined(comparison: Comparison, training: TrainingReport) -> list[JoinedRow]:
    """Return the metrics that live logs and the training share, consistency included."""
    live = {change.name: change for change in comparison.rates}
    stages = pooled(training.stages)
    rows = []
    for name in (*_NAMES, CONSISTENCY):
        change = live.get(name)
        rows.append(
            JoinedRow(
                name,
                _live(change.before if change else None),
                {stage.title: _staged(stage, name) for stage in stages},
                _live(change.after if change else None),
            )
        )
    return rows


def _live(figure: Figure | None) -> Value:
    if figure is None or not figure.inputs:
        return Value(None)
    return Value(figure.value, figure.interval.low, figure.interval.high)


def _staged(stage: Stage, name: str) -> Value:
    found: Any = stage.consistency if name == CONSISTENCY else stage.metrics.get(_NAMES[name])
    if found is None:
        return Value(None)
    value = found.value if name == CONSISTENCY else found.share
    return Value(value, found.low, found.high) if value is not None else Value(None)


def joined_text(rows: list[JoinedRow], training: TrainingReport, look: Look) -> Iterator[str]:
    """Yield the table: live before, the stages on held-out items, live after."""
    paint = Paint(look.colour)
    yield "\n" + paint("bold", f"Back to production: {one_line(training.title)}") + "\n"
    titles = ["live before", *(rows[0].stages if rows else ()), "live after"]
    yield f"  {'':<19}" + "".join(f" {one_line(title)[:21]:<22}" for title in titles) + "\n"
    for row in rows:
        values = [row.before, *row.stages.values(), row.after]
        yield f"  {row.name:<19}" + "".join(f" {_shown(value):<22}" for value in values) + "\n"
    words = (
        "Live logs are what users asked for, stages are judged on held-out items: compare the live "
        "sides with each other, and the stages with each other. Made-up results are counted per "
        "run in live logs and per item in stages."
    )
    yield from prose(words, "  ", look.width)


def _shown(value: Value) -> str:
    if value.value is None:
        return "-"
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]"
