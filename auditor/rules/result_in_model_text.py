"""A tool result that the model wrote itself.

What it does:
    Reports stretches of the model's own words (answer, thinking, the argument string of a call,
    text between a call and its result, an impersonated role) that set out a record in the layout
    of a tool's results, with values that no genuine result holds. The layout is learnt from the
    genuine results of the session, else from learnt profiles, else from the output schema; any
    layout will do where the words before it say that a tool returned it which was never called.
    Kinds: `invented` (values from nowhere, or genuine values in a record that no result ever was),
    `copied` and `re-rendered` (genuine data in a place where only the runtime writes: a fault of
    form, severity info), `call-as-text` (a call written out instead of made), `impersonated` (words
    of a user or an administrator that nobody said: a consent that the model gives itself).

Why it matters:
    The reasoning reads smoothly and the tool call event is missing, so no decision that follows
    can be proven, replayed or trusted. Once a model has done this it tends to go on.

Example:
    After two genuine lookups that returned `{"uri": ..., "verdict": ..., "score": ...}` the model
    answers `{"uri": "c.example", "verdict": "clean", "score": 3}` without a call.

Known false alarms:
    Values computed in ways other than sums and differences; data from a source that the transcript
    does not show.

How to fix or suppress:
    Export every source the model saw. Dismiss in review, or suppress the fingerprint.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.fabrication.imitation import Imitation
from auditor.finding import Hit, NotCheckable
from auditor.imitation_hit import INFO, hit_of, listed
from auditor.rules import rule
from auditor.values.blocks import Field
from auditor.values.values import value_of

_KINDS = frozenset(
    {"invented", "copied", "re-rendered", "call-as-text", "simulated", "impersonated"}
)


@rule(
    "TA102",
    "result-in-model-text",
    "high",
    Coverage.WORDS | Coverage.CALLS,
    when="imitations_or_gap",
)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each imitated result."""
    if analysis.unsourced:
        yield analysis.unsourced
    onset: int | None = None
    for found in analysis.imitations:
        if found.kind not in _KINDS:
            continue
        step = analysis.trace.events[found.event_index].step
        if found.kind == "invented" and onset is None:
            onset = step
        told = _by_source(found, analysis)
        message = _message(told, analysis)
        yield hit_of(analysis, told, message, onset if found.kind == "invented" else step)


def _by_source(found: Imitation, analysis: Analysis) -> Imitation:
    """Return an imitation with the values that no result holds, or with all if results hold all."""
    new = tuple(field for field in found.values if not _is_returned(field, found, analysis))
    return found._replace(values=new or found.values)


def _is_returned(field: Field, found: Imitation, analysis: Analysis) -> bool:
    source = analysis.evidence.source_of(value_of(field.value), found.event_index)
    return source is not None and source.author == "result"


def _message(found: Imitation, analysis: Analysis) -> str:
    tool = found.tool or "a tool"
    where = f" ({found.position})" if found.position else ""
    if found.kind == "call-as-text":
        return f"The model wrote a call of {tool} as text and made none."
    if found.kind == "impersonated":
        return f"The model wrote words of somebody else itself{where}; no message holds them."
    if found.kind in INFO:
        return f"The model wrote a genuine result of {tool} where only the runtime writes{where}."
    wrote = f"The model wrote a result of {tool} itself{where}"
    if not found.values:
        return f"{wrote}; no call returned it."
    if _is_returned(found.values[0], found, analysis):
        return f"{wrote}; no call returned this: {listed(found)}."
    return f"{wrote}; no result holds {listed(found)}."
