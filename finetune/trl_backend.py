"""DPO by TRL's trainer, for several GPUs: fed by the very token ids that our own loop trains on.

Started by `accelerate launch`, it takes what the recipe's `[accelerate]` says (FSDP, DeepSpeed).
Nothing is tokenised again: no chat template, column store or truncation stands between rows and
loss. Loss and log-probabilities equal ours on the same rows; a test holds them together. Probes
and the displacement guard belong to our loop only.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from auditor.errors import UsageError
from finetune.dataset import Dataset, Tokens
from finetune.models import Speaker
from finetune.policy import quiet_peft
from finetune.recipe import Recipe
from finetune.training import Ended, Job


class WithTrl(NamedTuple):
    """How a run by TRL ended, and the folder of its adapter.

    Attributes:
        first: Whether this process is the one that writes what is kept.
    """

    ended: Ended
    adapter: Path
    first: bool


def train_with_trl(job: Job) -> WithTrl:
    """Train until the rows are used up; every process of the launch must come here.

    Raises:
        UsageError: The rows hold replay rows, or the recipe trains every weight.
    """
    places = job.out / "checkpoints"
    trainer = dpo_trainer(job.recipe, job.speaker, job.dataset, places)
    done = trainer.train(resume_from_checkpoint=any(places.glob("checkpoint-*")))
    adapter = job.out / "adapter"
    # Gathers what is spread over the processes, so all of them take part.
    trainer.save_model(str(adapter))
    trainer.accelerator.wait_for_everyone()
    steps = trainer.state.global_step
    seconds = round(float(done.metrics.get("train_runtime", 0.0)), 1)
    ended = Ended(steps, trainer.state.max_steps, steps, None, seconds)
    return WithTrl(ended, adapter, trainer.is_world_process_zero())


def dpo_trainer(recipe: Recipe, speaker: Speaker, dataset: Dataset, folder: Path) -> Any:
    """Return TRL's trainer over a dataset; `speaker.model` is a model without adapters."""
    import trl
    from peft import LoraConfig

    if recipe.lora is None:
        raise UsageError("With the backend trl only adapters are trained.", "Give [lora].")

    if recipe.train.earlier_replies or recipe.train.words_weight != 1:
        raise UsageError(
            "The backend trl trains answers alone, all with the same weight.",
            "Leave train.earlier_replies and train.words_weight out of the recipe.",
        )
    trainer: Any = cast("Any", trl).DPOTrainer

    class OverTokens(trainer):  # type: ignore[misc]
        """Takes rows that are token ids already."""

        def _prepare_dataset(self, dataset: Any, *_: Any) -> Any:
            return dataset

    adapter = LoraConfig(
        r=recipe.lora.rank,
        lora_alpha=recipe.lora.alpha,
        lora_dropout=recipe.lora.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    with quiet_peft():
        return OverTokens(
            model=speaker.model,
            args=_settings(recipe, folder),
            train_dataset=_columns(dataset.tokens),
            processing_class=speaker.tokenizer,
            peft_config=adapter,
        )


def _settings(recipe: Recipe, folder: Path) -> Any:
    import trl

    train, dpo = recipe.train, recipe.dpo
    losses = ["sigmoid", "sft"] if dpo.nll_weight else ["sigmoid"]
    return cast("Any", trl).DPOConfig(
        output_dir=str(folder),
        loss_type=losses,
        loss_weights=[1.0, dpo.nll_weight][: len(losses)],
        beta=dpo.beta,
        learning_rate=dpo.lr,
        num_train_epochs=dpo.epochs,
        per_device_train_batch_size=train.pass_rows,
        gradient_accumulation_steps=max(1, train.batch // train.pass_rows),
        max_length=None,
        warmup_steps=train.warmup,
        lr_scheduler_type="linear",
        weight_decay=train.weight_decay,
        max_grad_norm=train.clip,
        activation_checkpointing=train.checkpointing,
        bf16=recipe.model.dtype == "bf16",
        fp16=recipe.model.dtype == "fp16",
        seed=train.seed,
        save_steps=train.save_every or 500,
        save_total_limit=train.keep,
        report_to=list(train.report_to),
        logging_steps=1,
        **recipe.accelerate,
    )


def _columns(tokens: Sequence[Tokens]) -> Any:
    import datasets

    if any(row.rejected is None for row in tokens):
        raise UsageError("The backend trl takes no replay rows.", "Leave --replay out.")
    return datasets.Dataset.from_dict(
        {
            "prompt_ids": [list(row.prompt) for row in tokens],
            "chosen_ids": [list(row.chosen) for row in tokens],
            "rejected_ids": [list(row.rejected or ()) for row in tokens],
        }
    )
