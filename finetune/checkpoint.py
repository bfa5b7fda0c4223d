"""Checkpoints: everything that a run needs to go on as if it had never stopped.

A checkpoint is a folder `step-000040` of weights, optimiser state and random states (safetensors)
and a small JSON state, behind a manifest. It appears whole or not at all, at any moment of a kill.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from finetune.manifest import clear_remains, remove, verify, verify_run, written
from finetune.policy import load_trained, trainable

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = "trained.safetensors"
_OPTIMISER = "optimiser.safetensors"
_RANDOM = "random.safetensors"
_STATE = "state.json"


class Progress(NamedTuple):
    """How far a run is.

    Attributes:
        step: Optimiser steps done.
        knobs: Figures that the run adjusts as it goes, such as the NLL weight.
        best: Score and step of the best probe so far.
    """

    step: int = 0
    knobs: Mapping[str, float] = MappingProxyType({})
    best: tuple[float, int] | None = None


def save(
    folder: Path, progress: Progress, model: Any, optimiser: Any, facts: dict[str, Any]
) -> None:
    """Write the checkpoint of a step below `folder`.

    Args:
        facts: What the run is: a checkpoint of other facts is never resumed.
    """
    with written(folder / _name(progress.step), facts) as place:
        save_tensors(_contiguous(trainable(model)), place / WEIGHTS)
        tensors, figures = _flat(optimiser.state_dict())
        save_tensors(tensors, place / _OPTIMISER)
        save_tensors(_random_states(), place / _RANDOM)
        state = {**progress._asdict(), "knobs": dict(progress.knobs), "optimiser": figures}
        (place / _STATE).write_text(json.dumps(state), encoding="utf-8")


def keep_checkpoint(
    folder: Path, progress: Progress, model: Any, optimiser: Any, facts: dict[str, Any]
) -> None:
    """Write the checkpoint of a run that ends before its last step, where it has none yet."""
    if progress.step and not (folder / _name(progress.step)).is_dir():
        save(folder, progress, model, optimiser, facts)


def save_tensors(tensors: "Mapping[str, Tensor]", path: Path) -> None:
    """Write tensors as safetensors."""
    from safetensors.torch import save_file

    save_file(dict(tensors), path)


def resume(folder: Path, model: Any, optimiser: Any, facts: Mapping[str, Any]) -> Progress:
    """Put the newest checkpoint's state into model, optimiser and random generators.

    Returns:
        Where to go on; step 0 where there is no checkpoint.

    Raises:
        UsageError: A file of it is missing or altered, or it is of another run.
    """
    clear_remains(folder)
    places = sorted(folder.glob("step-*"))
    if not places:
        return Progress()
    place = places[-1]
    verify_run(place, facts)
    from safetensors.torch import load_file

    load_trained(model, place / WEIGHTS)
    state = json.loads((place / _STATE).read_text(encoding="utf-8"))
    optimiser.load_state_dict(_nested(load_file(place / _OPTIMISER), state["optimiser"], optimiser))
    _set_random_states(load_file(place / _RANDOM))
    best = tuple(state["best"]) if state["best"] else None
    return Progress(state["step"], state["knobs"], best)


def prune(folder: Path, keep: int, best: int | None) -> None:
    """Remove all checkpoints but the newest ones and that of the best probe."""
    places = sorted(folder.glob("step-*"))
    for place in places[:-keep]:
        if best is None or place.name != _name(best):
            remove(place)


def weights_of(folder: Path, step: int) -> Path:
    """Return the weights of a checkpoint, verified."""
    verify(folder / _name(step))
    return folder / _name(step) / WEIGHTS


def _name(step: int) -> str:
    return f"step-{step:06d}"


def _contiguous(weights: "Mapping[str, Tensor]") -> "dict[str, Tensor]":
    return {name: value.detach().cpu().contiguous() for name, value in weights.items()}


def _flat(state: Mapping[str, Any]) -> "tuple[dict[str, Tensor], list[Any]]":
    """Return the tensors of an optimiser's state by `parameter.name`, and its settings."""
    tensors = {
        f"{number}.{name}": value.detach().cpu().contiguous()
        for number, values in state["state"].items()
        for name, value in values.items()
    }
    return tensors, state["param_groups"]


def _nested(tensors: "Mapping[str, Tensor]", groups: list[Any], optimiser: Any) -> dict[str, Any]:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        number, _, name = key.partition(".")
        state.setdefault(int(number), {})[name] = value
    # JSON has no tuples; the optimiser's own settings say which values are some.
    for group, current in zip(groups, optimiser.param_groups, strict=True):
        for key, value in current.items():
            if isinstance(value, tuple):
                group[key] = tuple(group[key])
    return {"state": state, "param_groups": groups}


def _random_states() -> "dict[str, Tensor]":
    import torch

    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    return states


def _set_random_states(states: "Mapping[str, Tensor]") -> None:
    import torch

    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])
