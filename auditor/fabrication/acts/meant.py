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
from auditor.fabrication.acts.sentences import ToldAsDone, is_item
from auditor.fabrication.imitation import Scene
from auditor.pairing import calls_before

_SHORTEST, _SHORTEST_NOUN = 3, 4


def acts_meant(clause: ToldAsDone, scene: Scene) -> list[Act]:
    """Return the acts that a clause may tell of."""
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
