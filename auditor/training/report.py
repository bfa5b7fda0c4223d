"""The stages of a training, each with what it was measured to do: counts, shares and intervals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from auditor.errors import UsageError
from auditor.measure import Share
from auditor.safe_text import safe_json
from auditor.statistics.wilson_interval import wilson_interval

VERSION = 1

StageKind = Literal["base", "sft-domain", "sft-chosen", "dpo", "merged", "other"]


class MetricKind(NamedTuple):
    """What a metric is.

    Attributes:
        title: For tables.
        rises: More is better.
        tool: Compared by the promotion gate as a metric of tool use.
    """

    title: str
    rises: bool
    tool: bool = False


METRICS: Mapping[str, MetricKind] = {
    "tool_call_accuracy": MetricKind("Tool call accuracy (strict)", True, True),
    "tool_name_accuracy": MetricKind("Tool name accuracy", True, True),
    "tool_args_accuracy": MetricKind("Tool arguments accuracy", True, True),
    "response_quality": MetricKind("Response quality", True, True),
    "fabrication_rate": MetricKind("Fabrication rate", False),
    "overcall_rate": MetricKind("Over-call rate", False),
    "missed_call_rate": MetricKind("Missed-call rate", False),
}
"""The metrics of a stage, in the order of tables; `docs/evaluate.md` defines them."""


class Metric(msgspec.Struct, frozen=True):
    """So many of so many, and how well that is known.

    Attributes:
        hits, total: The counts.
        share: Their quotient; None where there was nothing to judge.
        low, high: Wilson interval at 0.95, for one run an item; see `pooled` for several seeds.
    """

    hits: int
    total: int
    share: float | None
    low: float
    high: float


class Consistency(msgspec.Struct, frozen=True):
    """How far repeated runs of the same items agree.

    Attributes:
        value: The chance that two runs of an item do the same; None without repeated runs.
        low, high: Bootstrap interval over items at 0.95.
        items, runs: How many items, and runs of each.
    """

    value: float | None
    low: float
    high: float
    items: int
    runs: int


class Curve(msgspec.Struct, frozen=True):
    """A series that was written while training.

    Attributes:
        title: For people.
        file: JSONL of one object a step, relative to the report.
        x, y: The keys to draw.
    """

    title: str
    file: str
    x: str = "step"
    y: str = "loss"


class Stage(msgspec.Struct, frozen=True):
    """One stage, measured on the held-out items.

    Attributes:
        name: Equal over seeds: `base`, `sft-domain`, `sft-chosen`, `dpo-v1`, `dpo-v2`, ...
        kind: What it is.
        title: For tables.
        seed: Of training and items; None for a pooled stage.
        items: How many items were judged.
        metrics: By the names of `METRICS`.
        contexts: The same for each context of the items.
        regressions: Other abilities, by name: `general`, `dialogue`, `think`.
        consistency: Of repeated runs.
        curves: What was written while training.
        training: Facts of the training: pairs, steps, seconds, recipe, ...
        notes: What a reader must know.
    """

    name: str
    kind: StageKind
    title: str
    seed: int | None
    items: int
    metrics: dict[str, Metric]
    contexts: dict[str, dict[str, Metric]] = {}
    regressions: dict[str, Metric] = {}
    consistency: Consistency | None = None
    curves: list[Curve] = []
    training: dict[str, Any] = {}
    notes: list[str] = []


class Gate(msgspec.Struct, frozen=True):
    """Whether a stage may be promoted, as it was decided.

    Attributes:
        stage, seed: Which one; the seed is None for pooled stages.
        passed: It may.
        reasons: Why not, a sentence each.
        forced: It was promoted all the same.
    """

    stage: str
    seed: int | None
    passed: bool
    reasons: list[str]
    forced: bool = False


class TrainingReport(msgspec.Struct, frozen=True):
    """A whole training.

    Attributes:
        title: What was trained.
        base: Name of the stage that others are compared with.
        stages: In order; a stage of several seeds stands there once a seed.
        gates: Decisions on promotion.
        facts: Of the whole: model, tool, recipe, whether pairs were reviewed, ...
        notes: What a reader must know.
    """

    title: str
    base: str
    stages: list[Stage]
    gates: list[Gate] = []
    facts: dict[str, Any] = {}
    notes: list[str] = []
    version: int = VERSION


def metric(share: Share) -> Metric:
    """Return a metric of counts."""
    interval = wilson_interval(share.hits, share.total)
    value = share.hits / share.total if share.total else None
    return Metric(share.hits, share.total, value, interval.low, interval.high)


def pooled(stages: Sequence[Stage]) -> list[Stage]:
    """Return each stage once, the counts of its seeds added up, in order of first appearance.

    The questions of a regression are the same for each seed: their interval is that of the mean
    over the seeds, for so many questions as one seed was asked. Consistency is left out: its
    interval is over items and cannot be added up. The curves of all seeds stay.
    """
    by_name: dict[str, list[Stage]] = {}
    for stage in stages:
        by_name.setdefault(stage.name, []).append(stage)
    return [_sum(group) if len(group) > 1 else group[0] for group in by_name.values()]


def _sum(group: Sequence[Stage]) -> Stage:
    contexts = list(dict.fromkeys(name for stage in group for name in stage.contexts))
    return msgspec.structs.replace(
        group[0],
        seed=None,
        items=sum(stage.items for stage in group),
        metrics=_sums([stage.metrics for stage in group]),
        contexts={name: _sums([s.contexts.get(name, {}) for s in group]) for name in contexts},
        regressions=_over_questions([stage.regressions for stage in group]),
        consistency=None,
        curves=[curve for stage in group for curve in stage.curves],
        training={"seeds": [stage.seed for stage in group]},
        notes=list(dict.fromkeys(note for stage in group for note in stage.notes)),
    )


def _sums(tables: Iterable[Mapping[str, Metric]]) -> dict[str, Metric]:
    hits: dict[str, Share] = {}
    for table in tables:
        for name, one in table.items():
            before = hits.get(name, Share(0, 0))
            hits[name] = Share(before.hits + one.hits, before.total + one.total)
    return {name: metric(share) for name, share in hits.items()}


def _over_questions(tables: Sequence[Mapping[str, Metric]]) -> dict[str, Metric]:
    found = {}
    for name, one in _sums(tables).items():
        asked = sum(name in table for table in tables)
        interval = wilson_interval(round(one.hits / asked), one.total // asked)
        found[name] = msgspec.structs.replace(one, low=interval.low, high=interval.high)
    return found


def report_text(report: TrainingReport) -> str:
    """Return the report as a file (JSON)."""
    return safe_json(report) + "\n"


def read_report(path: str) -> TrainingReport:
    """Read a report.

    Raises:
        UsageError: It cannot be read or has another form.
    """
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(), type=TrainingReport)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{path} is no report of a training: {error}.",
            "`auditor finetune loop` and `auditor finetune evaluate` write them.",
        ) from None
