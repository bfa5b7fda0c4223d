"""ReAct inside chat messages: `Action:` in a reply, `Observation:` in the message after it.

Here the border between the model's completion and the runtime's words is known: what the reply
goes on to say after its action, an `Observation:` of its own above all, stays the model's text.
Where the very next message is the model's again, nobody answered the action but the framework,
which appended the observation to the reply (CrewAI); the note `single-text` says that the border is
lost.
Read only where no message has calls of its own.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.openai import (
    MODEL_ROLES,
    add_message,
    is_message_list,
    messages_among,
)
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    own_id_of,
    score_or_none,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.react_markers import ActionCall, action_call
from auditor.messages.times import time_of, utc
from auditor.trace import Note, Place, ToolCall, Trace

NAME = "react-chat"

_ACTION = re.compile(r"^Action(?: \d{1,6})?:[ \t]*(.*)$", re.MULTILINE)
_INPUT = re.compile(r"\nAction Input(?: \d{1,6})?:[ \t]*")
_NEXT_MARKER = re.compile(r"\n(?:Thought|Action|Observation|Final Answer|Question)(?: \d{1,6})?:")
_OBSERVATION = re.compile(r"\s*Observation(?: \d{1,6})?:[ \t]?\n?")
_KNOWN = frozenset(
    {
        "messages", "tools", "model", "id", "trace_id", "session_id", "conversation_id", "dataset",
        "task_id", "run_index", "trial", "reward", "prompt_version", "created_at", "timestamp",
    }
)  # fmt: skip


class _Reply(NamedTuple):
    """A reply cut at its first action; `call` is None where it has none."""

    before: str
    call: ActionCall | None
    after: str


def recognise(value: Any) -> Recognition | None:
    """Recognise replies with an action that are answered by an observation."""
    messages = value.get("messages") if isinstance(value, dict) else value
    return _recognise_messages(messages) if is_message_list(messages) else None


def _recognise_messages(messages: Any) -> Recognition | None:
    if any(isinstance(message, dict) and message.get("tool_calls") for message in messages):
        return None
    acted = False
    for message, following in pairwise((*messages, None)):
        text = message.get("content") if isinstance(message, dict) else None
        if _is_answered_within(message, following):
            return Recognition(0.75, "replies with `Action:` and the `Observation:` appended")
        if not isinstance(text, str):
            acted = False
        elif text_of(message.get("role")) in MODEL_ROLES:
            acted = _ACTION.search(text) is not None
        elif acted and _OBSERVATION.match(text):
            return Recognition(0.75, "replies with `Action:` answered by `Observation:`")
    return None


def _is_answered_within(message: Any, following: Any) -> bool:
    """Say whether a framework appended the observation to a reply: the model speaks again at once.

    What ends in an observation and is followed by no more of the model's lines is one action's.
    """
    by_model = (
        isinstance(one, dict) and text_of(one.get("role")) in MODEL_ROLES
        for one in (message, following)
    )
    if not all(by_model) or not isinstance(message.get("content"), str):
        return False
    reply = _cut(message["content"])
    observed = _OBSERVATION.match(reply.after)
    return observed is not None and not _NEXT_MARKER.search(reply.after, observed.end())


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one conversation."""
    record = value if isinstance(value, dict) else {"messages": value}
    draft = Draft()
    notes = _add_messages(draft, list(enumerate(record["messages"])))
    yield Trace(
        NAME,
        place,
        draft.events,
        "/messages" if record is value else "",
        own_id=own_id_of(record),
        dataset=text_or_none(record.get("dataset")) or "",
        task_id=text_or_none(record.get("task_id")),
        run_index=integer_or_none(record.get("run_index", record.get("trial"))),
        tools=tools_of(record.get("tools")),
        notes=notes,
        reward=score_or_none(record.get("reward")),
        model=text_or_none(record.get("model")),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=time_of(record) or draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in _KNOWN},
    )


def _notes_of(draft: Draft) -> frozenset[Note]:
    given = [event.arguments_raw for event in draft.events if isinstance(event, ToolCall)]
    typed = all(raw.lstrip().startswith("{") for raw in given)
    return frozenset(() if typed else {"free-text-arguments"})


def _add_messages(draft: Draft, numbered: list[tuple[int, Any]]) -> frozenset[Note]:
    acted = False
    appended = False
    for (item, message), (_, following) in pairwise((*numbered, (-1, None))):
        content = message.get("content") if isinstance(message, dict) else None
        if not isinstance(message, dict):
            draft.words("unknown", "", text_of(message), item)
        elif not isinstance(content, str):
            add_message(draft, message, item)
            acted = False
        elif _is_answered_within(message, following):
            _add_answered(draft, content, item, utc(message.get("timestamp")))
            acted, appended = False, True
        elif text_of(message.get("role")) in MODEL_ROLES:
            acted = _add_reply(draft, content, item, utc(message.get("timestamp")))
        elif acted and _OBSERVATION.match(content):
            output = _OBSERVATION.sub("", content, count=1)
            draft.result(output, item, at=utc(message.get("timestamp")))
            acted = False
        else:
            add_message(draft, message, item)
    return _notes_of(draft) | ({"single-text"} if appended else set())


def _add_answered(draft: Draft, text: str, item: int, at: str | None) -> None:
    """Add a reply and the observation that a framework appended to it."""
    observation = _cut(text).after
    _add_reply(draft, text.removesuffix(observation), item, at)
    draft.result(_OBSERVATION.sub("", observation, count=1), item, at=at)


def _add_reply(draft: Draft, text: str, item: int, at: str | None) -> bool:
    """Add a reply; say whether it acts."""
    reply = _cut(text)
    draft.step()
    if reply.call is None:
        draft.model(text, item, at=at)
        return False
    if reply.before.strip():
        draft.model(reply.before, item, at=at)
    draft.call(*reply.call, item, at=at)
    if reply.after.strip():
        draft.model(reply.after, item, at=at)
    return True


def _cut(text: str) -> _Reply:
    action = _ACTION.search(text)
    if action is None:
        return _Reply(text, None, "")
    before, rest = text[: action.start()], text[action.end() :]
    given = _INPUT.match(rest)
    if given is None:
        return _Reply(before, action_call(action[1]), rest)
    rest = rest[given.end() :]
    following = _NEXT_MARKER.search(rest)
    end = following.start() if following else len(rest)
    return _Reply(before, ActionCall(action[1].strip(), rest[:end].rstrip("\n")), rest[end:])


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one such message per line: the file is one conversation."""
    messages = messages_among(values)
    return _recognise_messages(messages) if messages else None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file whose lines are the messages of one conversation."""
    spoken: list[tuple[int, Any]] = []
    for number, value in lines:
        if isinstance(value, dict) and "role" in value:
            spoken.append((number, value))
        else:
            yield Skipped("no message")
    draft = Draft()
    notes = _add_messages(draft, spoken)
    if draft.events:
        yield Trace(
            NAME,
            place,
            draft.events,
            None,
            notes=notes,
            at=draft.first_time(),
        )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="ReAct in chat messages (Action in a reply, Observation after it)",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
