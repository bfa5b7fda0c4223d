"""Logs that teams write themselves: records of calls, results and words, known by their fields.

One a line, in a list, or in an object with what was asked and answered beside them (`question`,
`steps`, `answer`); a record's kind (`type`, `event`, `role`) may be spelt in any way, and what it
tells may be wrapped (`data`, `payload`). A step with a tool, what was passed and what came of it is
a call with its result; so is `{thought, action, action_input, observation}`. What a log tells twice
(asked for and run, said and ended with) is told once; pieces (AG-UI's events, Dify's) are put
together. Records that name a run are parted by it.
Read only what no other reader knows.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.dialects import decoded, holds_messages
from auditor.messages.log_calls import Part
from auditor.messages.log_drafts import LogDraft
from auditor.messages.log_kinds import kind_in, kind_of, names_in
from auditor.messages.log_records import parts_of
from auditor.messages.openai import is_message_list
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    number_or_none,
    object_of,
    own_id_of,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import time_of
from auditor.trace import Place, Trace

NAME = "agent-log"

_SEEN = "calls and results known by their fields"
_LOOKED_AT = 40
_ASKED = (
    "question", "query", "prompt", "task", "goal", "input", "user_input", "user_query",
    "instruction", "user_message", "request", "problem",
)  # fmt: skip
_ANSWERED = (
    "answer", "final_answer", "response", "output", "final_output", "final_response", "completion",
    "result", "reply", "text", "final", "agent_response", "assistant_response", "assistant",
)  # fmt: skip
_CALLS = (
    "tool_calls", "toolCalls", "calls", "usedTools", "used_tools", "tools_used", "tool_executions",
    "function_calls", "answers", "tools",
)  # fmt: skip
_LISTS = (
    "steps", "events", "trajectory", "trace", "log", "logs", "history", "turns", "entries",
    "messages", "conversation", "transcript", "records", "actions", "intermediate_steps",
    "intermediateSteps", "agent_thoughts", "data", *_CALLS,
)  # fmt: skip
_RUNS = (
    "run_id", "runId", "trace_id", "traceId", "request_id", "requestId", "task_id", "episode_id",
    "episode", "case_id", "job_id", "execution_id",
)  # fmt: skip
_CONVERSATIONS = ("session_id", "sessionId", "conversation_id", "conversationId", "thread_id")
_NATIVE = ("tool_calls", "toolCalls", "function_call", "functionCall")
_KNOWN = frozenset(
    {
        "id", "trace_id", "run_id", "session_id", "sessionId", "conversation_id", "uuid", "dataset",
        "task_id", "run_index", "trial", "reward", "prompt_version", "created_at", "timestamp",
        "model", "system", "system_prompt",
    }
)  # fmt: skip


class _Told(NamedTuple):
    """An object that keeps steps in a list, with what was asked and answered beside them."""

    key: str
    steps: list[Any]
    asked: str
    answered: str
    used: frozenset[str]


def recognise(value: Any) -> Recognition | None:
    """Recognise a list of such records, an object that holds one, or a whole run in one record."""
    if isinstance(value, list):
        return _recognition_of(value)
    if not isinstance(value, dict):
        return None
    told = _told_in(value)
    if told is not None:
        return Recognition(0.45, f"{_SEEN}, at /{told.key}")
    return Recognition(0.4, f"a run in one record: {_SEEN}") if _is_whole(value) else None


def _recognition_of(values: Sequence[Any]) -> Recognition | None:
    """Recognise records most of which tell a part, with a call and what came of it or was said."""
    first = [value for value in values[:_LOOKED_AT] if isinstance(value, dict)]
    if 2 * len(first) <= len(values[:_LOOKED_AT]):
        return None
    if any(holds_messages(value.get("messages")) or _told_in(value) for value in first):
        return None
    told = [parts_of(value) for value in first]
    pairs = zip(first, told, strict=True)
    known = sum(bool(kind_in(one)) or any(p.what != "beside" for p in ps) for one, ps in pairs)
    parts = [part for each in told for part in each]
    called = any(part.name and (part.what == "call" or part.passed is not None) for part in parts)
    answered = any(part.what in ("user", "model", "result") for part in parts)
    if 2 * known <= len(first) or not (called and answered):
        return None
    named = any(not value.keys().isdisjoint(_CONVERSATIONS) for value in first)
    if all(map(_is_whole, first)) and not named:
        return None  # each is read by itself
    return Recognition(0.6 if _is_mixed(first) else 0.42, _SEEN)


def _is_mixed(values: list[dict[str, Any]]) -> bool:
    """Say whether calls or results stand among chat messages in records that are none.

    They have no role, or one that is not theirs, as what a model called stands under `assistant`.
    """
    acts = [
        kind_of(value["role"]) if isinstance(value.get("role"), str) else ""
        for value in values
        if value.keys().isdisjoint(_NATIVE)
        and any(part.what in ("call", "result") for part in parts_of(value))
    ]
    spoken = any(isinstance(value.get("role"), str) for value in values)
    return spoken and any(kind in ("", "user", "model") for kind in acts)


def _is_whole(value: dict[str, Any]) -> bool:
    """Say whether a record tells a run from the question to what came of a call."""
    told = {part.what for part in parts_of(value)}
    return told >= {"user", "call", "result"} and value.keys().isdisjoint(("messages", "role"))


def _told_in(value: Any) -> _Told | None:
    """Return what an object tells of a run in steps; None of any other."""
    if not isinstance(value, dict) or any(map(holds_messages, map(value.get, _ASKED))):
        return None
    for key in _LISTS:
        steps = decoded(value.get(key)) if key in _CALLS else value.get(key)
        if not isinstance(steps, list) or not steps:
            continue
        if is_message_list(steps) and not _is_mixed(list(filter(_is_object, steps[:_LOOKED_AT]))):
            continue
        if key in _CALLS:
            told = [parts_of(one, is_call=True) for one in steps[:_LOOKED_AT]]
            needed = "call" if key != "tools" else "result"  # declared tools have a form like calls
            fits = all(any(part.what == needed for part in parts) for parts in told)
        elif key == "turns" and all(_told_in(one) for one in steps[:_LOOKED_AT]):
            fits = True
        else:
            fits = _recognition_of(steps) is not None
        if fits:
            return _with_words(value, key, steps)
    return None


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _with_words(value: dict[str, Any], key: str, steps: list[Any]) -> _Told | None:
    asked = next((k for k in _ASKED if isinstance(value.get(k), str) and value[k] and k != key), "")
    answered = next((k for k in _ANSWERED if value.get(k) not in (None, "") and k != key), "")
    if key in _CALLS and not asked and not answered:
        return None
    words = text_of(value[answered]) if answered else ""
    return _Told(key, steps, value.get(asked, ""), words, frozenset({key, asked, answered}))


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read a list of records, or an object that holds one."""
    told = _told_in(value) if isinstance(value, dict) else None
    if told is not None:
        yield from _read_told(value, told, place)
        return
    listed = enumerate(value) if isinstance(value, list) else [(-1, value)]
    yield from _read_records([Line(*one) for one in listed], place, "")


def _read_told(record: dict[str, Any], told: _Told, place: Place) -> Iterator[Item]:
    log = LogDraft()
    for key in ("system_prompt", "system"):
        if isinstance(record.get(key), str):
            log.add([Part("system", record[key])], -1, None)
            break
    if told.asked:
        log.add([Part("user", told.asked, label="asked")], -1, None)
    for number, one in enumerate(told.steps):
        log.add(parts_of(one, is_call=told.key in _CALLS), number, time_of(one))
    if told.answered:
        log.add([Part("model", told.answered, label="answered")], -1, None)
    used = _KNOWN | told.used | {"tools"}
    yield Trace(
        NAME,
        place,
        log.draft.events,
        f"/{told.key}",
        own_id=own_id_of(record),
        dataset=text_or_none(record.get("dataset")) or "",
        task_id=text_or_none(record.get("task_id")),
        run_index=integer_or_none(record.get("run_index", record.get("trial"))),
        tools=tools_of(record.get("tools")),
        notes=log.notes(),
        reward=number_or_none(record.get("reward")),
        model=text_or_none(record.get("model")),
        prompt_version=text_or_none(record.get("prompt_version")),
        at=time_of(record) or log.draft.first_time(),
        extra={key: json_text(kept) for key, kept in record.items() if key not in used},
    )


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise one such record on each line."""
    found = _recognition_of(values)
    return found._replace(reason=f"{_SEEN}, one record on each line") if found else None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a file with a record on each line."""
    yield from _read_records(list(lines), place, None)


def _read_records(lines: list[Line], place: Place, items: str | None) -> Iterator[Item]:
    for own_id, own in _runs_in(lines):
        log = LogDraft()
        for number, value in own:
            parts = parts_of(value)
            log.add(parts, number, time_of(value, object_of(object_of(value).get("data"))))
            if not parts:
                name = next(names_in(object_of(value)), "")
                yield Skipped(f"a record of kind {name[:40]}" if name else "no record of a log")
        if log.draft.events:
            there = place if items is not None else Place(place.file, own[0].number)
            yield Trace(
                NAME,
                there,
                log.draft.events,
                items,
                own_id=own_id,
                notes=log.notes(),
                model=next((told for one in own if (told := _model_in(one.value))), None),
                at=log.draft.first_time(),
            )


def _model_in(record: Any) -> str | None:
    return text_or_none(object_of(record).get("model"))


def _runs_in(lines: list[Line]) -> list[tuple[str | None, list[Line]]]:
    """Return the records of each run that they name, if each is a conversation of its own.

    Some loggers give each call an id of its own: what holds no user's words is a run only where no
    record holds any, and several calls stand together.
    """
    for key in _RUNS:
        of_each: dict[str, list[Line]] = {}
        for line in lines:
            of_each.setdefault(text_or_none(object_of(line.value).get(key)) or "", []).append(line)
        if "" in of_each:
            continue
        if len(of_each) == 1:
            return [(next(iter(of_each)), lines)] if key != "task_id" else [(None, lines)]
        kinds = [
            [part.what for one in own for part in parts_of(one.value)] for own in of_each.values()
        ]
        asked = ["user" in kind for kind in kinds]
        if all(asked) or (not any(asked) and any(kind.count("call") > 1 for kind in kinds)):
            return list(of_each.items())
    return [(None, lines)]


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Logs of one's own: calls, results and words known by their fields",
        recognise=recognise,
        read=read,
        recognise_session=recognise_session,
        read_session=read_session,
        is_one_conversation=True,
        is_last=True,
    ),
)
