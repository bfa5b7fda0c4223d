"""LibreChat exports: messages of `sender` and `text`, nested as `children` or in one list.

Of answers that were asked for again the last branch is read. A `tool_call` part of an agent's
message is a call together with its `output`; what the agent says after it is a step of its own.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.messages.trees import branch_to, last_leaf
from auditor.trace import Place, Trace

NAME = "librechat"

_KEPT = ("title", "endpoint", "options")


def recognise(value: Any) -> Recognition | None:
    """Recognise a conversation whose messages say who created them."""
    if not isinstance(value, dict) or "conversationId" not in value:
        return None
    messages = objects_in(value.get("messages"))
    if messages and all("messageId" in one and "isCreatedByUser" in one for one in messages):
        return Recognition(0.9, "messages with messageId and isCreatedByUser")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the last branch of a conversation."""
    messages = _flat(value["messages"])
    parents = {one: message.get("parentMessageId") for one, message in messages.items()}
    path = branch_to(last_leaf(parents), parents)
    draft = Draft()
    for one in path:
        _add_message(draft, messages[one])
    if not draft.events:
        yield Skipped("a conversation without messages")
        return
    options = object_of(value.get("options"))
    others = len(messages) - len(path)
    yield Trace(
        NAME,
        place,
        draft.events,
        "",
        own_id=text_or_none(value["conversationId"]),
        model=text_or_none(options.get("model")),
        at=draft.first_time(),
        extra={key: json_text(value[key]) for key in _KEPT if value.get(key)}
        | ({"messages_of_other_branches": str(others)} if others else {}),
    )


def _flat(messages: Any) -> dict[str, dict[str, Any]]:
    """Return all messages by id, parents before their children."""
    found: dict[str, dict[str, Any]] = {}
    waiting = objects_in(messages)[::-1]
    while waiting:
        message = waiting.pop()
        found.setdefault(str(message.get("messageId")), message)
        waiting += objects_in(message.get("children"))[::-1]
    return found


def _add_message(draft: Draft, message: dict[str, Any]) -> None:
    at = utc(message.get("createdAt"))
    parts = objects_in(message.get("content"))
    words = text_of(message.get("text"))
    if message.get("isCreatedByUser"):
        draft.user(words or text_of(parts), -1, at=at)
        return
    draft.step()
    answered = False
    for part in parts or [{"type": "text", "text": words}]:
        call = object_of(part.get("tool_call"))
        if answered and not call:
            draft.step()
        if call:
            answered = _add_call(draft, call, at)
        elif part.get("type") == "think":
            draft.model(text_of(part.get("think")), -1, channel="thinking", at=at)
        else:
            said = object_of(part.get("text")).get("value", part.get("text"))
            draft.model(said if isinstance(said, str) else text_of([part]), -1, at=at)


def _add_call(draft: Draft, call: dict[str, Any], at: str | None) -> bool:
    """Add a call and its output; say whether it has one."""
    name, call_id = text_of(call.get("name")), text_or_none(call.get("id"))
    position = draft.calls_in_step
    draft.call(
        name, arguments_text(call.get("args")), -1, call_id=call_id, position=position, at=at
    )
    output = call.get("output")
    if output is not None:
        draft.result(text_of(output), -1, call_id=call_id, name=name or None, at=at)
    return output is not None


FORMATS.add(
    NAME, Format(name=NAME, title="LibreChat exports", recognise=recognise, read=read)
)  # fmt: skip
