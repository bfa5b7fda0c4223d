"""The calls of a turn that did something, with what they were given and what came back."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.claims.deeds.calls import words_of_tool
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.acts.acting import MOST_OF_ANSWER, has_acted
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.readings_of_things import CLOCK, DAY, Place, fields_of
from auditor.fabrication.things.told_clauses import spelt
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.blocks import Field
from auditor.values.blocks import fields_of as fields_of_record
from auditor.values.dates import clock_of
from auditor.values.flags import record_in
from auditor.values.labels import label_key
from auditor.values.literals import parse_value
from auditor.values.places import leaves_of
from auditor.values.values import Value, value_of

_MOST_GIVEN = 40
_SHORTEST_NOUN = 4
_MOST_ACTS = 6
_LONGEST_RESULT, _LONGEST_ARGUMENTS = 2000, 2000
_LONGEST_GIVEN = 80
_MOST_TOLD = 12
_MOST_RETURNED = 12


class Held(NamedTuple):
    """A value that an act was given, or that came back from it.

    Attributes:
        place: Its labels.
        value: The value, of a moment the day or the time.
        written: As it stands there.
        is_given: The call was given it.
    """

    place: Place
    value: Value
    written: str
    is_given: bool

    def source_in(self, act: "Act") -> int:
        """Return the index of the event of an act that holds it."""
        return act.call.index if self.is_given else act.result.index


class Act(NamedTuple):
    """A call that did something, its result, and the values of both."""

    call: ToolCall
    result: ToolResult
    held: tuple[Held, ...]

    @property
    def told(self) -> list[Field]:
        """The fields of a short answer to the call; none where that is the record of a thing."""
        fields = list(fields_of_record(record_in(self.result.output)))
        return fields if len(fields) <= MOST_OF_ANSWER else []

    def is_named_in(self, words: str) -> bool:
        """Say whether words name something that the call was given, or what its tool is for."""
        lowered = words.casefold()
        given = (one.value.casefold() for one in arguments_of(self.call))
        nouns = (word for word in words_of_tool(self.call.name) if len(word) >= _SHORTEST_NOUN)
        return any(len(one) > 1 and one in lowered for one in (*given, *nouns))


def acts_of_turn(scene: Scene) -> list[Act]:
    """Return the acts of a text's turn before it; none where what they did is not all seen.

    Of a turn without any call they are those of the newest turn with one.
    """
    return scene.once(_acts_of_turn)


def _acts_of_turn(scene: Scene) -> list[Act]:
    found: list[Act] = []
    turn = scene.event.turn if scene.has_called else None
    for result, call in islice(scene.latest_of_any_length(), _MOST_ACTS + 1):
        if turn is None:
            turn = call.turn
        if call.turn != turn:
            break
        if not has_acted(call, result):
            continue
        long = len(result.output) > _LONGEST_RESULT or len(call.arguments_raw) > _LONGEST_ARGUMENTS
        if long:
            return []
        found.append(Act(call, result, (*_given(call), *_returned(result.output))))
    return found if len(found) <= _MOST_ACTS else []


def _given(call: ToolCall) -> Iterator[Held]:
    for leaf in islice(leaves_of(parse_value(call.arguments_raw)), _MOST_GIVEN):
        label = leaf.names[-1] if leaf.names else ""
        if len(leaf.value) <= _LONGEST_GIVEN:
            yield from _parts((label_key(label) or label,), leaf.value)


@lru_cache(maxsize=64)
def _returned(output: str) -> tuple[Held, ...]:
    fields = fields_of(output)
    # A longer result is the record of a thing, of which the act may have changed one field.
    if len(fields) > _MOST_RETURNED:
        return ()
    return tuple(Held(place, value, value.form, is_given=False) for place, value in fields.items())


def _parts(place: Place, raw: str) -> Iterator[Held]:
    """Yield a value, of a moment its day and its time; of words the figures in them."""
    value = value_of(raw)
    day, _, moment = value.form.partition(" ")
    if value.kind == "date" and (clock := clock_of(moment)):
        yield Held((*place, DAY), Value("date", day), raw, is_given=True)
        yield Held((*place, CLOCK), Value("time", clock), raw, is_given=True)
    elif value.kind == "text":
        for atom in islice(atoms_of(spelt(raw)), _MOST_TOLD):
            yield Held(place, atom.value, raw, is_given=True)
    elif value.kind not in ("flag", "empty"):
        yield Held(place, value, raw, is_given=True)
