"""The labels under which known tools take their arguments: proposals of calls use these."""

from functools import lru_cache

import msgspec

from auditor.evidence.index import Evidence
from auditor.trace import Tool
from auditor.values.labels import label_key


def argument_keys_of(evidence: Evidence, tools: dict[str, Tool]) -> dict[str, frozenset[str]]:
    """Return the label keys of the arguments of each known tool, declared or as called."""
    keys = {name: _declared_keys(tool.schema) for name, tool in tools.items() if tool.schema}
    for name, own in evidence.argument_keys().items():
        keys[name] = keys.get(name, frozenset()) | own
    return keys


@lru_cache(maxsize=512)
def _declared_keys(schema: str) -> frozenset[str]:
    properties = msgspec.json.decode(schema).get("properties") or {}
    return frozenset(map(label_key, properties))
