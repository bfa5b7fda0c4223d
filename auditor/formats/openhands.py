"""OpenHands conversations: event lists of its first generation and of its SDK.

A list of events, an object that keeps it under `history`, `trajectory`, `events` or `items`
(exports, pages of the server, results of evaluations with their `instance_id`), or one event a
line. Older evaluations keep pairs of an action and its observation.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.openhands import Telling, is_event
from auditor.messages.parts import at_pointer, json_text, own_id_of, text_or_none
from auditor.trace import Place, Trace

NAME = "openhands"

_HOLDERS = ("history", "trajectory", "events", "items")
_KNOWN = frozenset({*_HOLDERS, "instance_id", "instruction", "id", "conversation_id"})
_MODELS = ("/metadata/llm_config/model", "/metadata/llm/model", "/metadata/model")


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of events, alone or in an object."""
    held = _holder_of(value)
    if held is not None and _is_list(value[held] if held else value):
        return Recognition(0.85, "events with source and action, observation or kind")
    return None


def _holder_of(value: Any) -> str | None:
    if isinstance(value, list):
        return ""
    if not isinstance(value, dict):
        return None
    return next((key for key in _HOLDERS if isinstance(value.get(key), list)), None)


def _is_list(events: list[Any]) -> bool:
    if events and isinstance(events[0], list):
        return _is_list(events[0])
    return bool(events) and all(map(is_event, events[:4]))


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    held = _holder_of(value) or ""
    record = value if isinstance(value, dict) else {}
    telling = Telling()
    for item, member in enumerate(value[held] if held else value):
        for event in member if isinstance(member, list) else [member]:
            if is_event(event):
                telling.add(event, item)
    models = (text_or_none(at_pointer(record, pointer)) for pointer in _MODELS)
    resolved = at_pointer(record, "/test_result/report/resolved")
    yield Trace(
        NAME,
        place,
        telling.draft.events,
        f"/{held}" if held else "",
        own_id=own_id_of(record),
        task_id=text_or_none(record.get("instance_id")),
        tools=telling.tools,
        notes=frozenset({"compacted"} if telling.is_compacted else ()),
        reward=float(resolved) if isinstance(resolved, bool) else None,
        model=next((model for model in models if model), None),
        at=telling.draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one event per line."""
    if values and all(map(is_event, values)):
        return Recognition(0.85, "events with source and action, observation or kind on each line")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the events of one conversation."""
    telling = Telling()
    for line in lines:
        if is_event(line.value):
            telling.add(line.value, line.number)
        else:
            yield Skipped("no event")
    if telling.draft.events:
        yield Trace(
            NAME,
            place,
            telling.draft.events,
            None,
            tools=telling.tools,
            notes=frozenset({"compacted"} if telling.is_compacted else ()),
            at=telling.draft.first_time(),
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="OpenHands conversations",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
