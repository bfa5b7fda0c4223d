"""Whether two runs are repeats at all: prompt, user turns, tools, model, decoding."""

from typing import Any

import msgspec

from auditor.runs.normalisers import Normaliser, as_written
from auditor.runs.origin import origin_of
from auditor.trace import Message, Trace

_DECODING = (
    "temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens",
    "max_output_tokens", "presence_penalty", "frequency_penalty", "repetition_penalty", "stop",
    "reasoning_effort", "thinking_budget", "adapter", "revision", "quantization",
)  # fmt: skip
_HOLDERS = (
    "decoding", "params", "parameters", "sampling", "sampling_params", "generation",
    "generation_config", "model_options", "config", "request", "metadata",
)  # fmt: skip
_ELSEWHERE = "model (not recorded, other file)"
NAMED = (
    "system prompt",
    "user turns",
    "tools",
    "model",
    _ELSEWHERE,
    "prompt version",
    "decoding parameters",
)
"""What must be equal for a repeat, under the words a report uses."""

_SEEDS = ("seed", "random_seed")
_FINGERPRINTS = ("system_fingerprint",)


class RunInput(msgspec.Struct, frozen=True, gc=False):
    """What a run was given, in comparable form.

    Attributes:
        system, users, tools: Numbers that are equal for equal words; one per user turn.
        model, prompt_version: As the transcript names them.
        origin: The file, where no model is named: other files may be of other models.
        decoding: Temperature and the like as JSON, "" where the transcript does not say.
        seed: The seed as text, "" where not said. Repeats may and should differ in it.
        temperature: None where not said.
        fingerprint: The provider's name for its backend; recorded, not required to be equal.
    """

    system: int
    users: tuple[int, ...]
    tools: int
    model: str | None
    prompt_version: str | None
    origin: str = ""
    decoding: str = ""
    seed: str = ""
    temperature: float | None = None
    fingerprint: str = ""

    @property
    def named(self) -> dict[str, object]:
        """The value of each of `NAMED`."""
        values = (
            self.system, self.users, self.tools, self.model, self.origin, self.prompt_version,
            self.decoding,
        )  # fmt: skip
        return dict(zip(NAMED, values, strict=True))

    @property
    def unrecorded(self) -> tuple[str, ...]:
        """What a repeat should have in common and the transcript does not tell."""
        told = {"model": self.model, "decoding parameters": self.decoding}
        return tuple(name for name, value in told.items() if not value)


def input_of(trace: Trace, normal: Normaliser = as_written, *, one_model: bool = False) -> RunInput:
    """Return what a run was given.

    Args:
        trace: The run.
        normal: How users' words are read.
        one_model: Somebody vouches that runs without a named model are of one model.
    """
    system: list[str] = []
    users: list[int] = []
    for event in trace.events:
        if type(event) is Message:
            if event.source == "user":
                users.append(hash(normal(event.text)))
            elif event.source == "runtime" and not users:
                system.append(event.text.strip())
    users += [hash(normal(text)) for text in origin_of(trace).unsent]
    given = _parameters(trace.extra)
    decoding = {name: given[name] for name in _DECODING if name in given}
    temperature = given.get("temperature")
    return RunInput(
        hash("\n".join(system)),
        tuple(users),
        hash(trace.tools),
        trace.model,
        trace.prompt_version,
        trace.place.file if trace.model is None and not one_model else "",
        msgspec.json.encode(decoding, order="sorted").decode() if decoding else "",
        _first(given, _SEEDS),
        float(temperature) if isinstance(temperature, int | float) else None,
        _first(given, _FINGERPRINTS),
    )


def differing(left: RunInput, right: RunInput) -> tuple[str, ...]:
    """Return the names of what differs between two inputs; nothing for true repeats."""
    if left == right:
        return ()
    theirs = right.named
    names = [name for name, value in left.named.items() if value != theirs[name]]
    # Only where neither run names a model does it count of which file each is.
    return tuple(name for name in names if name != _ELSEWHERE or left.model == right.model)


def _parameters(extra: dict[str, str]) -> dict[str, Any]:
    """Return the top-level values kept by the reader, and those of a holder such as `params`."""
    found: dict[str, Any] = {}
    for name in (*_HOLDERS, *_DECODING, *_SEEDS, *_FINGERPRINTS):
        if name not in extra:
            continue
        try:
            value = msgspec.json.decode(extra[name])
        except msgspec.DecodeError:
            continue
        if name not in _HOLDERS:
            found[name] = value
        elif isinstance(value, dict):
            found = {**value, **found}
    return found


def _first(given: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(given[name]) for name in names if given.get(name) is not None), "")
