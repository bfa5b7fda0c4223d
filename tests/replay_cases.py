"""Recorded runs and stand-ins for models that the tests of replay share."""

import json

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}},
                "required": ["uri"],
            },
        },
    }
    for name in ("lookup_uri", "block_uri")
]
CONTRACT = """
[tools.lookup_uri]
effect = "read"
[tools.block_uri]
effect = "write"
[decision]
tool = ["block_uri", "archive_case"]
"""


def call(name, **arguments):
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": f"c-{name}", "type": "function", "function": function}],
    }


def result(name, output):
    return {"role": "tool", "tool_call_id": f"c-{name}", "name": name, "content": output}


def user(text):
    return {"role": "user", "content": text}


def said(text):
    return {"role": "assistant", "content": text}


def recorded(task_id="t-1"):
    """Return a run of two turns: look up and block, then look up again."""
    return {
        "task_id": task_id,
        "tools": TOOLS,
        "messages": [
            {"role": "system", "content": "You guard the gate."},
            user("Handle evil.example."),
            call("lookup_uri", uri="evil.example"),
            result("lookup_uri", "verdict: malicious"),
            call("block_uri", uri="evil.example"),
            result("block_uri", "ticket: BLK-1"),
            said("Blocked."),
            user("And now?"),
            call("lookup_uri", uri="evil.example"),
            result("lookup_uri", "verdict: malicious, blocked"),
            said("Still blocked."),
        ],
    }


def parrot(record):
    """Return a model that answers as it did when it was recorded."""
    own = [message for message in record["messages"] if message["role"] == "assistant"]

    def respond(messages, _tools, _decoding):
        return own[sum(message["role"] == "assistant" for message in messages)]

    return respond
