"""Drills: one question each, with the reply that is right, to train on and to be judged by.

A drill is a conversation up to a question about a target, or up to words that ask for nothing. The
history before it is long or short, its results are laid out one way or the other, and in some a
turn stands in which the assistant made a result up: the contexts in which agents begin to imitate
themselves. Training and held-out drills share no target, no wording and no length of history, and
one layout of results occurs in held-out drills only. Everything is drawn from a seed: the same seed
gives the same drills on every machine, and a longer list begins with the shorter one.
"""

import json
from itertools import count as count_from
from typing import Any, NamedTuple

from auditor.contract import Contract, contract_of
from auditor.scenario.drill_scene import (
    TOOL_FORMS,
    JsonObject,
    Scene,
    ToolForm,
    TurnKind,
    call_of,
    calling,
    result,
    turn,
)
from auditor.scenario.drill_targets import Part, Target
from auditor.scenario.layouts import Language, Layout
from auditor.scenario.reputation import draw, draw_one

__all__ = [
    "CONTEXTS",
    "DATASET",
    "TOOL_FORMS",
    "Context",
    "Drill",
    "Part",
    "ToolForm",
    "contract_for",
    "drills",
    "expectation",
    "input_record",
    "reference_reply",
    "tools_for",
    "transcript",
]

DATASET = "drills"

_TRAINED_LAYOUTS: tuple[Layout, ...] = ("json", "key_value", "json")
_HELD_OUT_LAYOUT: Layout = "table"


class Context(NamedTuple):
    """In what circumstances the question of a drill comes.

    Attributes:
        name: For tables.
        turns: Genuine turns before it, one of these numbers.
        fabricated: How many turns with a made-up result stand among them.
        asks: A lookup is due.
        language: Of everything that is said.
        layouts: Of the results.
    """

    name: str
    turns: tuple[int, ...]
    fabricated: int = 0
    asks: bool = True
    language: Language = "en"
    layouts: tuple[Layout, ...] = _TRAINED_LAYOUTS


_TRAIN = (
    Context("0-3 turns", (0, 1, 2, 3)),
    Context("no call", (0, 1, 2, 3), asks=False),
    Context("0-3 turns", (0, 1, 3)),
    Context("fabricated turn", (1, 2), fabricated=1),
    Context("no history", (0,)),
    Context("no call", (0, 1, 2, 3), asks=False),
    Context("zh", (0, 1, 2, 3), language="zh"),
    Context("0-3 turns", (1, 2, 3)),
    Context("no history", (0,)),
    Context("no call", (0, 1, 2, 3), asks=False),
    Context("fabricated turn", (2, 3), fabricated=1),
    Context("zh", (0, 1, 3), language="zh"),
    Context("no call", (0, 1, 3), asks=False),
    Context("0-3 turns", (0, 2, 3)),
    Context("no call, zh", (0, 1, 2), asks=False, language="zh"),
)
_HELD_OUT = (
    Context("no history", (0,)),
    Context("4 genuine turns", (4,)),
    Context("6 genuine turns", (6,)),
    Context("fabricated turn", (4,), fabricated=1),
    Context("no call", (0, 4, 5), asks=False),
    Context("other layout", (4,), layouts=(_HELD_OUT_LAYOUT,)),
    Context("zh", (0, 4), language="zh"),
    Context("two fabricated turns", (4,), fabricated=2),
)
CONTEXTS = tuple(dict.fromkeys(context.name for context in _HELD_OUT))
"""The contexts of held-out drills, in the order of tables."""


class Drill(NamedTuple):
    """A conversation up to the reply that is judged.

    Attributes:
        drill_id: Unique for its form, part, seed and number.
        context: Name of the circumstances.
        language: Of everything that is said.
        messages: In OpenAI's chat form; the last one is the user's.
        tools: In OpenAI's form.
        expected: The calls that are due, `{name, arguments}`; none where the words ask for nothing.
        answer: A right reply where no call is due, else "".
        target: What is asked about, or None.
    """

    drill_id: str
    context: str
    language: Language
    messages: list[JsonObject]
    tools: list[JsonObject]
    expected: list[JsonObject]
    answer: str
    target: Target | None

    @property
    def task_key(self) -> str:
        """What expectations and findings call it."""
        return f"{DATASET}:{self.drill_id}"

    @property
    def step(self) -> int:
        """The step of the reply, 0-based."""
        return sum(message["role"] == "assistant" for message in self.messages)


def drills(
    count: int, *, part: Part, seed: int = 0, tool: ToolForm = "one-argument"
) -> list[Drill]:
    """Return the first `count` drills of a part.

    Args:
        count: How many; the contexts take turns.
        part: `train` or `heldout`.
        seed: Another seed gives other questions, targets and histories.
        tool: `one-argument` is `lookup_uri(uri)`, `two-argument` `lookup_uri(uri, kind)`.
    """
    contexts = _TRAIN if part == "train" else _HELD_OUT
    said: set[str] = set()
    found = []
    for number in range(count):
        # A greeting without any history would come up again.
        for attempt in count_from(0):
            place = ("drill", seed, part, number, attempt)
            drill = _drill(number, contexts[number % len(contexts)], place, tool)
            key = json.dumps(drill.messages)
            if key not in said:
                break
        said.add(key)
        found.append(drill)
    return found


def contract_for(tool: ToolForm) -> Contract:
    """Return what the tool of the drills promises."""
    return contract_of({"tools": {"lookup_uri": _tool_contract(tool)}}, "drills")


def tools_for(tool: ToolForm) -> list[JsonObject]:
    """Return the tool in OpenAI's form."""
    function = {
        "name": "lookup_uri",
        "description": "Look up the reputation of an IP address, domain or URL.",
        "parameters": _schema(tool),
    }
    return [{"type": "function", "function": function}]


def input_record(drill: Drill) -> JsonObject:
    """Return the drill as a line of an input file, for a replay."""
    return {
        "id": drill.drill_id,
        "dataset": DATASET,
        "task_id": drill.drill_id,
        "messages": drill.messages,
        "tools": drill.tools,
    }


def transcript(drill: Drill, reply: JsonObject, *, model: str, run_index: int = 0) -> JsonObject:
    """Return the drill with a reply as a transcript; calls of the known target get their result."""
    results = [_result_of(drill, call) for call in reply.get("tool_calls") or ()]
    return {
        **input_record(drill),
        "id": f"{drill.drill_id}-{model}-{run_index}",
        "model": model,
        "run_index": run_index,
        "messages": [*drill.messages, reply, *results],
    }


def reference_reply(drill: Drill) -> JsonObject:
    """Return the reply that is right."""
    if not drill.expected:
        return {"role": "assistant", "content": drill.answer}
    return calling(drill.expected, f"call_{draw(drill.drill_id) % 10**9:09d}")


def expectation(drill: Drill) -> JsonObject:
    """Return what is due, as a line of an expectations file."""
    return {
        "task_key": drill.task_key,
        "expected": [{"step": drill.step, "calls": drill.expected}],
    }


def _drill(number: int, context: Context, place: tuple[Any, ...], tool: ToolForm) -> Drill:
    _, seed, part, *_ = place
    layout = draw_one(context.layouts, *place, "layout")
    scene = Scene(part, context.language, layout, tool, place)
    messages = [scene.instruction()]
    for kind in _history(context, place):
        messages += turn(kind, len(messages), scene)
    expected, answer, asked = [], "", None
    if context.asks:
        asked = scene.target("asked")
        messages.append({"role": "user", "content": scene.question(asked, "asked")})
        expected = [call_of(asked, tool)]
    else:
        said, answer = scene.chat("asked")
        messages.append({"role": "user", "content": said})
    name = f"{tool}-{part}-{seed}-{number:05d}"
    return Drill(
        name, context.name, context.language, messages, tools_for(tool), expected, answer, asked
    )


def _history(context: Context, place: tuple[object, ...]) -> list[TurnKind]:
    """Return the kinds of the turns before the question; a made-up one follows a genuine one."""
    turns: list[TurnKind] = ["genuine"] * draw_one(context.turns, *place, "turns")
    for number in range(context.fabricated):
        turns.insert(len(turns) - draw(*place, "made up", number) % 2, "fabricated")
    if turns and draw(*place, "thanks") % 2 == 0:
        turns.insert(1 + draw(*place, "where") % len(turns), "chat")
    return turns


def _result_of(drill: Drill, call: JsonObject) -> JsonObject:
    """Return what the service answers to a call of a reply."""
    asked = drill.target
    given = _arguments(call["function"]["arguments"])
    if asked is None or given.get("uri") != asked.uri:
        return result(call["id"], json.dumps({"error": "not_found"}))
    return result(call["id"], asked.result("json", drill.language))


def _arguments(raw: str) -> JsonObject:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _schema(tool: ToolForm) -> JsonObject:
    properties: JsonObject = {"uri": {"type": "string", "description": "Exactly as it was given."}}
    if tool == "two-argument":
        properties["kind"] = {"type": "string", "enum": ["ip", "domain", "url"]}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _tool_contract(tool: ToolForm) -> JsonObject:
    output = {
        "type": "object",
        "required": ["uri", "verdict", "score"],
        "properties": {
            "uri": {"type": "string"},
            "verdict": {"enum": ["malicious", "suspicious", "clean", "unknown"]},
            "score": {"type": "integer"},
            "category": {"type": "string"},
            "last_seen": {"type": "string"},
        },
    }
    return {
        "schema": _schema(tool),
        "output_schema": output,
        "effect": "read",
        "key_args": ["uri"],
        "entity_arg": "uri",
        "recorded": True,
    }
