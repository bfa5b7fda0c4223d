"""Four histories of one moment: as it was, and operated on."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import msgspec

from auditor.analysis import Analysis
from auditor.decisions.spread import Fabrication, fabrications_of
from auditor.exports.openai_export import tool_value
from auditor.pairs.conversation import Placed, Unusable, call_value, conversation_of, prompt_of
from auditor.pairs.form import Messages
from auditor.pairs.rebuilt import Refused, rebuilt_arguments
from auditor.trace import Message, ToolCall

Arm = Literal["as it was", "genuine call", "turn removed", "filler"]
ARMS: tuple[Arm, ...] = ("as it was", "genuine call", "turn removed", "filler")

Genuine = Callable[[str, str], str | None]
"""Gives the result that a tool really gave for a call (name, arguments as JSON), or None."""

READING = {False: "The result is above.", True: "结果如上。"}
_FILLER = {
    False: "I am still reading my notes on this and have nothing to add to them at the moment. ",
    True: "我还在看这件事的记录,目前没有什么要补充的。",
}
_CJK = ("\u4e00", "\u9fff")


class Operation(msgspec.Struct, frozen=True):
    """A made-up result with a turn behind it at which the model used a tool or made a result up.

    Attributes:
        trace_id, task_key: Of the trace.
        turn: The turn that is operated on; the model is asked at the one behind it.
        tool: Whose result was made up.
        contexts: The history of each arm, each of which ends with the next request.
        tools: The trace's tools in OpenAI's form.
        prompt, rejected, chosen: As a preference pair: what stood before the made-up message, that
            message, and the call that should have stood there.
    """

    trace_id: str
    task_key: str
    turn: int
    tool: str
    contexts: dict[Arm, Messages]
    tools: list[dict[str, Any]]
    prompt: Messages
    rejected: dict[str, Any]
    chosen: dict[str, Any]


class _Cut(NamedTuple):
    """Where a conversation is cut: the made-up message, its turn, and the next request."""

    placed: list[Placed]
    faulty: int
    turn: int
    ends: int


def operation_of(analysis: Analysis, genuine: Genuine) -> Operation | Unusable:
    """Return the histories around the first made-up result of a trace.

    The genuine call is the one that the user's words ask for; its result is one that the tool
    really gave. Where either is not known there is nothing to operate with: neither is invented.

    Args:
        analysis: The trace, with the settings that it is judged under.
        genuine: Gives the result for the call that is put in.
    """
    found = fabrications_of(analysis)
    if not found:
        return Unusable("nothing is made up")
    placed = conversation_of(analysis.trace, analysis.pairing)
    if isinstance(placed, Unusable):
        return placed
    cut = _cut(analysis, placed, found[0])
    if isinstance(cut, Unusable):
        return cut
    try:
        call = _call_due(analysis, found[0])
    except Refused as reason:
        return Unusable(str(reason))
    output = genuine(call.name, call.arguments_raw)
    if output is None:
        return Unusable(f"no genuine result of {call.name} {call.arguments_raw} is known")
    return _operated(analysis, cut, call, output)


def _cut(analysis: Analysis, placed: list[Placed], made_up: Fabrication) -> _Cut | Unusable:
    """Return where to cut, if the model was asked again and had an opportunity there."""
    event = analysis.trace.events[made_up.event_index]
    if type(event) is Message and event.channel == "thinking":
        return Unusable("the made-up result stands in thinking, which no later prompt holds")
    if type(event) is not Message:
        return Unusable("the made-up result stands inside a call or is none of the model's words")
    faulty = next(
        (n for n, one in enumerate(placed) if one.first <= made_up.event_index <= one.last), None
    )
    if faulty is None:
        return Unusable("the made-up result stands in no message of the conversation")
    behind = [n for n, one in enumerate(placed) if one.turn == made_up.turn + 1]
    ends = next((n for n in behind if placed[n].step is not None), None)
    if ends is None:
        return Unusable("the model was not asked again after the made-up result")
    again = {call.turn for call in analysis.pairing.calls}
    again.update(each.turn for each in fabrications_of(analysis))
    if made_up.turn + 1 not in again:
        return Unusable("the turn after the made-up result called for no tool")
    return _Cut(placed, faulty, made_up.turn, ends)


def _call_due(analysis: Analysis, made_up: Fabrication) -> ToolCall:
    """Return the call that the user's last words before a made-up result ask for.

    Raises:
        Refused: It is not known which one.
    """
    tool = analysis.tools.get(made_up.tool)
    if tool is None:
        raise Refused(f"no schema of the tool {made_up.tool!r} is known")
    said = ""
    for event in analysis.trace.events[: made_up.event_index]:
        if type(event) is Message and event.source == "user":
            said = event.text
    raw = rebuilt_arguments(tool, said, analysis.setting.contract)
    return ToolCall(0, made_up.turn, made_up.step, 0, tool.name, raw)


def _operated(analysis: Analysis, cut: _Cut, call: ToolCall, output: str) -> Operation:
    placed, faulty = cut.placed, cut.placed[cut.faulty]
    text = str(faulty.message.get("content") or "")
    chinese = any(_CJK[0] <= character <= _CJK[1] for character in text)
    value = call_value(f"call_{call.step}_0_genuine", call.name, call.arguments_raw)
    chosen: dict[str, Any] = {"role": "assistant", "content": None, "tool_calls": [value]}
    result = {"role": "tool", "tool_call_id": value["id"], "content": output}
    before = prompt_of(placed[: cut.faulty])
    asked = prompt_of([one for one in placed[cut.faulty : cut.ends] if one.turn > cut.turn])
    kept = [one for one in placed[: cut.ends] if one.turn != cut.turn or _is_system(one)]
    vague = filler(len(text), chinese=chinese)
    return Operation(
        analysis.trace.trace_id,
        analysis.trace.task_key,
        cut.turn,
        call.name,
        {
            "as it was": prompt_of(placed[: cut.ends]),
            "genuine call": [
                *before,
                chosen,
                result,
                *_said(cut, READING[chinese], beside_acts=None),
                *asked,
            ],
            "turn removed": prompt_of(kept),
            "filler": [*before, *_said(cut, vague, beside_acts=vague), *asked],
        },
        [tool_value(tool) for tool in analysis.tools.values()],
        before,
        dict(faulty.message),
        chosen,
    )


def _said(cut: _Cut, words: str, *, beside_acts: str | None) -> Messages:
    """Return what stands in the made-up message's place; calls beside it stay, with their results.

    Args:
        cut: The conversation.
        words: What the message says where it called nothing.
        beside_acts: What it says beside calls; None for nothing.
    """
    made = cut.placed[cut.faulty].message.get("tool_calls")
    if not made:
        return [{"role": "assistant", "content": words}]
    ids = {call["id"] for call in made}
    answers = [
        one.message for one in cut.placed[cut.faulty : cut.ends]
        if one.message.get("tool_call_id") in ids
    ]  # fmt: skip
    return [{"role": "assistant", "content": beside_acts, "tool_calls": made}, *answers]


def _is_system(one: Placed) -> bool:
    return one.message["role"] in ("system", "developer")


def filler(length: int, *, chinese: bool) -> str:
    """Return so many characters that say nothing and look like no result."""
    sentence = _FILLER[chinese]
    return (sentence * (length // len(sentence) + 1))[:length]
