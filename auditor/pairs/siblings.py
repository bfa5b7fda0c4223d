"""What other runs of the same input did at the same point."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from auditor.contract import Contract
from auditor.measure import Call, call
from auditor.pairing import Pairing, pair
from auditor.pairs.conversation import Placed, Unusable, conversation_of, pairing_of
from auditor.pairs.corpus import Case, Corpus
from auditor.runs.judged import judged_in
from auditor.runs.spelling import result_key
from auditor.trace import Message, ToolCall, Trace
from auditor.values.values import normal_text


class Point(NamedTuple):
    """How far a run had come, in a form that is equal for runs that came as far.

    Attributes:
        said: Digest of what the user had said.
        made: Sum of digests of the open turn's calls with what they returned; it has no order.
        actions: How many actions of the model the open turn held.
    """

    said: bytes
    made: int
    actions: int


class Sibling(NamedTuple):
    """A message of another run at the same point.

    Attributes:
        message: In OpenAI's form.
        calls: What it calls.
        trace: The run.
        step: The message's step in it.
    """

    message: Placed
    calls: tuple[Call, ...]
    trace: Trace
    step: int


class _Did(NamedTuple):
    """A step of a run, as small as it is kept of every step: traces lie on disk."""

    place: int
    step: int
    trace_id: str
    calls: bytes


class Siblings:
    """What the sound runs of each task did at each point; a run is sound up to its first fault.

    Each task is read once, when it is first asked for: what one run is held against does not grow
    with the number of the others.

    Args:
        corpus: The traces.
        said: Gives a trace with the faults that people left.
    """

    def __init__(self, corpus: Corpus, said: Callable[[Case], Case]) -> None:
        self._corpus = corpus
        self._said = said
        self._steps: dict[str, dict[Point, list[_Did]]] = {}
        self._done: dict[tuple[str, Point], list[list[_Did]]] = {}
        self._right: dict[tuple[str, Point], list[list[_Did]]] = {}

    def are_there(self, trace: Trace) -> bool:
        """Say whether the task of a trace has another run."""
        return len(self._corpus.run_ids(trace.task_key)) > 1

    def doing(self, point: Point, trace: Trace) -> list[Sibling]:
        """Return the first run that came to a point, and the first that did otherwise there.

        Args:
            point: Where.
            trace: The run whose others are asked for.
        """
        key = (trace.task_key, point)
        if key not in self._done:
            self._done[key] = _by_calls(self._at(*key))
        return self._two_of(self._done[key], trace.trace_id)

    def right(self, point: Point, trace: Trace) -> list[Sibling]:
        """Return the same of the runs that did what the contract's policy wants."""
        key = (trace.task_key, point)
        if key not in self._right:
            contract = self._corpus.setting.contract
            steps = self._at(*key)
            self._right[key] = _by_calls(
                did for did in steps if _agrees_with_policy(self._sibling(did), contract)
            )
        return self._two_of(self._right[key], trace.trace_id)

    def _two_of(self, groups: list[list[_Did]], own: str) -> list[Sibling]:
        firsts = (next((did for did in group if did.trace_id != own), None) for group in groups)
        return [self._sibling(did) for did in islice((did for did in firsts if did), 2)]

    def _at(self, task: str, point: Point) -> list[_Did]:
        if task not in self._steps:
            steps = self._steps[task] = {}
            for place in self._corpus.runs_of(task):
                for at, did in _sound_steps(self._said(self._corpus.case(place)), place):
                    steps.setdefault(at, []).append(did)
        return self._steps[task].get(point, [])

    def _sibling(self, did: _Did) -> Sibling:
        trace = self._corpus.trace(did.place)
        messages = conversation_of(trace, pairing_of(trace))
        assert not isinstance(messages, Unusable)  # noqa: S101 - only steps of others are kept
        placed = next(one for one in messages if one.step == did.step)
        return Sibling(placed, calls_of(placed), trace, did.step)


def points_of(trace: Trace, pairing: Pairing) -> dict[int, Point]:
    """Return how far a run had come before each of its steps."""
    points: dict[int, Point] = {}
    said, made, acting = b"", 0, set[int]()
    for event in trace.events:
        if _acts(event):
            points.setdefault(event.step, Point(said, made, len(acting)))
            acting.add(event.step)
        if type(event) is Message and event.source == "user":
            said = _digest(said + normal_text(event.text).encode("utf-8", "surrogatepass"))
            made, acting = 0, set()
        elif type(event) is ToolCall:
            result = pairing.answer.get(event.index)
            key = 0 if result is None else result_key(result.output)
            one = repr((call(event.name, event.arguments_raw), key))
            made += int.from_bytes(_digest(one.encode()))
    return points


def calls_of(placed: Placed) -> tuple[Call, ...]:
    """Return the calls of a message in comparable form."""
    return tuple(
        call(one["function"]["name"], one["function"]["arguments"])
        for one in placed.message.get("tool_calls") or ()
    )


def _sound_steps(case: Case, place: int) -> Iterator[tuple[Point, _Did]]:
    trace = case.trace
    pairing = pairing_of(trace)
    messages = conversation_of(trace, pairing)
    if isinstance(messages, Unusable):
        return
    points, limit = points_of(trace, pairing), case.first_fault
    for placed in messages:
        step = placed.step
        if step in points and (limit is None or step < limit):
            calls = _digest(repr(sorted(calls_of(placed))).encode())
            # What the same step does behind a result of its own stands at no point.
            yield points.pop(step), _Did(place, step, trace.trace_id, calls)


def _by_calls(steps: Iterable[_Did]) -> list[list[_Did]]:
    """Return by equal calls the first step, and the first of a run that goes by another name."""
    groups: dict[bytes, list[_Did]] = {}
    for did in steps:
        group = groups.setdefault(did.calls, [])
        if not group or (len(group) == 1 and group[0].trace_id != did.trace_id):
            group.append(did)
    return list(groups.values())


def _agrees_with_policy(sibling: Sibling, contract: Contract) -> bool:
    """Say whether what a run decided at a step is what the policy wants, and is judged at all."""
    events = [event for event in sibling.trace.events if event.step <= sibling.step]
    judged = judged_in(pair(events), contract)
    made = {one.name for one in sibling.calls}
    here = [one for one in judged if one.action in made]
    return bool(here) and all(one.right for one in here)


def _digest(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _acts(event: object) -> bool:
    return type(event) is ToolCall or (type(event) is Message and event.source == "model")
