"""What span events and log records of the GenAI conventions say, one message each.

`gen_ai.user.message` and the like tell what a model was given, `gen_ai.choice` what it replied.
Pydantic AI keeps them as a list in an attribute; Strands writes Bedrock's blocks into them, and
tells arguments and result of a tool in events of the tool's own span.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec import structs

from auditor.messages import bedrock
from auditor.messages.dialects import decoded
from auditor.messages.parts import text_of
from auditor.spans.otlp import Happening, RawSpan

_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}


class Executed(NamedTuple):
    """What a tool was given and returned, as far as events tell."""

    arguments: Any
    output: str | None


def asked(events: Iterable[Happening]) -> list[dict[str, Any]]:
    """Return the messages that a model was given."""
    return [_of_event(e) for e in events if e.name in _ROLES and not _is_elided(e)]


def chosen(events: Iterable[Happening]) -> list[dict[str, Any]]:
    """Return the messages that a model replied."""
    return [_chosen(_body(e)) for e in events if e.name == "gen_ai.choice" and not _is_elided(e)]


def executed(events: Iterable[Happening]) -> Executed:
    """Return what events of a tool's span say that it was given and returned."""
    bodies = {event.name: _body(event) for event in events}
    returned = bodies.get("gen_ai.choice", {}).get("message")
    return Executed(
        bodies.get("gen_ai.tool.message", {}).get("content"),
        None if returned is None else text_of(returned),
    )


def with_listed(raw: RawSpan) -> RawSpan:
    """Return the span with the events that Pydantic AI keeps as a list in an attribute."""
    for key in ("events", "all_messages_events"):
        told = decoded(raw.attributes.get(key))
        if told and are_objects(told) and all("event.name" in one for one in told):
            listed = [Happening(text_of(one["event.name"]), {}, one) for one in told]
            return structs.replace(raw, happenings=(*raw.happenings, *listed))
    return raw


def are_objects(value: Any) -> bool:
    """Say whether a value is a list of objects."""
    return isinstance(value, list) and all(isinstance(member, dict) for member in value)


def _chosen(body: dict[str, Any]) -> dict[str, Any]:
    message = decoded(body.get("message"))
    if isinstance(message, dict):
        return {"role": "assistant", **message}
    # Strands' choice is its words, or the list of its blocks.
    return {"role": "assistant", **(body if message is None else {"content": message})}


def _of_event(event: Happening) -> dict[str, Any]:
    body = _body(event)
    message = {"role": _ROLES[event.name], "content": None, **body}
    if event.name == "gen_ai.tool.message":
        message["tool_call_id"] = body.get("id")
        if bedrock.is_message({**body, "role": "user"}):
            message["role"] = "user"
    return message


def _is_elided(event: Happening) -> bool:
    """Say whether the ADK left out what a message says; it may stand in the span around."""
    return _body(event).get("content") == "<elided>"


def _body(event: Happening) -> dict[str, Any]:
    """Return what an event says: its body, its content as JSON, or its attributes."""
    content = decoded(event.attributes.get("gen_ai.event.content"))
    for body in (decoded(event.body), content):
        if isinstance(body, dict):
            return body
    body = {key: decoded(value) for key, value in event.attributes.items()}
    return {key: value for key, value in body.items() if not key.startswith("gen_ai.")}
