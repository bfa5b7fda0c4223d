"""One run of a task in the form that runs are compared in."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import msgspec

from auditor.contract import Contract
from auditor.pairing import Pairing, pair
from auditor.runs.chain import Step, chain_of
from auditor.runs.decision import Decision, LastWords, decision_of
from auditor.runs.divergence import in_order, stretches
from auditor.runs.inputs import RunInput, input_of
from auditor.runs.judged import Judged, judged_in, leaves_undecided
from auditor.runs.normalisers import Normaliser, as_written
from auditor.runs.origin import origin_of
from auditor.runs.wording import Wording, WordingOf, wording_of
from auditor.runs.world import Asked, asked_in
from auditor.trace import Message, Trace

_CUT = {
    "truncated-tail": "the end of the run is missing (cut off, aborted or out of tokens)",
    "truncated-head": "the beginning of the run is missing",
}


_EPSILON = 1e-6


class Run(msgspec.Struct, frozen=True, dict=True):
    """One execution of a task, small enough to hold many of.

    Attributes:
        trace_id, task_key, run_index, file, line, pointer, items: As in the trace.
        at: Time of its first event, where known.
        given: What the run was given.
        chain: Its calls.
        decision: What it decided.
        wording: Its last message, and what of it no result holds.
        broken: Why the run says nothing of the model, "" where it does.
        reward: As in the trace.
        copy_key: Equal for runs with the same words and calls; 0 where a run says and calls
            nothing. What a replay was given of an earlier run is left out here and below.
        ids_key: Equal for runs whose calls have the same ids; 0 without ids.
        replies_key: Equal for runs whose replies have the same ids by the server; 0 without.
        said: Number of characters that the model wrote.
        incomplete: As in the trace.
        left_tape: The run is a replay that ended at a call without a recorded result.
        judged: The decisions that the contract's policy can judge.
        undecided: It read what the policy decides, decided nothing and passed nothing on.
        name: How a report calls the run beside others of its task.
        first_step: The first that is the run's own; a replay was given those before.
    """

    trace_id: str
    task_key: str
    run_index: int | None
    file: str
    line: int | None
    pointer: str
    items: str | None
    at: str | None
    given: RunInput
    chain: list[Step]
    decision: Decision
    wording: Wording
    broken: str
    reward: float | None
    copy_key: int
    ids_key: int
    replies_key: int
    said: int
    incomplete: bool
    left_tape: bool = False
    judged: tuple[Judged, ...] = ()
    undecided: bool = False
    name: str = ""
    first_step: int = 0

    @cached_property
    def ordered(self) -> Sequence[Step]:
        """The chain with parallel batches sorted."""
        return in_order(self.chain)

    @cached_property
    def acts(self) -> list[Step]:
        """The acting calls but hand-offs, in order."""
        return [step for step in self.ordered if step.acts and not step.hand_off]

    @cached_property
    def hand_offs(self) -> Counter[tuple[str, str]]:
        """What passes the case on to a person, by name and what it is about: calls or words."""
        said = self.decision.choices if self.decision.hand_off else ()
        return Counter(
            [s.deed for s in self.chain if s.hand_off and s.step >= self.first_step]
            + [(choice.action, choice.key) for choice in said]
        )

    @cached_property
    def label(self) -> tuple[tuple[str, str], ...]:
        """Equal for runs that decided the same."""
        return self.decision.label

    @cached_property
    def tokens(self) -> tuple[tuple[str, str], ...]:
        """The calls, by name and arguments."""
        return tuple(step.token for step in self.chain)

    @cached_property
    def _stretches(self) -> tuple[object, ...]:
        return tuple(part.label for part in stretches(self.ordered))

    @cached_property
    def _stretches_of_all_turns(self) -> tuple[object, ...]:
        return tuple(part.label for part in stretches(self.ordered, by_turn=False))

    def signature(self, *, by_turn: bool = True) -> tuple[object, ...]:
        """Return what is equal for runs that differ in order and number of reads at most.

        Args:
            by_turn: Calls of different turns are different.
        """
        return self._stretches if by_turn else self._stretches_of_all_turns

    @cached_property
    def asked(self) -> dict[Asked, Step]:
        """Each call under what it asks, after which acts, and for which time."""
        return asked_in(self.chain)

    @property
    def succeeded(self) -> bool | None:
        """Whether the benchmark scored the run as a full success; None without a score of 0..1."""
        if self.reward is None or not is_on_scale(self.reward):
            return None
        return self.reward > 1 - _EPSILON


def is_on_scale(reward: float) -> bool:
    """Say whether a score lies within 0..1, so that 1 is known to be a full success."""
    return -_EPSILON <= reward <= 1 + _EPSILON


def run_of(
    trace: Trace,
    contract: Contract,
    normal: Normaliser = as_written,
    *,
    one_model: bool = False,
    wording: WordingOf = wording_of,
) -> Run:
    """Return a trace as a run.

    Args:
        trace: The trace.
        contract: What the tools promise.
        normal: How users' words are read where essentially the same inputs count as one.
        one_model: As in `input_of`.
        wording: What is told of the last words.
    """
    pairing = pair(trace.events)
    chain = chain_of(pairing, contract)
    origin = origin_of(trace)
    words = [word for word in pairing.words if word.step >= origin.first_step]
    last = last_words(words)
    said = tuple(word.text for word in words)
    own = [call for call in pairing.calls if call.step >= origin.first_step]
    called = tuple((call.name, call.arguments_raw) for call in own)
    ids = tuple(call.call_id for call in own if call.call_id)
    # What a replay was given is no decision of the run.
    decided = [step for step in chain if step.step >= origin.first_step]
    decision = decision_of(decided, last, contract)
    acts = bool(decision.choices) or any(step.hand_off for step in decided)
    return Run(
        trace.trace_id,
        trace.task_key,
        trace.run_index,
        trace.place.file,
        trace.place.line,
        trace.place.pointer,
        trace.items,
        trace.at,
        input_of(trace, normal, one_model=one_model),
        chain,
        decision,
        wording(trace, last, contract),
        "" if origin.left_tape else broken_reason(trace, pairing),
        trace.reward,
        hash((said, called)) if said or called else 0,
        hash(ids) if ids else 0,
        hash(origin.reply_ids) if origin.reply_ids else 0,
        sum(map(len, said)),
        trace.incomplete,
        origin.left_tape,
        judged_in(pairing, contract, origin.first_step),
        not acts and leaves_undecided(pairing, contract, origin.first_step),
        first_step=origin.first_step,
    )


def last_words(words: list[Message]) -> LastWords | None:
    """Return the last message with words, thinking left out."""
    for message in reversed(words):
        if message.channel == "text" and message.text.strip():
            return LastWords(message.text, message.index)
    return None


def broken_reason(trace: Trace, pairing: Pairing) -> str:
    """Return why a run says nothing of the model, "" where it does."""
    if trace.incomplete:
        return "part of the run could not be read"
    for note, reason in _CUT.items():
        if note in trace.notes:
            return _told(trace, reason)
    return "" if pairing.calls or pairing.words else "the model neither spoke nor called"


def _told(trace: Trace, reason: str) -> str:
    """Return why a run was cut in the transcript's own words, where it has some."""
    told = msgspec.json.decode(trace.extra.get("truncated", "null"))
    return told if isinstance(told, str) and told else reason


def numbered(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a task in order and with names that tell them apart.

    Run indexes are those of the transcripts. Where one is missing, all are counted in the order of
    the files; where two are equal, the traces' ids are the names.
    """
    given = [run.run_index for run in runs]
    if None in given:
        given = list(range(len(runs)))
    ordered = sorted(zip(given, runs, strict=True), key=lambda pair: pair[0] or 0)
    unique = len(set(given)) == len(given)
    return [
        msgspec.structs.replace(
            run, run_index=index, name=f"run {index}" if unique else run.trace_id
        )
        for index, run in ordered
    ]
