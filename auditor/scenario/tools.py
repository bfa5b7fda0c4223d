"""The scenario's four tools: their contract, and what a call of them answers."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import jsonschema_rs

from auditor.errors import UsageError
from auditor.scenario.layouts import LAYOUTS, Language, LayoutChoice, Value, render
from auditor.scenario.reputation import Record, draw, draw_one, find

JsonObject = dict[str, Any]

_ACTIONS = {
    "block_uri": ("blocked", "BLK"),
    "archive_case": ("archived", "ARC"),
    "escalate_case": ("escalated", "ESC"),
}


class Answer(NamedTuple):
    """What one call gives back.

    Attributes:
        text: The result as the agent reads it.
        is_error: Whether the tool refused the call.
    """

    text: str
    is_error: bool = False


class Desk(NamedTuple):
    """One agent's place at the service: which base it asks and how answers are written.

    Attributes:
        base: Normalised URI to record.
        layout: The form of the answers; `mixed` gives every target a form of its own.
        language: The language of the answers.
        session: Makes ticket numbers differ between runs, as they do in life.
    """

    base: Mapping[str, Record]
    layout: LayoutChoice = "json"
    language: Language = "en"
    session: str = ""


@cache
def read_contract() -> JsonObject:
    """Return `contract.toml` as plain values."""
    text = files("auditor.scenario").joinpath("contract.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def list_tools() -> list[JsonObject]:
    """Return the tools in OpenAI's form: `{"type": "function", "function": {...}}`."""
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": tool["schema"]["description"],
                "parameters": {k: v for k, v in tool["schema"].items() if k != "description"},
            },
        }
        for name, tool in read_contract()["tools"].items()
    ]


def decide(record: Record) -> tuple[str, JsonObject]:
    """Return the acting tool that the policy wants for `record`, and its reason as arguments.

    `archive_case` takes the number of the request as its note; the caller adds it.
    """
    tool = read_contract()["policy"][record.verdict]
    if tool == "block_uri":
        return tool, {"uri": record.uri, "reason": record.categories[0]}
    if tool == "escalate_case":
        reason = "no_data" if record.verdict == "unknown" else "suspicious_verdict"
        return tool, {"uri": record.uri, "reason": reason}
    return tool, {"uri": record.uri}


def answer(name: str, arguments: JsonObject, desk: Desk) -> Answer:
    """Return what the service says to one call; a wrong call is an answer, not an exception."""
    tool = read_contract()["tools"].get(name)
    if tool is None:
        return refuse("unknown_tool", f"There is no tool {name!r}.", desk)
    try:
        jsonschema_rs.validate(tool["schema"], arguments)
        record = find(arguments["uri"], desk.base)
    except jsonschema_rs.ValidationError as error:
        return refuse("invalid_arguments", _misfit(name, error), desk)
    except UsageError as error:
        return refuse("invalid_uri", error.message, desk)
    result = describe(record) if name == "lookup_uri" else _act(name, arguments, record.uri, desk)
    return Answer(_written(result, desk))


def refuse(code: str, detail: str, desk: Desk) -> Answer:
    """Return an error answer in the desk's layout."""
    return Answer(_written({"error": code, "detail": detail}, desk), True)


def describe(record: Record) -> dict[str, Value]:
    """Return the fields of a lookup result, in their order."""
    fields: dict[str, Value] = {
        ("type" if k == "kind" else k): v for k, v in record._asdict().items()
    }
    return fields


def _written(result: Mapping[str, Value], desk: Desk) -> str:
    if desk.layout != "mixed":
        return render(result, desk.layout, desk.language)
    layout = draw_one(LAYOUTS, "layout", result.get("uri"))
    return render(result, layout, desk.language)


def _misfit(name: str, error: jsonschema_rs.ValidationError) -> str:
    """Say where the arguments break the schema; in words of our own, which no release changes."""
    place = ".".join(str(part) for part in error.instance_path) or "the whole object"
    return f"The arguments of {name} do not fit its schema at: {place}."


def _act(name: str, arguments: JsonObject, uri: str, desk: Desk) -> dict[str, Value]:
    status, prefix = _ACTIONS[name]
    number = draw(desk.session, name, sorted(arguments.items())) % 900_000 + 100_000
    return {"action": name, "uri": uri, "status": status, "ticket": f"{prefix}-{number}"}
