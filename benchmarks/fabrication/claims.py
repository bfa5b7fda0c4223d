"""TA103 and TA104: a call that is only said to have been made, and a field value from nowhere."""

import random

from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import borders, finish, message, turn_at
from benchmarks.fabrication.imitation import Manner, in_layout
from benchmarks.fabrication.layouts import label, shown
from benchmarks.fabrication.made_up import another
from benchmarks.fabrication.records import leaves
from benchmarks.fabrication.wordings import ASK_ABOUT, ASK_RECHECK, CLAIMS, SINGLE_VALUES


def claimed(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with words that say a tool was called for an entity, and no call."""
    asked_of = [lookup for lookup in source.lookups if lookup.entity]
    if not asked_of:
        return None
    lookup = rng.choice(asked_of)
    language = "en" if how.language == "en" else "zh"
    again = rng.random() < 0.3
    entity = lookup.entity if again else str(another(lookup.entity, source.known, rng))
    asked = rng.choice((ASK_RECHECK if again else ASK_ABOUT)[language]).format(entity)
    number = rng.randrange(len(CLAIMS[language]))
    text = CLAIMS[language][number].format(tool=lookup.call.name, entity=entity)
    places = in_layout(source, how)
    at = rng.choice(borders(places, lookup.result.index))
    edited = turn_at(places, at, asked, [(message(text), "fault-0")])
    names_tool = "names the tool" if lookup.call.name in text else "in plain words"
    cell = (language, names_tool, "again" if again else "new entity")
    return injected("TA103 claimed call", cell, finish(source.trace, edited, "TA103"), "TA103")


def ungrounded(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with one field of a result told of an entity that was never looked up."""
    asked_of = [lookup for lookup in source.lookups if lookup.entity]
    if not asked_of:
        return None
    lookup = rng.choice(asked_of)
    row = lookup.value[0] if isinstance(lookup.value, list) else lookup.value
    told = [
        leaf
        for leaf in leaves(row)
        if leaf.value != lookup.entity and kind_of(leaf.value) and len(str(leaf.value)) < 40
    ]
    if not told:
        return None
    leaf = rng.choice(told)
    language = "en" if how.language == "en" else "zh"
    value = another(leaf.value, source.known, rng)
    entity = str(another(lookup.entity, source.known, rng))
    name = label(leaf.path, how.own)
    text = rng.choice(SINGLE_VALUES[language]).format(label=name, value=shown(value), entity=entity)
    asked = rng.choice(ASK_ABOUT[language]).format(entity)
    places = in_layout(source, how)
    at = rng.choice(borders(places, lookup.result.index))
    edited = turn_at(places, at, asked, [(message(text), "fault-0")])
    cell = (kind_of(leaf.value), how.language)
    return injected("TA104 ungrounded value", cell, finish(source.trace, edited, "TA104"), "TA104")


def kind_of(value: object) -> str:
    """Return id, date, number, word or "" for what is too common to tell."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return "number" if abs(value) >= 100 else ""
    text = str(value)
    if " " in text or len(text) < 3:
        return ""
    if text[:4].isdigit() and text[4:5] == "-":
        return "date"
    if any(c.isdigit() for c in text) or text.isupper():
        return "id"
    return "word" if text.isascii() and text.replace("_", "").isalpha() else ""
