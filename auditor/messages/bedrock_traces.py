"""What a trace of an agent of Amazon Bedrock tells: calls of action groups, lookups, answers.

Source: the API reference of Amazon Bedrock's agent runtime (`Trace`, `OrchestrationTrace`).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec

from auditor.messages.dialects import decoded
from auditor.messages.parts import json_text, kind_in, object_of, objects_in, text_of

# As Java prints the parts of a message.
_PRINTED = re.compile(r"\[\{text=(.*), type=text\}\]", re.DOTALL)
_NUMBERS = frozenset({"integer", "number", "boolean", "array", "object"})


class Prompt(NamedTuple):
    """What a model was given.

    Attributes:
        asked: What the user said last, "" where a result came last.
        is_first: Nothing was said before that.
    """

    system: str
    asked: str
    is_first: bool


def prompt_in(given: dict[str, Any]) -> Prompt:
    """Return what the input of a model's invocation tells."""
    text = text_of(given.get("text"))
    told = decoded(text)
    if not isinstance(told, dict) or not isinstance(told.get("messages"), list):
        return Prompt("", "", is_first=False)
    messages = objects_in(told["messages"])
    while messages and messages[-1].get("role") == "assistant":  # with what it is to begin
        messages.pop()
    last = messages[-1] if messages else {}
    words = _words_of(last.get("content")) if last.get("role") == "user" else ""
    return Prompt(text_of(told.get("system")), words, len(messages) == 1)


def _words_of(content: Any) -> str:
    if isinstance(content, list):
        return (
            "" if any(kind_in(part) != "text" for part in objects_in(content)) else text_of(content)
        )
    text = text_of(content)
    printed = _PRINTED.fullmatch(text.strip())
    if printed:
        return printed[1]
    return "" if "tool_use_id=" in text or "tool_result" in text else text


def calls_in(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and the arguments of what an invocation's input calls."""
    acting = object_of(given.get("actionGroupInvocationInput"))
    if acting:
        path = f"{text_of(acting.get('verb'))} {text_of(acting.get('apiPath'))}".strip()
        name = text_of(acting.get("function")) or path or text_of(acting.get("actionGroupName"))
        yield name, json_text(_passed_in(acting))
    looking = object_of(given.get("knowledgeBaseLookupInput"))
    if looking:
        base = text_of(looking.get("knowledgeBaseId"))
        yield f"knowledge_base {base}".strip(), json_text({"text": looking.get("text")})
    running = object_of(given.get("codeInterpreterInvocationInput"))
    if running:
        yield "code_interpreter", json_text({"code": running.get("code")})
    asking = object_of(given.get("agentCollaboratorInvocationInput"))
    if asking:
        passed = object_of(asking.get("input"))
        yield text_of(asking.get("agentCollaboratorName")), json_text({"text": passed.get("text")})


def _passed_in(acting: dict[str, Any]) -> dict[str, Any]:
    bodies = object_of(object_of(acting.get("requestBody")).get("content")).values()
    fields = [
        *objects_in(acting.get("parameters")),
        *(f for body in bodies for f in objects_in(body)),
    ]
    return {text_of(one.get("name")): _value_of(one) for one in fields}


def _value_of(field: dict[str, Any]) -> Any:
    """Return the value of a parameter, which is written as a text whatever its type is."""
    value = field.get("value")
    if isinstance(value, str) and text_of(field.get("type")) in _NUMBERS:
        with suppress(msgspec.DecodeError, RecursionError):
            return msgspec.json.decode(value)
    return value


class Outcome(NamedTuple):
    """What came of a call."""

    text: str
    is_error: bool = False


def outcome_in(observed: dict[str, Any]) -> Outcome | None:
    """Return what an observation tells of a call; None where it is of none."""
    acted = observed.get("actionGroupInvocationOutput")
    if isinstance(acted, dict):
        return Outcome(text_of(acted.get("text")))
    found = observed.get("knowledgeBaseLookupOutput")
    if isinstance(found, dict):
        return Outcome(json_text(found.get("retrievedReferences")))
    ran = observed.get("codeInterpreterInvocationOutput")
    if isinstance(ran, dict):
        error = text_of(ran.get("executionError"))
        return Outcome(error or text_of(ran.get("executionOutput")), bool(error))
    answered = observed.get("agentCollaboratorInvocationOutput")
    if isinstance(answered, dict):
        return Outcome(text_of(object_of(answered.get("output")).get("text")))
    return None
