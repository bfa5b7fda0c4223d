"""Threads of Zed's agent: `{version, messages}`, as the editor keeps them.

From version 0.3 on a message is `{User: {content}}` or `{Agent: {content, tool_results}}` with
parts `{Text}`, `{Thinking: {text}}`, `{ToolUse: {id, name, input}}`, and the results of a reply
stand beside it by the ids of its calls; earlier ones are `{role, segments, tool_uses,
tool_results}`. Seen in zed-industries/zed, `crates/agent/src/thread.rs` and `db.rs`.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    own_id_of,
    text_of,
    text_or_none,
)
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "zed"

_KNOWN = frozenset({"messages", "id", "model", "version", "updated_at"})


def recognise(value: Any) -> Recognition | None:
    """Recognise messages under the names of their authors, or with segments and uses of tools."""
    messages = value.get("messages") if isinstance(value, dict) else None
    if not isinstance(messages, list) or not messages:
        return None
    if all(map(_is_message, messages[:8])):
        return Recognition(0.85, "messages under `User` and `Agent`, as Zed keeps them")
    if all({"segments", "tool_uses"} <= object_of(one).keys() for one in messages[:8]):
        return Recognition(0.85, "messages with `segments` and `tool_uses`, as Zed kept them")
    return None


def _is_message(value: Any) -> bool:
    if value == "Resume":  # the user let it go on
        return True
    kind = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else ""
    return kind in ("User", "Agent") and isinstance(object_of(value[kind]).get("content"), list)


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one thread."""
    draft = Draft()
    for item, message in enumerate(value["messages"]):
        told = object_of(message)
        if "User" in told:
            draft.user(_words(object_of(told["User"]).get("content")), item)
        elif "Agent" in told:
            _add_reply(draft, object_of(told["Agent"]), item)
        elif told:
            _add_older(draft, told, item)
    model = object_of(value.get("model"))
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages",
        own_id=own_id_of(value),
        model=text_or_none(model.get("model")),
        at=time_of(value),
        extra={key: json_text(kept) for key, kept in value.items() if key not in _KNOWN},
    )


def _add_reply(draft: Draft, reply: dict[str, Any], item: int) -> None:
    draft.step()
    for part in reply.get("content") or ():
        told = object_of(part)
        use = object_of(told.get("ToolUse"))
        if "Thinking" in told:
            thought = text_of(object_of(told["Thinking"]).get("text"))
            draft.model(thought, item, channel="thinking")
        elif use:
            _add_call(draft, use, item)
        else:
            draft.model(_words([part]), item)
    for result in object_of(reply.get("tool_results")).values():
        _add_result(draft, object_of(result), item)


def _add_older(draft: Draft, message: dict[str, Any], item: int) -> None:
    """Add a message of a release before 0.3; its results stand in the user's next."""
    for result in objects_in(message.get("tool_results")):
        _add_result(draft, result, item)
    segments = objects_in(message.get("segments"))
    if message.get("role") == "user":
        words = text_of(segments)
        if words or not message.get("tool_results"):
            draft.user(words, item)
        return
    if message.get("role") == "system":
        draft.system(text_of(segments), item)
        return
    draft.step()
    for segment in segments:
        channel = segment.get("type")
        draft.model(
            text_of([segment]), item, channel="thinking" if channel == "thinking" else "text"
        )
    for use in objects_in(message.get("tool_uses")):
        _add_call(draft, use, item)


def _add_call(draft: Draft, use: dict[str, Any], item: int) -> None:
    arguments = use.get("raw_input") or use.get("input")
    name, call_id = text_of(use.get("name")), text_or_none(use.get("id"))
    position = draft.calls_in_step
    draft.call(name, arguments_text(arguments), item, call_id=call_id, position=position)


def _add_result(draft: Draft, result: dict[str, Any], item: int) -> None:
    content = result.get("content")
    draft.result(
        _words([content]) if isinstance(content, dict) else text_of(content),
        item,
        call_id=text_or_none(result.get("tool_use_id")),
        name=text_or_none(result.get("tool_name")),
        is_error=result.get("is_error") is True,
    )


def _words(parts: Any) -> str:
    """Return the text of parts, each under the name of its kind, and of what they mention."""
    told = []
    for part in parts if isinstance(parts, list) else ():
        kind, held = next(iter(object_of(part).items()), ("", ""))
        mentioned = object_of(held).get("content")
        told.append(held if isinstance(held, str) else text_of(mentioned) or f"[{kind.lower()}]")
    return "\n".join(told)


FORMATS.add(
    NAME,
    Format(name=NAME, title="Zed agent threads", recognise=recognise, read=read),
)
