"""Sessions of Google's Agent Development Kit: events whose contents are Gemini's.

An event's author is the user or an agent; results come in contents of role user. Streamed pieces
are repeated whole in a later event and left out. A call that runs long, or that waits until
somebody confirms it or logs in, is answered more than once.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition
from auditor.messages.gemini import add_content
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none, tools_of
from auditor.messages.times import utc
from auditor.trace import Event, Note, Place, ToolResult, Trace

NAME = "google-adk"

_KNOWN = frozenset({"events", "event_logs", "id"})


def recognise(value: Any) -> Recognition | None:
    """Recognise events with author and invocation, or an empty session of an app."""
    if isinstance(value, list):
        return Recognition(0.85, "a list of ADK events") if _are_events(value) else None
    if not isinstance(value, dict) or not isinstance(value.get("events"), list):
        return None
    if _are_events(value["events"]):
        return Recognition(0.85, "an ADK session: events with author and invocation")
    named = ("app_name" in value and "user_id" in value) or (
        "appName" in value and "userId" in value
    )
    return Recognition(0.7, "an ADK session of an app and a user") if named else None


def _are_events(value: list[Any]) -> bool:
    return bool(value) and all(
        isinstance(event, dict)
        and "author" in event
        and ("invocation_id" in event or "invocationId" in event)
        for event in value[:4]
    )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one session."""
    session = value if isinstance(value, dict) else {"events": value}
    draft = Draft()
    request = _first_request(session)
    config = request["config"] if isinstance(request.get("config"), dict) else {}
    if config.get("system_instruction"):
        draft.system(text_of(config["system_instruction"]), -1)
    notes: set[Note] = set()
    going_on: set[str] = set()
    for item, event in enumerate(session["events"]):
        if isinstance(event, dict):
            _add_event(draft, event, item)
            notes |= _notes_of(event)
            going_on |= _going_on(event)
        elif event is not None:
            draft.words("unknown", "", text_of(event), item)
    yield Trace(
        NAME,
        place,
        _with_later(draft.events, going_on),
        "/events" if isinstance(value, dict) else "",
        own_id=text_or_none(session.get("id")),
        tools=tools_of(_declared(config.get("tools"))),
        notes=frozenset(notes),
        model=text_or_none(request.get("model")) or _model_in(session["events"]),
        at=next((event.at for event in draft.events if event.at), None),
        extra={key: json_text(kept) for key, kept in session.items() if key not in _KNOWN},
    )


def _add_event(draft: Draft, event: dict[str, Any], item: int) -> None:
    options = event["options"] if isinstance(event.get("options"), dict) else {}
    if event.get("partial") is True or options.get("partial") is True:
        return
    at = utc(event.get("timestamp"))
    author = str(event.get("author") or "")
    content = event.get("content")
    if isinstance(content, dict):
        role = "user" if author == "user" else "model"
        add_content(draft, content, item, role=role, at=at)
    error = event.get("error_message", event.get("errorMessage"))
    if error:
        draft.words("runtime", "error", text_of(error), item, at=at)


def _model_in(events: list[Any]) -> str | None:
    """Return the model that the first reply names."""
    versions = (e.get("modelVersion", e.get("model_version")) for e in objects_in(events))
    return next(filter(None, map(text_or_none, versions)), None)


def _going_on(event: dict[str, Any]) -> set[str]:
    """Return ids of calls that are answered more than once: long-running, or halted by a request.

    The ADK requests a confirmation or credentials in a call of its own, which names the other.
    """
    ids = event.get("long_running_tool_ids", event.get("longRunningToolIds"))
    found = {str(one) for one in ids} if isinstance(ids, list) else set()
    for part in objects_in(object_of(event.get("content")).get("parts")):
        call = object_of(part.get("function_call", part.get("functionCall")))
        if text_of(call.get("name")).startswith("adk_request_"):
            asked = object_of(call.get("args"))
            halted = asked.get("originalFunctionCall", asked.get("original_function_call"))
            named = object_of(halted).get("id") or asked.get("functionCallId")
            found.add(text_of(named or asked.get("function_call_id")))
    return found


def _with_later(events: list[Event], going_on: set[str]) -> list[Event]:
    """Return the events with later answers of the calls of some ids marked."""
    answered: set[str | None] = set()
    marked: list[Event] = []
    for event in events:
        marked.append(event)
        if type(event) is ToolResult and event.call_id in going_on:
            if event.call_id in answered:
                marked[-1] = msgspec.structs.replace(event, later=True)
            answered.add(event.call_id)
    return marked


def _notes_of(event: dict[str, Any]) -> set[Note]:
    actions = event.get("actions")
    if isinstance(actions, dict) and actions.get("compaction"):
        return {"compacted"}
    return set()


def _first_request(session: dict[str, Any]) -> dict[str, Any]:
    """Return the first request to the model that the session's event log holds."""
    logs = session.get("event_logs")
    for log in logs if isinstance(logs, list) else []:
        request = log.get("model_request") if isinstance(log, dict) else None
        if isinstance(request, dict):
            return request
    return {}


def _declared(tools: Any) -> list[Any]:
    found: list[Any] = []
    for group in tools if isinstance(tools, list) else []:
        declared = group.get("function_declarations") if isinstance(group, dict) else None
        found += declared if isinstance(declared, list) else []
    return found


FORMATS.add(
    NAME, Format(name=NAME, title="Google ADK sessions", recognise=recognise, read=read)
)  # fmt: skip
