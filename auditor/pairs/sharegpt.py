"""Pairs as LLaMA-Factory reads them: ShareGPT turns with `chosen` and `rejected` as one turn each.

Source: `data/README.md` of hiyouga/LLaMA-Factory (preference data in ShareGPT's form with
`function_call` and `observation` turns). It silently writes a call over the text beside it, and it
lets user and model take turns strictly; a pair that needs more is left out and counted. So is one
that is held out: every line of such a file is trained on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.arguments import decoded
from auditor.pairs.form import Messages, Pair, json_of, messages_in

_ODD = ("human", "observation")
_SYSTEM = ("system", "developer")


class _NoPlace(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """What the form has no place for."""


def sharegpt_lines(pairs: Iterable[Pair], dropped: Counter[str]) -> Iterator[str]:
    """Yield a line for each pair that the form can hold.

    Args:
        pairs: Any pairs.
        dropped: How many were left out, by reason; added to.
    """
    for pair in pairs:
        try:
            yield json_of(_record(pair)) + "\n"
        except _NoPlace as reason:
            dropped[str(reason)] += 1


def _record(pair: Pair) -> dict[str, Any]:
    if pair.split == "heldout":
        raise _NoPlace("held out: the form has no place that says so")
    prompt = messages_in(pair.prompt)
    turns = _turns(prompt)
    chosen, rejected = (_turn(messages_in(side)[0]) for side in (pair.chosen, pair.rejected))
    record: dict[str, Any] = {
        "conversations": turns,
        "chosen": chosen,
        "rejected": rejected,
        "tools": json_of([tool["function"] for tool in messages_in(pair.tools)]),
    }
    system = [message["content"] for message in prompt if message["role"] in _SYSTEM]
    if system:
        record["system"] = "\n".join(system)
    return record


def _turns(prompt: Messages) -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    for message in prompt:
        if message["role"] in _SYSTEM:
            continue
        turn = _turn(message)
        expects_person = len(turns) % 2 == 0
        if (turn["from"] in _ODD) != expects_person:
            raise _NoPlace("several results or actions in a row: the form has no place")
        turns.append(turn)
    return turns


def _turn(message: dict[str, Any]) -> dict[str, str]:
    """Return a message as a turn."""
    content = message.get("content") or ""
    if message["role"] == "user":
        return {"from": "human", "value": content}
    if message["role"] == "tool":
        return {"from": "observation", "value": content}
    calls = message.get("tool_calls")
    if not calls:
        return {"from": "gpt", "value": content}
    if content.strip():
        raise _NoPlace("text beside a call: the form has no place")
    values = [_call(call["function"]) for call in calls]
    return {"from": "function_call", "value": json_of(values[0] if len(values) == 1 else values)}


def _call(function: dict[str, Any]) -> dict[str, Any]:
    arguments = decoded(function["arguments"])
    if not isinstance(arguments, dict):
        raise _NoPlace("arguments that are no JSON object: the form has no place")
    return {"name": function["name"], "arguments": arguments}
