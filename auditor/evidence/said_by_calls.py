"""What calls say besides results: that two names belong together, what was done to a thing."""

from collections.abc import Collection

from auditor.evidence.index import Evidence
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import Value, normal_text

_STEM = 4


def are_linked(one: Value, other: Value, evidence: Evidence, before: int) -> bool:
    """Say whether a call about one thing names the other, too: its new name, what replaces it."""
    ways = spellings(one), spellings(other)
    for call in evidence.executed_before(before):
        told = normal_text(call.arguments_raw)
        if holds(told, one, ways[0]) and (
            holds(told, other, ways[1])
            or holds(normal_text(evidence.answer_of(call)), other, ways[1])
        ):
            return True
    return False


def is_deed_since(
    said: Value, names: Collection[str], since: int, evidence: Evidence, before: int
) -> bool:
    """Say whether a word tells what was done to a thing: `cancelled` by `cancel_order`.

    Args:
        said: The word.
        names: What the thing is called, in normal spelling.
        since, before: Event indexes between which it was done.
        evidence: The sources of the trace.
    """
    if said.kind != "word" or len(said.form) < _STEM:
        return False
    stem = said.form[:_STEM]
    return any(
        stem in call.name.casefold()
        and call.index > since
        and any(name in normal_text(call.arguments_raw) for name in names)
        for call in evidence.executed_before(before)
    )
