"""The calls of a turn that did something, with what they were given and what came back."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.claims.deeds.calls import acts, gave_little, reach_of, words_of_tool
from auditor.claims.deeds.refused import was_refused
from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.readings_of_things import CLOCK, DAY, Place, fields_of
from auditor.fabrication.told_clauses import spelt
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

# Verbs of acts that tools are named after, beside those by which deeds are told.
_FURTHER = (
    "issue mv cp cherry pick hold grant attach link join split start stop launch silence silencer "
    "pause resume increase decrease raise lower promote demote print kill shut power arm disarm "
    "turn dim water feed unblock unfreeze unmute unassign mint dispense prescribe enroll enrol "
    "admit "
    "discharge checkin reroute snooze dismiss acknowledge ack accept decline confirm sign new req "
    "resize remind nudge borrow topup hire adjust apply fill begin end finish complete clean "
    "cleanup "
    "prune wipe flush expire ship grade award label tag untag pin unpin import export sync play "
    "queue "
    "skip"
)
_VERBS = frozenset(_FURTHER.split())
# Labels by which a result counts what was done.
_OUTCOME = re.compile(
    r"^(?:sent|updated|deleted|created|moved|added|removed|processed|affected|changed|modified|"
    r"inserted|imported|archived|renamed|applied|notified|reminded|replacements|成功|失败|提交|导入)|"
    r"(?:_|s_)(?:sent|updated|deleted|created|moved|added|removed|changed|modified)$"
)
_FEWEST_GIVEN, _MUCH = 2, 3
_MOST_GIVEN = 40
_MOST_OF_ANSWER = 8
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
        return fields if len(fields) <= _MOST_OF_ANSWER else []

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
        if not _acted(call, result):
            continue
        long = len(result.output) > _LONGEST_RESULT or len(call.arguments_raw) > _LONGEST_ARGUMENTS
        if long:
            return []
        found.append(Act(call, result, (*_given(call), *_returned(result.output))))
    return found if len(found) <= _MOST_ACTS else []


def _acted(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call surely did something: by its tool's name, or as hardly more came back."""
    if not acts(call) or failed(result) or was_refused(call, result):
        return False
    if _lists_rows(call, result):
        return False
    by_name = reach_of(call.name).families or not _VERBS.isdisjoint(words_of_tool(call.name))
    if by_name or reach_of(call.name).command or gave_little(call, result.output):
        return True
    return (
        _gave_back(call, result)
        or _was_given_much(call, result)
        or any(map(_OUTCOME.search, record_in(result.output)))
    )


def _lists_rows(call: ToolCall, result: ToolResult) -> bool:
    """Say whether rows came back for a tool whose name begins with no verb: `training_log`."""
    first = words_of_tool(call.name)[:1]
    if not first or reach_of(first[0]).families or first[0] in _VERBS:
        return False
    value = parse_value(result.output) if result.output[:1] in ("{", "[") else None
    lists = value.values() if isinstance(value, dict) else (value,)
    return any(isinstance(one, list) and len(one) > 1 and isinstance(one[0], dict) for one in lists)


def _was_given_much(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call was given several things, and no list came back."""
    record = record_in(result.output)
    rows = any(isinstance(one, list) and len(one) > 1 for one in record.values())
    return len(arguments_of(call)) >= _MUCH and not rows and 0 < len(record) <= _MOST_OF_ANSWER


def _gave_back(call: ToolCall, result: ToolResult) -> bool:
    """Say whether a call was given several things, and what came back hardly tells more."""
    given = {value_of(one.value) for one in arguments_of(call)}
    returned = {value_of(one.value) for one in fields_of_record(record_in(result.output))}
    if len(given) < _FEWEST_GIVEN or not returned or given.isdisjoint(returned):
        return False
    return len(returned - given) <= len(given)


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
