"""Typed messages of AutoGen's AgentChat, and the model's contexts in saved states.

Events of a team (`TextMessage`, `ToolCallRequestEvent`, ...) have a `source`; messages of a model's
context are `UserMessage`, `AssistantMessage` and `FunctionExecutionResultMessage`. Seen in
microsoft/autogen, `autogen_core/models/_types.py` and `autogen_agentchat/state/_states.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.messages.parts import (
    arguments_text,
    at_pointer,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc
from auditor.trace import Message

HUMAN = frozenset({"human", "user_proxy", "user"})
_OF_TEAMS = frozenset(
    {
        "TextMessage", "MultiModalMessage", "ToolCallRequestEvent", "ToolCallExecutionEvent",
        "ToolCallSummaryMessage", "ThoughtEvent", "HandoffMessage", "StopMessage",
        "ModelClientStreamingChunkEvent", "UserInputRequestedEvent", "MemoryQueryEvent",
    }
)  # fmt: skip
_OF_MODELS = frozenset(
    {"SystemMessage", "UserMessage", "AssistantMessage", "FunctionExecutionResultMessage"}
)
_DEEPEST = 6


def is_typed(message: dict[str, Any]) -> bool:
    """Say whether a message is of one of AgentChat's types."""
    kind = text_of(message.get("type"))
    return "content" in message and (
        kind in _OF_MODELS or (kind in _OF_TEAMS and "source" in message)
    )


class Context(NamedTuple):
    """What a model was given and said, in a saved state; `path` leads to its messages."""

    agent: str | None
    path: tuple[str, ...]
    messages: list[Any]


def contexts_in(state: Any) -> list[Context]:
    """Return the contexts of the agents of a saved state; the team's thread where it has none."""
    return [*_contexts_in(state, ("llm_context", "messages"))] or [
        *_contexts_in(state, ("message_thread",))
    ]


def _contexts_in(state: Any, held: tuple[str, ...], *path: str) -> Iterator[Context]:
    if not isinstance(state, dict) or len(path) > _DEEPEST:
        return
    if not path and not text_of(state.get("type")).endswith("State"):
        return
    messages = at_pointer(state, "/".join(("", *held)))
    if isinstance(messages, list) and messages and all(map(is_typed, objects_in(messages))):
        agent = next((key for key in reversed(path) if not key.endswith("_state")), None)
        yield Context(agent, (*path, *held), messages)
    for key, inner in state.items():
        if key != held[0]:
            yield from _contexts_in(inner, held, *path, key)


def add_typed(draft: Draft, messages: Iterable[tuple[int, Any]]) -> None:
    """Add typed messages, each with its place in the list or its line."""
    for item, message in messages:
        _add(draft, object_of(message), item)


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    kind, source = text_of(message.get("type")), text_of(message.get("source"))
    content, at = message.get("content"), utc(message.get("created_at"))
    if kind in _OF_MODELS:
        _add_of_model(draft, kind, message, item)
    elif kind == "ToolCallRequestEvent":
        _open_step(draft)
        _add_calls(draft, content, item, at)
    elif kind == "ToolCallExecutionEvent":
        _add_results(draft, content, item, at)
    elif kind in ("ModelClientStreamingChunkEvent", "UserInputRequestedEvent"):
        return
    elif kind == "MemoryQueryEvent":
        draft.words("runtime", source, text_of(content), item, at=at)
    elif kind == "ToolCallSummaryMessage":
        # The framework repeats the results as the agent's answer.
        draft.words("runtime", source, text_of(content), item, synthesized="tool summary", at=at)
    elif source.lower() in HUMAN:
        draft.user(text_of(content), item, role=source, at=at)
    elif kind == "ThoughtEvent":
        draft.step()
        draft.model(text_of(content), item, channel="thinking", role=source, at=at)
    else:
        _open_step(draft)
        draft.model(text_of(content), item, role=source, at=at)


def _open_step(draft: Draft) -> None:
    """Open a step, unless the thought of the same reply has."""
    last = draft.events[-1] if draft.events else None
    if not (isinstance(last, Message) and last.channel == "thinking"):
        draft.step()


def _add_calls(draft: Draft, calls: Any, item: int, at: str | None) -> None:
    for position, call in enumerate(objects_in(calls)):
        draft.call(
            text_of(call.get("name")),
            arguments_text(call.get("arguments")),
            item,
            call_id=text_or_none(call.get("id")),
            position=position,
            at=at,
        )


def _add_results(draft: Draft, results: Any, item: int, at: str | None) -> None:
    for result in objects_in(results):
        draft.result(
            text_of(result.get("content")),
            item,
            call_id=text_or_none(result.get("call_id")),
            name=text_or_none(result.get("name")),
            is_error=result.get("is_error") is True,
            at=at,
        )


def _add_of_model(draft: Draft, kind: str, message: dict[str, Any], item: int) -> None:
    """Add a message of a model's context: others' words are what it was given."""
    content, source = message.get("content"), text_of(message.get("source"))
    if kind == "SystemMessage":
        draft.system(text_of(content), item)
    elif kind == "UserMessage":
        draft.user(text_of(content), item, role=source or "user")
    elif kind == "FunctionExecutionResultMessage":
        _add_results(draft, content, item, None)
    else:
        draft.step()
        if message.get("thought"):
            draft.model(text_of(message["thought"]), item, channel="thinking", role=source)
        if isinstance(content, list):
            _add_calls(draft, content, item, None)
        else:
            draft.model(text_of(content), item, role=source)
