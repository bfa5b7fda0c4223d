"""Where a value of a decision comes from: a result, the user, the system, or nowhere.

A genuine result is a source of what its own call did not say first. Free wording is the model's
own and needs no source; ids, hosts, dates, times and figures do.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from auditor.analysis import Analysis
from auditor.decisions.entities import Answered, answered_before, values_of
from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.index import Evidence
from auditor.evidence.source_texts import Text
from auditor.fabrication.imitation import Imitation
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.occurrences import occurs
from auditor.values.spellings import spellings
from auditor.values.values import SPECIFIC, Value, normal_text, value_of

Origin = Literal[
    "result", "user", "system", "computed", "accepted", "own words", "made up", "missing"
]

UNTRUE = frozenset(
    (
        "invented", "simulated", "altered", "stale", "outdated", "ungrounded", "call-as-text",
        "impersonated",
    )
)  # fmt: skip
"""Kinds of imitations whose content no tool returned."""

_RANKS = ("result", "user", "system")
_AROUND = 50


class Link(NamedTuple):
    """A value of a decision and where it comes from.

    Attributes:
        label: The argument's name; "" in an answer.
        value: As written.
        origin: `result`, `user`, `system`: who said it; `computed`: a sum, difference or multiple
            of what was said; `accepted`: first said by the model, in a call that was answered;
            `own words`: free wording; `made up`: only in a result that the model wrote itself;
            `missing`: nowhere.
        event_index: The event that says it, or None.
        quote: Its words around the value.
    """

    label: str
    value: str
    origin: Origin
    event_index: int | None
    quote: str


class Deciding(NamedTuple):
    """The decision whose values are traced.

    Attributes:
        event_index: Only what stands before it counts.
        words: Its own words: an amount may be the sum of others in them.
        about: Events of the genuine results about its entity.
    """

    event_index: int
    words: str
    about: frozenset[int]


class Sources:
    """Everything a value may come from."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._untrue = [
            (found, normal_text(found.quote))
            for found in analysis.imitations
            if found.kind in UNTRUE
        ]

    @cached_property
    def evidence(self) -> Evidence:
        """What results, users and the system said."""
        return self.analysis.evidence

    def text_with(self, value: Value, before: int, about: frozenset[int]) -> Text | None:
        """Return the best source: a result, else the user, else the system; newest first.

        Of the results those at `about`, which speak of the decision's entity, come before others.
        """
        ways = spellings(value)
        found: dict[str, Text] = {}
        for place in self.evidence.places_with(ways, before):
            text = self.evidence.texts[place]
            if text.author == "argument":
                continue
            if text.author in found and text.event_index not in about:
                continue
            if not any(occurs(self.evidence.normal(place), way) for way in ways):
                continue
            if text.author == "result" and _is_echo(text, ways[0]):
                continue
            if text.event_index in about:
                return text
            found[text.author] = text
            if text.author == "result" and not about:
                return text
        return next((found[author] for author in _RANKS if author in found), None)

    def accepting(self, value: Value, before: int) -> Answered | None:
        """Return an answered call that already held a value and did not fail."""
        for answered in answered_before(self.analysis.pairing, before):
            if not answered.result.is_error and value.form in values_of(answered.call):
                return answered
        return None

    def imitation_with(self, value: Value, before: int, but: str = "") -> Imitation | None:
        """Return the made-up result before an event that holds a value.

        Args:
            value: The value.
            before: The event.
            but: A tool whose results are left aside: a call of it looks for itself.
        """
        for found, normal in self._untrue:
            if found.event_index >= before or (but and found.tool == but):
                continue
            for way in spellings(value):
                if occurs(normal, way):
                    return found
        return None

    def may_be_made_up(self, values: Iterable[Value], before: int) -> bool:
        """Say whether any value stands in a made-up result before an event."""
        return any(value.form and self.imitation_with(value, before) for value in values)


def _is_echo(text: Text, form: str) -> bool:
    return bool(text.own_words) and occurs(normal_text(text.own_words), form)


def link_of(field: Field, decision: Deciding, sources: Sources) -> Link:
    """Return where a value comes from; of free wording only its figures and names count."""
    value = value_of(field.value)
    found = _direct(field, value, decision, sources)
    if found is not None:
        return found
    if value.kind in SPECIFIC:
        return _specific(field, value, decision, sources)
    if value.kind == "word":
        imitation = sources.imitation_with(value, decision.event_index)
        return from_imitation(field, value, imitation) if imitation else _own(field)
    for atom in atoms_of(value.form):
        part = _specific(Field(field.label, atom.value.form), atom.value, decision, sources)
        if part.origin in ("made up", "missing"):
            return part
    return _own(field)


def _own(field: Field) -> Link:
    return Link(field.label, field.value, "own words", None, "")


def _direct(field: Field, value: Value, decision: Deciding, sources: Sources) -> Link | None:
    if value.kind in ("empty", "flag"):
        return _own(field)
    text = sources.text_with(value, decision.event_index, decision.about)
    if text is None or text.author == "argument":
        return None
    return Link(field.label, field.value, text.author, text.event_index, excerpt(text.raw, value))


def _specific(field: Field, value: Value, decision: Deciding, sources: Sources) -> Link:
    """Return where an id, host, figure or time comes from."""
    direct = _direct(field, value, decision, sources)
    if direct is not None:
        return direct
    imitation = sources.imitation_with(value, decision.event_index)
    if imitation is not None:
        return from_imitation(field, value, imitation)
    accepted = sources.accepting(value, decision.event_index)
    if accepted is not None:
        call = accepted.call
        quote = excerpt(call.arguments_raw, value)
        return Link(field.label, field.value, "accepted", call.index, quote)
    if value.kind == "number":
        if len(value.form) < 2:  # noqa: PLR2004 - a single digit counts things
            return _own(field)
        if is_worked_out(value.form, decision.words, sources.evidence, decision.event_index):
            return Link(field.label, field.value, "computed", None, "")
    return Link(field.label, field.value, "missing", None, "")


def from_imitation(field: Field, value: Value, imitation: Imitation) -> Link:
    """Return the link of a value that only a made-up result holds."""
    quote = excerpt(imitation.quote, value)
    return Link(field.label, field.value, "made up", imitation.event_index, quote)


def excerpt(raw: str, value: Value) -> str:
    """Return the words around a value in a source, on one line."""
    text = " ".join(raw.split())
    folded = text.casefold()
    place = max((folded.find(way) for way in spellings(value)), default=-1)
    start = max(0, place - _AROUND)
    end = min(len(text), max(place, 0) + len(value.form) + _AROUND)
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
