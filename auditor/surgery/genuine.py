"""Results that tools really gave: those in the transcripts, else a callable of the user's."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from auditor.canonical import canonical_arguments
from auditor.errors import UsageError
from auditor.pairing import Pairing
from auditor.surgery.contexts import Genuine

Tools = Callable[[str, dict[str, Any]], str]
"""Carries out a call: name and parsed arguments in, the result's text out."""


def recorded(pairings: Iterable[Pairing]) -> Genuine:
    """Return the first result that did not fail of each call in some transcripts."""
    known: dict[tuple[str, str], str] = {}
    for pairing in pairings:
        for call in pairing.calls:
            result = pairing.answer.get(call.index)
            if result is not None and not result.is_error:
                key = (call.name, canonical_arguments(call.arguments_raw))
                known.setdefault(key, result.output)
    return lambda name, raw: known.get((name, canonical_arguments(raw)))


def or_else(first: Genuine, tools: Tools) -> Genuine:
    """Return what asks the tools where no result is recorded.

    Raises:
        UsageError: When called: the callable gave no text.
    """

    def genuine(name: str, raw: str) -> str | None:
        output = first(name, raw)
        if output is not None:
            return output
        given = tools(name, msgspec.json.decode(raw))
        if not isinstance(given, str):
            raise UsageError(
                f"The tools gave {type(given).__name__} for {name}.", "Return the result's text."
            )
        return given

    return genuine
