"""Chats of the Vercel AI SDK: UI messages as apps store them, and model messages.

A list of messages, or an object whose `messages` they are, also as Mastra's memory keeps them. A
tool part of a UI message is a call together with its result; what the model says after it is a step
of its own. A call whose output has not come (`input-available`, `approval-requested`) stays without
a result. What `generateText` returns is read from its `steps`, and steps one a line; its prompt is
not in it, which the note `condensed` tells, unless it was kept as `prompt` or `messages`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Item, Line, Recognition, Skipped
from auditor.messages import aisdk, openai
from auditor.messages.aisdk_steps import add_step, is_step, model_in
from auditor.messages.dialects import add_spoken
from auditor.messages.framework_chats import Dialect, format_of
from auditor.messages.parts import objects_in, own_id_of, text_of
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "ai-sdk"


def _fits(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and openai.has_role(value)
        and ("content" in value or isinstance(value.get("parts"), list))
    )


def _is_own(value: dict[str, Any]) -> bool:
    return aisdk.is_ui_message(aisdk.ui_form(value)) or aisdk.is_parts_message(value)


def _add(draft: Draft, message: dict[str, Any], item: int) -> None:
    message = aisdk.ui_form(message)
    if aisdk.is_ui_message(message):
        aisdk.add_ui_message(draft, message, item)
    elif isinstance(message.get("content"), list):
        aisdk.add_message(draft, message, item)
    else:
        openai.add_message(draft, message, item)


_CHATS = format_of(
    Dialect(
        NAME,
        "Vercel AI SDK UI messages and model messages",
        "messages with the AI SDK's tool parts",
        _fits,
        _is_own,
        _add,
        lists=("/messages", "/responseMessages", "/response/messages"),
        instructions=("/system",),
        models=("/model", "/modelId", "/response/modelId"),
        message_models=("/metadata/model", "/metadata/modelId"),
    )
)


def _recognise(value: Any) -> Recognition | None:
    steps = value.get("steps") if isinstance(value, dict) else None
    if isinstance(steps, list) and steps and all(map(is_step, steps)):
        return Recognition(0.82, "steps of the AI SDK at /steps")
    return _CHATS.recognise(value) if _CHATS.recognise else None


def _read(value: Any, place: Place) -> Iterator[Item]:
    if not isinstance(value, dict) or not any(map(is_step, objects_in(value.get("steps")))):
        assert _CHATS.read is not None  # noqa: S101 - a dialect's format reads values
        yield from _CHATS.read(value, place)
        return
    draft = Draft()
    if value.get("system"):
        draft.system(text_of(value["system"]), -1)
    add_spoken(draft, value.get("messages") or value.get("prompt"), "user")
    asked = bool(draft.events)
    steps = list(enumerate(value["steps"]))
    yield from _of_steps(draft, [Line(*one) for one in steps], place, "/steps", asked=asked)


def _of_steps(
    draft: Draft, steps: list[Line], place: Place, items: str | None, *, asked: bool
) -> Iterator[Item]:
    for number, step in steps:
        add_step(draft, step, number)
    values = [step for _, step in steps]
    yield Trace(
        NAME,
        place,
        draft.events,
        items,
        own_id=own_id_of(values[0]) if items is None else None,
        notes=frozenset() if asked else frozenset({"condensed"}),
        model=model_in(values),
        at=time_of(values[0], values[0].get("response")),
    )


def _recognise_session(values: list[Any]) -> Recognition | None:
    if values and all(map(is_step, values)):
        return Recognition(0.8, "steps of the AI SDK, one on each line")
    return _CHATS.recognise_session(values) if _CHATS.recognise_session else None


def _read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    lines = list(lines)
    steps = [line for line in lines if is_step(line.value)]
    if not steps:
        assert _CHATS.read_session is not None  # noqa: S101 - a dialect's format reads sessions
        yield from _CHATS.read_session(lines, place)
        return
    yield from (Skipped("no step") for _ in range(len(lines) - len(steps)))
    yield from _of_steps(Draft(), steps, place, None, asked=False)


FORMATS.add(
    NAME,
    msgspec.structs.replace(
        _CHATS,
        title="Vercel AI SDK messages and steps",
        recognise=_recognise,
        read=_read,
        recognise_session=_recognise_session,
        read_session=_read_session,
    ),
)
