"""TA102's other kinds: a result written again, a call or code that ran only in words."""

import json
import random

from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import borders, finish, message, turn_at
from benchmarks.fabrication.imitation import Manner, fake, in_layout
from benchmarks.fabrication.layouts import LAYOUTS, model_text, tool_text
from benchmarks.fabrication.made_up import another
from benchmarks.fabrication.records import Lookup
from benchmarks.fabrication.wordings import (
    ASK_ABOUT,
    CALLS_AS_TEXT,
    CODE_OUTPUTS,
    RESULT_POSITIONS,
)

Words = tuple[str, str]


def copied(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with the latest genuine result written again in a result's position."""
    return _again(source, how, how, ("TA102 copied", "copied"), rng)


def re_rendered(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with the latest genuine result written in another layout."""
    others = [one for one in LAYOUTS if one not in {how.layout, "fenced", "observation"}]
    if how.layout in {"fenced", "observation"}:
        others.remove("json")
    own = how._replace(layout=rng.choice(others))
    return _again(source, how, own, ("TA102 re-rendered", "re-rendered"), rng)


def _again(
    source: Source, how: Manner, own: Manner, what: Words, rng: random.Random
) -> Case | None:
    if not source.lookups:
        return None
    lookup = source.lookups[-1]
    text = tool_text(lookup.whole, own.layout, own.genuine)
    return _said(source, how, lookup, rng.choice(RESULT_POSITIONS).format(text), what, rng)


def call_as_text(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with a call that stands in the model's words and never ran."""
    entities = [lookup for lookup in source.lookups if lookup.entity]
    if not entities:
        return None
    lookup = rng.choice(entities)
    arguments, pairs = _arguments(lookup, source, rng)
    text = rng.choice(CALLS_AS_TEXT).format(tool=lookup.call.name, arguments=arguments, pairs=pairs)
    return _said(source, how, lookup, text, ("TA102 call as text", "call-as-text"), rng)


def code_output(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the trace with code that calls the tool, and the output it never had."""
    entities = [lookup for lookup in source.lookups if lookup.entity]
    if not entities:
        return None
    lookup = rng.choice(entities)
    _, pairs = _arguments(lookup, source, rng)
    output = model_text(fake(source, lookup, rng), "json", how.genuine._replace(pretty=False))
    text = rng.choice(CODE_OUTPUTS).format(tool=lookup.call.name, pairs=pairs, output=output)
    what = ("TA102 simulated code output", "simulated-code-output")
    return _said(source, how, lookup, text, what, rng)


def _arguments(lookup: Lookup, source: Source, rng: random.Random) -> Words:
    arguments = json.loads(lookup.call.arguments_raw)
    changed = {
        key: str(another(value, source.known, rng)) if value == lookup.entity else value
        for key, value in arguments.items()
    }
    pairs = ", ".join(f"{key}={value!r}" for key, value in changed.items())
    return json.dumps(changed, ensure_ascii=False), pairs


def _said(
    source: Source, how: Manner, lookup: Lookup, text: str, what: Words, rng: random.Random
) -> Case:
    group, kind = what
    language = "en" if how.language == "en" else "zh"
    places = in_layout(source, how)
    at = rng.choice(borders(places, lookup.result.index))
    asked = rng.choice(ASK_ABOUT[language]).format(lookup.entity or lookup.call.name)
    edited = turn_at(places, at, asked, [(message(text), "fault-0")])
    finished = finish(source.trace, edited, kind)
    return injected(group, (how.layout, how.language), finished, "TA102", (kind,))
