"""What calls say besides results: that two names belong together, what was done to a thing."""

from collections.abc import Collection

from auditor.evidence.index import Evidence
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.values.values import Value, normal_text, value_of

_STEM = 4


def are_linked(one: Value, other: Value, evidence: Evidence, before: int) -> bool:
    """Say whether a call about one thing names the other, too: its new name, what replaces it."""
    for call in evidence.executed_before(before):
        about = {value_of(field.value) for field in arguments_of(call)}
        if one in about and (other in about or other in _values_in(evidence.answer_of(call))):
            return True
    return False


def _values_in(output: str) -> set[Value]:
    return {
        value_of(raw) for read in values_in(output) for raws in read.values.values() for raw in raws
    }


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
