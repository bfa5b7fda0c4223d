"""Where a value comes from: what genuine results, users and systems said.

Nothing is indexed until a text of the model asks for it, and then only as far as it asks: most
traces never do. What an environment merely echoes of the model's own words is no source.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any

from auditor.evidence.gaps import Gaps
from auditor.evidence.records import Record, Records, RecordStore, values_in
from auditor.evidence.source_texts import (
    Text,
    arguments_of,
    first_open,
    normal_source,
    texts_of,
    texts_of_tools,
)
from auditor.pairing import Pairing, calls_before
from auditor.trace import Message, ToolCall, ToolResult, Trace
from auditor.values.joined_texts import JoinedTexts
from auditor.values.labels import label_key
from auditor.values.names import names_asked
from auditor.values.occurrences import holds, occurs
from auditor.values.prose import LONGEST_PROSE, values_under
from auditor.values.spellings import hints_of, spellings
from auditor.values.values import Value, normal_text

_index_of = attrgetter("event_index")
_place_of = attrgetter("index")


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
        self._kept: tuple[list[Text], list[str], int] = texts_of_tools(trace), [], 0
        self._joined = JoinedTexts()
        self.gaps = Gaps(trace, pairing)
        self._store = RecordStore()
        # How many records stand in the store after so many results.
        self._sizes = [0]
        self._before = 0, Records(self._store, 0)
        self._prose: list[tuple[str, ToolResult]] = []
        self._open = 0
        self._asked: list[str] = []
        self._own_words: list[tuple[int, str]] = []
        self._own_joined = JoinedTexts()
        self._named: list[tuple[str, int]] = []
        self._keyed = self._heard = self._listened = 0
        self._keys: dict[str, frozenset[str]] = {}
        self._records: dict[int, list[Record]] = {}
        self._heads: dict[int, Record] = {}
        self._found: dict[tuple[Value, int], Text | None] = {}
        self._answers: tuple[int, dict[Any, Any]] = -1, {}
        self._place = -1, 0

    def grow(self) -> None:
        """Take note that events were added to the trace, and the pairing went on with them."""
        if "texts" in self.__dict__:
            kept = self.place_of(self._open)
            normals = self.__dict__.get("_normals", self._kept[1])
            self._kept = self.texts[:kept], normals[:kept], self._open
        self.gaps.grow()
        self._found.clear()
        self._answers = -1, {}
        self._place = -1, 0
        self._joined.cut(len(self._kept[0]))
        for name in ("texts", "_normals", "asked_for"):
            self.__dict__.pop(name, None)

    @cached_property
    def texts(self) -> list[Text]:
        """Every text that can be a source, in order."""
        kept, _, settled = self._kept
        self._open = first_open(self._events, settled, self._pairing)
        return [*kept, *texts_of(self._events[settled:], self._pairing)]

    def is_partial(self, before: int) -> bool:
        """Say whether the model saw more than is recorded: values may have a source elsewhere."""
        return bool(self.gaps.reason(before))

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
        for place in self.places_holding(value, before):
            text = self.texts[place]
            if text.author != "result":
                other = other or text
            elif not text.own_words or not occurs(normal_text(text.own_words), ways[0]):
                return text
        return other

    def places_with(self, hints: tuple[str, ...], before: int) -> Iterator[int]:
        """Yield the places of sources before an event with one of some stretches, newest first."""
        return self._searched().places(hints, self.place_of(before))

    def tells(self, normal: str, before: int) -> bool:
        """Say whether a source before an event holds some words, given in normal spelling."""
        return next(self.places_with((normal,), before), None) is not None

    def places_holding(self, value: Value, before: int) -> Iterator[int]:
        """Yield the places of sources before an event that hold a value, newest first."""
        ways = spellings(value)
        for place in self.places_with(hints_of(value), before):
            if holds(self._normals[place], value, ways):
                yield place

    def answers_before(self, index: int) -> dict[Any, Any]:
        """Return what was found out of what lies before an event; kept until another is asked of.

        Whoever asks keeps answers under keys of its own.
        """
        if self._answers[0] != index:
            self._answers = index, {}
        return self._answers[1]

    def place_of(self, index: int) -> int:
        """Return how many sources stand before an event; asked for one event again and again."""
        if self._place[0] != index:
            self._place = index, bisect_left(self.texts, index, key=_index_of)
        return self._place[1]

    def mentions(self, hints: tuple[str, ...], *but: int) -> bool:
        """Say whether any source, early or late, holds one of some stretches of normal text.

        Args:
            hints: The stretches.
            but: Indices of events whose own words count for nothing.
        """
        if not but or not self._searched().hold(hints):
            return self._searched().hold(hints)
        places = self._searched().places(hints, len(self.texts))
        return any(self.texts[place].event_index not in but for place in places)

    def normal(self, place: int) -> str:
        """Return the normal text of the source at a place."""
        return self._normals[place]

    @cached_property
    def _normals(self) -> list[str]:
        kept = self._kept[1]
        return [*kept, *map(normal_source, self.texts[len(kept) :])]

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
        if not records and 0 < len(result.output) <= LONGEST_PROSE:
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
        for place in range(self.place_of(index) - 1, -1, -1):
            if self.texts[place].author == "user":
                return self.texts[place].raw
        return ""

    def named_by_users(self) -> list[tuple[str, int]]:
        """Return the ids and hosts that users named and the turns in which they did, in order."""
        for event in self._events[self._listened :]:
            if type(event) is Message and event.source == "user":
                self._named += [(name, event.turn) for name in names_asked(event.text)]
        self._listened = len(self._events)
        return self._named

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

    def answer_of(self, call: ToolCall) -> str:
        """Return what an executed call returned."""
        return self._pairing.answer[call.index].output

    @cached_property
    def asked_for(self) -> str:
        """The normal text of the arguments of all calls, early or late."""
        later = self._pairing.calls[len(self._asked) :]
        self._asked += [normal_text(call.arguments_raw) for call in later]
        return "\n".join(self._asked)

    def was_asked_for(self, form: str, turn: int) -> bool:
        """Say whether the arguments of a call until the end of a turn hold a form."""
        if form not in self.asked_for:
            return False
        asked = zip(self._pairing.calls, self._asked, strict=False)
        return any(call.turn <= turn and form in arguments for call, arguments in asked)

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
        answer = self._pairing.answer
        return (call for call in calls_before(index, self._pairing) if call.index in answer)
