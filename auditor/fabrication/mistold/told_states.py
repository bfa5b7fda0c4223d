"""The state of a looked-up thing told as one that the result about it rules out.

`Ticket T-4411 is closed` after `"status": "open"`; `您的订单已送达` after `"status": "in_transit"`;
`It is refundable` after `"refundable": false`; `in stock` after `"stock": 0`. Only what the newest
look returned as one record counts, told of that thing, in words that neither suppose nor look
ahead. Where any other source about the thing names the state told, or the text names the one that
the record has, nothing is told otherwise. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.newest_look import is_of_look, newest_looks, told_of_looks
from auditor.fabrication.things.readings_of_things import Reading, names_one
from auditor.values.blocks import Field
from auditor.values.flags import record_in
from auditor.values.labels import label_key
from auditor.values.states import (
    LONGEST,
    State,
    StateTold,
    may_tell_states,
    rules_out,
    states_in,
    states_of,
    states_told,
)
from auditor.values.wording import late

_SCORE = 0.6
_LONGEST_VALUE = 40
_REACH = 80
_LABELS = (
    "status", "state", "condition", "stage", "fulfilment", "fulfillment", "conclusion", "outcome",
    "availability", "状态", "状況", "estado", "statut", "stato", "zustand",
)  # fmt: skip
_AMOUNTS = ("stock", "copies", "quantity", "available", "availability", "库存", "数量")
_CLAUSE = re.compile(
    r"[;；。，]|,(?! ?\d)| (?:and|but|while|though|und|aber|y|pero|et|mais) |而|但"
)
_LINK = late(
    r"(?P<head>.*?)(?:\b(?:is|are|was|were|has|have|been|ist|sind|wurde|wurden|es|está|están|"
    r"ha sido|fue|est|sont|a été)|['’]s)\W+(?:(?:now|already|currently|still|also|been|being|fully|"
    r"successfully|officially|marked|listed|showing|shown|set|as|to|the|all|both|at the moment|"
    r"right now|bereits|schon|derzeit|aktuell|noch|momentan|jetzt|ya|ahora|todavía|actualmente|"
    r"déjà|actuellement|toujours|maintenant)\W+){0,4}$"
)
_VERB = late(r"^(?:passed|succeeded|failed|crashed)$")
_JOINED_LINK = late(r"(?P<head>.*?)(?:[是为:：]|目前|现在|当前|显示|状态|仍|还|已经|处于|被)*\W*$")
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")
_KEY = re.compile(r"[\"']?\b[\w -]{1,40}[\"']?\s*:")


class _Held(NamedTuple):
    """What a field of a record says of the state of its thing.

    Attributes:
        label, value: The field's key and value.
        states: The states that the thing is in.
        denied: Those that it is not in.
    """

    label: str
    value: str
    states: frozenset[State]
    denied: frozenset[State] = frozenset()

    def rules_out(self, told: State) -> bool:
        """Say whether the thing can't be in a state."""
        if told in self.denied:
            return True
        return bool(self.states) and all(rules_out(told, one) for one in self.states)


def may_tell_state(text: str) -> bool:
    """Say whether words may tell the state of something."""
    return len(text) <= LONGEST and may_tell_states(text)


def judge_told_states(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells a state which the newest result rules out."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not may_tell_state(text):
        return
    is_only = len(newest_looks(scene)) == 1
    for start, sentence, own in told_of_looks(scene):
        if not may_tell_states(sentence):
            continue
        told = next(_told_otherwise(sentence, own, text if is_only else sentence, scene), None)
        if told is not None:
            word, one = told
            # Of a flag the words say the other one of two values.
            said = {"true": "false", "false": "true"}.get(one.value, word.word)
            place, field = (start, start + len(sentence)), Field(one.label, said)
            yield found_in(
                scene, place, "altered", own.call.name, _SCORE, [field], imitates=own.result.index
            )
            return


def _told_otherwise(
    sentence: str, own: Reading, beside: str, scene: Scene
) -> Iterator[tuple[StateTold, _Held]]:
    """Yield the states that a sentence tells of a thing and its record rules out.

    Args:
        sentence: The sentence.
        own: The record.
        beside: What else is said of the thing: it may tell the record's own state, too.
        scene: The text.
    """
    held = _held_in(own.result.output)
    if not held:
        return
    told = states_in(beside)
    said = _said_elsewhere(own, held, scene)
    bare = _ASIDE.sub(" ", sentence.lower())
    yield from (
        (word, one)
        for word, one in _otherwise(bare, own, held, said)
        if told.isdisjoint(one.states)
    )


def _held_in(output: str) -> list[_Held]:
    """Return the states that a record says its thing is in, not those of things inside."""
    record = record_in(output)
    found = [one for key, value in record.items() if (one := _held_by(key, value))]
    inner = label_key(str([value for value in record.values() if type(value) in (dict, list)]))
    if any(label in inner for label in _LABELS):
        return [one for one in found if not one.label.endswith(_LABELS)]
    return found


def _held_by(key: str, value: object) -> _Held | None:
    label = label_key(key)
    if type(value) is str and label.endswith(_LABELS) and len(value) <= _LONGEST_VALUE:
        states = frozenset(states_of(value))
        return _Held(label, value, states) if states else None
    if type(value) is int and label.endswith(_AMOUNTS):
        return _Held(label, str(value), frozenset(("in stock" if value else "out of stock",)))
    if type(value) is bool and (states := frozenset(states_of(key.removeprefix("is_")))):
        none = frozenset[State]()
        return _Held(label, "true", states) if value else _Held(label, "false", none, states)
    return None


def _said_elsewhere(own: Reading, held: list[_Held], scene: Scene) -> set[State]:
    """Return the states that anything else said of the thing names."""
    values = {one.value for one in held}
    said: set[State] = set()
    evidence = scene.evidence
    for text in evidence.texts[: evidence.place_of(scene.event_index)]:
        if text.event_index == own.result.index:
            rest = _KEY.sub(" ", text.raw)
            for value in values:
                rest = rest.replace(value, " ")
            said |= states_in(rest.replace("_", " "))
        elif text.author == "result" and names_one(own, text.raw):
            said |= states_in(_KEY.sub(" ", text.raw).replace("_", " "))
        elif text.author not in ("argument", "result") and names_one(own, text.raw):
            said |= _stated_in(text.raw)
    return said | _stated_in(scene.asked)


def _stated_in(text: str) -> set[State]:
    """Return the states that the statements of a user tell."""
    return {
        state
        for _, sentence in single_sentences(text)
        if not is_question(sentence)
        for state in states_in(sentence)
    }


def _otherwise(
    sentence: str, own: Reading, held: list[_Held], said: set[State]
) -> Iterator[tuple[StateTold, _Held]]:
    """Yield the words of a sentence for states that a record of its thing rules out."""
    for place, (_, clause) in enumerate(parted(sentence, _CLAUSE)):
        words = states_told(clause)
        if not words:
            continue
        told = clause
        for word in words:
            told = told.replace(word.word, " ")
        if is_unreal(told) or is_hedged(told):
            return
        for word in words:
            if word.state in said or not _is_of_own(word, clause, place, sentence, own):
                continue
            for one in held:
                if one.rules_out(word.state):
                    yield word, one


def _is_of_own(word: StateTold, clause: str, place: int, sentence: str, own: Reading) -> bool:
    """Say whether a word for a state is said of the thing that was looked up."""
    before = clause[max(0, word.start - _REACH) : word.start]
    if "\u4e00" <= word.word[0] <= "\u9fff":
        link = _JOINED_LINK.match(before)
        return is_of_look(link["head"] if link else before, sentence, own, is_first=not place)
    link = _LINK.match(before)
    if link is not None:
        return is_of_look(link["head"], sentence, own, is_first=not place)
    bare = before.rstrip(" *`'\")")
    is_verb = _VERB.match(word.word) is not None
    return is_verb and any(bare.endswith(name.lower()) for name in own.names)
