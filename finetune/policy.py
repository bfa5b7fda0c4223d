"""The weights that are trained: adapters on every linear layer, or all of them."""

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.errors import UsageError
from finetune.models import Speaker, find_model, load_speaker
from finetune.recipe import LoraRecipe, ModelRecipe, Recipe

if TYPE_CHECKING:
    from torch import Tensor


def load_policy(recipe: Recipe, base: str, *, hub: bool = False) -> Speaker:
    """Load a model to be trained by a recipe: with fresh adapters, or whole and in fp32.

    Adapters start as no change, so the policy is its own reference at step 0. The backend trl
    adds its adapters itself and moves the model to where each process wants it.
    """
    import torch

    folder = find_model(base, hub=hub)
    if recipe.backend == "trl":
        return load_speaker(folder, recipe.model, device="cpu")
    speaker = load_speaker(folder, recipe.model, "fp32" if recipe.lora is None else None)
    torch.manual_seed(recipe.train.seed)
    model = speaker.model if recipe.lora is None else with_adapters(speaker.model, recipe.lora)
    if recipe.train.checkpointing:
        checkpoint_activations(model)
    if recipe.train.compile:
        compile_layers(model)
    model.train()
    return speaker._replace(model=model)


def with_adapters(model: Any, recipe: LoraRecipe) -> Any:
    """Return a model with fresh adapters, fp32 whatever the weights are."""
    import torch
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    with quiet_peft():
        adapted = get_peft_model(model, config, autocast_adapter_dtype=True)
    for module in adapted.modules():
        # peft would compute the adapters' products in fp32; `in_precision` does it as the weights'.
        if hasattr(module, "cast_input_dtype_enabled"):
            module.cast_input_dtype_enabled = model.dtype == torch.float32
    return adapted


def without_peft(model: Any) -> Any:
    """Return the model of transformers inside of peft's; adapters stay in its layers."""
    return getattr(model, "get_base_model", lambda: model)()


def without_adapters(model: Any) -> Any:
    """Return the context in which a model speaks as it did before it got adapters, if it has any.

    A model that is trained whole has none: it says what it said before only before training.
    """
    return (
        model.disable_adapter() if hasattr(model, "disable_adapter") else contextlib.nullcontext()
    )


def in_precision(model: Any) -> Any:
    """Return the context in which fp32 adapters compute in the type of their model's weights."""
    import torch

    narrow = model.dtype != torch.float32
    return torch.autocast(model.device.type, model.dtype if narrow else None, enabled=narrow)


def compile_layers(model: Any) -> None:
    """Fuse what is small in the parts of each decoder layer, for sequences of any length."""
    inner = without_peft(model)
    for layer in inner.get_decoder().layers:
        # Not the layer itself: what recomputes its activations stands inside of it.
        for part in layer.children():
            part.compile(dynamic=True)


def read_adapter(model: Any, folder: Path) -> Any:
    """Return a model with the adapter that training wrote into a folder."""
    from peft import PeftModel

    with quiet_peft():
        return PeftModel.from_pretrained(model, folder)


@contextlib.contextmanager
def quiet_peft() -> Iterator[None]:
    """Hide that peft still asks transformers under a name that transformers has given up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def trainable(model: Any) -> "dict[str, Tensor]":
    """Return the weights that are trained, by name, each tied one once."""
    return {name: value for name, value in model.named_parameters() if value.requires_grad}


def load_trained(model: Any, place: Path) -> None:
    """Put trained weights of a safetensors file into a model of the same shape.

    Raises:
        UsageError: The file's weights are not those that the model trains.
    """
    import torch
    from safetensors.torch import load_file

    held = load_file(place)
    weights = trainable(model)
    if held.keys() != weights.keys():
        raise UsageError(f"{place} holds other weights than this recipe trains.")
    with torch.no_grad():
        for name, value in weights.items():
            value.copy_(held[name])


@contextlib.contextmanager
def answering(model: Any) -> Iterator[None]:
    """Let a model that is being trained answer for a while, with its memory of the context."""
    import torch

    inner = without_peft(model)
    model.eval()
    checkpointing = bool(getattr(inner, "is_activation_checkpointing", False))
    if checkpointing:
        inner.activation_checkpointing_disable()
    try:
        with torch.inference_mode(), torch.random.fork_rng(), in_precision(model):
            yield
    finally:
        if checkpointing:
            checkpoint_activations(model)
        model.train()


def model_recipe(recipe: Recipe, base: str) -> ModelRecipe:
    """Return the model table of a recipe for another base, such as a merged stage."""
    return recipe.model.model_copy(update={"base": base})


def checkpoint_activations(model: Any) -> None:
    """Let the backward pass compute the activations of each layer once more."""
    inner = without_peft(model)
    inner.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
