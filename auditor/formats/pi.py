"""pi sessions: a record a line, messages with roles user, assistant and toolResult.

Newer sessions are a tree of `id` and `parentId`: the trace is the path to the last record, and each
branch off it a trace of its own. A reply that was aborted may hold calls that were never run; what
the client says of it stands after them as the runtime's words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    text_of,
    text_or_none,
    words_of,
)
from auditor.messages.times import utc
from auditor.trace import BROKEN_OFF, Note, Place, Trace

NAME = "pi"

_ROLES = frozenset({"user", "assistant", "toolResult", "bashExecution", "custom"})
_SUMMARIES = {
    "compaction": "summary of what was compacted",
    "branch_summary": "summary of another branch",
}
_BROKEN_OFF = frozenset({"aborted", "error"})


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise records of type `message` with pi's roles, under a `session` record."""
    records = [value for value in values if isinstance(value, dict)]
    roles = [object_of(r.get("message")).get("role") for r in records if r.get("type") == "message"]
    if any(role == "toolResult" for role in roles):
        return Recognition(0.9, "messages with the role toolResult")
    head = bool(records) and records[0].get("type") == "session" and "cwd" in records[0]
    if head and all(text_of(role) in _ROLES for role in roles):
        return Recognition(0.85, "a `session` record, then messages")
    return None


class _Path:
    """The main path of a session, or a branch off it, in the making."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.notes: set[Note] = set()
        self.usage: Counter[str] = Counter()


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a session: its main path, then the branches off it."""
    listed = list(lines)
    branch_of = _branches(listed)
    session: dict[str, Any] = {}
    paths: dict[str, _Path] = {"": _Path()}
    for number, record in listed:
        if not isinstance(record, dict):
            yield Skipped("no JSON object")
            continue
        branch, kind = branch_of.get(text_of(record.get("id")), ""), text_of(record.get("type"))
        if kind == "session":
            session = session or record
        elif kind == "message" or kind in _SUMMARIES:
            _add_record(paths.setdefault(branch, _Path()), record, number)
        else:
            yield Skipped(f"record of type {kind[:40]}")
    for branch, path in paths.items():
        if path.draft.events:
            yield _trace_of(path, session, branch, place)


def _branches(lines: list[Line]) -> dict[str, str]:
    """Return for each record off the main path, by id, the id with which its branch begins."""
    parents = {
        text_of(record["id"]): text_of(record.get("parentId"))
        for _, record in lines
        if isinstance(record, dict) and "parentId" in record and record.get("id")
    }
    path: set[str] = set()
    here = next(reversed(parents), "")
    while here in parents and here not in path:
        path.add(here)
        here = parents[here]
    branches: dict[str, str] = {}
    for one, parent in parents.items():
        if one not in path:
            branches[one] = branches.get(parent, one)
    return branches


def _add_record(path: _Path, record: dict[str, Any], number: int) -> None:
    if record["type"] != "message":
        _add_summary(path.draft, record, number)
        if record["type"] == "compaction":
            path.notes.add("compacted")
        return
    _add_message(path.draft, record, number)
    counts = object_of(object_of(record.get("message")).get("usage")).items()
    path.usage.update({key: count for key, count in counts if type(count) is int})


def _add_message(draft: Draft, record: dict[str, Any], number: int) -> None:
    message = object_of(record.get("message"))
    role, content = text_of(message.get("role")), message.get("content")
    at = utc(record.get("timestamp")) or utc(message.get("timestamp"))
    if role == "assistant":
        _add_model(draft, message, number, at)
    elif role == "toolResult":
        draft.result(
            text_of(content),
            number,
            call_id=text_or_none(message.get("toolCallId")),
            name=text_or_none(message.get("toolName")),
            is_error=message.get("isError") is True,
            at=at,
        )
    elif role == "user":
        draft.user(text_of(content), number, at=at)
    elif role == "bashExecution":
        # The user's own command, not the model's.
        command = arguments_text({"command": message.get("command")})
        draft.call("bash", command, number, source="user", at=at)
        draft.result(text_of(message.get("output")), number, name="bash", at=at)
    else:
        draft.words("runtime", role, text_of(content), number, at=at)


def _add_model(draft: Draft, message: dict[str, Any], number: int, at: str | None) -> None:
    content = message.get("content")
    draft.step()
    position = 0
    for part in content if isinstance(content, list) else [text_of(content)]:
        if isinstance(part, dict) and part.get("type") == "toolCall":
            draft.call(
                text_of(part.get("name")),
                arguments_text(part.get("arguments")),
                number,
                call_id=text_or_none(part.get("id")),
                position=position,
                at=at,
            )
            position += 1
        else:
            for channel, text in words_of([part]):
                draft.model(text, number, channel=channel, at=at)
    broken_off = text_of(message.get("stopReason")) in _BROKEN_OFF
    if broken_off:
        reason = text_of(message.get("errorMessage")) or text_of(message.get("stopReason"))
        draft.words("runtime", "client", reason, number, at=at, synthesized=BROKEN_OFF)
    elif not content:
        draft.model("", number, at=at)


def _add_summary(draft: Draft, record: dict[str, Any], number: int) -> None:
    draft.words(
        "runtime",
        "user",
        text_of(record.get("summary")),
        number,
        synthesized=_SUMMARIES[record["type"]],
        at=utc(record.get("timestamp")),
    )


def _trace_of(path: _Path, session: dict[str, Any], branch: str, place: Place) -> Trace:
    own_id = text_or_none(session.get("id"))
    aside: set[Note] = {"sidechain"} if branch else set()
    known = ("provider", "version")
    extra: dict[str, str] = {key: json_text(session[key]) for key in known if key in session}
    if path.usage:
        extra["usage"] = json_text(path.usage)
    return Trace(
        NAME,
        Place(place.file, path.draft.events[0].item),
        path.draft.events,
        None,
        own_id=f"{own_id or ''}/branch-{branch}" if branch else own_id,
        notes=frozenset(path.notes | aside),
        model=text_or_none(session.get("modelId")),
        at=path.draft.first_time(),
        parent_id=own_id if branch else None,
        extra=extra,
    )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="pi sessions",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
