"""Long traces with many findings, as transcripts of OpenAI messages."""

import json
import random
from pathlib import Path
from typing import Any

_HOSTS = ("alpha", "brisk", "cedar", "delta", "ember", "frost", "grove", "haven")


def write(file: str, traces: int, events: int) -> int:
    """Write traces of so many events, a fifth of which are results that no call asked for.

    Returns:
        How many findings an audit should give.
    """
    draw = random.Random(0)
    with Path(file).open("w", encoding="utf-8") as out:
        lines = (json.dumps({"messages": _messages(n, events, draw)}) for n in range(traces))
        out.writelines(f"{line}\n" for line in lines)
    return traces * (events // 5)


def _messages(number: int, events: int, draw: random.Random) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for place in range(events // 5):
        host = f"{draw.choice(_HOSTS)}-{number}-{place}.example"
        call = {
            "id": f"c{place}",
            "type": "function",
            "function": {"name": "lookup_uri", "arguments": json.dumps({"uri": host})},
        }
        messages += [
            {"role": "user", "content": f"Ticket {number}-{place}: is {host} known to be bad?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{place}", "content": _result(host, draw)},
            {"role": "tool", "tool_call_id": f"x{place}", "content": _result(host, draw)},
            {"role": "assistant", "content": f"{host} was looked at; nothing stands against it."},
        ]
    return messages


def _result(host: str, draw: random.Random) -> str:
    fields = {
        "uri": host,
        "verdict": draw.choice(("malicious", "clean", "unknown")),
        "score": draw.randrange(100),
        "reports": draw.randrange(60),
        "first_seen": f"2025-0{draw.randrange(1, 10)}-1{draw.randrange(10)}",
        "network": "Palm Cloud",
    }
    return json.dumps(fields)
