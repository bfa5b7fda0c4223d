"""Lists of plain OpenTelemetry GenAI messages, decoded straight into their types.

Nearly every span carries such lists as text, and decoded by type they cost half of what nested
objects do. Whatever is not exactly that (another part, another key, a number for a name) is left to
`genai_messages`, so that both agree on every text that is taken here.
Source: as there.
"""

from typing import Any

import msgspec
from msgspec import Struct

from auditor.draft import Draft
from auditor.messages.genai import add_words
from auditor.messages.openai import MODEL_ROLES
from auditor.messages.parts import arguments_text, json_text
from auditor.trace import Event


class _Text(Struct, tag_field="type", tag="text", forbid_unknown_fields=True, gc=False):
    content: str


class _Thought(Struct, tag_field="type", tag="reasoning", forbid_unknown_fields=True, gc=False):
    content: str


class _Call(Struct, tag_field="type", tag="tool_call", forbid_unknown_fields=True, gc=False):
    id: str | None = None
    name: str | None = None
    arguments: Any = None


class _Result(
    Struct, tag_field="type", tag="tool_call_response", forbid_unknown_fields=True, gc=False
):
    id: str | None = None
    name: str | None = None
    response: Any = None
    result: Any = None


class _Message(Struct, forbid_unknown_fields=True, gc=False):
    role: str
    parts: list[_Text | _Thought | _Call | _Result]
    finish_reason: Any = None
    name: Any = None


_decode = msgspec.json.Decoder(list[_Message]).decode


def plain_events(text: str, step: int) -> list[Event] | None:
    """Return the events of a list of nothing but plain messages, or None for any other text.

    Args:
        text: The list as JSON.
        step: The last step before.
    """
    try:
        messages = _decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    draft = Draft(step)
    for message in messages:
        if message.role in MODEL_ROLES:
            _add_reply(draft, message)
        else:
            _add_given(draft, message)
    return draft.events


def _add_reply(draft: Draft, message: _Message) -> None:
    draft.step()
    position = 0
    for part in message.parts:
        if isinstance(part, _Call):
            _add_call(draft, part, position)
            position += 1
        elif isinstance(part, _Text):
            draft.model(part.content, -1, role=message.role)
        elif isinstance(part, _Thought):
            draft.model(part.content, -1, channel="thinking", role=message.role)
        else:
            _add_result(draft, part)
    if not message.parts:
        draft.model("", -1, role=message.role)


def _add_given(draft: Draft, message: _Message) -> None:
    words: list[str] = []
    position = 0
    for part in message.parts:
        if isinstance(part, _Result):
            _add_result(draft, part)
        elif isinstance(part, _Call):
            _add_call(draft, part, position)
            position += 1
        else:
            words.append(part.content)
    if words or not message.parts:
        add_words(draft, message.role, "\n".join(words), -1, None)


def _add_call(draft: Draft, part: _Call, position: int) -> None:
    arguments = arguments_text(part.arguments)
    draft.call(part.name or "", arguments, -1, call_id=part.id or None, position=position)


def _add_result(draft: Draft, part: _Result) -> None:
    output = part.result if part.response is None else part.response
    text = output if type(output) is str else "" if output is None else json_text(output)
    draft.result(text, -1, call_id=part.id or None, name=part.name or None)
