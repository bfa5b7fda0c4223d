"""Claude Code sessions: a record a line, also as `--output-format stream-json` prints them.

Kept in order of the file, for the tree of `parentUuid` hangs parallel results under different
parents. Four things make traces of their own: a sub-agent (`isSidechain`, `agentId`), what follows
a `/clear`, a branch that was abandoned because its prompt was asked again in other words, and a
session of another id that goes on from nothing, as where files were put together. One
reply may be spread over lines that share `message.id`: that is one step. Compaction stays inside
its trace, with the note `compacted`. Streams that were stored without their session are read,
too.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.formats import FORMATS, Format, Item, Line, Recognition
from auditor.messages.anthropic import holds_blocks
from auditor.messages.claude_sessions import session_of, traces_of
from auditor.messages.parts import object_of, text_of
from auditor.trace import Place

NAME = "claude-code"

# What the first record of a stream tells beside its session, which some leave out.
_TELLS = frozenset({"session_id", "sessionId", "tools", "cwd", "model"})
_SIDE_NOTES = frozenset({"summary", "file-history-snapshot", "queue-operation", "mode"})


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise records with a session and a parent, or with a session and a message."""
    records = [value for value in values if isinstance(value, dict)]
    for record in records:
        kind = text_of(record.get("type"))
        if "parentUuid" in record and session_of(record):
            return Recognition(0.9, "records with `sessionId` and `parentUuid`")
        if kind in ("user", "assistant") and session_of(record) and "message" in record:
            return Recognition(0.85, "records with a session and a message")
        if kind == "system" and record.get("subtype") == "init" and _TELLS.intersection(record):
            return Recognition(0.85, "a stream that begins with `subtype: init`")
    if _is_stream(records):
        return Recognition(0.8, "messages of Anthropic's under `message`, their role as `type`")
    if records and all(text_of(record.get("type")) in _SIDE_NOTES for record in records):
        return Recognition(0.6, "side notes of a Claude Code session")
    return None


def _is_stream(records: list[dict[str, Any]]) -> bool:
    """Say whether most records are messages as a stream prints them, be it without a session."""
    spoken = [
        message
        for record in records
        if (message := object_of(record.get("message")))
        and text_of(record.get("type")) in ("user", "assistant")
        and message.get("role") == record["type"]
        and not message.get("tool_calls")
    ]
    return 2 * len(spoken) > len(records) and holds_blocks(spoken)


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the traces of a session file."""
    yield from traces_of(NAME, lines, place)


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Claude Code sessions",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
