"""Parts of LangGraph's streams, and the states that its threads and checkpoints keep.

A part has a mode, the path of the subgraph that wrote it, and its data: what a node returned
(`updates`), the whole state (`values`), or a message or a piece of one (`messages`). Written are
`data` alone, `[mode, data]`, `[path, data]`, `[path, mode, data]`, `{type, ns, data}`, or
`{event: "mode|path", data}` as the server sends it; `{event: "on_...", data, run_id}` of
`astream_events`. Seen in LangGraph's guide to streaming and in
the reference of its SDK (`StreamPart`, `StreamMode`).
"""

from itertools import pairwise
from typing import Any, NamedTuple

from auditor.messages.langchain import Said, message_of
from auditor.messages.langchain_chunks import gathered
from auditor.messages.parts import json_text, object_of, objects_in, text_of, text_or_none

_WHOLE, _CHANGED = "values", "updates"
_SPOKEN = ("messages", "messages-tuple", "messages/partial", "messages/complete")
_MODES = frozenset(
    {
        _WHOLE, _CHANGED, *_SPOKEN, "custom", "debug", "tasks", "checkpoints", "events",
        "messages/metadata", "metadata", "end", "error", "feedback", "heartbeat",
    }
)  # fmt: skip
_TWO, _THREE = 2, 3


class Part(NamedTuple):
    """One part of a stream; `path` is "" of the graph itself."""

    mode: str
    path: str
    data: Any


def part_of(value: Any) -> Part | None:
    """Return a part of a stream, or None of any other value."""
    if isinstance(value, list):
        return _of_tuple(value)
    if not isinstance(value, dict):
        return None
    told = _told_by_event(value)
    if told is not None:
        return told
    for key in ("event", "type"):
        mode, _, path = (text_or_none(value.get(key)) or "").partition("|")
        if "data" in value and mode in _MODES:
            ns = value.get("ns")
            return Part(mode, path or _path_of(ns), value["data"])
    return _bare(value)


def _told_by_event(value: dict[str, Any]) -> Part | None:
    """Return what an event of LangChain's `astream_events` tells: what a model was given or said.

    What a tool gave is in what the model is given next, too; there it stands as a message.
    """
    event, data = value.get("event"), value.get("data")
    if not isinstance(event, str) or not event.startswith("on_") or not isinstance(data, dict):
        return None
    if event == "on_chat_model_start":
        given = object_of(data.get("input")).get("messages")
        inner = given[0] if isinstance(given, list) and given else None
        return Part(_WHOLE, "", {"messages": inner if isinstance(inner, list) else given})
    if event in ("on_chat_model_end", "on_tool_end") and message_of(data.get("output")):
        return Part(_CHANGED, "", {"said": {"messages": [data["output"]]}})
    return Part("events", "", data)


def _of_tuple(value: list[Any]) -> Part | None:
    if len(value) == _THREE and isinstance(value[0], list) and text_of(value[1]) in _MODES:
        return Part(value[1], _path_of(value[0]), value[2])
    if len(value) != _TWO:
        return None
    first, data = value
    if isinstance(first, str) and first in _MODES:
        return Part(first, "", data)
    inner = _bare(data) if isinstance(first, list) and isinstance(data, dict) else None
    named = isinstance(first, list) and all(isinstance(one, str) for one in first)
    return inner._replace(path=_path_of(first)) if inner and named else None


def _path_of(names: Any) -> str:
    return "|".join(map(str, names)) if isinstance(names, list) else ""


def _bare(value: dict[str, Any]) -> Part | None:
    """Return what a node returned, or a state: the data of a stream of one mode."""
    if _messages_in(value):
        return Part(_WHOLE, "", value)
    nodes = [returned for name, returned in value.items() if not name.startswith("__")]
    fits = all(returned is None or isinstance(returned, dict | list) for returned in nodes)
    interrupted = "__interrupt__" in value
    if fits and (interrupted or any(map(_messages_in, nodes))):
        return Part(_CHANGED, "", value)
    return None


def _messages_in(state: Any) -> list[Any]:
    """Return the messages of a state or of what a node returned, if they are LangChain's."""
    held = object_of(state).get("messages")
    listed = held if isinstance(held, list) else [held]
    return listed if listed and all(message_of(one) is not None for one in listed) else []


def go_on(states: list[Any]) -> bool:
    """Say whether each of some states holds the one before it, as a stream's do."""
    told = [_messages_in(state) for state in states if _messages_in(state)]
    return all(after[: len(before)] == before for before, after in pairwise(told))


class Conversation:
    """What one graph or subgraph said, put together as its state is: one id, one message.

    Attributes:
        said: Its messages by what they are known by, each with its place.
        parts: The items of the parts that say something.
        begins_with_state: The first of them is a whole state.
    """

    def __init__(self) -> None:
        self.said: dict[str, tuple[int, Said]] = {}
        self._pieces: list[tuple[int, Said]] = []
        self._last_state = -1
        self.parts: list[int] = []
        self.begins_with_state = False

    def add(self, part: Part, item: int) -> bool:
        """Add a part; return whether it says anything."""
        told = _named(part)
        for own, said in told:
            name = own or f"#{len(self.said)}"
            place = self.said[name][0] if name in self.said else item
            self.said[name] = (place, said)
            self._last_state = item
        spoken = _spoken_in(part)
        self._pieces += [(item, said) for said in spoken]
        if not told and not spoken:
            return False
        self.begins_with_state |= not self.parts and part.mode == _WHOLE
        self.parts.append(item)
        return True

    def is_left_by(self, part: Part) -> bool:
        """Say whether a part is a state that holds nothing of what was said: another run's."""
        told = _named(part) if part.mode == _WHOLE and self.said else []
        return bool(told) and not any(own in self.said for own, _ in told)

    def is_told_by(self, other: "Conversation") -> bool:
        """Say whether another conversation holds all that the model and tools say in this one."""
        own = {name for name, (_, said) in self.said.items() if said.kind in ("ai", "tool")}
        return bool(own) and own <= other.said.keys()

    def messages(self) -> list[tuple[int, Said]]:
        """Return the messages with their places; those in pieces where nothing tells the whole."""
        if not self.said:
            return gathered(self._pieces)
        whole = list(self.said.values())
        ahead = self.beside().ahead
        return sorted([*whole, *ahead], key=lambda one: one[0]) if ahead else whole

    def beside(self) -> "Beside":
        """Part the messages that no state tells: of some, the stream broke off before it did.

        They came after the last state, or a tool that a state tells of answered their calls.
        """
        answered = {_text_in(told, "tool_call_id") for _, told in self.said.values()} - {None}
        alone = [
            (item, said)
            for item, said in self._pieces
            if _text_in(said, "id")
            and _text_in(said, "id") not in self.said
            and _text_in(said, "tool_call_id") not in answered
        ]
        ahead = []
        for item, said in gathered(alone):
            made = {
                text_or_none(one.get("id")) for one in objects_in(said.fields.get("tool_calls"))
            }
            if item > self._last_state or made & answered:
                ahead.append((item, said))
        places = {item for item, _ in ahead}
        known = {_text_in(said, "id") for item, said in alone if item in places}
        return Beside(ahead, sum(_text_in(said, "id") not in known for _, said in alone))


class Beside(NamedTuple):
    """Messages that no state tells: those told of here, and how many pieces are left out."""

    ahead: list[tuple[int, Said]]
    left_out: int


def _text_in(said: Said, key: str) -> str | None:
    return text_or_none(said.fields.get(key))


def _named(part: Part) -> list[tuple[str | None, Said]]:
    """Return the whole messages of a part, each with what it is known by.

    Where states repeat one without an id, it is known by what it says.
    """
    if part.mode == _WHOLE:
        held = [_messages_in(part.data)]
    elif part.mode == _CHANGED:
        returned = object_of(part.data).values()
        each = (one if isinstance(one, list) else [one] for one in returned)
        held = [_messages_in(one) for ones in each for one in ones]
    else:
        return []
    found: list[tuple[str | None, Said]] = []
    times: dict[str, int] = {}
    for message in (one for messages in held for one in messages):
        said = message_of(message)
        if said is not None:
            told = json_text(message)
            times[told] = times.get(told, 0) + 1
            by_words = f"{told}#{times[told]}" if part.mode == _WHOLE else None
            found.append((text_or_none(said.fields.get("id")) or by_words, said))
    return found


def _spoken_in(part: Part) -> list[Said]:
    """Return the messages, or pieces of them, that a model or a tool just spoke."""
    if part.mode not in _SPOKEN:
        return []
    whole = message_of(part.data)
    listed = [whole] if whole else map(message_of, part.data if isinstance(part.data, list) else [])
    return [said for said in listed if said is not None]
