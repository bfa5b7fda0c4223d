"""Synthetic chat logs of any size, always the same for the same seed.

A conversation looks up addresses and acts on what it finds: about 20 messages, a seventh of the
sentences in Chinese, a seventh of the results long. One in twenty-two has a fault: a made-up
result, a result without a call, wrong arguments, an unknown tool, or a call without a result.
"""

import json
import random
from collections.abc import Iterator
from typing import Any

_SENTENCE = (
    "the case was opened after several gateways reported the same address and the desk wants a "
    "decision before noon because the batch is due and nobody has looked at older reports yet"
)
_WORDS = _SENTENCE.split()
_CHINESE = (
    "请核对这个地址的信誉",
    "该目标没有历史记录",
    "建议先查询再处置",
    "批次将在中午前完成",
    "此前的报告已经归档",
)
_VERDICTS = ("malicious", "suspicious", "clean", "unknown")
_FAULTS = ("made-up", "orphan", "arguments", "tool", "unanswered")
_TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": f"{name}: takes one address.",
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}, "note": {"type": "string"}},
                "required": ["uri", "note"],
                "additionalProperties": False,
            },
        },
    }
    for name in ("lookup_uri", "block_uri", "archive_case")
]


def lines(megabytes: float, seed: int = 1) -> Iterator[bytes]:
    """Yield one conversation a line until the size is reached."""
    draw = random.Random(seed)
    left = megabytes * 1e6
    number = 0
    while left > 0:
        line = json.dumps(_conversation(draw, number), ensure_ascii=False).encode() + b"\n"
        left -= len(line)
        number += 1
        yield line


def repeats(megabytes: float, seed: int = 1) -> Iterator[bytes]:
    """Yield true repeats: two runs of each input, which see the same results in other words.

    In one task of four the second run looks up something else at the end.
    """
    left = megabytes * 1e6
    number = 0
    while left > 0:
        run = _conversation(random.Random(f"{seed}-{number // 2}"), number)
        if number % 2:
            _told_otherwise(run["messages"], astray=number % 8 == 1)
        line = json.dumps(run, ensure_ascii=False).encode() + b"\n"
        left -= len(line)
        number += 1
        yield line


def _told_otherwise(messages: list[dict[str, Any]], *, astray: bool) -> None:
    replies = [message for message in messages if message["role"] == "assistant"]
    for reply in replies:
        if reply["content"]:
            reply["content"] += " That is all."
    if astray:
        function = next(reply for reply in reversed(replies) if "tool_calls" in reply)
        called = function["tool_calls"][0]["function"]
        called["arguments"] = called["arguments"].replace('"uri": "', '"uri": "www.')


def _conversation(draw: random.Random, number: int) -> dict[str, Any]:
    messages: list[dict[str, Any]] = [{"role": "system", "content": _prose(draw, 60)}]
    fault = draw.choice(_FAULTS) if draw.random() < 1 / 22 else ""
    rounds = draw.randint(4, 8)
    at_fault = draw.randrange(1, rounds)
    for place in range(rounds):
        uri = f"{draw.choice(_WORDS)}-{draw.randrange(10**6)}.example"
        messages.append({"role": "user", "content": f"{_prose(draw, 25)} {uri}"})
        messages += _round(draw, uri, f"call_{number}_{place}", fault if place == at_fault else "")
    return {
        "id": f"run-{number}",
        "task_id": f"task-{number // 2}",
        "tools": _TOOLS,
        "messages": messages,
    }


def _round(draw: random.Random, uri: str, call_id: str, fault: str) -> Iterator[dict[str, Any]]:
    record = _record(draw, uri)
    if fault != "made-up":
        name = "check_uri" if fault == "tool" else "lookup_uri"
        arguments = {"uri": uri} if fault == "arguments" else {"uri": uri, "note": "desk"}
        yield {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": call_id,
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(arguments)},
                }
            ],
        }
    if fault not in {"made-up", "unanswered"}:
        answered = "call_of_nobody" if fault == "orphan" else call_id
        yield {"role": "tool", "tool_call_id": answered, "content": json.dumps(record)}
    quoted = f"\n{json.dumps(record)}\n" if fault == "made-up" else ""
    words = f"{_prose(draw, 45)}{quoted} {uri} is {record['verdict']}, score {record['score']}."
    yield {"role": "assistant", "content": words}


def _record(draw: random.Random, uri: str) -> dict[str, Any]:
    long = _prose(draw, 150) if draw.random() < 1 / 7 else ""
    return {
        "uri": uri,
        "verdict": draw.choice(_VERDICTS),
        "score": draw.randrange(101),
        "reports": draw.randrange(2000),
        "first_seen": f"202{draw.randrange(7)}-0{draw.randint(1, 9)}-{draw.randint(10, 28)}",
        "notes": long,
    }


def _prose(draw: random.Random, words: int) -> str:
    said: list[str] = []
    while words > 0:
        size = draw.randint(6, 14)
        sentence = (
            draw.choice(_CHINESE)
            if draw.random() < 1 / 7
            else " ".join(draw.choices(_WORDS, k=size))
        )
        said.append(f"{sentence}.")
        words -= size
    return " ".join(said)
