"""Results of the Berkeley Function Calling Leaderboard, one test a line.

A result is a list of `{function: arguments}`, or the model's text, in which Hermes models write
their calls as tags; of multi-turn tests a list of turns, each a list of such steps. Neither the
question nor what a tool returned is recorded. Ids repeat over files of other models, dates and
categories, so the file's name makes them distinct.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.hermes_text import add_model_text
from auditor.messages.parts import arguments_text, json_text, text_of, text_or_none
from auditor.trace import Note, Place, Trace

NAME = "bfcl"

_COUNTS = frozenset({"latency", "input_token_count", "output_token_count"})
_KEYS = _COUNTS | {"id", "idx", "result", "inference_log", "traceback", "reasoning_content"}
_SUFFIXES = (".gz", ".zst", ".json", ".jsonl")


def recognise(value: Any) -> Recognition | None:
    """Recognise an id with a result of calls or text, and nothing that BFCL does not write."""
    if not isinstance(value, dict) or "result" not in value or not value.keys() <= _KEYS:
        return None
    key = "id" if "id" in value else "idx"
    if text_or_none(value.get(key)) is None or not _fits(value["result"]):
        return None
    if not _COUNTS.isdisjoint(value) or key == "idx" or isinstance(value["result"], list):
        return Recognition(0.7, "a BFCL result with its id and counts")
    return Recognition(0.5, "an id and a result, as BFCL writes them")


def _fits(result: Any) -> bool:
    if isinstance(result, str):
        return True
    return isinstance(result, list) and all(isinstance(member, dict | list) for member in result)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one test's result."""
    draft = Draft()
    result = value["result"]
    turns = result if isinstance(result, list) and _holds_turns(result) else [[result]]
    _add_thought(draft, value.get("reasoning_content"))
    for turn in turns:
        for step in turn if isinstance(turn, list) else [turn]:
            draft.step()
            _add_step(draft, step)
    test = str(value.get("id", value.get("idx")))
    source = _stem(place.file)
    notes: set[Note] = {"results-not-recorded"}
    if turns is result:
        notes.add("condensed")
    yield Trace(
        NAME,
        place,
        draft.events,
        own_id=f"{source}:{test}",
        dataset=f"bfcl/{source}",
        task_id=test,
        notes=frozenset(notes),
        extra={
            key: json_text(kept)
            for key, kept in value.items()
            if key not in ("id", "idx", "result")
        },
    )


def _holds_turns(result: list[Any]) -> bool:
    return bool(result) and all(isinstance(member, list) for member in result)


def _stem(file: str) -> str:
    name = PurePosixPath(file).name
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _add_thought(draft: Draft, thought: Any) -> None:
    if isinstance(thought, str) and thought:
        draft.model(thought, -1, channel="thinking")


def _add_step(draft: Draft, step: Any) -> None:
    if isinstance(step, str):
        add_model_text(draft, step, -1)
        return
    calls = step if isinstance(step, list) else [step]
    position = 0
    for call in calls:
        if not isinstance(call, dict):
            draft.model(text_of(call), -1)
            continue
        for name, arguments in call.items():
            draft.call(name, arguments_text(arguments), -1, position=position)
            position += 1
    if not calls:
        draft.model("", -1)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="BFCL results (Berkeley Function Calling Leaderboard)",
        recognise=recognise,
        read=read,
    ),
)
