"""Calls and results in the records of logs that teams write themselves, known by their fields.

A call has the name of a tool and what was passed to it; a result names a tool or a call, or its
record's kind says that it is one; a step has both.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from auditor.messages.call_spellings import call_in
from auditor.messages.dialects import decoded
from auditor.messages.log_kinds import words_of
from auditor.messages.parts import arguments_text, json_text, object_of, text_of, text_or_none
from auditor.messages.react_markers import action_call

NAMES = (
    "function_name", "functionName", "tool_name", "toolName", "tool", "toolCallName",
    "tool_call_name", "function", "tool_call", "toolCall", "function_call", "functionCall", "call",
    "action", "action_name", "serialized",
)  # fmt: skip
_PASSED = (
    "arguments", "args", "tool_input", "toolInput", "tool_args", "toolArgs", "tool_arguments",
    "action_input", "actionInput", "input", "inputs", "parameters", "params", "kwargs", "rawInput",
    "raw_input", "input_str", "function_args", "params_as_json",
)  # fmt: skip
GIVEN = (
    "tool_output", "toolOutput", "tool_result", "toolResult", "tool_response", "toolResponse",
    "tool_return", "observation", "observations", "result", "output", "response", "return_value",
    "returned", "return", "returns", "results", "outputs", "output_str", "result_value",
)  # fmt: skip
_GIVEN_LOOSELY = ("content", "text", "value", "stdout", "message", "body")
IDS = (
    "tool_call_id", "toolCallId", "call_id", "callId", "tool_use_id", "toolUseId", "invocation_id",
    "invocationId",
)  # fmt: skip
THOUGHTS = ("thought", "thinking", "reasoning", "rationale", "thoughts")
_PURE = frozenset({"name", "arguments", "args", "id", "type"})
_ENDINGS = frozenset({"finish", "final_answer", "final answer", "final", "answer"})
"""Actions with which agents of a loop give their answer; nothing runs them."""
_FAILED = frozenset({"error", "failed", "failure", "timeout", "exception"})

What = Literal["user", "model", "thought", "system", "call", "result", "beside"]


class Part(NamedTuple):
    """A part of a conversation that a record tells.

    Attributes:
        text: Words, what was passed as it was written, or what came of it.
        label: The names that the record gives itself: one thing told under two is told twice.
        call_id: The id of the call, where the record says that it is one.
        own_id: The record's own id, which may be the call's.
        is_piece: It goes on from the words before it.
        passed: Of a result: what was passed, where that stands beside it.
    """

    what: What
    text: str
    label: str = ""
    name: str = ""
    call_id: str | None = None
    own_id: str | None = None
    is_error: bool = False
    is_piece: bool = False
    passed: str | None = None


def first_of(fields: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """Return what stands under the first of some keys that is not null."""
    return next((fields[key] for key in keys if fields.get(key) is not None), None)


class Executed:
    """What a record may tell of a tool: a call, a result, or both.

    Args:
        record: The record.
        fields: Its fields, and those of what it wraps.
        kind: What it says that it is.
        label: The names that it gives itself.
    """

    def __init__(
        self, record: dict[str, Any], fields: dict[str, Any], kind: str, label: str
    ) -> None:
        self.record, self.kind, self.label = record, kind, label
        self.name, inner = _name_in(fields, is_told=kind in ("call", "result", "executed"))
        self.fields = {**fields, **inner}
        self.passed = first_of(self.fields, _PASSED)
        if self.passed is None and "[" in self.name:
            self.name, self.passed = action_call(self.name)
        by_tool = object_of(decoded(self.passed))
        if list(by_tool) == [self.name]:  # as Dify has it, for several tools at once
            self.passed = by_tool[self.name]
        named = (text_or_none(self.fields.get(key)) for key in IDS)
        self.call_id = next(filter(None, named), None)
        self.has_failed = has_failed(self.fields, label)
        self.given = self._given_in()

    def _given_in(self) -> Any:
        """Return what came of it; None where nothing is told."""
        told = first_of(self.fields, GIVEN)
        fault = self.fields.get("error") if self.has_failed else None
        if told is None and fault is None and self.kind in ("result", "executed", "outcome"):
            told = first_of(self.record, ("data", "payload"))
            told = first_of(self.fields, _GIVEN_LOOSELY) if told is None else told
        return fault if told is None else told

    def is_any(self) -> bool:
        """Say whether the record tells a call or a result, and does not declare a tool."""
        if "description" in self.fields or "properties" in object_of(self.passed):
            return False
        if self.kind == "call":
            told = self.name or self._words() or self.fields.get("delta")
            return bool(told) or self.passed is not None
        if self.kind == "outcome":
            return bool(self.name or self.call_id)
        if self.kind == "executed":
            return bool(self.name or self.call_id) or self.given is not None
        thinks = any(isinstance(self.fields.get(key), str) for key in THOUGHTS)
        acts = self.passed is not None or (thinks and self.given is not None)
        return self.kind == "result" or (bool(self.name) and acts)

    def parts(self) -> Iterator[Part]:
        """Yield the call and its result, whichever is told."""
        passed = None if self.passed is None else _as_json(arguments_text(self.passed))
        came = self.given is not None or self.has_failed
        if self.kind in ("result", "outcome") or (self.kind == "executed" and passed is None):
            if came or not self.fields.keys().isdisjoint(GIVEN):  # else it only tells the end
                yield self._result(passed)
        elif self.kind == "call" and not self.name and isinstance(self.fields.get("delta"), str):
            written = self.fields["delta"]
            yield Part("call", written, self.label, "", self.call_id, is_piece=True)
        elif self.kind == "call" and not self.name:
            call = call_in(self._words() or arguments_text(self.passed))
            yield self._call(call.name, call.arguments_raw, self.call_id or call.call_id)
        elif self.name.lower() in _ENDINGS and not self.given:
            yield Part("model", text_of(_only_value(self.passed)), self.label, self.name)
        else:
            yield self._call(self.name, passed or "", self.call_id)
            if came:
                yield self._result(None)

    def _call(self, name: str, passed: str, call_id: str | None) -> Part:
        own = text_or_none(self.fields.get("id"))
        return Part("call", passed, self.label, name, call_id, own)

    def _result(self, passed: str | None) -> Part:
        output = "" if self.given is None else text_of(self.given)
        own = text_or_none(self.fields.get("id"))
        is_error = self.has_failed
        return Part(
            "result", output, self.label, self.name, self.call_id, own, is_error, passed=passed
        )

    def _words(self) -> str:
        return text_of(first_of(self.fields, _GIVEN_LOOSELY))


def _as_json(passed: str) -> str:
    """Return what was passed; an object that a logger printed in Python's form, as JSON."""
    if "'" not in passed or not passed.startswith("{"):
        return passed
    value = decoded(passed)
    return json_text(value) if isinstance(value, dict) else passed


def _only_value(passed: Any) -> Any:
    passed = decoded(passed)
    values = list(object_of(passed).values())
    return values[0] if len(values) == 1 else passed


def _name_in(fields: dict[str, Any], *, is_told: bool) -> tuple[str, dict[str, Any]]:
    """Return the tool that a record names, and the object that names it, if one does."""
    for key in NAMES:
        held = fields.get(key)
        held = held if key in ("action", "tool") else decoded(held)
        if isinstance(held, dict):
            named = (held[one] for one in (*NAMES, "name") if isinstance(held.get(one), str))
            own = next(named, "")
            if own:
                return own, held
        elif isinstance(held, str) and held and "\n" not in held and held[0] not in "{[":
            return held, {}
    own = fields.get("name")
    # An object of a name and what is passed, and nothing else, is how calls are spelt.
    is_pure = fields.keys() <= _PURE and not fields.keys().isdisjoint(("arguments", "args"))
    return (own, {}) if isinstance(own, str) and (is_told or is_pure) else ("", {})


def has_failed(fields: dict[str, Any], label: str) -> bool:
    """Say whether a record says that a tool failed."""
    flags = (fields.get(key) is True for key in ("is_error", "isError", "tool_call_error"))
    status = fields.get("status")
    return (
        any(flags)
        or bool(fields.get("error"))
        or fields.get("success") is False
        or fields.get("ok") is False
        or (isinstance(status, str) and status.lower() in _FAILED)
        or bool(words_of(label) & _FAILED)
    )
