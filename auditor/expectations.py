"""Expectations: which calls a task calls for at which step, written by people as JSONL.

One line a task: `{"task_key": ..., "expected": [{"step": 0, "calls": [{"name": ...,
"arguments": {...}}]}]}`. A step that is not listed is not judged; a task with nothing expected at
all (`"expected": []`) calls for no call at any step.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auditor import strict_json
from auditor.errors import ConfigError, reason_in
from auditor.measure import Call, call

Expectations = Mapping[str, Mapping[int, tuple[Call, ...]]]
"""The calls expected at each step, by task key; an empty task expects none anywhere."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedCall(_Strict):
    """A call that is due."""

    name: str
    arguments: dict[str, Any] = {}


class ExpectedStep(_Strict):
    """What is due at one model action, 0-based over the trace."""

    step: int = Field(ge=0)
    calls: tuple[ExpectedCall, ...] = ()


class ExpectedRun(_Strict):
    """What is due in a run of one task."""

    task_key: str
    expected: tuple[ExpectedStep, ...]


def load_expectations(path: str) -> Expectations:
    """Read an expectations file.

    Raises:
        ConfigError: The file is missing, or a line breaks the form; line and key are named.
    """
    try:
        lines = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror}.", "Give an existing expectations file (JSONL)."
        ) from None
    found: dict[str, Mapping[int, tuple[Call, ...]]] = {}
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            run = _run_of(raw, f"{path}:{number}")
            if run.task_key in found:
                raise ConfigError(f"{path}:{number}: the task {run.task_key!r} was given before.")
            found[run.task_key] = _calls_by_step(run)
    return found


def _run_of(raw: bytes, where: str) -> ExpectedRun:
    try:
        return ExpectedRun.model_validate(strict_json.decode(raw))
    except strict_json.JsonError as fault:
        raise ConfigError(f"{where}: {fault}.", "Write one JSON object a line.") from None
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{where}: `{key}`: {reason_in(first)}.",
            'Form: {"task_key", "expected": [{"step", "calls": [{"name", "arguments"}]}]}.',
        ) from None


def _calls_by_step(run: ExpectedRun) -> dict[int, tuple[Call, ...]]:
    steps: dict[int, tuple[Call, ...]] = {}
    for each in run.expected:
        calls = tuple(call(one.name, one.arguments) for one in each.calls)
        steps[each.step] = steps.get(each.step, ()) + calls
    return steps
