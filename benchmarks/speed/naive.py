"""What one writes first: `json.loads`, dictionaries, a regular expression over every text."""

import json
import re
from typing import Any

import jsonschema_rs

_RECORD = re.compile(r"\{[^{}]*\"verdict\"[^{}]*\}")


def audit(raw: bytes, validators: dict[str, Any]) -> int:
    """Return how many faults one conversation has: unmatched ids, arguments, made-up records."""
    record = json.loads(raw)
    for tool in record["tools"]:
        function = tool["function"]
        if function["name"] not in validators:
            schema = function["parameters"]
            validators[function["name"]] = jsonschema_rs.validator_for(schema)
    called: dict[str, bool] = {}
    seen: list[str] = []
    faults = 0
    for message in record["messages"]:
        text = message.get("content") or ""
        for call in message.get("tool_calls") or ():
            called[call["id"]] = False
            validator = validators.get(call["function"]["name"])
            arguments = json.loads(call["function"]["arguments"])
            faults += validator is None or not validator.is_valid(arguments)
        if message["role"] == "tool":
            faults += message["tool_call_id"] not in called
            called[message["tool_call_id"]] = True
            seen.append(text)
        elif message["role"] == "assistant":
            for match in _RECORD.finditer(text):
                faults += not any(match[0] in output for output in seen)
    return faults + sum(not answered for answered in called.values())
