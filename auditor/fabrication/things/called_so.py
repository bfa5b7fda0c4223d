"""What a user calls each of several things that one tool was asked about, for short.

`StayWell Porto` and `StayWell Lisbon` came back, and the user asks for the room in Lisbon; or
`3-bed semi, Birch Lane` and `3-bed terrace, Cedar Court`. What stands under one label of each call
or result, but for what all have in common, is a name of the thing where the user says it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.things.known_things import is_proper
from auditor.trace import ToolCall
from auditor.values.occurrences import place_of
from auditor.values.values import normal_text

_SHORT, _SHORTEST = 60, 3
_MOST_OTHERS = 8
_NUMBERED = re.compile(r" \d+\Z")
_PART = re.compile(r"\s*[,;:|()\[\]/–—]\s*|\s+-\s+")


def called_so(
    own: tuple[ToolCall, str], others: Sequence[tuple[ToolCall, str]], asked: str
) -> tuple[str, ...]:
    """Return what some words of a user call a thing, and none of several others is called.

    Args:
        own: The call for the thing, and what came back.
        others: The calls for others, and what came back.
        asked: The user's words.
    """
    small = asked.lower()
    mine, theirs = _labelled(*own), [_labelled(*other) for other in others[:_MOST_OTHERS]]
    found: dict[str, None] = {}
    for label, raw in mine.items():
        beside = [one[label] for one in theirs if label in one]
        if not beside or raw in beside:
            continue
        for part in _parts(raw, beside):
            if part.lower() in small and _is_name(part) and place_of(part, asked) >= 0:
                found[part] = None
    if not found:
        return ()
    whole = [normal_text(f"{call.arguments_raw} {output}") for call, output in others]
    return tuple(part for part in found if not any(part.lower() in text for text in whole))


def _parts(raw: str, beside: list[str]) -> Iterator[str]:
    """Yield the pieces of a value, and what of its words the others do not have."""
    known = {word for other in beside for word in other.split()}
    words = raw.split()
    own = [place for place, word in enumerate(words) if word not in known]
    pieces = [*_PART.split(raw), " ".join(words[own[0] : own[-1] + 1]) if own else ""]
    # `Pura 80`, of `HUAWEI Pura 80` and `HUAWEI Mate 80`
    pieces += [" ".join(words[own[0] :]) if own else ""]
    yield from (one for one in pieces if len(one) >= _SHORTEST)


def _is_name(piece: str) -> bool:
    """Say whether a piece is a name, with a number behind it or not: `Mate 70`."""
    return is_proper(_NUMBERED.sub("", piece))


def _labelled(call: ToolCall, output: str) -> dict[str, str]:
    asked = {f" {field.label}": field.value for field in arguments_of(call)}
    return {label: raw for label, raw in asked.items() if len(raw) < _SHORT} | {
        label: raw for label, raw in single_values(output).items() if raw
    }


@lru_cache(maxsize=64)
def single_values(output: str) -> dict[str, str]:
    """Return the short values of a result that is one record, {} for any other."""
    records = list(values_in(output))
    if len(records) != 1:
        return {}
    told = records[0].values.items()
    return {label: raws[0] for label, raws in told if len(raws) == 1 and len(raws[0]) < _SHORT}
