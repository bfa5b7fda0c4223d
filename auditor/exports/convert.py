"""A normalised trace in the form of another tool: OpenAI messages, ATIF, or our own JSONL.

Names, argument strings, outputs, words and who answers whom go over; what the target has no place
for is listed, never dropped in silence.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from auditor.errors import UsageError
from auditor.exports.atif_export import atif_of
from auditor.exports.export import Exported
from auditor.exports.openai_export import openai_of
from auditor.exports.trace_json import trace_value
from auditor.trace import Trace


class Converted(NamedTuple):
    """A trace in its new form.

    Attributes:
        text: One JSON object on one line, without a line end.
        lost: What the target cannot carry or says otherwise, a phrase each; empty for `jsonl`.
    """

    text: str
    lost: tuple[str, ...]


def _own(trace: Trace) -> Exported:
    return Exported(trace_value(trace), ())


_TARGETS: dict[str, Callable[[Trace], Exported]] = {
    "atif": atif_of,
    "jsonl": _own,
    "openai": openai_of,
}
TARGETS = tuple(_TARGETS)


def convert(trace: Trace, to: str) -> Converted:
    """Return a trace in the form of another tool.

    Args:
        trace: As any reader gives it.
        to: `openai` (an object with `messages` and `tools`), `atif` (a trajectory of v1.7) or
            `jsonl` (the trace itself, whole).

    Raises:
        UsageError: There is no such target.
    """
    if to not in _TARGETS:
        raise UsageError(f"There is no target {to!r}.", f"Use one of: {', '.join(TARGETS)}.")
    exported = _TARGETS[to](trace)
    return Converted(msgspec.json.encode(exported.value).decode(), exported.lost)
