"""The words that the acts which a clause tells of were given, or that came back."""

from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import NamedTuple

from auditor.claims.deeds.calls import acts as may_act
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.acts.acts import Act, acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.acts.sentences import ToldAsDone
from auditor.fabrication.imitation import Imitation, Scene
from auditor.pairing import calls_before
from auditor.values.blocks import Field

_LINES_OF_LIST = 3


class Own(NamedTuple):
    """A field that an act was given, or that came back from it."""

    act: Act
    label: str
    value: str
    is_given: bool

    @property
    def source(self) -> int:
        """The index of the event that holds it."""
        return self.act.call.index if self.is_given else self.act.result.index


Judge = Callable[[ToldAsDone, list[Own], Scene], Iterator[tuple[str, Own]]]
"""Yields the words of a clause that an act rules out, each with the field that does."""


def found_by(judge: Judge, scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account of which a judge finds a word."""
    for clause, own in scene.once_of_text(_clauses):
        found = next(judge(clause, own, scene), None) if own else None
        if found is not None:
            word, instead = found
            told = Field(instead.label, word)
            yield told_otherwise(clause, instead.act, told, instead.source, scene)
            return


def _clauses(scene: Scene) -> list[tuple[ToldAsDone, list[Own]]]:
    """Return the clauses of a text with the fields of the acts that each tells of."""
    acts = acts_of_turn(scene)
    fields = {act.call.index: list(_fields_of(act)) for act in acts}
    is_only = (
        len(acts) == 1
        and not _has_further_acts(acts[0], scene)
        and scene.text.count("\n") < _LINES_OF_LIST
    )
    return [
        # Of several acts the words may be about another.
        (clause, [one for act in meant
                  if is_only or act.is_named_in(clause.words)
                  for one in fields[act.call.index]])
        for clause, meant in clauses_of_acts(scene)
    ]  # fmt: skip


def _has_further_acts(act: Act, scene: Scene) -> bool:
    """Say whether another call of the turn may have done something."""
    calls = calls_before(scene.event_index, scene.pairing)
    turn = takewhile(lambda call: call.turn == act.call.turn, calls)
    return any(may_act(call) for call in turn if call is not act.call)


def _fields_of(act: Act) -> Iterator[Own]:
    for label, value in arguments_of(act.call):
        yield Own(act, label, value, is_given=True)
    for label, value in act.told:
        yield Own(act, label, value, is_given=False)
