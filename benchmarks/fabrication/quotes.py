"""TA105 and TA108: a genuine result told of another entity, or with some values changed."""

import math
import random
from typing import Any, NamedTuple

from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import borders, finish, message, turn_at
from benchmarks.fabrication.imitation import Manner, group_of, in_layout
from benchmarks.fabrication.layouts import model_text
from benchmarks.fabrication.made_up import another
from benchmarks.fabrication.records import Lookup, leaves, replaced, typed_key
from benchmarks.fabrication.wordings import ASK_ABOUT, ASK_AGAIN, HEADERS


class Pair(NamedTuple):
    """Two look-ups of one tool about different entities."""

    shown: Lookup
    other: Lookup


def altered(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with one genuine result quoted later, 30% of its values changed."""
    if not source.lookups:
        return None
    lookup = rng.choice(source.lookups)
    value = alter(lookup, source, rng)
    if value is None:
        return None
    language = "en" if how.language == "en" else "zh"
    named = lookup.entity and rng.random() < 0.5
    header = rng.choice(HEADERS[language]).format(lookup.entity) if named else ""
    text = "\n".join(part for part in (header, model_text(value, how.layout, how.own)) if part)
    asked = rng.choice(ASK_AGAIN[language]).format(lookup.entity or lookup.call.name)
    return _appended(source, how, lookup, Said(asked, text, "TA108 altered quote", "TA108"), rng)


def alter(lookup: Lookup, source: Source, rng: random.Random, share: float = 0.3) -> Any:
    """Return the record with that share of its values changed, never what tells the entity."""
    rows = lookup.value if isinstance(lookup.value, list) else [lookup.value]
    kept = {lookup.entity} | {str(next(leaves(row)).value) for row in rows}
    values = {
        typed_key(leaf.value): leaf.value
        for leaf in leaves(lookup.value)
        if str(leaf.value) not in kept and leaf.value not in {None, ""}
    }
    if len(values) < 3:
        return None
    chosen = rng.sample(sorted(values, key=repr), math.ceil(share * len(values)))
    return replaced(lookup.value, {key: another(values[key], source.known, rng) for key in chosen})


def stale(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with a genuine result of one entity told as that of another."""
    pairs = [
        Pair(a, b)
        for a in source.lookups
        for b in source.lookups
        if a.call.name == b.call.name and a.entity and b.entity and a.entity != b.entity
    ]
    if not pairs:
        return None
    pair = rng.choice(pairs)
    fresh = rng.random() < 0.5
    target = str(another(pair.other.entity, source.known, rng)) if fresh else pair.other.entity
    value = replaced(pair.shown.value, {typed_key(pair.shown.entity): target})
    language = "en" if how.language == "en" else "zh"
    header = rng.choice(HEADERS[language]).format(target)
    text = f"{header}\n{model_text(value, how.layout, how.own)}"
    asked = rng.choice(ASK_ABOUT[language]).format(target)
    latest = max(pair, key=lambda one: one.result.index)
    return _appended(source, how, latest, Said(asked, text, "TA105 stale entity", "TA105"), rng)


class Said(NamedTuple):
    """What is put into a trace: a user's words, the model's, and what they are."""

    asked: str
    text: str
    group: str
    code: str


def _appended(source: Source, how: Manner, after: Lookup, said: Said, rng: random.Random) -> Case:
    places = in_layout(source, how)
    at = rng.choice(borders(places, after.result.index))
    edited = turn_at(places, at, said.asked, [(message(said.text), "fault-0")])
    finished = finish(source.trace, edited, said.code)
    return injected(group_of(said.group, how), (how.layout, how.language), finished, said.code)
