"""Where a value comes from: what genuine results, users and systems said.

Nothing is indexed until a text of the model asks for it, and then only as far as it asks: most
traces never do. What an environment merely echoes of the model's own words is no source.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from auditor.blocks import Field, fields_of, parse_value
from auditor.joined_texts import JoinedTexts
from auditor.labels import label_key
from auditor.pairing import Pairing
from auditor.prose import values_under
from auditor.records import Record, Records, RecordStore, values_in
from auditor.trace import Event, Message, Note, ToolCall, ToolResult, Trace
from auditor.values import Value, hints_of, normal_text, spellings

Author = Literal["result", "user", "system", "argument"]

_LONGEST_ARGUMENT = 200
# `[HB-7.3] Leave` begins no list.
_OPENS_VALUE = frozenset("\"'{[(0123456789-tfn")
_LONGEST_PROSE = 6000
_YEAR_BEFORE = re.compile(r"(\d{4})[-/.年]$")
_YEAR_AFTER = re.compile(r"(?:st|nd|rd|th)?(?:,? |/|\.)(\d{4})(?!\d)")
_NUMBERED = re.compile(r"([a-z]{1,4}[-#]?)?(\d{3,})")
_index_of = attrgetter("event_index")
_place_of = attrgetter("index")
_GAPS: frozenset[Note] = frozenset({"compacted", "condensed", "truncated-head", "sidechain"})


class Text(NamedTuple):
    """A text that can be a source.

    Attributes:
        own_words: The arguments of the call that a result answers: an echo of these is no source.
    """

    event_index: int
    author: Author
    raw: str
    own_words: str


class Evidence:
    """The sources of one trace, looked into on demand.

    Args:
        trace: The trace.
        pairing: Its calls and results; only answered calls and their results count as executed.
    """

    def __init__(self, trace: Trace, pairing: Pairing) -> None:
        self._trace = trace
        self._pairing = pairing
        self._events = trace.events
        # What later events can't change: texts, their normal forms, and the events they are of.
        self._kept: tuple[list[Text], list[str], int] = _tool_texts(trace), [], 0
        self._joined = JoinedTexts()
        self._has_gaps = bool(trace.notes & _GAPS) or trace.incomplete
        self._store = RecordStore()
        # How many records stand in the store after so many results.
        self._sizes = [0]
        self._before = 0, Records(self._store, 0)
        self._prose: list[tuple[str, ToolResult]] = []
        self._open = 0
        self._asked: list[str] = []
        self._own_words: list[tuple[int, str]] = []
        self._own_joined = JoinedTexts()
        self._unbroken = self._keyed = self._heard = 0
        self._keys: dict[str, frozenset[str]] = {}
        self._records: dict[int, list[Record]] = {}
        self._heads: dict[int, Record] = {}
        self._found: dict[tuple[Value, int], Text | None] = {}

    def grow(self) -> None:
        """Take note that events were added to the trace, and the pairing went on with them."""
        if "texts" in self.__dict__:
            kept = self.place_of(self._open)
            normals = self.__dict__.get("_normals", self._kept[1])
            self._kept = self.texts[:kept], normals[:kept], self._open
        self._found.clear()
        self._joined.cut(len(self._kept[0]))
        for name in ("texts", "_normals", "_first_cut", "asked_for"):
            self.__dict__.pop(name, None)

    @cached_property
    def texts(self) -> list[Text]:
        """Every text that can be a source, in order."""
        kept, _, settled = self._kept
        self._open = _first_open(self._events, settled, self._pairing)
        return [*kept, *_texts(self._events[settled:], self._pairing)]

    def is_partial(self, before: int) -> bool:
        """Say whether the model saw more than is recorded: values may have a source elsewhere."""
        return self._has_gaps or self._first_cut < before

    @cached_property
    def _first_cut(self) -> float:
        """Event index of the first result that breaks off; infinite where none does."""
        results = self._pairing.results
        while self._unbroken < len(results):
            if is_cut(results[self._unbroken].output):
                return results[self._unbroken].index
            self._unbroken += 1
        return math.inf

    def source_of(self, value: Value, before: int) -> Text | None:
        """Return the newest source before an event that holds a value; results win.

        A result counts only for what its own call did not say first. One question after another
        asks for the same value.
        """
        asked = value, before
        if asked not in self._found:
            self._found[asked] = self._find_source(value, before)
        return self._found[asked]

    def _find_source(self, value: Value, before: int) -> Text | None:
        ways = spellings(value)
        other: Text | None = None
        for place in self.places_with(hints_of(value), before):
            if not holds(self._normals[place], value, ways):
                continue
            text = self.texts[place]
            if text.author != "result":
                other = other or text
            elif not text.own_words or not occurs(normal_text(text.own_words), ways[0]):
                return text
        return other

    def places_with(self, hints: tuple[str, ...], before: int) -> Iterator[int]:
        """Yield the places of sources before an event with one of some stretches, newest first."""
        return self._searched().places(hints, self.place_of(before))

    def place_of(self, index: int) -> int:
        """Return how many sources stand before an event."""
        return bisect_left(self.texts, index, key=_index_of)

    def mentions(self, hints: tuple[str, ...]) -> bool:
        """Say whether any source, early or late, holds one of some stretches of normal text."""
        return self._searched().hold(hints)

    def normal(self, place: int) -> str:
        """Return the normal text of the source at a place."""
        return self._normals[place]

    @cached_property
    def _normals(self) -> list[str]:
        kept = self._kept[1]
        return [*kept, *map(_normal_source, self.texts[len(kept) :])]

    def _searched(self) -> JoinedTexts:
        done = len(self._joined)
        if done < len(self.texts):
            self._joined.add(self._normals[done:])
        return self._joined

    def records_before(self, index: int) -> Records:
        """Return the records of genuine results before an event, newest result first."""
        before = self._read_until(index)
        if self._before[0] != before:
            self._before = before, Records(self._store, self._sizes[before])
        return self._before[1]

    def _read_until(self, index: int) -> int:
        """Read the results before an event; return how many these are."""
        results = self._pairing.results
        before = bisect_left(results, index, key=_place_of)
        for result in results[len(self._sizes) - 1 : before]:
            if result.source == "runtime":
                self._read(result)
            self._sizes.append(len(self._store.records))
        return before

    def _read(self, result: ToolResult) -> None:
        records = self._records_of(result)
        if not records and 0 < len(result.output) <= _LONGEST_PROSE:
            self._prose.append((self._tool_of(result), result))
        head = self._heads.get(result.index)
        self._store.add(records if head is None else [*records, head])

    def _records_of(self, result: ToolResult) -> list[Record]:
        records = self._records.get(result.index)
        if records is None:
            tool = self._tool_of(result)
            records = self._records[result.index] = [
                Record(result.index, tool, *read) for read in values_in(result.output)
            ]
        return records

    def _tool_of(self, result: ToolResult) -> str:
        call = self._pairing.answered.get(result.index)
        return call.name if call else (result.name or "")

    def prose_before(self, index: int) -> Iterator[tuple[str, ToolResult]]:
        """Yield tool and result of each genuine result that sets out no record, newest first."""
        self._read_until(index)
        for tool, result in reversed(self._prose):
            if result.index < index:
                yield tool, result

    def learn_heads(self, tool: str, heads: Iterable[str], index: int) -> None:
        """Read the prose results of a tool before an event as records with these labels."""
        for name, result in list(self.prose_before(index)):
            if name == tool:
                values = values_under(heads, result.output)
                if values:
                    self._heads[result.index] = Record(result.index, tool, values, tuple(values))
                    self._read_anew()

    def _read_anew(self) -> None:
        self._store, self._sizes, self._prose = RecordStore(), [0], []
        self._before = 0, Records(self._store, 0)

    def asked_before(self, index: int) -> str:
        """Return the user's newest words before an event, or ""."""
        asked = (t for t in reversed(self.texts) if t.author == "user" and t.event_index < index)
        newest = next(asked, None)
        return newest.raw if newest else ""

    def is_after_result(self, index: int) -> bool:
        """Say whether the step of an event follows a result directly."""
        step = self._events[index].step
        place = index - 1
        while place >= 0 and self._events[place].step == step:
            if type(self._events[place]) is ToolResult:
                return True
            place -= 1
        return place >= 0 and type(self._events[place]) is ToolResult

    def said_before(self, index: int) -> Iterator[Message]:
        """Yield what the model said before an event, newest first."""
        for event in reversed(self._events[:index]):
            if type(event) is Message and event.source == "model":
                yield event

    def told_before(self, form: str, index: int) -> bool:
        """Say whether the model itself said a form, as a whole, before an event."""
        for event in self._events[self._heard :]:
            if type(event) is Message and event.source == "model":
                self._own_words.append((event.index, normal_text(event.text)))
        self._heard = len(self._events)
        self._own_joined.add([normal for _, normal in self._own_words[len(self._own_joined) :]])
        end = bisect_left(self._own_words, (index, ""))
        places = self._own_joined.places((form,), end)
        return any(occurs(self._own_words[place][1], form) for place in places)

    def call_of(self, record: Record) -> ToolCall | None:
        """Return the call whose result a record was read from."""
        return self._pairing.answered.get(record.event_index)

    @cached_property
    def asked_for(self) -> str:
        """The normal text of the arguments of all calls, early or late."""
        later = self._pairing.calls[len(self._asked) :]
        self._asked += [normal_text(call.arguments_raw) for call in later]
        return "\n".join(self._asked)

    def argument_keys(self) -> dict[str, frozenset[str]]:
        """Return the label keys of the arguments that each tool was called with, early or late."""
        later = self._pairing.calls[self._keyed :]
        for call in later:
            own = {label_key(field.label) for field in arguments_of(call)}
            self._keys[call.name] = self._keys.get(call.name, frozenset()) | own
        self._keyed += len(later)
        return self._keys

    def executed_before(self, index: int) -> Iterator[ToolCall]:
        """Yield the executed calls before an event, newest first."""
        for call in reversed(self._pairing.calls):
            if call.index < index and call.index in self._pairing.answer:
                yield call


def has_one(normal: str, hints: tuple[str, ...]) -> bool:
    """Say whether one of some stretches stands in a normal text."""
    for hint in hints:  # noqa: SIM110 - a generator costs more than most searches
        if hint in normal:
            return True
    return False


def is_cut(output: str) -> bool:
    """Say whether a result begins as JSON and breaks off."""
    begin = output.lstrip()[:1]
    if begin not in ("{", "[") or output.lstrip()[1:].lstrip()[:1] not in _OPENS_VALUE:
        return False
    closing = "}" if begin == "{" else "]"
    return not output.rstrip().endswith(closing) and parse_value(output) is None


def _normal_source(text: Text) -> str:
    return _normal_instructions(text.raw) if text.author == "system" else normal_text(text.raw)


@lru_cache(maxsize=128)
def _normal_instructions(raw: str) -> str:
    """Return the normal form of what one trace after another was given."""
    return normal_text(raw)


def _tool_texts(trace: Trace) -> list[Text]:
    return [Text(-1, "system", tool.description, "") for tool in trace.tools if tool.description]


def _first_open(events: list[Event], start: int, pairing: Pairing) -> int:
    """Return the index of the first event whose texts may be others once a result comes."""
    for event in events[start:]:
        if type(event) is ToolCall and event.index not in pairing.answer:
            return event.index
    return len(events)


def _texts(events: list[Event], pairing: Pairing) -> Iterator[Text]:
    for event in events:
        if type(event) is Message and event.source != "model":
            author: Author = "user" if event.source == "user" else "system"
            yield Text(event.index, author, event.text, "")
        elif type(event) is ToolCall and event.index in pairing.answer:
            yield from _arguments(event)
        elif type(event) is ToolResult and event.source == "runtime":
            call = pairing.answered.get(event.index)
            yield Text(event.index, "result", event.output, call.arguments_raw if call else "")


def _arguments(call: ToolCall) -> Iterator[Text]:
    for field in arguments_of(call):
        if len(field.value) <= _LONGEST_ARGUMENT:
            yield Text(call.index, "argument", field.value, "")


def arguments_of(call: ToolCall | None) -> list[Field]:
    """Return the scalar arguments of a call; [] if they are no JSON object."""
    return [] if call is None else list(_fields_of_arguments(call.arguments_raw))


@lru_cache(maxsize=512)
def _fields_of_arguments(raw: str) -> tuple[Field, ...]:
    arguments = parse_value(raw)
    return tuple(fields_of(arguments)) if isinstance(arguments, dict) else ()


def occurs(normal: str, form: str) -> bool:
    """Say whether a form stands in a text as a whole, not inside a longer word or number."""
    if not form:
        return True
    place = normal.find(form)
    while place >= 0:
        before, after = normal[place - 1 : place], normal[place + len(form) : place + len(form) + 2]
        if not (_joins(before, form[0]) or _joins(after[:1], form[-1]) or _goes_on(form, after)):
            return True
        place = normal.find(form, place + 1)
    return False


def holds(normal: str, value: Value, ways: tuple[str, ...]) -> bool:
    """Say whether a normal text holds a value in one of its spellings, whole."""
    if value.kind != "date" or value.form.startswith("-"):
        for way in ways:
            if way in normal and occurs(normal, way):
                return True
        if _holds_number(normal, value):
            return True
        return (
            value.kind in ("word", "text") and " " in value.form and _holds_words(normal, ways[0])
        )
    year = value.form[:4]
    return any(
        way in normal and occurs(normal, way) and (year in way or _is_of(normal, way, year))
        for way in ways
    )


def _holds_words(normal: str, form: str) -> bool:
    """Say whether words stand in a text, whatever joins them."""
    return form.split(" ", 1)[0] in normal and occurs(_apart(normal), form)


@lru_cache(maxsize=256)
def _apart(normal: str) -> str:
    return normal.replace("-", " ").replace("_", " ")


def _holds_number(normal: str, value: Value) -> bool:
    """Say whether a text holds a number that one side writes with letters before: `AS64500`."""
    if value.kind not in ("number", "id"):
        return False
    numbered = _NUMBERED.fullmatch(value.form)
    if numbered is None or numbered[2] not in normal:
        return False
    if numbered[1]:
        return occurs(normal, numbered[2])
    return re.search(rf"(?<![a-z0-9])[a-z]{{1,4}}[-#]?{numbered[2]}(?!\w)", normal) is not None


def _is_of(normal: str, way: str, year: str) -> bool:
    """Say whether a day without a year stands somewhere without another year beside it."""
    place = normal.find(way)
    while place >= 0:
        end = place + len(way)
        beside = _YEAR_BEFORE.search(normal, max(0, place - 5), place)
        beside = beside or _YEAR_AFTER.match(normal, end)
        if beside is None or beside[1] == year:
            return True
        place = normal.find(way, place + 1)
    return False


def _joins(outer: str, edge: str) -> bool:
    """Say whether two neighbouring characters belong to one word; Chinese needs no spaces."""
    if outer == "t" and edge.isdigit():
        # The time behind an ISO date.
        return False
    return outer.isascii() and edge.isascii() and outer.isalnum() and edge.isalnum()


def _goes_on(form: str, after: str) -> bool:
    """Say whether a number goes on behind its end: `12` in `12.5` and in `12,000`."""
    return form[-1].isdigit() and after[:1] in (".", ",") and after[1:].isdigit()
