"""The whole learning loop by one command: data, five stages, evaluation, report.

Each stage stands in a folder of its own and goes on where it was killed; what is finished is
verified and kept. `sft-domain` teaches the field (the stage after which calls are no better),
`sft-chosen` is the control arm that DPO must beat, `dpo-v2` has more pairs than `dpo-v1`.
"""

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from auditor.errors import UsageError
from auditor.training import (
    Curve,
    Stage,
    StageKind,
    TrainingReport,
    may_promote,
)
from auditor.training.report import Gate
from finetune.comparing import write_report
from finetune.conversation import calls_of
from finetune.dataset import Row
from finetune.dpo import train_dpo
from finetune.evaluate import Evaluation, Named, evaluate, judged_anew
from finetune.items import Items, drill_items, pair_items
from finetune.judged import transcript_of
from finetune.loop_data import Data, Source, make_data
from finetune.manifest import clear_remains, verify, written
from finetune.merge import merge
from finetune.probe import probe_of
from finetune.recipe import Recipe
from finetune.respond import Manner, Responder, load_responder
from finetune.run import UNREVIEWED, Asked, is_whole
from finetune.sft import train_sft

Tell = Callable[[str], None]
_GATE_PROMPTS = 50
_TOLD = ("steps", "total", "picked", "score", "seconds")
# What a run may have written of itself and is worth drawing.
_DRAWN = {
    "loss": "loss",
    "margin": "margin",
    "chosen_gain": "likelihood of chosen against the reference",
    "probe_score": "score of the probe",
}


class Plan(NamedTuple):
    """What the loop is to do.

    Attributes:
        out: Gets one folder a seed and the report.
        source: Where pairs come from.
        deadline: On the monotonic clock; a stage that would begin after it is left for later.
        hub: Whether the base may be fetched from the hub.
        tell: Hears what is being done.
        shown: Draw bars.
    """

    recipe: Recipe
    out: Path
    source: Source
    deadline: float = math.inf
    hub: bool = False
    tell: Tell = lambda _: None
    shown: bool = False


class _Arm(NamedTuple):
    """A stage to train: from which one, by what, on which rows."""

    name: str
    kind: StageKind
    title: str
    begins_with: str
    trains: Callable[..., Any]
    rows: Callable[[Recipe, Data], list[Row]]


class _Work(NamedTuple):
    """What the stages of a seed share.

    Attributes:
        items: What every stage is measured on.
        probed: What a stage is looked at with while it is trained.
    """

    plan: Plan
    data: Data
    items: Items
    probed: Items
    manner: Manner


def run_seeds(plan: Plan, seeds: Sequence[int]) -> TrainingReport:
    """Run the loop once a seed, and write `report.json`, `report.md` and `report.html`.

    Raises:
        UsageError: Something that was made before changed, or a check stops a stage.
        NothingAudited: The base has no fault that can be corrected.
    """
    stages: list[Stage] = []
    for seed in seeds:
        train = plan.recipe.train.model_copy(update={"seed": seed})
        one = plan._replace(
            recipe=plan.recipe.model_copy(update={"train": train}),
            source=plan.source._replace(seed=seed),
        )
        stages += _stages(one, plan.out / f"seed-{seed}")
    report = TrainingReport(
        plan.recipe.name,
        "base",
        stages,
        gates=list(_gates(stages)),
        facts={
            "base": plan.recipe.model.base,
            "tool": plan.source.tool,
            "recipe": plan.recipe.name,
        },
        notes=[UNREVIEWED, *_same_items(plan, seeds), *_missing(stages, len(seeds))],
    )
    write_report(report, plan.out)
    return report


def _stages(plan: Plan, folder: Path) -> Iterator[Stage]:
    """Yield the stages of a seed in order; those for which no time is left are missing."""
    plan = plan._replace(out=folder)
    work, stage = _begun(plan)
    yield stage
    for arm in ARMS:
        if time.monotonic() > plan.deadline:
            return
        stage_of_arm = _arm(work, arm)
        if stage_of_arm is None:
            return
        yield stage_of_arm


def _begun(plan: Plan) -> tuple[_Work, Stage]:
    """Return what the stages share, and the base's figures; the base is loaded if it is needed."""
    manner = Manner(plan.recipe.loop.new_tokens)

    @cache
    def base() -> Responder:
        return load_responder(plan.recipe.model.base, plan.recipe.model, manner, hub=plan.hub)

    plan.tell("data: the base answers, its faults become pairs")
    data = make_data(plan.recipe, plan.source, base, plan.out / "data")
    _check_quiet(plan.recipe, data)
    work = _Work(plan, data, *_items(plan, data), manner)
    plan.tell("base: evaluation")
    return work, _measured(work, Named("base", "base", "Base", plan.source.seed), base)


def _check_quiet(recipe: Recipe, data: Data) -> None:
    """Refuse pairs of which none may be taken, before anything is trained.

    Raises:
        UsageError: Each of them calls, and the recipe asks for some that don't.
    """
    if all(calls_of(row.chosen) for row in data.rows("pairs.jsonl")) and recipe.dpo.min_no_call:
        raise UsageError(
            f"None of the pairs in {data.folder} has a chosen side without a call; the recipe asks "
            f"for {recipe.dpo.min_no_call:.0%}, lest the model learn to call always.",
            "Add transcripts in which users ask for nothing, or lower dpo.min_no_call.",
        )


def _arm(work: _Work, arm: _Arm) -> Stage | None:
    """Return the stage of an arm, or None where the time was up in the middle of its training."""
    plan, folder = work.plan, work.plan.out / arm.name
    recipe = plan.recipe
    begins_with = (
        str(plan.out / arm.begins_with / "merged") if arm.begins_with else recipe.model.base
    )
    rows = arm.rows(recipe, work.data)
    plan.tell(f"{arm.name}: training on {len(rows)} rows")
    asked = Asked(
        begins_with,
        plan.hub,
        (UNREVIEWED,),
        probe_of(work.probed, work.data.general, work.manner) if arm.begins_with else None,
        plan.deadline,
        plan.shown,
    )
    trained = arm.trains(recipe, rows, folder, asked)
    if not is_whole(trained):
        return None
    plan.tell(f"{arm.name}: merging")
    prompts = _shortest(work.data.rows("pairs.jsonl"), _GATE_PROMPTS)
    merged = merge(recipe, trained.folder, prompts, folder / "merged", hub=plan.hub)
    plan.tell(f"{arm.name}: evaluation")
    named = Named(arm.name, arm.kind, arm.title, plan.source.seed)
    stage = _measured(
        work, named, lambda: load_responder(str(merged.folder), recipe.model, work.manner)
    )
    facts = {"rows": len(rows), **{key: trained.record[key] for key in _TOLD}}
    curves = _curves(plan.out, arm)
    return msgspec.structs.replace(stage, curves=curves, training=facts, notes=[UNREVIEWED])


def _curves(folder: Path, arm: _Arm) -> list[Curve]:
    """Return what there is to draw of a run; the report stands beside the folder of the seed."""
    lines = (folder / arm.name / "metrics.jsonl").read_bytes().splitlines()
    keys = {key for line in lines for key in msgspec.json.decode(line)}
    return [
        Curve(title, f"{folder.name}/{arm.name}/metrics.jsonl", y=key)
        for key, title in _DRAWN.items()
        if key in keys
    ]


def _shortest(rows: Sequence[Row], most: int) -> list[Row]:
    """Return rows whose prompts are soon read; that the merged model agrees shows in any."""
    return sorted(rows, key=lambda row: sum(len(str(m)) for m in row.messages))[:most]


def _measured(work: _Work, named: Named, responder: Callable[[], Responder]) -> Stage:
    """Return a stage's figures, measured now or before; the rules are always those of now."""
    folder = work.plan.out / named.name / "evaluation"
    clear_remains(folder.parent)
    if folder.is_dir():
        verify(folder)
        stage = msgspec.json.decode((folder / "stage.json").read_bytes(), type=Stage)
        said = (folder / "transcripts.jsonl").read_bytes().splitlines()
        return judged_anew(stage, map(msgspec.json.decode, said), work.items)
    respond_many = responder().respond_many
    begun = time.monotonic()
    found: Evaluation = evaluate(respond_many, work.items, named)
    with written(folder, {"seconds": round(time.monotonic() - begun)}) as place:
        (place / "stage.json").write_bytes(msgspec.json.encode(found.stage))
        lines = (transcript_of(one, named.name) for one in found.judged)
        (place / "transcripts.jsonl").write_bytes(
            b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        )
        answered = [(one.question.messages, one.reply) for one in found.answered]
        (place / "regressions.json").write_bytes(msgspec.json.encode(answered))
    return found.stage


def _items(plan: Plan, data: Data) -> tuple[Items, Items]:
    """Return what stages are measured on, and what checkpoints are picked by.

    They share no item, unless transcripts give too few.
    """
    most, few = plan.recipe.loop.held_out, plan.recipe.loop.probe_items
    if plan.source.paths:
        found = pair_items(str(data.folder / "pairs.jsonl"), plan.source.setting)
    else:
        found = drill_items(most + few, seed=plan.source.seed, tool=plan.source.tool)
    probed = found.items[most : most + few] or found.items[:few]
    return found._replace(items=found.items[:most]), found._replace(items=probed)


def _domain(recipe: Recipe, data: Data) -> list[Row]:
    return data.rows("domain.jsonl", recipe.loop.domain_rows)


def _with_replay(pairs: int) -> Callable[[Recipe, Data], list[Row]]:
    """Return pairs of both kinds and replay rows to them.

    Args:
        pairs: 1 for the first, small set, 2 for all.
    """

    def rows(recipe: Recipe, data: Data) -> list[Row]:
        loop = recipe.loop
        found = some_pairs(
            data.rows("pairs.jsonl"),
            loop.v1_pairs if pairs == 1 else loop.v2_pairs,
            recipe.dpo.min_no_call,
            recipe.train.seed,
        )
        replayed = data.rows("replay.jsonl", round(len(found) * loop.replay_share))
        return [*found, *replayed]

    return rows


def some_pairs(pairs: Sequence[Row], most: int, no_call: float, seed: int) -> list[Row]:
    """Return pairs of which at least that share calls nothing; a smaller draw is in a larger one.

    Pairs that call are left out where there are too few that don't.
    """
    draw = random.Random(seed)  # noqa: S311 - an order, no secret
    quiet = [row for row in pairs if not calls_of(row.chosen)]
    calling = [row for row in pairs if calls_of(row.chosen)]
    draw.shuffle(quiet)
    draw.shuffle(calling)
    quiet = quiet[: math.ceil(most * no_call)]
    room = math.floor(len(quiet) * (1 - no_call) / no_call) if no_call else most
    return [*quiet, *calling[: min(room, most - len(quiet))]]


ARMS = (
    _Arm("sft-domain", "sft-domain", "SFT on domain text", "", train_sft, _domain),
    _Arm("sft-chosen", "sft-chosen", "SFT on chosen", "sft-domain", train_sft, _with_replay(2)),
    _Arm("dpo-v1", "dpo", "DPO v1", "sft-domain", train_dpo, _with_replay(1)),
    _Arm("dpo-v2", "dpo", "DPO v2", "sft-domain", train_dpo, _with_replay(2)),
)


def _gates(stages: Sequence[Stage]) -> Iterator[Gate]:
    """Yield what the promotion gate says of each DPO stage, seed by seed.

    A model is of one seed; seeds that answer the same questions are no further evidence on it.
    """
    for stage in stages:
        if stage.kind == "dpo":
            by_name = {one.name: one for one in stages if one.seed == stage.seed}
            decision = may_promote(stage, by_name["base"], by_name.get("sft-chosen"))
            yield Gate(stage.name, stage.seed, decision.passed, decision.reasons)


def _same_items(plan: Plan, seeds: Sequence[int]) -> list[str]:
    if not plan.source.paths or len(seeds) == 1:
        return []
    return ["Each seed answered the same held-out items: intervals over all seeds are too narrow."]


def _missing(stages: Sequence[Stage], seeds: int) -> list[str]:
    done = Counter(stage.name for stage in stages)
    names = [arm.name for arm in ARMS if done[arm.name] < seeds]
    if not names:
        return []
    return [f"The time was used up before the end of {', '.join(names)}; the same command goes on."]
