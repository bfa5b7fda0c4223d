"""DPO: the model learns to prefer the chosen answer to the one that was flagged.

Sigmoid DPO (Rafailov et al. 2023, arXiv 2305.18290): -log sigmoid(beta * (margin - reference's
margin)), plus the mean negative log-likelihood of chosen (Pang et al. 2024, arXiv 2404.19733).
The reference is the model before the first step; its log-probabilities are computed once.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from auditor.errors import UsageError
from finetune.dataset import Dataset, Row, no_call_share
from finetune.models import Speaker
from finetune.packing import Answers, answer_log_probabilities
from finetune.recipe import DpoRecipe, Recipe
from finetune.reference import Reference, kept_reference
from finetune.run import Asked, Trained, begin, keep, keep_adapter
from finetune.training import Figures, Knobs, Loss, train

if TYPE_CHECKING:
    from torch import Tensor

_SMOOTHING = 0.75
_LARGEST_NLL_WEIGHT = 8.0
_LEAST_NLL_WEIGHT = 0.25
_WAIT = 4
# How far the preference loss of step 1 may be from ln 2, by the precision of the weights.
_TOLERANCE = {"fp32": 1e-3, "fp16": 2e-2, "bf16": 5e-2}


def train_dpo(recipe: Recipe, rows: Sequence[Row], out: Path, asked: Asked) -> Trained:
    """Train on pairs; rows without a rejected side are replayed by their likelihood alone.

    Args:
        out: Gets `reference/`, `checkpoints/`, `metrics.jsonl` and `trained/`; a run that was
            killed goes on.

    Raises:
        UsageError: A row, a check or a checkpoint is at fault.
    """
    share = no_call_share(rows)
    if share < recipe.dpo.min_no_call:
        raise UsageError(
            f"Only {share:.0%} of the pairs have a chosen side without a call; the recipe asks "
            f"for {recipe.dpo.min_no_call:.0%}.",
            "Without them the model learns to call always: add control pairs.",
        )
    job = begin("dpo", recipe, rows, out, asked)
    if isinstance(job, Trained):
        return job
    if recipe.backend == "trl":
        from finetune.trl_backend import train_with_trl

        ran = train_with_trl(job)
        return keep_adapter(job, ran.ended, ran.adapter, asked.notes, first=ran.first)
    reference = kept_reference(out / "reference", job.facts, job.speaker, job.dataset)
    loss = dpo_loss(recipe, job.speaker, job.dataset, reference)
    return keep(job, train(job, loss), asked.notes)


def dpo_loss(recipe: Recipe, speaker: Speaker, dataset: Dataset, reference: Reference) -> Loss:
    """Return the loss of DPO over a dataset, with the guards of a recipe."""

    def of(rows: Sequence[int], batch: Sequence[int], knobs: Knobs) -> "tuple[Tensor, Figures]":
        tokens = [dataset.tokens[number] for number in rows]
        found = answer_log_probabilities(speaker.model, tokens)
        weights = found.chosen.new_tensor([row.weight for row in tokens])
        gains, sizes = _gains(found, reference, rows), _Sizes.of(dataset, batch)
        return _parts(recipe, found, gains, weights, sizes, knobs)

    return Loss(
        of,
        {"nll_weight": recipe.dpo.nll_weight, "gain": 0.0, "wait": 0.0},
        lambda figures: _check_first(figures, recipe),
        lambda knobs, figures: _guard(recipe.dpo, knobs, figures),
    )


class _Sizes(NamedTuple):
    """Pairs and replay rows of a whole batch, by which sums become means."""

    pairs: int
    replayed: int

    @classmethod
    def of(cls, dataset: Dataset, batch: Sequence[int]) -> "_Sizes":
        pairs = sum(dataset.tokens[number].rejected is not None for number in batch)
        return cls(pairs, len(batch) - pairs)


class _Gains(NamedTuple):
    """How much more likely than to the reference answers are, in nats; shape (rows,) each."""

    chosen: "Tensor"
    rejected: "Tensor"


def _gains(found: Answers, reference: Reference, rows: Sequence[int]) -> _Gains:
    return _Gains(
        found.chosen - found.chosen.new_tensor([reference.chosen[number] for number in rows]),
        found.rejected - found.chosen.new_tensor([reference.rejected[number] for number in rows]),
    )


def _parts(
    recipe: Recipe,
    found: Answers,
    gains: _Gains,
    weights: "Tensor",
    sizes: _Sizes,
    knobs: Knobs,
) -> "tuple[Tensor, Figures]":
    """Return the loss of some rows as their part of a batch, and figures that add up to means.

    Args:
        weights: Of each row's likelihood of chosen, shape (rows,).
    """
    import torch

    paired = (found.rejected_tokens > 0).float()
    margins = recipe.dpo.beta * (gains.chosen - gains.rejected)
    preference = -torch.nn.functional.logsigmoid(margins) * paired / max(1, sizes.pairs)
    per_token = -found.chosen / found.chosen_tokens
    nll = per_token * weights * paired / max(1, sizes.pairs)
    replay = per_token * (1 - paired) / max(1, sizes.replayed)
    told = found.earlier_tokens + (found.earlier_tokens == 0)
    earlier = -found.earlier / told * paired / max(1, sizes.pairs)
    loss = preference + knobs["nll_weight"] * nll + recipe.dpo.replay_weight * replay
    loss = loss + recipe.train.earlier_replies * earlier
    gain = gains.chosen.detach() / found.chosen_tokens * paired / max(1, sizes.pairs)
    figures = {
        "preference": preference,
        "nll": nll,
        "replay_nll": replay,
        "earlier_nll": earlier,
        "chosen_gain": gain,
        "margin": margins * paired / max(1, sizes.pairs),
        "preferred": (margins > 0).float() * paired / max(1, sizes.pairs),
    }
    return loss.sum(), {key: value.sum().item() for key, value in figures.items()} | {
        "pairs": paired.sum().item()
    }


def _check_first(figures: Figures, recipe: Recipe) -> None:
    """Refuse a policy that is not its own reference before the first step."""
    if (
        figures["pairs"]
        and abs(figures["preference"] - math.log(2)) > _TOLERANCE[recipe.model.dtype]
    ):
        raise UsageError(
            f"The preference loss of step 1 is {figures['preference']:.4f} and not ln 2: "
            "policy and reference differ before training."
        )


def _guard(recipe: DpoRecipe, knobs: Knobs, figures: Figures) -> Knobs:
    """Raise the NLL weight where chosen becomes less likely than it was to the reference."""
    if not recipe.displacement or not figures["pairs"]:
        return knobs
    gain = _SMOOTHING * knobs["gain"] + (1 - _SMOOTHING) * figures["chosen_gain"]
    weight, wait = knobs["nll_weight"], max(0.0, knobs["wait"] - 1)
    if gain < -recipe.displacement and not wait:
        raised = max(2 * weight, _LEAST_NLL_WEIGHT)
        weight, wait = max(weight, min(raised, _LARGEST_NLL_WEIGHT)), float(_WAIT)
    return {"nll_weight": weight, "gain": gain, "wait": wait}
