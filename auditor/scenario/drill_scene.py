"""The turns of a drill: what is asked, looked up, reported, made up or only chatted about."""

import json
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args

from auditor.scenario.drill_targets import Part, Target, target
from auditor.scenario.layouts import Language, Layout
from auditor.scenario.reputation import draw, draw_one

JsonObject = dict[str, Any]
ToolForm = Literal["one-argument", "two-argument"]
TurnKind = Literal["genuine", "fabricated", "chat"]

TOOL_FORMS: tuple[ToolForm, ...] = get_args(ToolForm)
_HELD_OUT_OF = 4


class Scene(NamedTuple):
    """What the turns of a drill share."""

    part: Part
    language: Language
    layout: Layout
    tool: ToolForm
    place: tuple[object, ...]

    def instruction(self) -> JsonObject:
        """Return the system message."""
        words: str = _words()["system"][self.language]
        return {"role": "system", "content": words.strip()}

    def target(self, turn: object) -> Target:
        """Return the target of a turn."""
        return target(self.part, *self.place, turn)

    def question(self, asked: Target, turn: object) -> str:
        """Return how the user asks about a target."""
        wordings = _of_part(tuple(_words()["ask"][self.language]), self.part)
        request = f"SOC-{1000 + draw(*self.place, turn, 'request') % 9000}"
        wording: str = draw_one(wordings, *self.place, turn, "wording")
        return wording.format(uri=asked.uri, request=request)

    def chat(self, turn: object) -> tuple[str, str]:
        """Return words that ask for nothing, and a right answer to them."""
        lines = tuple(map(tuple, _words()["chat"][self.language]))
        said, answer = draw_one(_of_part(lines, self.part), *self.place, turn, "chat")
        return said, answer

    def report(self, asked: Target) -> str:
        """Return how the assistant words a result: one way throughout a conversation."""
        wording: str = draw_one(_words()["report"][self.language], *self.place, "report")
        return wording.format(word=asked.word, **asked._asdict())


def turn(kind: TurnKind, at: int, scene: Scene) -> list[JsonObject]:
    """Return the messages of a turn; `at` tells it from the others of the drill."""
    if kind == "chat":
        said, answer = scene.chat(at)
        return [{"role": "user", "content": said}, {"role": "assistant", "content": answer}]
    asked = scene.target(at)
    question = {"role": "user", "content": scene.question(asked, at)}
    report = {"role": "assistant", "content": scene.report(asked)}
    if kind == "fabricated":
        return [question, report]
    call_id = f"call_{draw(*scene.place, at, 'id') % 10**9:09d}"
    return [
        question,
        calling([call_of(asked, scene.tool)], call_id),
        result(call_id, asked.result(scene.layout, scene.language)),
        report,
    ]


def result(call_id: str, text: str) -> JsonObject:
    """Return what the service answers to a call, as a message."""
    return {"role": "tool", "tool_call_id": call_id, "name": "lookup_uri", "content": text}


def calling(calls: Iterable[JsonObject], call_id: str) -> JsonObject:
    """Return a message of the assistant that makes calls, `{name, arguments}`."""
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": call_id,
                "type": "function",
                "function": {
                    "name": call["name"],
                    "arguments": json.dumps(call["arguments"], ensure_ascii=False),
                },
            }
            for call in calls
        ],
    }


def call_of(asked: Target, tool: ToolForm) -> JsonObject:
    """Return the call that is due for a target."""
    arguments = {"uri": asked.uri}
    if tool == "two-argument":
        arguments["kind"] = asked.kind
    return {"name": "lookup_uri", "arguments": arguments}


@cache
def _words() -> JsonObject:
    text = files("auditor.scenario").joinpath("drills.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _of_part(lines: tuple[Any, ...], part: Part) -> tuple[Any, ...]:
    held_out = part == "heldout"
    return tuple(x for n, x in enumerate(lines, 1) if (n % _HELD_OUT_OF == 0) == held_out)
