"""The recorded world: which result a call gets, known by name, arguments and acts before it."""

from collections.abc import Callable
from typing import NamedTuple

from auditor.contract import Contract
from auditor.pairing import pair
from auditor.runs.chain import effect_of
from auditor.runs.spelling import spell
from auditor.trace import Trace

Token = tuple[str, str]


class Asked(NamedTuple):
    """A call in one spelling, and every act before it."""

    name: str
    arguments: str
    acts: tuple[Token, ...]


class Answer(NamedTuple):
    """What a tool gives back."""

    output: str
    is_error: bool = False


class OffTape(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The record does not say what this call would have returned; nothing is made up for it."""


Answers = Callable[[str, str, str], Answer]
"""Answers a call by its name, raw arguments and id; raises `OffTape` where it cannot."""


class Tape:
    """The results of a recorded run.

    Tools of unknown effect count as acting, so that no result is served after acts that may have
    changed it.

    Args:
        trace: The recorded run.
        contract: Says which tools only read.
    """

    def __init__(self, trace: Trace, contract: Contract) -> None:
        self._contract = contract
        self._results: dict[Asked, list[Answer]] = {}
        pairing = pair(trace.events)
        acts: tuple[Token, ...] = ()
        for call in pairing.calls:
            if call.source != "model" or call.synthesized:
                continue
            asked = self.asked(call.name, call.arguments_raw, acts)
            result = pairing.answer.get(call.index)
            if result is not None:
                answer = Answer(result.output, result.is_error)
                self._results.setdefault(asked, []).append(answer)
            acts = self.after(asked)

    def asked(self, name: str, arguments_raw: str, acts: tuple[Token, ...]) -> Asked:
        """Return a call in the spelling in which calls are compared."""
        spelt = spell(arguments_raw, self._contract.tools.get(name))
        return Asked(name, spelt.arguments, acts)

    def after(self, asked: Asked) -> tuple[Token, ...]:
        """Return the acts so far, this call included if it acts."""
        if effect_of(asked.name, self._contract) in ("read", "aux"):
            return asked.acts
        return (*asked.acts, (asked.name, asked.arguments))

    def results(self, asked: Asked) -> list[Answer]:
        """Return what was recorded for a call, once for each time it was made."""
        return self._results.get(asked, [])


class Playing:
    """One run's way along a tape.

    A read that is repeated beyond the record gets the last result again: nothing was done in
    between that could have changed it.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._acts: tuple[Token, ...] = ()
        self._times: dict[Asked, int] = {}

    def __call__(self, name: str, arguments_raw: str, _call_id: str) -> Answer:
        """Return the recorded result.

        Raises:
            OffTape: There is none for this call after these acts.
        """
        asked = self.note(name, arguments_raw)
        time = self._times[asked] - 1
        recorded = self._tape.results(asked)
        if not recorded:
            raise OffTape(f"the record holds no result of {name} with these arguments here")
        return recorded[min(time, len(recorded) - 1)]

    def note(self, name: str, arguments_raw: str) -> Asked:
        """Take a call into the acts so far, whoever answers it."""
        asked = self._tape.asked(name, arguments_raw, self._acts)
        self._times[asked] = self._times.get(asked, 0) + 1
        self._acts = self._tape.after(asked)
        return asked
