"""Whether a line of a pairs file has the form of one, before any rule looks at it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

import msgspec

from auditor import strict_json
from auditor.arguments import ArgumentFault, decoded
from auditor.pairs.form import ChosenSource, Kind, Pair, RejectedSource, Split
from auditor.pairs.verify import Answers
from auditor.rules import RULES

_TEXTS = ("prompt", "chosen", "rejected", "tools")
_ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "chosen_source": get_args(ChosenSource),
    "rejected_source": get_args(RejectedSource),
    "split": get_args(Split),
}


class Read(NamedTuple):
    """A line as far as it could be read.

    Attributes:
        pair: The line, None where its form is wrong.
        answers: Its messages, None where they could not be read.
        faults: What is wrong with it, a sentence each.
    """

    pair: Pair | None
    answers: Answers | None
    faults: list[str]


def read_line(raw: bytes) -> Read:
    """Return what a line holds and what is wrong with its form."""
    try:
        record = strict_json.decode(raw)
    except strict_json.JsonError as fault:
        return Read(None, None, [f"no strict JSON: {fault}"])
    if not isinstance(record, dict):
        return Read(None, None, ["no JSON object"])
    faults = list(_record_faults(record))
    values = {name: _value(record.get(name), name, faults) for name in _TEXTS}
    for name in ("prompt", "chosen", "rejected"):
        faults += (f"{name}: {fault}" for fault in _message_faults(values[name]))
    faults += _side_faults(values)
    faults += _tool_faults(values["tools"])
    if any(value is None for value in values.values()) or faults:
        return Read(None, None, faults)
    answers = Answers(
        values["prompt"],
        values["chosen"][0],
        values["rejected"][0],
        values["tools"],
        str(record.get("code") or ""),
    )
    return Read(msgspec.convert(record, Pair), answers, [])


def _record_faults(record: dict[str, Any]) -> Iterator[str]:
    for name, allowed in _WORDS.items():
        given = record.get(name, allowed[0])
        if given not in allowed:
            yield f"`{name}` is {given!r}, not one of {', '.join(allowed)}"
    for name in ("kind", "code", "chosen_source", "group"):
        if not isinstance(record.get(name), str):
            yield f"`{name}` is missing or no text"
    code = record.get("code")
    if isinstance(code, str) and code not in RULES.keys():  # noqa: SIM118 - the catalogue's names
        yield f"there is no rule {code}"
    for name, kind in (("dirty", bool), ("repaired", bool), ("verdict_event", int | None)):
        if name in record and not isinstance(record[name], kind):
            yield f"`{name}` has the wrong type"


def _value(given: Any, name: str, faults: list[str]) -> Any:
    """Return a decoded JSON text; a fault where it is none, or a list that was not encoded."""
    if isinstance(given, list):
        faults.append(
            f"`{name}` is a list, not a JSON text: a column store would add null keys to it"
        )
        return given
    if not isinstance(given, str):
        faults.append(f"`{name}` is missing or no JSON text")
        return None
    value = decoded(given)
    if isinstance(value, ArgumentFault):
        faults.append(f"`{name}` is {value.reason}")
        return None
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        faults.append(f"`{name}` is no list of objects")
        return None
    return value


def _message_faults(messages: Any) -> Iterator[str]:
    for place, message in enumerate(messages or ()):
        role = message.get("role")
        if role not in _ROLES:
            yield f"message {place} has the role {role!r}"
        content = message.get("content")
        if content is not None and not isinstance(content, str):
            yield f"message {place} has content that is no text"
        calls = message.get("tool_calls")
        if calls is not None and (not isinstance(calls, list) or not calls):
            yield f"message {place} has `tool_calls` without a call: a null key of a column store"
        elif calls and role != "assistant":
            yield f"message {place} calls a tool and is not the assistant's"
        for call in calls if isinstance(calls, list) else ():
            yield from (f"message {place}: {fault}" for fault in _call_faults(call))


def _call_faults(call: Any) -> Iterator[str]:
    function = call.get("function") if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        yield "a call has no `function` with a name"
        return
    if not isinstance(call.get("id"), str) or not call["id"]:
        yield f"the call of {function['name']} has no id"
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        yield f"the arguments of {function['name']} are no JSON text"


def _side_faults(values: dict[str, Any]) -> Iterator[str]:
    prompt = values["prompt"]
    if prompt is not None:
        if not prompt or prompt[-1].get("role") not in ("user", "tool"):
            yield "prompt: it does not end with the user's or a tool's message"
        yield from _unpaired(prompt)
    for name in ("chosen", "rejected"):
        answer = values[name]
        if answer is not None and [one.get("role") for one in answer] != ["assistant"]:
            yield f"{name}: it is not exactly one message of the assistant"


def _unpaired(prompt: list[dict[str, Any]]) -> Iterator[str]:
    """Yield results that answer no call and calls that nothing answers."""
    waiting: list[str] = []
    for place, message in enumerate(prompt):
        if message.get("role") == "tool":
            name = message.get("tool_call_id")
            if name not in waiting:
                yield f"prompt: message {place} is a result that answers no call"
                continue
            waiting.remove(str(name))
            continue
        calls = message.get("tool_calls")
        waiting += (str(call.get("id")) for call in calls or () if isinstance(call, dict))
    if waiting:
        yield f"prompt: {len(waiting)} calls have no result"


def _tool_faults(tools: Any) -> Iterator[str]:
    for place, tool in enumerate(tools or ()):
        function = tool.get("function")
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            yield f"tools: tool {place} has no `function` with a name"
        elif _holds_null(function):
            yield f"tools: {function['name']} holds null keys, as a column store adds them"


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(
            member is None or _holds_null(member)
            for key, member in value.items()
            if key not in ("default", "const", "enum", "examples")
        )
    return isinstance(value, list) and any(_holds_null(member) for member in value)
