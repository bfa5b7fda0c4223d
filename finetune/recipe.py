"""Recipes: everything that decides how a model is trained, in one TOML file.

`recipes/` holds those that ship; a path names one of your own. A wrong key or value is an error
that names it.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auditor.errors import ConfigError, reason_in

Dtype = Literal["fp32", "bf16", "fp16"]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelRecipe(_Table):
    """`[model]`: what is trained and how it is spoken to.

    Attributes:
        base: Name of a model that we make (`finetune.models.MADE`), a folder, or a hub id.
        dtype: Of the weights; adapters are always fp32.
        template: `hermes` for ours, `own` for the one of the tokenizer.
        thinking: What the template gets as `enable_thinking`; `none` for models without.
        max_length: Longest prompt and answer together, in tokens; longer rows are left out.
    """

    base: str
    dtype: Dtype = "fp32"
    template: Literal["hermes", "own"] = "hermes"
    thinking: Literal["on", "off", "none"] = "none"
    max_length: int = Field(default=2048, ge=16)


class LoraRecipe(_Table):
    """`[lora]`: low-rank adapters on every linear layer (Hu et al. 2021, arXiv 2106.09685)."""

    rank: int = Field(default=16, ge=1)
    alpha: int = Field(default=32, ge=1)
    dropout: Share = 0.0


class TrainRecipe(_Table):
    """`[train]`: the loop that SFT and DPO share.

    Attributes:
        batch: Rows per optimiser step.
        pass_rows: Rows that go through the model together, packed into one.
        warmup: Steps over which the rate rises to `lr`; then it falls linearly to 0.
        clip: Largest norm of the gradient.
        checkpointing: Recompute activations in the backward pass to save memory.
        compile: Compile each decoder layer, for large models on a GPU.
        save_every: In steps; the last one is always saved.
        probe_every: In steps, and at the last one; 0 for never.
        earlier_replies: Weight of the NLL of the replies in a row's prompt that were not
            found fault with; 0 trains the answer alone.
        words_weight: Of the NLL of a reply that calls none of its row's tools, beside one that
            calls. That nothing is called is what is taught; the words could be many others, and
            their large gradients would drown those of the calls.
        keep: Checkpoints kept beside the best.
        threads: Of the CPU; 0 leaves them as they are.
        report_to: Trackers that get the metrics too, as transformers names them.
    """

    batch: int = Field(default=4, ge=1)
    pass_rows: int = Field(default=1, ge=1)
    warmup: int = Field(default=2, ge=0)
    weight_decay: float = Field(default=0.0, ge=0)
    clip: Positive = 1.0
    earlier_replies: float = Field(default=0.0, ge=0)
    words_weight: Positive = 1.0
    checkpointing: bool = False
    compile: bool = False
    seed: int = 0
    save_every: int = Field(default=0, ge=0)
    probe_every: int = Field(default=0, ge=0)
    keep: int = Field(default=2, ge=1)
    threads: int = Field(default=0, ge=0)
    report_to: tuple[str, ...] = ()


class SftRecipe(_Table):
    """`[sft]`: supervised training on the last message of each row."""

    lr: Positive = 1e-4
    epochs: int = Field(default=1, ge=1)


class DpoRecipe(_Table):
    """`[dpo]`: sigmoid DPO (Rafailov et al. 2023, arXiv 2305.18290) with an NLL term.

    Attributes:
        nll_weight: Of the mean negative log-likelihood of chosen (Pang et al. 2024, arXiv
            2404.19733); 0 is plain DPO, which can destroy a model while its loss looks perfect.
        replay_weight: Of the NLL of replay rows, which have no rejected side.
        displacement: How far chosen may fall below the reference, in nats per token, before the
            NLL weight is doubled; 0 leaves it alone.
        min_no_call: Least share of rows whose chosen side calls nothing.
    """

    lr: Positive = 5e-6
    epochs: int = Field(default=1, ge=1)
    beta: Positive = 0.1
    nll_weight: float = Field(default=1.0, ge=0)
    replay_weight: float = Field(default=1.0, ge=0)
    displacement: float = Field(default=0.1, ge=0)
    min_no_call: Share = 0.2


class LoopRecipe(_Table):
    """`[loop]`: how much of everything `auditor finetune loop` makes and measures.

    Attributes:
        v1_pairs, v2_pairs: Training pairs of the two DPO stages.
        domain_rows: Question-answer rows about the domain (the stage that teaches no calling).
        replay_share: Replay rows per training pair, 0 to 1.
        held_out: Items of every evaluation; `probe_items` of them while training.
    """

    v1_pairs: int = Field(default=24, ge=1)
    v2_pairs: int = Field(default=120, ge=1)
    domain_rows: int = Field(default=48, ge=1)
    replay_share: Share = 0.2
    held_out: int = Field(default=200, ge=1)
    probe_items: int = Field(default=24, ge=1)
    new_tokens: int = Field(default=64, ge=1)


class Recipe(_Table):
    """A whole recipe.

    Attributes:
        backend: `own` for our loop; `trl` for several GPUs, with what `accelerate` says.
        lora: Absent means that every weight is trained.
    """

    name: str
    backend: Literal["own", "trl"] = "own"
    model: ModelRecipe
    lora: LoraRecipe | None = None
    train: TrainRecipe = TrainRecipe()
    sft: SftRecipe = SftRecipe()
    dpo: DpoRecipe = DpoRecipe()
    loop: LoopRecipe = LoopRecipe()
    accelerate: dict[str, Any] = {}


def recipe_names() -> list[str]:
    """Return the names of the recipes that ship."""
    return sorted(path.name.removesuffix(".toml") for path in _shipped())


def load_recipe(name: str) -> Recipe:
    """Return a recipe that ships, by name, or the one in a TOML file.

    Raises:
        ConfigError: There is none, it is no TOML, or a key or value is wrong.
    """
    if name in recipe_names():
        text = files("finetune").joinpath("recipes", f"{name}.toml").read_text(encoding="utf-8")
    else:
        text = _file_text(name)
    try:
        return Recipe.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{name}: {key}: {reason_in(first)}.") from None


def _file_text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"There is no recipe {name!r} and no such file.",
            f"Recipes: {', '.join(recipe_names())}.",
        ) from None


def _shipped() -> Iterator[Any]:
    folder = files("finetune").joinpath("recipes")
    return (path for path in folder.iterdir() if path.name.endswith(".toml"))
