"""What a model does on held-out items, and whether it kept its other abilities. Torch-free.

A responder is any callable from requests, `(messages, tools)`, to assistant messages: a local
model, an endpoint, a tape. What it says is judged by the same statistics and rules as production.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from auditor.errors import UsageError
from auditor.statistics.pairwise_agreement import pairwise_agreement
from auditor.training import METRICS, Consistency, Metric, Stage, StageKind
from finetune.items import Item, Items
from finetune.judged import Judged, judge, metrics_by_context, metrics_of
from finetune.regressions import (
    Answered,
    Message,
    Request,
    RespondMany,
    abilities,
    ask_all,
)

Progress = Callable[[int, int], None]
_CHUNK = 64


class Evaluation(NamedTuple):
    """What an evaluation found.

    Attributes:
        stage: The figures, for a report.
        judged: Every reply with what is said of it.
        answered: The replies to the regression questions; empty where none were asked.
    """

    stage: Stage
    judged: list[Judged]
    answered: list[Answered]


class Named(NamedTuple):
    """How the stage is called.

    Attributes:
        name: Equal over seeds: `base`, `sft-chosen`, `dpo-v2`, ...
        kind: As in `Stage`.
        title: For tables.
        seed: Of training and items.
    """

    name: str = "model"
    kind: StageKind = "other"
    title: str = "Model"
    seed: int | None = None


MODEL = Named()


def one_by_one(
    respond: Callable[[Sequence[Message], Sequence[Message]], dict[str, Any]],
) -> RespondMany:
    """Return a responder for many requests that asks one for each in turn."""

    def respond_many(requests: Sequence[Request]) -> list[dict[str, Any]]:
        return [respond(messages, tools) for messages, tools in requests]

    return respond_many


def evaluate(
    respond_many: RespondMany,
    items: Items,
    named: Named = MODEL,
    *,
    regressions: bool = True,
    runs: int = 1,
    sampled: RespondMany | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Measure a model.

    Args:
        respond_many: Answers as the model is served; greedy, so that the figures can be repeated.
        items: What to ask.
        named: How the stage is called.
        regressions: Ask the regression questions, too.
        runs: Runs of each item for the consistency, the first one included; 1 for none.
        sampled: Answers the further runs, with a temperature; `respond_many` where None.
        progress: Told how many of all replies are there.
    """
    total = len(items.items) * runs
    replies = _replies(respond_many, items, 0, total, progress)
    judged = [judge(*pair, items.setting) for pair in zip(items.items, replies, strict=True)]
    again = [
        [judge(*pair, items.setting) for pair in zip(items.items, found, strict=True)]
        for run in range(1, runs)
        for found in [_replies(sampled or respond_many, items, run * len(replies), total, progress)]
    ]
    answered = ask_all(respond_many) if regressions else []
    stage = Stage(
        named.name,
        named.kind,
        named.title,
        named.seed,
        len(judged),
        metrics_of(judged),
        metrics_by_context(judged),
        abilities(answered) if answered else {},
        consistency_of([judged, *again]) if again else None,
    )
    return Evaluation(stage, judged, answered)


def judged_anew(stage: Stage, said: Iterable[Mapping[str, Any]], items: Items) -> Stage:
    """Return a stage whose replies are judged once more, by the rules as they are now.

    Args:
        said: The transcripts of the replies, as `transcript_of` gives them.
        items: What was asked.

    Raises:
        UsageError: Other items were asked.
    """
    of_item = {one["task_id"]: one for one in said}
    asked = {item.item_id: [*item.messages] for item in items.items}
    if {name: one["messages"][:-1] for name, one in of_item.items()} != asked:
        raise UsageError(
            f"The stage {stage.name} was measured on other items than those of today.",
            "Remove its folder `evaluation`, or take another folder for the loop.",
        )
    judged = [
        judge(item, of_item[item.item_id]["messages"][-1], items.setting) for item in items.items
    ]
    return msgspec.structs.replace(
        stage, metrics=metrics_of(judged), contexts=metrics_by_context(judged)
    )


def consistency_of(runs: Sequence[Sequence[Judged]]) -> Consistency:
    """Return how often two runs of an item do the same: equal calls, or none and nothing made up.

    Args:
        runs: The judged replies of each run, in the same order of items.
    """
    groups = [[one.did for one in of_item] for of_item in zip(*runs, strict=True)]
    found = pairwise_agreement(groups)
    known = found.inputs > 0
    return Consistency(
        found.value if known else None,
        found.interval.low if known else 0.0,
        found.interval.high if known else 1.0,
        found.inputs,
        len(runs),
    )


def summary(metrics: dict[str, Metric]) -> str:
    """Return the metrics in one line, for a log."""
    return ", ".join(
        f"{name} {one.hits}/{one.total}" for name, one in metrics.items() if name in METRICS
    )


def _replies(
    respond_many: RespondMany,
    items: Items,
    before: int,
    total: int,
    progress: Progress | None,
) -> list[dict[str, Any]]:
    """Return the replies in the order of items; those that begin alike are asked together."""
    order = sorted(range(len(items.items)), key=lambda number: _likeness(items.items[number]))
    replies: dict[int, dict[str, Any]] = {}
    for start in range(0, len(order), _CHUNK):
        numbers = order[start : start + _CHUNK]
        asked = [items.items[number] for number in numbers]
        found = respond_many([(item.messages, item.tools) for item in asked])
        replies.update(zip(numbers, found, strict=True))
        if progress is not None:
            progress(before + len(replies), total)
    return [replies[number] for number in range(len(order))]


def _likeness(item: Item) -> tuple[str, int]:
    """Return what puts items next to each other of which a model reads much the same at once."""
    first = item.messages[0] if item.messages else {}
    return str(first.get("content")), sum(len(str(message)) for message in item.messages)
