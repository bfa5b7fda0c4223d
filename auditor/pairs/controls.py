"""Counter-pairs: turns that call for no call, so that a model does not learn to call always.

The chosen message is an answer that was given without a call and has no fault; the rejected one is
a call that nobody asked for: the last call of the conversation once more, or one from elsewhere,
and every other time with a word of the user's for its target, as models make it by themselves.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from auditor.contract import Contract
from auditor.pairs.conversation import Placed, call_value
from auditor.pairs.corpus import Case
from auditor.pairs.form import digest, json_of
from auditor.pairs.rebuilt import bare_words, names_an_entity
from auditor.setting import Setting
from auditor.trace import Tool, ToolCall


class Quiet(NamedTuple):
    """A turn that was answered at once, without a call.

    Attributes:
        before: The messages of the prompt.
        answer: What was said.
        needless: A call that nobody asked for, as an assistant message.
    """

    before: list[Placed]
    answer: dict[str, Any]
    needless: dict[str, Any]


class CallElsewhere(NamedTuple):
    """A call of another conversation, for prompts that hold none."""

    name: str
    arguments_raw: str


def quiet_turns(
    case: Case,
    messages: list[Placed],
    tools: Mapping[str, Tool],
    setting: Setting,
    elsewhere: CallElsewhere | None,
) -> Iterator[Quiet]:
    """Yield the turns of a trace that were rightly answered without a call, as far as can be told.

    That is: one whole answer and nothing else in the turn, no fault up to it, no expectation of a
    call, and no words of the user that a declared tool could be called for.
    """
    whole = len(messages) - ("truncated-tail" in case.trace.notes)
    limit = case.first_fault
    due = setting.expectations.get(case.trace.task_key, {})
    for place, placed in enumerate(messages[:whole]):
        step = placed.step
        if step is None or place == 0 or (limit is not None and step >= limit):
            continue
        asked = messages[place - 1].message
        if asked["role"] != "user" or placed.message.get("tool_calls") or due.get(step):
            continue
        later = messages[place + 1 : place + 2]
        if later and later[0].message["role"] != "user":
            continue
        if any(names_an_entity(t, asked["content"], setting.contract) for t in tools.values()):
            continue
        needless = _needless(messages[:place], tools, setting.contract, elsewhere)
        if needless is not None:
            yield Quiet(messages[:place], placed.message, needless)


def a_call_of(case: Case) -> CallElsewhere | None:
    """Return some call of a trace, to be the needless one of another."""
    for event in case.trace.events:
        if type(event) is ToolCall and event.source == "model":
            return CallElsewhere(event.name, event.arguments_raw)
    return None


def _needless(
    before: list[Placed],
    tools: Mapping[str, Tool],
    contract: Contract,
    elsewhere: CallElsewhere | None,
) -> dict[str, Any] | None:
    """Return a call that the last words of a prompt do not ask for, or None without any to take."""
    last, number = elsewhere, len(before)
    for placed in before:
        for one in placed.message.get("tool_calls") or ():
            last = CallElsewhere(one["function"]["name"], one["function"]["arguments"])
    if last is None or last.name not in tools:
        return None
    said = before[-1].message["content"]
    if int(digest("needless", said), 16) % 2:
        last = _about_a_word(last, said, contract)
    value = call_value(f"call_{number}_0_needless", last.name, last.arguments_raw)
    return {"role": "assistant", "content": None, "tool_calls": [value]}


def _about_a_word(call: CallElsewhere, said: str, contract: Contract) -> CallElsewhere:
    """Return a call with the longest of some words as its target, where it names one."""
    spec = contract.tools.get(call.name)
    words = sorted(bare_words(said), key=len)
    try:
        arguments = msgspec.json.decode(call.arguments_raw)
    except ValueError:
        return call
    if spec is None or not words or not isinstance(arguments, dict):
        return call
    if not isinstance(arguments.get(spec.entity_arg), str):
        return call
    return call._replace(arguments_raw=json_of({**arguments, spec.entity_arg: words[-1]}))
