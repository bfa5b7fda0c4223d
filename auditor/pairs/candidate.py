"""One pair in the making, and the test that decides whether it becomes one."""

from typing import NamedTuple

from auditor.pairs.faults import FABRICATIONS
from auditor.pairs.form import ChosenSource, Kind, Pair, RejectedSource, Split, json_of
from auditor.pairs.verify import Answers, codes_of, faults_of_pair
from auditor.setting import Setting


class Candidate(NamedTuple):
    """A pair as decoded values; attributes as in `Pair`."""

    answers: Answers
    kind: Kind
    chosen_source: ChosenSource
    fingerprint: str = ""
    verdict_event: int | None = None
    dirty: bool = False
    repaired: bool = False
    rejected_source: RejectedSource = "recorded"


class Origin(NamedTuple):
    """Where a pair comes from; attributes as in `Pair`."""

    group: str
    split: Split
    trace_id: str


class Failed(NamedTuple):
    """Why a candidate is no pair."""

    reason: str


def tested(candidate: Candidate, origin: Origin, setting: Setting, max_chars: int) -> Pair | Failed:
    """Return the pair if it is short enough and the rules bear it out."""
    answers = _with_code(candidate.answers, setting)
    prompt, chosen, rejected = map(json_of, (answers.prompt, [answers.chosen], [answers.rejected]))
    tools = json_of(answers.tools)
    if len(prompt) + len(tools) + max(len(chosen), len(rejected)) > max_chars:
        return Failed("longer than allowed")
    faults = faults_of_pair(answers, setting)
    if faults:
        return Failed(faults[0])
    return Pair(
        prompt,
        chosen,
        rejected,
        tools,
        candidate.kind,
        answers.code,
        candidate.chosen_source,
        origin.group,
        origin.split,
        origin.trace_id,
        candidate.fingerprint,
        candidate.verdict_event,
        candidate.dirty,
        candidate.repaired,
        candidate.rejected_source,
    )


def _with_code(answers: Answers, setting: Setting) -> Answers:
    """Return the answers under the code that the rejected message trips after this very prompt.

    A repaired prompt may lack the record that a made-up one was nearest to: what was an altered
    result (TA108) then is an invented one (TA102).
    """
    if answers.code not in FABRICATIONS:
        return answers
    found = codes_of(answers, answers.rejected, setting) & FABRICATIONS
    if answers.code in found or not found:
        return answers
    return answers._replace(code=min(found))
