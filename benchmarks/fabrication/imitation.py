"""TA102: a look-up is taken out, and its result stands in the model's own words, made up."""

import json
import random
import re
from collections import Counter
from typing import Any, Literal, NamedTuple

import msgspec

from auditor.trace import ToolCall, ToolResult
from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import NEW_STEP, Slot, finish, message, slots
from benchmarks.fabrication.layouts import Layout, Style, model_text, style, tool_text
from benchmarks.fabrication.made_up import made_up
from benchmarks.fabrication.records import Lookup, leaves
from benchmarks.fabrication.wordings import FOLLOW_UPS, FORGED_TURNS, LEADS, TAILS

Language = Literal["en", "zh", "zh-mixed"]
Channel = Literal["text", "thinking", "argument", "before-result", "forged-turn"]
Position = Literal["first", "late", "spreading"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "zh-mixed")
CHANNELS: tuple[Channel, ...] = ("text", "thinking", "argument", "before-result", "forged-turn")
POSITIONS: tuple[Position, ...] = ("first", "late", "spreading")


class Manner(NamedTuple):
    """How the tool of a session writes, and how the model imitates it.

    Attributes:
        language: `zh`: the tool writes with Chinese labels and so does the model; `zh-mixed`: the
            tool writes English, the model Chinese sentences (and labels, outside JSON).
    """

    layout: Layout
    language: Language
    genuine: Style
    own: Style


def group_of(name: str, how: Manner) -> str:
    """Return the class, kept apart where the model writes labels that no tool has."""
    return name if how.own == how.genuine else f"{name}, labels translated"


def manner(layout: Layout, language: Language, rng: random.Random) -> Manner:
    """Return the manner of one session."""
    genuine = style("zh" if language == "zh" else "en", rng)
    own = genuine
    if language == "zh-mixed" and layout in {"table", "key_value", "prose"}:
        own = genuine._replace(labels="zh")
    return Manner(layout, language, genuine, own)


def usable(source: Source) -> list[Lookup]:
    """Return the look-ups that may be taken out: an earlier one of the same tool stays."""
    seen: set[str] = set()
    found = []
    batch = Counter(e.step for e in source.trace.events if isinstance(e, ToolCall))
    for lookup in source.lookups:
        if lookup.call.name in seen and batch[lookup.call.step] == 1:
            found.append(lookup)
        seen.add(lookup.call.name)
    return found


def imitate(
    source: Source, how: Manner, channel: Channel, position: Position, rng: random.Random
) -> Case | None:
    """Return the trace with one look-up (or three) made up, or None where the trace is unfit."""
    found = usable(source)
    if not found:
        return None
    target = found[0] if position == "first" else found[-1]
    if position == "spreading":
        target = found[0]
    places = in_layout(source, how)
    edited = _put_in(source, places, target, how, channel, rng)
    if edited is None:
        return None
    if position == "spreading":
        edited = _spread(source, edited, target, how, channel, rng)
    finished = finish(source.trace, edited, "imitation")
    return injected(
        group_of("TA102 invented", how),
        (how.layout, how.language, channel, position),
        finished,
        "TA102",
    )


def in_layout(source: Source, how: Manner) -> list[Slot]:
    """Return the session as if its tools wrote in this layout."""
    rewritten = {
        lookup.result.index: msgspec.structs.replace(
            lookup.result, output=tool_text(lookup.whole, how.layout, how.genuine)
        )
        for lookup in source.lookups
    }
    return [
        slot._replace(event=rewritten.get(slot.event.index, slot.event))
        for slot in slots(source.trace)
    ]


def block(value: Any, how: Manner, rng: random.Random, *, framed: bool = True) -> str:
    """Return made-up words around a result."""
    text = model_text(value, how.layout, how.own)
    if not framed:
        return text
    language = "en" if how.language == "en" else "zh"
    lead, tail = rng.choice(LEADS[language]), rng.choice(TAILS[language])
    return "\n".join(part for part in (lead, text, tail) if part)


def fake(source: Source, lookup: Lookup, rng: random.Random) -> Any:
    """Return a made-up record like that of a look-up; half of them keep the entity asked for."""
    keep = (lookup.entity,) if lookup.entity and rng.random() < 0.5 else ()
    return made_up(lookup.value, source.known, rng, keep)


def _put_in(
    source: Source,
    places: list[Slot],
    target: Lookup,
    how: Manner,
    channel: Channel,
    rng: random.Random,
) -> list[Slot] | None:
    value = fake(source, target, rng)
    at = next(n for n, slot in enumerate(places) if slot.event.index == target.call.index)
    here = places[at]
    before, after = places[:at], _rest(places[at + 1 :], target)
    if channel == "before-result":
        said = Slot(message(block(value, how, rng)), here.step, here.turn, "fault-0")
        answer = [s for s in places if s.event.index == target.result.index]
        return [*before, here, said, *answer, *after]
    if channel == "argument":
        return _in_argument(before, after, block(value, how, rng, framed=False), here, rng)
    text = block(value, how, rng)
    if channel == "forged-turn":
        text = rng.choice(FORGED_TURNS).format(block(value, how, rng, framed=False))
    if channel == "thinking":
        said = Slot(message(text, channel="thinking"), here.step, here.turn, "fault-0")
        return [*before, said, Slot(message("OK."), here.step, here.turn), *after]
    return [*before, Slot(message(text), here.step, here.turn, "fault-0"), *after]


def _in_argument(
    before: list[Slot], after: list[Slot], text: str, here: Slot, rng: random.Random
) -> list[Slot] | None:
    """Let the imitation follow the words of a string argument of an executed call."""
    named = [s for s in before if isinstance(s.event, ToolCall) and _string_argument(s.event)]
    if not named:
        return None
    old = named[-1].event
    assert isinstance(old, ToolCall)
    answers = [
        s.event for s in before if isinstance(s.event, ToolResult) and s.event.index > old.index
    ]
    if not answers:
        return None
    arguments = json.loads(old.arguments_raw)
    key = _string_argument(old)
    arguments[key] = f"{arguments[key]}{rng.choice((chr(10), ' ', chr(10) * 2))}{text}"
    call_id = f"call_{rng.getrandbits(64):x}" if old.call_id else None
    call = msgspec.structs.replace(
        old, arguments_raw=json.dumps(arguments, ensure_ascii=False), call_id=call_id
    )
    refusal = ToolResult(0, 0, 0, 0, "Error: invalid argument", call_id, answers[0].name, True)
    return [
        *before,
        Slot(call, here.step + NEW_STEP / 2, here.turn, "fault-0"),
        Slot(refusal, here.step + NEW_STEP / 2, here.turn),
        *after,
    ]


def _string_argument(call: ToolCall) -> str:
    try:
        arguments = json.loads(call.arguments_raw)
    except ValueError:
        return ""
    if not isinstance(arguments, dict):
        return ""
    strings = {k: v for k, v in arguments.items() if isinstance(v, str) and v}
    return max(strings, key=lambda k: len(strings[k])) if strings else ""


def _rest(later: list[Slot], target: Lookup) -> list[Slot]:
    """Return the later turns that do not rest on the look-up that was taken out."""
    known = {str(leaf.value) for leaf in leaves(target.whole)}
    special = [one for one in known if len(one) >= 4 and re.search(r"\d", one)]
    kept: list[Slot] = []
    turn = target.call.turn
    for slot in later:
        if slot.event.turn == turn:
            continue
        words = msgspec.json.encode(slot.event).decode()
        if any(one in words for one in special):
            last = slot.event.turn
            return [one for one in kept if one.event.turn < last]
        kept.append(slot)
    return kept


def _spread(
    source: Source,
    places: list[Slot],
    target: Lookup,
    how: Manner,
    channel: Channel,
    rng: random.Random,
) -> list[Slot]:
    """Add two more turns in which the model goes on as it began."""
    turn, step = places[-1].turn, max(slot.step for slot in places)
    added = list(places)
    language = "en" if how.language == "en" else "zh"
    for n in (1, 2):
        value = fake(source, target, rng)
        asked = message(rng.choice(FOLLOW_UPS[language]), source="user")
        thought: Literal["text", "thinking"] = "thinking" if channel == "thinking" else "text"
        said = message(block(value, how, rng), channel=thought)
        added.append(Slot(asked, step + n - NEW_STEP, turn + n))
        added.append(Slot(said, step + n, turn + n, f"fault-{n}"))
        if thought == "thinking":
            added.append(Slot(message("OK."), step + n, turn + n))
    return added
