"""Holds a pair against the rules: the rejected message trips the named one, the chosen one none.

Whatever formed a pair, only what this module says of it decides whether it is written, and it says
the same when `auditor pairs check` reads it back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from auditor.draft import Draft
from auditor.finding import Finding
from auditor.measure import Call, call
from auditor.messages.hermes_text import add_model_text
from auditor.messages.openai import add_message, add_messages
from auditor.messages.parts import json_text, tools_of
from auditor.pairs.faults import OF_RUNS
from auditor.pairs.form import Messages
from auditor.runs.difference import compare, opposites_of
from auditor.runs.group_rules import findings_of
from auditor.runs.run import run_of
from auditor.setting import Setting
from auditor.trace import Message, Place, ToolCall, Trace
from auditor.trace_audit import audit_trace

_TASK = "pair"
_DUE_CALL_MISSING = "TA204"
# A call at the end has no result yet; the same call again is right where the user asks again.
_NO_FAULT_OF_CHOSEN = frozenset({"TA203", "TA205"})


class Answers(NamedTuple):
    """A pair as decoded values.

    Attributes:
        prompt: The conversation before.
        chosen, rejected: One assistant message each.
        tools: In OpenAI's form.
        code: The rule that the rejected message is to trip.
    """

    prompt: Messages
    chosen: dict[str, Any]
    rejected: dict[str, Any]
    tools: list[dict[str, Any]]
    code: str


def faults_of_pair(pair: Answers, setting: Setting) -> list[str]:
    """Return what is wrong with a pair, a sentence each; empty where nothing is.

    Args:
        pair: The pair.
        setting: Contract, profiles and thresholds; its expectations are those of other tasks and
            are left out.
    """
    chosen = codes_of(pair, pair.chosen, setting) - _NO_FAULT_OF_CHOSEN
    faults = []
    if chosen:
        faults.append(f"the chosen message trips {', '.join(sorted(chosen))}")
    if not trips(pair, setting):
        faults.append(f"the rejected message does not trip {pair.code}")
    return faults + _form_faults(pair)


def trips(pair: Answers, setting: Setting) -> bool:
    """Say whether the rejected message trips the rule that the pair names."""
    if pair.code not in OF_RUNS:
        return pair.code in codes_of(pair, pair.rejected, setting) or (
            pair.code == _DUE_CALL_MISSING and _lacks_due_call(pair)
        )
    contract = setting.contract
    left, right = (
        run_of(_trace(pair, answer, name), contract)
        for name, answer in (("chosen", pair.chosen), ("rejected", pair.rejected))
    )
    found = findings_of(compare(left, right, opposites_of(contract.decision.opposites)))
    return pair.code in {finding.code for finding in found}


def _lacks_due_call(pair: Answers) -> bool:
    """Say whether the rejected message makes none of the calls that chosen says are due."""
    due = Counter(calls_in(pair.chosen))
    return bool(due - Counter(calls_in(pair.rejected)))


def codes_of(pair: Answers, answer: dict[str, Any], setting: Setting) -> set[str]:
    """Return the rules that one answer trips, information left out."""
    return {finding.code for finding in findings_of_answer(pair, answer, setting)}


def findings_of_answer(pair: Answers, answer: Mapping[str, Any], setting: Setting) -> list[Finding]:
    """Return what the rules find in an answer after its prompt, information left out.

    Args:
        pair: Prompt and tools; with the code TA207 no call is expected.
        answer: The assistant's message.
        setting: Contract, profiles and thresholds; its expectations are left out.
    """
    trace = _trace(pair, answer, "answer")
    first = _events_of(pair.prompt)
    expected: dict[str, dict[int, tuple[Call, ...]]] = {}
    if pair.code == "TA207":
        expected = {_TASK: {_steps_of(pair.prompt): ()}}
    findings = audit_trace(trace, replace(setting, expectations=expected, ledger=None)).findings
    return [
        finding
        for finding in findings
        if finding.event_index is not None
        and finding.event_index >= first
        and finding.severity != "info"
    ]


def calls_in(answer: Mapping[str, Any]) -> list[Call]:
    """Return the calls of a message in comparable form, sorted."""
    return sorted(
        call(one["function"]["name"], one["function"]["arguments"])
        for one in answer.get("tool_calls") or ()
    )


def rendered(answer: dict[str, Any]) -> str:
    """Return an assistant message as the text that a model writes, in Hermes' and Qwen's way."""
    parts = [answer["content"]] if answer.get("content") else []
    for one in answer.get("tool_calls") or ():
        function = one["function"]
        name = json_text(function["name"])
        parts.append(
            f'<tool_call>\n{{"name": {name}, "arguments": {function["arguments"]}}}\n</tool_call>'
        )
    return "\n".join(parts)


def parsed(text: str) -> tuple[str, list[Call]]:
    """Return what a server reads in a model's text: the words around calls, and the calls."""
    draft = Draft()
    draft.step()
    add_model_text(draft, text, 0)
    words = "\n".join(e.text.strip() for e in draft.events if type(e) is Message)
    calls = [call(e.name, e.arguments_raw) for e in draft.events if type(e) is ToolCall]
    return words.strip(), sorted(calls)


def _form_faults(pair: Answers) -> list[str]:
    faults = []
    words, calls = parsed(rendered(pair.chosen))
    if calls != calls_in(pair.chosen) or words != (pair.chosen.get("content") or "").strip():
        faults.append("the chosen message is not the same after rendering and parsing")
    if not (words or calls):
        faults.append("the chosen message is empty")
    said, made = parsed(rendered(pair.rejected))
    if (said, made) == (words, calls):
        faults.append("the rejected message reads like the chosen one")
    elif made and made == calls:
        faults.append("the rejected message makes the call of the chosen one")
    return faults


def _trace(pair: Answers, answer: Mapping[str, Any], name: str) -> Trace:
    draft = Draft()
    add_messages(draft, pair.prompt)
    add_message(draft, dict(answer), len(pair.prompt))
    return Trace(
        "openai-chat",
        Place("pair"),
        draft.events,
        own_id=name,
        task_id=_TASK,
        tools=tools_of(pair.tools),
    )


def _events_of(prompt: Messages) -> int:
    draft = Draft()
    add_messages(draft, prompt)
    return len(draft.events)


def _steps_of(prompt: Sequence[dict[str, Any]]) -> int:
    return sum(message["role"] == "assistant" for message in prompt)
