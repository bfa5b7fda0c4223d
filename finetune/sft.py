"""SFT: the model learns to write the last message of each row, and nothing else of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError
from finetune.dataset import Row
from finetune.models import Speaker
from finetune.packing import answer_log_probabilities
from finetune.recipe import Recipe
from finetune.run import Asked, Trained, begin, keep
from finetune.training import Figures, Knobs, Loss, train

if TYPE_CHECKING:
    from torch import Tensor

    from finetune.dataset import Dataset


def train_sft(recipe: Recipe, rows: Sequence[Row], out: Path, asked: Asked) -> Trained:
    """Train on the chosen side of rows, whether they have a rejected one or not.

    The loss is the mean negative log-likelihood per answer token over the batch.

    Args:
        out: Gets `checkpoints/`, `metrics.jsonl` and `trained/`; a run that was killed goes on.

    Raises:
        UsageError: A row, a check or a checkpoint is at fault.
    """
    if recipe.backend != "own":
        raise UsageError("SFT has one backend, our own.", 'Set backend = "own" in the recipe.')
    alone = [row._replace(rejected=None) for row in rows]
    job = begin("sft", recipe, alone, out, asked)
    if isinstance(job, Trained):
        return job
    loss = sft_loss(job.speaker, job.dataset, recipe.train.earlier_replies)
    return keep(job, train(job, loss), asked.notes)


def sft_loss(speaker: Speaker, dataset: "Dataset", earlier: float = 0.0) -> Loss:
    """Return the loss of SFT over a dataset.

    Args:
        earlier: Weight of a token of an earlier reply beside one of the answer.
    """

    def of(rows: Sequence[int], batch: Sequence[int], _: Knobs) -> "tuple[Tensor, Figures]":
        whole = [dataset.tokens[number] for number in batch]
        replies = sum(weight * (end - first) for row in whole for first, end, weight in row.earlier)
        tokens = sum(row.weight * len(row.chosen) for row in whole) + earlier * replies
        found = answer_log_probabilities(speaker.model, [dataset.tokens[number] for number in rows])
        weights = found.chosen.new_tensor([dataset.tokens[number].weight for number in rows])
        said = (weights * found.chosen).sum() + earlier * found.earlier.sum()
        return -said / tokens, {}

    return Loss(of)
