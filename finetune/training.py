"""The loop that SFT and DPO share: batches, steps, checkpoints, probes, and what stops a run.

The order of rows is a function of seed and epoch, so that a run which was killed goes on with the
very rows that came next; on one CPU thread it ends with the weights of an uninterrupted run.
"""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.errors import UsageError
from finetune.checkpoint import Progress, keep_checkpoint, prune, resume, save, weights_of
from finetune.dataset import Dataset
from finetune.metrics import Reporter, finish, report, reporter
from finetune.models import Speaker
from finetune.policy import answering, load_trained, trainable
from finetune.recipe import Recipe

if TYPE_CHECKING:
    from torch import Tensor

Knobs = Mapping[str, float]
Figures = dict[str, float]
Probe = Callable[[Speaker], Figures]
_BETAS = (0.9, 0.999)


class Loss(NamedTuple):
    """What a stage minimises.

    Attributes:
        of: Gives the loss of some rows (numbers in the dataset) as their part of a batch of rows,
            and figures to report, each a part that adds up over the batch.
        check_first: Sees the figures of step 1 and may refuse to go on.
        adjust: Gives the knobs after a step, from those before it and its figures.
    """

    of: "Callable[[Sequence[int], Sequence[int], Knobs], tuple[Tensor, Figures]]"
    knobs: Knobs = MappingProxyType({})
    check_first: Callable[[Figures], None] = lambda _: None
    adjust: Callable[[Knobs, Figures], Knobs] = lambda knobs, _: knobs


class Job(NamedTuple):
    """One run of one stage.

    Attributes:
        lr: The highest rate. `epochs`: times that each row is seen.
        base: Name or folder of the model it starts from, as asked.
        facts: What the run is; a checkpoint of other facts is refused.
        probe: Looks at what the model does; its `score` picks the weights that are kept.
        deadline: On the monotonic clock; the run ends with the step that passes it.
        shown: Draw a bar.
    """

    recipe: Recipe
    speaker: Speaker
    dataset: Dataset
    out: Path
    lr: float
    epochs: int
    base: str
    facts: dict[str, Any]
    probe: Probe | None = None
    deadline: float = math.inf
    shown: bool = False


class Ended(NamedTuple):
    """How a run ended.

    Attributes:
        steps: Steps done, of `total`.
        picked: The step whose weights the model now has; the last where nothing was probed.
        score: Of the probe at that step.
        seconds: Time on the clock since the run began or went on.
    """

    steps: int
    total: int
    picked: int
    score: float | None
    seconds: float


def train(job: Job, loss: Loss) -> Ended:
    """Train until the rows are used up or the time is, and leave the best weights in the model.

    Raises:
        UsageError: A figure is not finite, a check fails, or a checkpoint cannot be trusted.
    """
    batches = batches_of(len(job.dataset.rows), job)
    optimiser = _optimiser(job)
    places = job.out / "checkpoints"
    progress = resume(places, job.speaker.model, optimiser, job.facts)
    if not progress.step:
        progress = progress._replace(knobs=dict(loss.knobs))
    to = reporter(
        job.out / "metrics.jsonl",
        len(batches),
        shown=job.shown,
        report_to=job.recipe.train.report_to,
        from_step=progress.step,
    )
    tools = _Tools(optimiser, _scaler(job), to)
    while progress.step < len(batches) and time.monotonic() < job.deadline:
        batch = batches[progress.step]
        figures = _gradients(job, loss, batch, tools, progress)
        progress = _move(job, loss, figures, tools, progress)
        progress = _look_and_save(job, progress, tools)
    if progress.step < len(batches):
        keep_checkpoint(places, progress, job.speaker.model, optimiser, job.facts)
    finish(to)
    seconds = round(time.monotonic() - to.began, 1)
    if progress.best is None:
        return Ended(progress.step, len(batches), progress.step, None, seconds)
    score, picked = progress.best
    if picked != progress.step:
        load_trained(job.speaker.model, weights_of(places, picked))
    return Ended(progress.step, len(batches), picked, score, seconds)


def batches_of(rows: int, job: Job) -> list[list[int]]:
    """Return the numbers of the rows of every step, shuffled anew in each epoch."""
    size, seed = job.recipe.train.batch, job.recipe.train.seed
    batches = []
    for epoch in range(job.epochs):
        order = list(range(rows))
        random.Random(f"{seed}:{epoch}").shuffle(order)  # noqa: S311 - an order, no secret
        batches += [order[start : start + size] for start in range(0, rows, size)]
    return batches


def rate(step: int, total: int, warmup: int) -> float:
    """Return the share of the highest rate at a step counted from 0: up, then linearly down."""
    if step < warmup:
        return (step + 1) / warmup
    return (total - step) / max(1, total - warmup)


class _Tools(NamedTuple):
    """What moves the weights, and who hears of it."""

    optimiser: Any
    scaler: Any
    to: Reporter


def _gradients(
    job: Job, loss: Loss, batch: Sequence[int], tools: _Tools, progress: Progress
) -> Figures:
    """Add up the gradients of a batch, clip them, and return its figures."""
    import torch

    recipe = job.recipe.train
    figures: Figures = {}
    for start in range(0, len(batch), recipe.pass_rows):
        value, parts = loss.of(batch[start : start + recipe.pass_rows], batch, progress.knobs)
        tools.scaler.scale(value).backward()
        for key, part in {"loss": value.item(), **parts}.items():
            figures[key] = figures.get(key, 0.0) + part
    tools.scaler.unscale_(tools.optimiser)
    weights = trainable(job.speaker.model).values()
    figures["norm"] = torch.nn.utils.clip_grad_norm_(weights, recipe.clip).item()
    # A scaler meets infinite gradients while it looks for its scale, and skips such steps.
    looked_at = ("loss",) if tools.scaler.is_enabled() else ("loss", "norm")
    if not all(math.isfinite(figures[key]) for key in looked_at):
        rows = ", ".join(job.dataset.rows[number].place for number in batch)
        raise UsageError(
            f"Step {progress.step + 1}: loss or gradient is not finite; its rows are {rows}.",
            "Lower the rate, or take bf16 or fp32. The last checkpoint is whole.",
        )
    return figures


def _move(job: Job, loss: Loss, figures: Figures, tools: _Tools, progress: Progress) -> Progress:
    """Make one step of the optimiser and report it."""
    if progress.step == 0:
        loss.check_first(figures)
    lr = job.lr * rate(progress.step, tools.to.total, job.recipe.train.warmup)
    for group in tools.optimiser.param_groups:
        group["lr"] = lr
    tools.scaler.step(tools.optimiser)
    tools.scaler.update()
    tools.optimiser.zero_grad(set_to_none=True)
    knobs = loss.adjust(progress.knobs, figures)
    report(tools.to, progress.step + 1, {**figures, **knobs, "lr": lr})
    return progress._replace(step=progress.step + 1, knobs=knobs)


def _look_and_save(job: Job, progress: Progress, tools: _Tools) -> Progress:
    """Probe and save where it is due; the last step is always due."""
    recipe, step = job.recipe.train, progress.step
    better = False
    if job.probe and recipe.probe_every and _due(step, recipe.probe_every, tools.to.total):
        with answering(job.speaker.model):
            figures = job.probe(job.speaker)
        report(tools.to, step, {f"probe_{key}": value for key, value in figures.items()})
        # Of equals the later one: the rate has come down, and few items don't tell them apart.
        better = progress.best is None or figures["score"] >= progress.best[0]
        if better:
            progress = progress._replace(best=(figures["score"], step))
    if better or _due(step, recipe.save_every, tools.to.total):
        places = job.out / "checkpoints"
        save(places, progress, job.speaker.model, tools.optimiser, job.facts)
        prune(places, recipe.keep, progress.best[1] if progress.best else None)
    return progress


def _due(step: int, every: int, total: int) -> bool:
    return step == total or (every > 0 and step % every == 0)


def _optimiser(job: Job) -> Any:
    import torch

    if job.recipe.train.threads:
        torch.set_num_threads(job.recipe.train.threads)
    return torch.optim.AdamW(
        trainable(job.speaker.model).values(),
        lr=job.lr,
        betas=_BETAS,
        weight_decay=job.recipe.train.weight_decay,
    )


def _scaler(job: Job) -> Any:
    import torch

    device = job.speaker.model.device.type
    return torch.amp.GradScaler(device, enabled=job.recipe.model.dtype == "fp16")
