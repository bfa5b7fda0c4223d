"""TA102 where the session has no genuine result of the tool: only a schema or profile knows it."""

import random
from typing import Any

from auditor.contract import Contract, ToolContract
from auditor.evidence.profiles import Learner, shapes_of
from auditor.evidence.records import Shape
from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import finish, message, turn_at
from benchmarks.fabrication.imitation import Manner, block, fake, group_of, in_layout
from benchmarks.fabrication.layouts import labelled
from benchmarks.fabrication.records import Lookup, is_data_key
from benchmarks.fabrication.wordings import ASK_ABOUT


def by_schema(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the head of a trace, then a made-up result of a tool that only a contract declares."""
    if not source.lookups:
        return None
    lookup = rng.choice(source.lookups)
    case = _made_up(source, lookup, how, "TA102 known by schema", rng)
    if case is None:
        return None
    schema = schema_of(labelled(lookup.value, how.genuine))
    contract = Contract(tools={lookup.call.name: ToolContract(output_schema=schema, recorded=True)})
    return case._replace(contract=contract)


def by_profile(
    source: Source, how: Manner, rng: random.Random, *, others: list[Source]
) -> Case | None:
    """Return the same where profiles, learnt from runs of other tasks, know the tool."""
    if not source.lookups:
        return None
    lookup = rng.choice(source.lookups)
    fit = [
        one
        for one in _of_other_tasks(source, others)
        if any(known.call.name == lookup.call.name for known in one.lookups)
    ]
    case = _made_up(source, lookup, how, "TA102 known by profile", rng) if fit else None
    return case and case._replace(shapes=_learnt(fit, how, rng))


def profiled(
    source: Source, how: Manner, rng: random.Random, *, others: list[Source]
) -> Case | None:
    """Return a clean trace, audited with profiles learnt from runs of other tasks."""
    fit = _of_other_tasks(source, others)
    if not fit:
        return None
    trace = finish(source.trace, in_layout(source, how), "profiled").trace
    case = Case("trap: profiles given", (how.layout, how.language), trace)
    return case._replace(shapes=_learnt(fit, how, rng))


def _of_other_tasks(source: Source, others: list[Source]) -> list[Source]:
    task = source.trace.task_key
    return [one for one in others if one.corpus == source.corpus and one.trace.task_key != task]


def _learnt(fit: list[Source], how: Manner, rng: random.Random) -> tuple[Shape, ...]:
    learner = Learner()
    for one in rng.sample(fit, min(len(fit), 6)):
        learner.add(finish(one.trace, in_layout(one, how), "learnt").trace)
    return tuple(shapes_of(learner.profiles()))


def _made_up(
    source: Source, lookup: Lookup, how: Manner, group: str, rng: random.Random
) -> Case | None:
    """Return the trace before the tool's first call, with a made-up result of it at the end."""
    first = min(one.call.step for one in source.lookups if one.call.name == lookup.call.name)
    head = [slot for slot in in_layout(source, how) if slot.event.step < first]
    while head and head[-1].event.source == "user":
        head.pop()
    if not head:
        return None
    language = "en" if how.language == "en" else "zh"
    asked = rng.choice(ASK_ABOUT[language]).format(lookup.entity or "it")
    text = block(fake(source, lookup, rng), how, rng)
    edited = turn_at(head, len(head), asked, [(message(text), "fault-0")])
    cell = (how.layout, how.language)
    return injected(group_of(group, how), cell, finish(source.trace, edited, "unseen"), "TA102")


def schema_of(value: Any) -> dict[str, Any]:
    """Return the JSON schema that a tool's author would write for such a result."""
    if isinstance(value, dict):
        if value and all(is_data_key(key) for key in value):
            return {"type": "object", "additionalProperties": schema_of(next(iter(value.values())))}
        properties = {key: schema_of(inner) for key, inner in value.items()}
        return {"type": "object", "properties": properties, "required": list(properties)}
    if isinstance(value, list):
        return {"type": "array", "items": schema_of(value[0])} if value else {"type": "array"}
    if isinstance(value, bool):
        return {"type": "boolean"}
    if isinstance(value, int | float):
        return {"type": "integer" if isinstance(value, int) else "number"}
    return {"type": "string"} if value is not None else {}
