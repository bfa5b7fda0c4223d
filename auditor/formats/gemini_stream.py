"""What `gemini --output-format stream-json` prints: one event a line, from `init` to `result`.

A result holds what the client shows of it. Where that is nothing, or of a tool that shows only how
much it read or found, the model was given more, which the note `condensed` tells. Seen in
google-gemini/gemini-cli, `packages/core/src/output/types.ts` and
`packages/cli/src/nonInteractiveCli.ts`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import arguments_text, json_text, object_of, text_of, text_or_none
from auditor.messages.responses import open_step
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "gemini-stream"

# Of these the client shows "Found 3 matches" and the like.
_TOLD_SHORT = frozenset(
    {
        "read_file", "read_many_files", "list_directory", "glob", "grep_search",
        "search_file_content", "web_fetch", "google_web_search", "activate_skill",
        "codebase_investigator", "get_internal_docs",
    }
)  # fmt: skip


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise a stream by its first event, or by calls with tool_name and tool_id."""
    records = [value for value in values if isinstance(value, dict)]
    if any(one.get("type") == "init" and {"session_id", "model"} <= one.keys() for one in records):
        return Recognition(0.9, "events such as init, message and tool_use")
    if any(
        one.get("type") == "tool_use" and {"tool_name", "tool_id"} <= one.keys() for one in records
    ):
        return Recognition(0.8, "events of type tool_use with tool_name and tool_id")
    return None


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the stream of one run."""
    head: dict[str, Any] = {}
    end: dict[str, Any] = {}
    told: list[Line] = []
    for line in lines:
        kind = text_of(object_of(line.value).get("type"))
        if kind == "init":
            head = head or line.value
        elif kind == "result":
            end = line.value
        elif kind in _ADD:
            told.append(line)
        else:
            yield Skipped("no event of a stream")
    draft = Draft()
    for number, event in _joined(told):
        _ADD[event["type"]](draft, event, number, utc(event.get("timestamp")))
    notes: set[Note] = {"condensed"} if _tells_less(told) else set()
    if end.get("status") != "success":
        notes.add("truncated-tail")
    if draft.events:
        yield Trace(
            NAME,
            Place(place.file, 1),
            draft.events,
            None,
            own_id=text_or_none(head.get("session_id")),
            notes=frozenset(notes),
            model=text_or_none(head.get("model")),
            at=utc(head.get("timestamp")) or draft.first_time(),
            extra={"stats": json_text(end["stats"])} if end.get("stats") else {},
        )


def _tells_less(told: list[Line]) -> bool:
    """Say whether a result shows less than the model was given."""
    short = {
        text_of(event.get("tool_id"))
        for _, event in told
        if event["type"] == "tool_use" and text_of(event.get("tool_name")) in _TOLD_SHORT
    }
    return any(
        event.get("status") != "error"
        and (text_of(event.get("tool_id")) in short or not text_of(event.get("output")))
        for _, event in told
        if event["type"] == "tool_result"
    )


def _joined(told: list[Line]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the events, the pieces of one reply as one message."""
    reply: dict[str, Any] | None = None
    first = 0
    for number, event in told:
        is_piece = event["type"] == "message" and event.get("delta") is True
        if is_piece and reply is not None and reply.get("role") == event.get("role"):
            reply["content"].append(text_of(event.get("content")))
            continue
        if reply is not None:
            yield first, {**reply, "content": "".join(reply["content"])}
        reply = {**event, "content": [text_of(event.get("content"))]} if is_piece else None
        first = number
        if not is_piece:
            yield number, event
    if reply is not None:
        yield first, {**reply, "content": "".join(reply["content"])}


def _add_message(draft: Draft, event: dict[str, Any], number: int, at: str | None) -> None:
    words = text_of(event.get("content"))
    if event.get("role") == "user":
        draft.user(words, number, at=at)
    else:
        open_step(draft)
        draft.model(words, number, at=at)


def _add_call(draft: Draft, event: dict[str, Any], number: int, at: str | None) -> None:
    draft.call(
        text_of(event.get("tool_name")),
        arguments_text(event.get("parameters")),
        number,
        call_id=text_or_none(event.get("tool_id")),
        position=open_step(draft),
        at=at,
    )


def _add_result(draft: Draft, event: dict[str, Any], number: int, at: str | None) -> None:
    error = object_of(event.get("error"))
    draft.result(
        text_of(event.get("output")) or text_of(error.get("message")),
        number,
        call_id=text_or_none(event.get("tool_id")),
        is_error=event.get("status") == "error",
        at=at,
    )


def _add_error(draft: Draft, event: dict[str, Any], number: int, at: str | None) -> None:
    draft.words("runtime", "error", text_of(event.get("message")), number, at=at)


_ADD = {
    "message": _add_message,
    "tool_use": _add_call,
    "tool_result": _add_result,
    "error": _add_error,
}

FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Streams of `gemini --output-format stream-json`",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
