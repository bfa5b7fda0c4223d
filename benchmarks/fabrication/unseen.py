"""TA102 where the session has no genuine result of the tool: only a schema or profile knows it."""

import random
from typing import Any

from auditor.contract import Contract, ToolContract
from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import finish, message, slots, turn_at
from benchmarks.fabrication.imitation import Manner, block, fake, group_of
from benchmarks.fabrication.layouts import labelled
from benchmarks.fabrication.records import is_data_key
from benchmarks.fabrication.wordings import ASK_ABOUT


def by_schema(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """Return the head of a trace, then a made-up result of a tool that only a contract declares."""
    if not source.lookups:
        return None
    lookup = rng.choice(source.lookups)
    first = min(one.call.step for one in source.lookups if one.call.name == lookup.call.name)
    head = [slot for slot in slots(source.trace) if slot.event.step < first]
    while head and getattr(head[-1].event, "source", "") == "user":
        head.pop()
    if not head:
        return None
    language = "en" if how.language == "en" else "zh"
    asked = rng.choice(ASK_ABOUT[language]).format(lookup.entity or "it")
    text = block(fake(source, lookup, rng), how, rng)
    edited = turn_at(head, len(head), asked, [(message(text), "fault-0")])
    schema = schema_of(labelled(lookup.value, how.genuine))
    contract = Contract(tools={lookup.call.name: ToolContract(output_schema=schema, recorded=True)})
    cell = (how.layout, how.language)
    group = group_of("TA102 known by schema", how)
    case = injected(group, cell, finish(source.trace, edited, "schema"), "TA102")
    return case._replace(contract=contract)


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
