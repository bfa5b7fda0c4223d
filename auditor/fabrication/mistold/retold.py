"""A sentence that reads a result which was never there, in the words of an earlier true reading.

A model that has read a few results out loud (`files.example is clean with a score of 4`) tends to
go on with the sentence and leave out the call. Its own earlier sentences are templates: what came
from the result and from the call's arguments are slots, the rest is fixed. A later sentence that
fits one, about a thing that no call was made for, tells of a result that nobody saw. Fixed words
are compared as they stand, so any language and any layout will do, and a sentence that says `if`,
`for example` or `I would` is another sentence.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.pasted import is_pasted
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import Reading, fitted, readings_of, sentences_of
from auditor.evidence.source_texts import Author
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Kind, Scene, found_in
from auditor.trace import Message, ToolCall
from auditor.values.blocks import Field
from auditor.values.occurrences import occurs
from auditor.values.values import SPECIFIC, Value, normal_text, value_of

_NEWEST_READINGS = 12
_LONGEST_OUTPUT = 20_000
_FEWEST_WORDS = 2
_DIGIT = re.compile(r"[0-9]")
_PRONOUNS = frozenset(
    ("it", "this", "that", "he", "she", "they", "there", "which", "它", "他", "其")
)


class _Known(NamedTuple):
    """A reading, and the call whose result it reads."""

    reading: Reading
    call: ToolCall


def judge_retold(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that fits an earlier reading, about a thing not looked up."""
    if scene.channel == "argument" or not _DIGIT.search(scene.text) or scene.has_called:
        return
    if scene.is_partial or asks_for_example(scene.asked):
        return
    known = list(_readings_before(scene))
    end = 0
    for start, sentence in sentences_of(scene.text) if known else ():
        if start < end:
            continue
        for reading, call in known:
            said = fitted(reading, sentence)
            found = said and judge_fitted(reading, said, call, (start, sentence), scene)
            if found:
                end = found.end
                yield found
                break


def _readings_before(scene: Scene) -> Iterator[_Known]:
    """Yield what the model read from results in earlier turns, newest first."""
    pairing, found = scene.pairing, 0
    for message in scene.evidence.said_before(scene.event_index):
        if message.turn >= scene.event.turn:
            continue
        for call in _answered_in_turn(message, scene):
            output = pairing.answer[call.index].output
            for reading in readings_of(message.text, output[:_LONGEST_OUTPUT], call.arguments_raw):
                yield _Known(reading, call)
                found += 1
        if found >= _NEWEST_READINGS:
            return


def _answered_in_turn(message: Message, scene: Scene) -> Iterator[ToolCall]:
    for call in scene.pairing.calls:
        if call.turn == message.turn and call.index < message.index:
            answer = scene.pairing.answer.get(call.index)
            if answer is not None and answer.index < message.index and not answer.is_error:
                yield call


def judge_fitted(
    reading: Reading, said: list[str], call: ToolCall, place: tuple[int, str], scene: Scene
) -> Imitation | None:
    """Return what is wrong with a sentence that fits a reading, or None.

    Args:
        reading: The words in which the model read a result out loud.
        said: What the sentence says in their slots.
        call: The call of that result.
        place: Where the sentence begins in the scene's text, and its words.
        scene: The text.
    """
    named = [one for slot, one in zip(reading.slots, said, strict=True) if slot.names]
    if not all(_is_unseen(one, scene) for one in named) or not any(
        _is_asked(n, scene) for n in named
    ):
        return None
    told = [
        (Field(slot.label, one), one.casefold() == slot.said.casefold())
        for slot, one in zip(reading.slots, said, strict=True)
        if not slot.names
    ]
    is_id = any(named_in(name) for name in named)
    new = [
        field for field, _ in told if _is_new(field, scene) and (is_id or not _is_sum(field, scene))
    ]
    kind = _kind(new, all(same for _, same in told), len(told), is_id=is_id)
    if kind is None or _says_a_user([*named, *(field.value for field, _ in told)], scene):
        return None
    start, sentence = place
    sure = is_id and (kind == "stale" or any(map(_specific, new)))
    return found_in(
        scene,
        (start, start + len(sentence)),
        kind,
        call.name,
        0.9 if sure else 0.7,
        new or [field for field, _ in told],
        imitates=scene.pairing.answer[call.index].index,
        sure=sure,
    )


def _kind(new: list[Field], same: bool, told: int, *, is_id: bool) -> Kind | None:
    """Return whether values are invented, or another thing's values are told as this one's.

    Several values told of an id that nobody looked up are made up, wherever each was seen before.
    """
    if any(map(_specific, new)) or len(new) >= _FEWEST_WORDS:
        return "invented"
    if told < _FEWEST_WORDS or not is_id:
        return None
    return "stale" if same else "invented"


def _specific(field: Field) -> bool:
    value = value_of(field.value)
    return not is_small(value) and (value.kind in SPECIFIC or any(map(str.isdigit, field.value)))


def _is_unseen(name: str, scene: Scene) -> bool:
    """Say whether no call or result before a text spoke of a thing; words may lead to its id."""
    forms = [value.form for value in named_in(name)] or [normal_text(name)]
    return any(
        form not in _PRONOUNS
        and not any(author in ("result", "argument") for author in _who_told(form, scene))
        for form in forms
    )


def _is_asked(name: str, scene: Scene) -> bool:
    """Say whether a user named a thing, or it is an id or a host and no common word."""
    return bool(named_in(name)) or "user" in _who_told(normal_text(name), scene)


def _who_told(form: str, scene: Scene) -> Iterator[Author]:
    """Yield the author of each text before the scene's that tells a form, as a whole."""
    evidence = scene.evidence
    for place in evidence.places_with((form,), scene.event_index):
        if occurs(evidence.normal(place), form):
            yield evidence.texts[place].author


def _says_a_user(said: list[str], scene: Scene) -> bool:
    """Say whether one text of a user holds a thing and all that is told of it."""
    forms = [normal_text(one) for one in said]
    evidence = scene.evidence
    if is_pasted("\n".join(said), scene.asked):
        return True
    return any(
        evidence.texts[place].author == "user"
        and all(occurs(evidence.normal(place), form) for form in forms)
        for place in evidence.places_with((max(forms, key=len),), scene.event_index)
    )


def _is_sum(field: Field, scene: Scene) -> bool:
    value = value_of(field.value)
    return value.kind == "number" and is_worked_out(
        value.form, scene.text, scene.evidence, scene.event_index
    )


def _is_new(field: Field, scene: Scene) -> bool:
    """Say whether no source before a text holds a value or all of its words."""
    said = field.value
    value: Value = value_of(said)
    if value.kind == "empty" or scene.source_of(value) is not None:
        return False
    parts = [value_of(part) for part in said.split()]
    return len(parts) == 1 or any(
        part.kind != "empty" and scene.source_of(part) is None for part in parts
    )
