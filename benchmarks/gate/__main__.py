"""Time of the gate and of `audit_messages` on a conversation of 100 turns.

python -m benchmarks.gate [--turns 100] [--suspicious 10] [--rounds 7]

CPU time, minimum over the rounds. Each turn is a question, a lookup, its result and an answer that
quotes it; in the suspicious ones the model writes the result itself.
"""

import argparse
import json
import platform
import random
import statistics
import time
from typing import Any

from auditor import Gate, audit_messages

Messages = list[dict[str, Any]]
NAMES = ("lookup_uri", "block_uri", "archive_case")
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}, "reason": {"type": "string"}},
                "required": ["uri"],
            },
        },
    }
    for name in NAMES
]


def conversation(turns: int, suspicious: int) -> Messages:
    """Return a conversation whose made-up results are spread evenly."""
    rng = random.Random(1)
    every = turns // suspicious if suspicious else turns + 1
    messages: Messages = [{"role": "system", "content": "Look every URI up before you act. " * 20}]
    for turn in range(turns):
        messages += one_turn(turn, rng, made_up=suspicious > 0 and turn % every == every - 1)
    return messages


def one_turn(turn: int, rng: random.Random, *, made_up: bool) -> Messages:
    """Return the messages of a turn."""
    uri = f"host{turn}-{rng.randrange(10**6)}.example"
    record = {
        "uri": uri,
        "verdict": rng.choice(["malicious", "clean", "unknown"]),
        "score": rng.randrange(100),
        "first_seen": f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 28):02}",
        "asn": f"AS{rng.randrange(64496, 64512)}",
        "network": rng.choice(["Palm Cloud", "Karst Networks"]),
    }
    asked = {"role": "user", "content": f"And {uri}?"}
    if made_up:
        return [asked, {"role": "assistant", "content": json.dumps(record)}]
    function = {"name": "lookup_uri", "arguments": json.dumps({"uri": uri})}
    call = {"id": f"c{turn}", "type": "function", "function": function}
    words = f"{uri} is {record['verdict']}, score {record['score']}, seen {record['first_seen']}."
    return [
        asked,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": f"c{turn}", "content": json.dumps(record)},
        {"role": "assistant", "content": words},
    ]


def kind_of(message: dict[str, Any]) -> str:
    """Return what a message is, for the table."""
    if message.get("tool_calls"):
        return "call"
    if message["role"] == "assistant":
        return "made-up result" if message["content"].startswith("{") else "answer"
    return str(message["role"])


def gate_times(messages: Messages, rounds: int) -> list[float]:
    """Return the least time of each message in microseconds."""
    best = [float("inf")] * len(messages)
    for _ in range(rounds):
        gate = Gate(TOOLS)
        for place, message in enumerate(messages):
            began = time.process_time_ns()
            gate.feed(message)
            best[place] = min(best[place], (time.process_time_ns() - began) / 1e3)
    return best


def audit_time(messages: Messages, rounds: int) -> float:
    """Return the least time of an audit of the whole in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time_ns()
        audit_messages(messages, TOOLS)
        best = min(best, (time.process_time_ns() - began) / 1e6)
    return best


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--suspicious", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {given.turns} turns, CPU time, {given.rounds} rounds"
    )
    for suspicious in (0, given.suspicious):
        messages = conversation(given.turns, suspicious)
        print(f"\n{suspicious} suspicious texts, {len(messages)} messages")
        print(f"  audit_messages: {audit_time(messages, given.rounds):.1f} ms")
        times = gate_times(messages, given.rounds)
        tail = len(messages) * 4 // 5
        groups: dict[str, list[float]] = {}
        for message, spent in zip(messages[tail:], times[tail:], strict=True):
            groups.setdefault(kind_of(message), []).append(spent)
        for kind, spent in sorted(groups.items()):
            middle = statistics.median(spent)
            print(
                f"  feed, last fifth: {kind:15} median {middle:8.0f} us, max {max(spent):8.0f} us"
            )


if __name__ == "__main__":
    main()
