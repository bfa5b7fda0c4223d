"""What should have stood in a message's place, from the most trusted source that knows.

In order: a reviewer's correction, the expectation that people wrote for the task, what a sound run
of the same input did, the call rebuilt from the contract. An answer with figures is never written
here: it would be made up once more.
"""

from typing import Any, NamedTuple

import msgspec

from auditor.decisions.requirements import unmet_requirements
from auditor.draft import Draft
from auditor.measure import Call, call
from auditor.messages.hermes_text import add_model_text
from auditor.pairing import Pairing
from auditor.pairs.conversation import call_value
from auditor.pairs.corpus import Case
from auditor.pairs.faults import CASE_2, Fault
from auditor.pairs.form import ChosenSource
from auditor.pairs.rebuilt import Refused, rebuilt_arguments
from auditor.pairs.siblings import Point, Sibling, Siblings
from auditor.setting import Setting
from auditor.trace import Message, Tool, ToolCall


class Chosen(NamedTuple):
    """The message that should stand there, and who says so."""

    message: dict[str, Any]
    source: ChosenSource


class Unknown(NamedTuple):
    """Why nobody can say what should stand there."""

    reason: str


class Sources(NamedTuple):
    """What the chosen message of one fault can be taken from.

    Attributes:
        case, pairing: The trace.
        points: How far it had come before each step.
        siblings: What other runs did.
        tools: Its tools and the contract's, by name.
        setting: Contract and expectations.
        corrected: A reviewer's correction.
        approved: A reviewer confirmed the finding.
    """

    case: Case
    pairing: Pairing
    points: dict[int, Point]
    siblings: Siblings
    tools: dict[str, Tool]
    setting: Setting
    corrected: str | None
    approved: bool


def chosen_for(fault: Fault, sources: Sources) -> Chosen | Unknown:
    """Return the message that should stand at a faulty step."""
    if sources.corrected:
        return Chosen(message_of(sources.corrected), "reviewer")
    steps = sources.setting.expectations.get(sources.case.trace.task_key, {})
    if steps.get(fault.step):
        return Chosen(_calling(steps[fault.step], fault.step), "expectation")
    none_due = fault.step in steps
    sibling = _sibling(fault, sources)
    if isinstance(sibling, Sibling):
        if none_due and sibling.calls:
            return Unknown("another run calls where the expectation says that none is due")
        return Chosen(_anew(sibling, fault.step), "sibling")
    if none_due:
        return Unknown("no call is due there, and no sound run shows what to answer instead")
    if fault.kind in CASE_2 or fault.kind == "control":
        return Unknown(sibling.reason)
    try:
        return Chosen(_rebuilt(fault, sources), "contract")
    except Refused as reason:
        return Unknown(f"{sibling.reason}, and {reason}")


def message_of(corrected: str) -> dict[str, Any]:
    """Return a reviewer's correction as a message.

    It is the words that should have been said, or the call that should have been made: as
    `{"name": ..., "arguments": {...}}`, a list of these, or between `<tool_call>` tags.
    """
    text = corrected.strip()
    if text[:1] in "{[":
        calls = _calls_in(text)
        if calls:
            return {"role": "assistant", "content": None, "tool_calls": calls}
    if "<tool_call>" not in text:
        return {"role": "assistant", "content": text}
    draft = Draft()
    add_model_text(draft, text, 0)
    words = "\n".join(event.text.strip() for event in draft.events if type(event) is Message)
    made = [event for event in draft.events if type(event) is ToolCall]
    message: dict[str, Any] = {"role": "assistant", "content": words or None}
    message["tool_calls"] = [
        call_value(f"call_corrected_{n}", one.name, one.arguments_raw) for n, one in enumerate(made)
    ]
    return message


def _calls_in(text: str) -> list[dict[str, Any]]:
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return []
    listed = value if isinstance(value, list) else [value]
    calls = []
    for number, one in enumerate(listed):
        inner = one.get("function", one) if isinstance(one, dict) else {}
        if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
            return []
        given = inner.get("arguments", {})
        raw = given if isinstance(given, str) else msgspec.json.encode(given).decode()
        calls.append(call_value(f"call_corrected_{number}", inner["name"], raw))
    return calls


def _calling(calls: tuple[Call, ...], step: int) -> dict[str, Any]:
    values = [
        call_value(f"call_{step}_{number}_due", one.name, one.arguments)
        for number, one in enumerate(calls)
    ]
    return {"role": "assistant", "content": None, "tool_calls": values}


def _anew(sibling: Sibling, step: int) -> dict[str, Any]:
    """Return a sibling's message with ids that its new conversation does not hold yet."""
    message = dict(sibling.message.message)
    calls = message.get("tool_calls")
    if calls:
        message["tool_calls"] = [
            {**one, "id": f"call_{step}_{number}_due"} for number, one in enumerate(calls)
        ]
    return message


def _sibling(fault: Fault, sources: Sources) -> Sibling | Unknown:
    siblings, trace = sources.siblings, sources.case.trace
    if not siblings.are_there(trace):
        return Unknown("there is no other run of the task")
    point = sources.points[fault.step]
    found = siblings.doing(point, trace)
    if not found:
        return Unknown("no sound run of the task came to the same point")
    if fault.kind not in CASE_2:
        return _only(found) or Unknown("the sound runs of the task do not agree at this point")
    best = _only(siblings.right(point, trace))
    if best is None and sources.approved:
        best = _only(found)
    return best or Unknown("no run is known to agree with the policy, and no reviewer said so")


def _only(found: list[Sibling]) -> Sibling | None:
    return found[0] if len(found) == 1 else None


def _rebuilt(fault: Fault, sources: Sources) -> dict[str, Any]:
    trace = sources.case.trace
    first = next(event for event in trace.events if event.step == fault.step)
    said = [
        event.text
        for event in trace.events[: first.index]
        if type(event) is Message and event.source == "user"
    ]
    tool = _tool_due(fault, sources)
    raw = rebuilt_arguments(tool, said[-1] if said else "", sources.setting.contract)
    for each in sources.pairing.calls:
        asked_before = each.turn == first.turn and each.step < fault.step
        if asked_before and call(each.name, each.arguments_raw) == call(tool.name, raw):
            raise Refused("the call was made; what to answer only a reviewer can say")
    value = call_value(f"call_{fault.step}_0_due", tool.name, raw)
    return {"role": "assistant", "content": None, "tool_calls": [value]}


def _tool_due(fault: Fault, sources: Sources) -> Tool:
    name = fault.finding.tool
    if fault.kind == "missing-call":
        for unmet in unmet_requirements(sources.pairing, sources.setting.contract):
            if unmet.acting.index == fault.finding.event_index:
                name = unmet.requirement.call
    if not name or name not in sources.tools:
        reading = [tool for tool in sources.tools.values() if _reads(tool.name, sources)]
        if len(reading) != 1:
            raise Refused("it is not known which tool should have been called")
        return reading[0]
    return sources.tools[name]


def _reads(name: str, sources: Sources) -> bool:
    spec = sources.setting.contract.tools.get(name)
    return len(sources.tools) == 1 or (spec is not None and spec.effect == "read")
