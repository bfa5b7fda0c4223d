"""Pairs as LLaMA-Factory reads them: ShareGPT turns with `chosen` and `rejected` as one turn each.

Source: `data/README.md` of hiyouga/LLaMA-Factory (preference data in ShareGPT's form with
`function_call` and `observation` turns). It silently writes a call over the text beside it, and it
lets user and model take turns strictly; a pair that needs more is left out and counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.pairs.form import Messages, Pair, json_of, messages_in

_ODD = ("human", "observation")


def sharegpt_lines(pairs: Iterable[Pair], dropped: Counter[str]) -> Iterator[str]:
    """Yield a line for each pair that the form can hold.

    Args:
        pairs: Any pairs.
        dropped: How many were left out, by reason; added to.
    """
    for pair in pairs:
        prompt = messages_in(pair.prompt)
        turns = _turns(prompt)
        chosen, rejected = (_turn(messages_in(side)[0]) for side in (pair.chosen, pair.rejected))
        if turns is None or chosen is None or rejected is None:
            dropped["text beside a call, or several calls in a row: the form has no place"] += 1
            continue
        system = [m["content"] for m in prompt if m["role"] == "system"]
        record: dict[str, Any] = {
            "conversations": turns,
            "chosen": chosen,
            "rejected": rejected,
            "tools": json_of([tool["function"] for tool in messages_in(pair.tools)]),
        }
        if system:
            record["system"] = "\n".join(system)
        yield json_of(record) + "\n"


def _turns(prompt: Messages) -> list[dict[str, str]] | None:
    turns: list[dict[str, str]] = []
    for message in prompt:
        if message["role"] in ("system", "developer"):
            continue
        turn = _turn(message)
        expects_person = len(turns) % 2 == 0
        if turn is None or (turn["from"] in _ODD) != expects_person:
            return None
        turns.append(turn)
    return turns


def _turn(message: dict[str, Any]) -> dict[str, str] | None:
    """Return a message as a turn; None where text stands beside a call."""
    content = message.get("content") or ""
    if message["role"] == "user":
        return {"from": "human", "value": content}
    if message["role"] == "tool":
        return {"from": "observation", "value": content}
    calls = message.get("tool_calls")
    if not calls:
        return {"from": "gpt", "value": content}
    if content.strip():
        return None
    values = [
        {
            "name": call["function"]["name"],
            "arguments": msgspec.json.decode(call["function"]["arguments"]),
        }
        for call in calls
    ]
    return {"from": "function_call", "value": json_of(values[0] if len(values) == 1 else values)}
