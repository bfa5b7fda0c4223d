"""What `codex exec --json` prints: one event a line, each item with its own result inside.

An item counts when it is completed; one that only started is a call without a result. The prompt
is not printed, which the note `condensed` tells.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import json_text, object_of, text_of, text_or_none
from auditor.messages.responses import open_step
from auditor.trace import Note, Place, Trace

NAME = "codex-exec"

_EVENTS = frozenset({"thread.started", "turn.started", "turn.completed", "turn.failed"})
_ITEM_EVENTS = frozenset({"item.started", "item.updated", "item.completed"})
_FAILED = frozenset({"failed", "declined"})


class _Executed(NamedTuple):
    """A call as an item tells it, with its result; None where it has none."""

    name: str
    arguments: dict[str, Any]
    output: str | None
    hosted: bool = False


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise the events of a thread."""
    kinds = {text_of(value.get("type")) for value in values if isinstance(value, dict)}
    if kinds & _EVENTS and ("thread.started" in kinds or kinds & _ITEM_EVENTS):
        return Recognition(0.9, "events such as thread.started and item.completed")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the stream of one thread."""
    draft = Draft()
    thread: str | None = None
    usage: Counter[str] = Counter()
    notes: set[Note] = {"condensed"}
    listed = list(lines)
    completed = _completed(listed)
    for line in listed:
        record = object_of(line.value)
        kind, item = text_of(record.get("type")), object_of(record.get("item"))
        if kind == "thread.started":
            thread = thread or text_or_none(record.get("thread_id"))
        elif kind == "turn.completed":
            counts = object_of(record.get("usage")).items()
            usage.update({key: count for key, count in counts if type(count) is int})
        elif kind in ("turn.failed", "error"):
            notes.add("truncated-tail")
            told = object_of(record.get("error")) or record
            draft.words("runtime", "error", text_of(told.get("message")), line.number)
        elif kind == "item.completed":
            _add_item(draft, item, line.number)
        elif kind == "item.started":
            _add_unfinished(draft, item, line.number, completed)
        else:
            yield Skipped(f"event of type {kind[:40]}" if kind else "no event")
    if draft.events:
        yield Trace(
            NAME,
            Place(place.file, 1),
            draft.events,
            None,
            own_id=thread,
            notes=frozenset(notes),
            extra={"usage": json_text(usage)} if usage else {},
        )


def _completed(lines: Iterable[Line]) -> set[str]:
    """Return the ids of the items that come to an end."""
    records = (object_of(line.value) for line in lines)
    return {
        text_of(object_of(record.get("item")).get("id"))
        for record in records
        if record.get("type") == "item.completed"
    }


def _add_item(draft: Draft, item: dict[str, Any], number: int) -> None:
    kind = text_of(item.get("type"))
    execute = _EXECUTED.get(kind)
    if execute is not None:
        executed = execute(item)
        call_id = text_or_none(item.get("id"))
        _add_call(draft, executed, call_id, number)
        if executed.output is not None:
            failed = text_of(item.get("status")) in _FAILED or bool(item.get("error"))
            draft.result(
                executed.output, number, call_id=call_id, name=executed.name, is_error=failed
            )
    elif kind in ("agent_message", "plan", "reasoning"):
        open_step(draft)
        text = text_of(item.get("text"))
        draft.model(text, number, channel="thinking" if kind == "reasoning" else "text")
    elif kind == "error":
        draft.words("runtime", "error", text_of(item.get("message")), number)
    else:
        draft.words("unknown", kind, json_text(item), number)


def _add_unfinished(draft: Draft, item: dict[str, Any], number: int, completed: set[str]) -> None:
    """Add the call of an item that only started."""
    execute = _EXECUTED.get(text_of(item.get("type")))
    if execute is not None and text_of(item.get("id")) not in completed:
        _add_call(draft, execute(item), text_or_none(item.get("id")), number)


def _add_call(draft: Draft, executed: _Executed, call_id: str | None, number: int) -> None:
    draft.call(
        executed.name,
        json_text(executed.arguments),
        number,
        call_id=call_id,
        position=open_step(draft),
        hosted=executed.hosted,
    )


def _command(item: dict[str, Any]) -> _Executed:
    output = text_of(item.get("aggregated_output"))
    return _Executed("shell", {"command": item.get("command")}, output)


def _mcp(item: dict[str, Any]) -> _Executed:
    result, error = object_of(item.get("result")), object_of(item.get("error"))
    output = text_of(result.get("content")) or text_of(error.get("message"))
    if not output and result.get("structured_content") is not None:
        output = json_text(result["structured_content"])
    arguments = item.get("arguments")
    given = arguments if isinstance(arguments, dict) else {"arguments": arguments}
    return _Executed(text_of(item.get("tool")), given, output)


def _file_change(item: dict[str, Any]) -> _Executed:
    return _Executed("apply_patch", {"changes": item.get("changes")}, text_of(item.get("status")))


def _web_search(item: dict[str, Any]) -> _Executed:
    return _Executed("web_search", {"query": item.get("query")}, None, hosted=True)


def _collaboration(item: dict[str, Any]) -> _Executed:
    shown = ("prompt", "receiver_thread_ids")
    given: dict[str, Any] = {key: item[key] for key in shown if key in item}
    return _Executed(text_of(item.get("tool")), given, json_text(item.get("agents_states")))


def _todo_list(item: dict[str, Any]) -> _Executed:
    return _Executed("update_plan", {"items": item.get("items")}, None, hosted=True)


_EXECUTED: dict[str, Callable[[dict[str, Any]], _Executed]] = {
    "command_execution": _command,
    "mcp_tool_call": _mcp,
    "file_change": _file_change,
    "web_search": _web_search,
    "collab_tool_call": _collaboration,
    "todo_list": _todo_list,
}

FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Streams of `codex exec --json`",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
