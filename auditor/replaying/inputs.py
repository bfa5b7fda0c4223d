"""Conversations to run again, out of traces and plain records."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.errors import UsageError
from auditor.exports.openai_export import openai_of
from auditor.formats import openai_chat
from auditor.replaying.responding import Message, Tools
from auditor.trace import Place, ReadProblem, Trace

_MODEL = "assistant"


class Input(NamedTuple):
    """A conversation to run again.

    Attributes:
        key: Names its task; unique among the inputs of a replay.
        dataset, task_id: As transcripts of its runs are to say.
        messages: In OpenAI's form, with the recorded part of the model, if any.
        tools: What the model may call, in OpenAI's form.
        trace: The recorded run.
        step: Where the conversation is taken as given and the model acts next: how many actions
            came before.
    """

    key: str
    dataset: str
    task_id: str
    messages: list[Message]
    tools: Tools
    trace: Trace
    step: int | None = None


class Gathered(NamedTuple):
    """The inputs of a replay, and what was left out.

    Attributes:
        further: Traces of a task that an earlier one is already the input of.
        unasked: Traces in which nobody asks anything.
        problems: Records that could not be read.
    """

    inputs: list[Input]
    further: int
    unasked: int
    problems: list[ReadProblem]


def gather(items: Iterable[Trace | ReadProblem | dict[str, Any]]) -> Gathered:
    """Return an input for each task, out of its first trace.

    Args:
        items: Traces, or records in OpenAI's chat form (`{messages, tools, task_id}`).
    """
    found: dict[str, Input] = {}
    problems = []
    further = unasked = 0
    for number, item in enumerate(items):
        if isinstance(item, ReadProblem):
            problems.append(item)
            continue
        given = input_of(item if isinstance(item, Trace) else _trace_of(item, number))
        if not any(message["role"] == "user" for message in given.messages):
            unasked += 1
        elif given.key in found:
            further += 1
        else:
            found[given.key] = given
    return Gathered(list(found.values()), further, unasked, problems)


def input_of(trace: Trace) -> Input:
    """Return the conversation of a trace."""
    record = openai_of(trace).value
    task_id = trace.task_key if trace.task_id is None else trace.task_id
    dataset = "" if trace.task_id is None else trace.dataset
    return Input(
        trace.task_key, dataset, task_id, record["messages"], record.get("tools", []), trace
    )


def _trace_of(record: dict[str, Any], number: int) -> Trace:
    if openai_chat.recognise(record) is not None:
        for item in openai_chat.read(record, Place("", number + 1)):
            if isinstance(item, Trace):
                return item
    raise UsageError(
        f"inputs[{number}] is no conversation.", "Give {'messages': [...], 'tools': [...]}."
    )


def rounds_of(messages: Iterable[Message]) -> list[list[Message]]:
    """Return what is said to the model, round by round; what it said itself is left out.

    A round is what stands between two answers of the record. In a record without the model's
    part every message of a user is a round. What comes before the first user, a greeting of the
    model included, belongs to the first round.
    """
    listed = list(messages)
    recorded = any(message["role"] == _MODEL for message in listed)
    rounds: list[list[Message]] = [[]]
    asked = answered = False
    for message in listed:
        role = message["role"]
        if asked and role in (_MODEL, "tool"):
            answered = True
            continue
        if answered or (asked and role == "user" and not recorded):
            rounds.append([])
            answered = False
        rounds[-1].append(message)
        asked = asked or role == "user"
    return rounds


def points_of(given: Input) -> Iterator[Input]:
    """Yield each place at which the model acts: the conversation up to there.

    Those are the recorded actions after the first user message, and the end where it is open.
    """
    step = 0
    asked = False
    before = ""
    for place, message in enumerate(given.messages):
        role = message["role"]
        if role == _MODEL:
            if asked and before != _MODEL:
                yield _point(given, place, step)
            step += 1
        asked = asked or role == "user"
        before = role
    if asked and before != _MODEL:
        yield _point(given, len(given.messages), step)


def end_of(given: Input) -> Input | None:
    """Return the open end of a conversation, where the model acts next; None where it is shut."""
    if given.messages[-1]["role"] == _MODEL:
        return None
    actions = sum(message["role"] == _MODEL for message in given.messages)
    return _point(given, len(given.messages), actions)


def _point(given: Input, place: int, step: int) -> Input:
    return given._replace(
        key=f"{given.key}@{step}",
        task_id=f"{given.task_id}@{step}",
        messages=given.messages[:place],
        step=step,
    )
