"""Which acts of a turn a clause tells of: those that it names, or the only one of a deed told.

A turn that looked things up and acted, too, answers with what it found: that is no account of the
act.
"""

from itertools import takewhile

from auditor.claims.deeds.all_done import all_done_in
from auditor.claims.deeds.calls import words_of_tool
from auditor.claims.deeds.done import done_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.acts.acts import Act, acts_of_turn
from auditor.fabrication.acts.sentences import ToldAsDone, is_item, told_as_done
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.pairing import calls_before
from auditor.values.blocks import Field

_SCORE = 0.6
_SHORTEST, _SHORTEST_NOUN = 3, 4


def clauses_of_acts(scene: Scene) -> list[tuple[ToldAsDone, list[Act]]]:
    """Return the clauses of a text that may tell of acts, each with those that it may tell of."""
    return scene.once_of_text(_clauses_of_acts)


def told_otherwise(
    clause: ToldAsDone, act: Act, field: Field, source: int, scene: Scene
) -> Imitation:
    """Return that a clause tells an act with a value that its call, or its result, rules out.

    Args:
        clause, act, scene: The clause, the act and the text.
        field: The value, under the label that it is told in the place of.
        source: Event index of the call or the result that has another.
    """
    place = clause.start, clause.start + len(clause.sentence)
    return found_in(scene, place, "altered", act.call.name, _SCORE, [field], imitates=source)


def _clauses_of_acts(scene: Scene) -> list[tuple[ToldAsDone, list[Act]]]:
    return [(clause, _acts_meant(clause, scene)) for clause in told_as_done(scene)]


def _acts_meant(clause: ToldAsDone, scene: Scene) -> list[Act]:
    acts = acts_of_turn(scene)
    if len(acts) == 1 and scene.once(_calls_in_turn) == 1:
        return acts
    if is_item(clause.sentence) and scene.once(_calls_in_turn) > len(acts):
        return []
    lowered = clause.words.casefold()
    named = [_names_in(act, lowered) for act in acts]
    most = max(named, default=0)
    if most:
        meant = [act for act, count in zip(acts, named, strict=True) if count == most]
        # Of several acts of one tool that are named alike, any may be meant.
        return meant if len({act.call.name for act in meant}) == len(meant) else []
    tells = any(deed.own or deed.strong for deed in done_in(clause.sentence))
    return acts if len(acts) == 1 and (tells or all_done_in(clause.sentence)) else []


def _calls_in_turn(scene: Scene) -> int:
    """Return how many calls the turn of the acts made."""
    calls = list(calls_before(scene.event_index, scene.pairing))
    return sum(1 for _ in takewhile(lambda call: call.turn == calls[0].turn, calls))


def _names_in(act: Act, lowered: str) -> int:
    """Return how many things of an act some words in small letters name."""
    values = {one.value.casefold() for one in arguments_of(act.call)}
    values |= {one.value.casefold() for one in act.told}
    nouns = {word for word in words_of_tool(act.call.name) if len(word) >= _SHORTEST_NOUN}
    return sum(len(one) >= _SHORTEST and one in lowered for one in values | nouns)
