"""Our own form: one normalised trace a line, as `auditor convert --to jsonl` writes it."""

from collections.abc import Iterator
from typing import Any

from auditor.exports.trace_json import MARK, trace_of
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import json_text
from auditor.trace import Place, ReadProblem

NAME = "auditor-jsonl"


def recognise(value: Any) -> Recognition | None:
    """Recognise the mark that names the form and its version."""
    if isinstance(value, dict) and MARK in value and "events" in value:
        return Recognition(1.0, f"an object with {MARK} and events")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one trace; what is no trace of this version is a problem, not a guess."""
    try:
        yield trace_of(value, place, NAME)
    except ValueError as fault:
        yield ReadProblem(
            place,
            "TA901",
            f"no readable trace: {fault}",
            "Convert the transcript again with `auditor convert --to jsonl`.",
            json_text(value).encode()[: 64 * 1024],
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME, title="Normalised traces of auditor, one a line", recognise=recognise, read=read
    ),
)
