"""Things that calls asked about by one name, and what came back about each."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.readings import single_sentences
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.values.occurrences import has_one, holds
from auditor.values.signature import signature
from auditor.values.spellings import hints_of, spellings
from auditor.values.values import NAMES, Value, value_of
from auditor.values.wording import Wording

_SHORTEST_WORD = 3
_SHORTEST = 2
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")

Fields = dict[str, frozenset[Value]]
"""Values by label key."""


class Thing(NamedTuple):
    """What a tool was asked about, and what it said of it.

    Attributes:
        tool: The tool.
        name: The one name among the arguments.
        fields: What the results hold under each label.
        results: Event indexes of these results.
    """

    tool: str
    name: Value
    fields: Fields
    results: frozenset[int]


def things_looked_up(scene: Scene) -> list[Thing]:
    """Return what calls by one name asked about, and what came back."""
    return scene.once(_things_looked_up)


def _things_looked_up(scene: Scene) -> list[Thing]:
    found: dict[tuple[str, Value], Thing] = {}
    for result, call in scene.latest_results():
        values = {value_of(argument.value) for argument in arguments_of(call)}
        names = [value for value in values if value.kind in NAMES]
        if len(names) != 1:
            continue
        own = Thing(call.name, names[0], fields_in(result.output), frozenset((result.index,)))
        known = found.get((call.name, names[0]))
        found[call.name, names[0]] = own if known is None else _both(known, own)
    return list(found.values())


def sentences_about(
    scene: Scene, otherwise: Wording
) -> Iterator[tuple[int, str, Value, list[Thing]]]:
    """Yield the sentences of a text about one thing such as was looked up, and all that was.

    Args:
        scene: The text.
        otherwise: Words by which a sentence is about something else.
    """
    things: list[Thing] | None = None
    for start, sentence in single_sentences(scene.text):
        named = named_in(sentence)
        if not named or otherwise.stands_in(sentence) or is_unreal(sentence):
            continue
        things = things_looked_up(scene) if things is None else things
        name = _only_name(named, things)
        if name is not None:
            yield start, sentence, name, things


@lru_cache(maxsize=256)
def fields_in(output: str) -> Fields:
    """Return what a result holds under each label."""
    fields: dict[str, frozenset[Value]] = {}
    for read in values_in(output):
        for label, raws in read.values.items():
            told = frozenset(value for raw in raws if (value := value_of(raw)).kind != "empty")
            fields[label] = fields.get(label, frozenset()) | told
    return fields


def _both(one: Thing, other: Thing) -> Thing:
    fields = {
        label: one.fields.get(label, frozenset()) | other.fields.get(label, frozenset())
        for label in one.fields.keys() | other.fields.keys()
    }
    return one._replace(fields=fields, results=one.results | other.results)


def _only_name(named: list[Value], things: list[Thing]) -> Value | None:
    """Return the one name in a sentence that is such as tools were asked about, or None."""
    names = {name for name in named if any(are_alike(name, thing.name) for thing in things)}
    return names.pop() if len(names) == 1 else None


def are_alike(one: Value, other: Value) -> bool:
    """Say whether two names are of one sort."""
    if one.kind == other.kind == "host":
        return bool(_ADDRESS.fullmatch(one.form)) == bool(_ADDRESS.fullmatch(other.form))
    return signature(one) == signature(other)


def is_told(value: Value, normal: str) -> bool:
    """Say whether a normal text tells a value that says something alone, as a whole."""
    if value.kind in ("flag", "text") or len(value.form) < _SHORTEST:
        return False
    if value.kind == "word" and len(value.form) < _SHORTEST_WORD and value.form.isascii():
        return False
    return has_one(normal, hints_of(value)) and holds(normal, value, spellings(value))
