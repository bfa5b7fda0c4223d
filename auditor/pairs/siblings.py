"""What other runs of the same input did at the same point."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.measure import Call, call
from auditor.pairing import Pairing
from auditor.pairs.conversation import Placed, Unusable, conversation_of, pairing_of
from auditor.pairs.corpus import Case
from auditor.runs.spelling import result_key
from auditor.trace import Message, ToolCall, Trace
from auditor.values.values import normal_text


class Point(NamedTuple):
    """How far a run had come, in a form that is equal for runs that came as far.

    Attributes:
        said: What the user had said.
        made: The calls of the open turn, and what they returned.
        actions: How many actions of the model the open turn held.
    """

    said: tuple[str, ...]
    made: tuple[tuple[Call, int], ...]
    actions: int


class Sibling(NamedTuple):
    """A message of another run at the same point.

    Attributes:
        message: In OpenAI's form.
        calls: What it calls.
        case: The run.
        step: The message's step in it.
    """

    message: Placed
    calls: tuple[Call, ...]
    case: Case
    step: int


def point_of(trace: Trace, pairing: Pairing, step: int) -> Point:
    """Return how far a run had come before a step."""
    first = next(event for event in trace.events if event.step == step and _acts(event))
    before = trace.events[: first.index]
    users = [e for e in before if type(e) is Message and e.source == "user"]
    said = tuple(normal_text(user.text) for user in users)
    opened = users[-1].index if users else -1
    in_turn = before[opened + 1 :]
    made = []
    for event in in_turn:
        if type(event) is ToolCall:
            result = pairing.answer.get(event.index)
            key = 0 if result is None else result_key(result.output)
            made.append((call(event.name, event.arguments_raw), key))
    return Point(said, tuple(sorted(made)), len({e.step for e in in_turn if _acts(e)}))


def at_the_same_point(point: Point, cases: Iterable[Case]) -> list[Sibling]:
    """Return what the sound runs among some did at a point; a run is sound up to its first fault.

    Args:
        point: Where.
        cases: Runs of the same input.
    """
    found = []
    for case in cases:
        pairing = pairing_of(case.trace)
        messages = conversation_of(case.trace, pairing)
        if isinstance(messages, Unusable):
            continue
        limit = case.first_fault
        for placed in messages:
            step = placed.step
            if step is None or (limit is not None and step >= limit):
                continue
            if point_of(case.trace, pairing, step) == point:
                found.append(Sibling(placed, calls_of(placed), case, step))
                break
    return found


def agreed(siblings: Sequence[Sibling]) -> Sibling | None:
    """Return one of the siblings if all do the same: equal calls, or no call at all."""
    if len({tuple(sorted(sibling.calls)) for sibling in siblings}) != 1:
        return None
    return siblings[0]


def calls_of(placed: Placed) -> tuple[Call, ...]:
    """Return the calls of a message in comparable form."""
    return tuple(
        call(one["function"]["name"], one["function"]["arguments"])
        for one in placed.message.get("tool_calls") or ()
    )


def _acts(event: object) -> bool:
    return type(event) is ToolCall or (type(event) is Message and event.source == "model")
