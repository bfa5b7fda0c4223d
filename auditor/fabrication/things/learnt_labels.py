"""What a model calls the places of a tool's results: learnt from what it told of genuine ones.

`个数：189` where the result about the thing has 189 as `pieces` says so, in whatever language.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.readings_of_things import (
    CLOCK,
    DAY,
    Place,
    fields_of,
    named,
    readings_of_things,
)
from auditor.fabrication.things.told_clauses import (
    Clause,
    clauses_in,
    is_held,
    spelt,
    without_points,
)
from auditor.values.atoms import atoms_of
from auditor.values.blocks import blocks_of
from auditor.values.full_names import full_names_in, is_wide
from auditor.values.occurrences import place_of
from auditor.values.values import Value, normal_text, value_of

_MOST_TEXTS = 12
_LONGEST = 4000
_SHORTEST = 2
_LONGEST_LABEL = 40
_MARKS = " \t*_`#-–—:：•·|\"'"
_LETTER = re.compile(r"[^\W\d_]")
# A word that only begins with a label, in a script that parts words.
_GOES_ON = re.compile("[a-z\u00c0-\u10ff]")

_REACH = 12
_Mark = tuple[int, int, str]

Labels = dict[str, Place]
"""Places by what they are called, in normal spelling."""


class Pair(NamedTuple):
    """A value that a clause tells under a label whose place is known."""

    clause: Clause
    place: Place
    value: Value


def labels_of(tool: str, scene: Scene) -> Labels:
    """Return what the model called the places of a tool's results before."""
    return scene.once(_labels).get(tool, {})


def _labels(scene: Scene) -> dict[str, Labels]:
    found: dict[str, dict[str, set[Place]]] = defaultdict(lambda: defaultdict(set))
    readings = readings_of_things(scene)
    for message in islice(scene.evidence.said_before(scene.event_index), _MOST_TEXTS):
        if len(message.text) > _LONGEST:
            continue
        before = [one for one in readings if one.result.index < message.index]
        for own in named(before, message.text):
            for label, place in _told_truly(message.text, own.result.output):
                found[own.call.name][label].add(place)
    for own in readings:
        for place in own.fields:
            label = normal_text(str(place[-1] if place[-1] != DAY else place[-2]))
            if not label.isascii() and place[-1] != CLOCK:
                found[own.call.name][label].add(place)
    return {
        tool: {label: next(iter(places)) for label, places in known.items() if len(places) == 1}
        for tool, known in found.items()
    }


# Every later text learns from the same words and results.
@lru_cache(maxsize=256)
def _told_truly(text: str, output: str) -> tuple[tuple[str, Place], ...]:
    """Return the labels under which a text tells the value of just one place of a result."""
    fields = fields_of(output)
    found: list[tuple[str, Place]] = []
    pairs = [(f.label, spelt(f.value)) for b in blocks_of(text) for f in b.fields]
    for raw, told in pairs or _clause_pairs(text):
        label = normal_text(raw).strip(_MARKS)
        places = [
            place for place, value in fields.items() if place[-1] != CLOCK and is_held(value, told)
        ]
        is_label = _SHORTEST <= len(label) <= _LONGEST_LABEL and _LETTER.search(label)
        if is_label and len(places) == 1:
            found.append((label, places[0]))
    return tuple(found)


def _clause_pairs(text: str) -> Iterator[tuple[str, str]]:
    for clause in clauses_in(text):
        for mark in ("：", ":", "为", "は", " ist ", " es ", " is "):
            label, found, value = clause.words.partition(mark)
            if found:
                yield label, spelt(value)
                break


def pairs_in(clauses: list[Clause], labels: Labels) -> Iterator[Pair]:
    """Yield the values that stand in turn with the known labels of a clause."""
    for clause in clauses if labels else ():
        named = list(_labels_in(clause.normal, labels))
        told = list(_values_in(clause, named))
        marks = sorted([*named, *told], key=lambda mark: mark[0])
        kinds = [mark in named for mark in marks]
        if not named or kinds != [kinds[0], not kinds[0]] * len(named):
            continue
        for one, two in zip(marks[::2], marks[1::2], strict=True):
            label, value = (one, two) if kinds[0] else (two, one)
            yield Pair(clause, labels[label[2]], value_of(value[2]))


def _labels_in(normal: str, labels: Labels) -> Iterator[_Mark]:
    taken: list[tuple[int, int]] = []
    for label in sorted(labels, key=len, reverse=True):
        start = place_of(label, normal)
        end = start + len(label)
        if start < 0 or _GOES_ON.match(normal, end):
            continue
        if not any(a < end and start < b for a, b in taken):
            taken.append((start, end))
            yield start, end, label


def _values_in(clause: Clause, labels: list[_Mark]) -> Iterator[_Mark]:
    """Yield the figures and names of a clause; the time of a day's is none of its own."""
    plain, last = without_points(clause.normal), -_REACH
    atoms = [a for a in atoms_of(plain) if not any(s <= a.start < e for s, e, _ in labels)]
    for atom in atoms:
        if atom.value.kind != "time" or atom.start - last > _REACH:
            yield atom.start, atom.end, atom.value.form
        if atom.value.kind == "date":
            last = atom.end
    # Headings in Latin letters look like names.
    for name in full_names_in(clause.words) if is_wide(clause.words) else ():
        start = clause.normal.find(name.lower())
        if start >= 0:
            yield start, start + len(name), name
    if len(labels) == 1 and not atoms:
        rest = clause.normal[labels[0][1] :].strip(_MARKS).removeprefix("为").strip(_MARKS)
        if not rest.isascii() and len(rest) <= _LONGEST_LABEL:
            yield labels[0][1], len(clause.normal), rest
