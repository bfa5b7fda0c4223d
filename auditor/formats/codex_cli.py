"""Codex CLI rollouts: `{timestamp, type, payload}` a line.

Only `response_item` records are the conversation; `event_msg` records tell the same for the screen
and are left out. The client speaks as the user, too (environment, instructions, aborted turns):
that opens no turn. A compaction's `replacement_history` repeats what went before. The tools that a
rollout declares are not all it has, so that none are given.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.parts import json_text, object_of, text_of, text_or_none
from auditor.messages.responses import add_item, kind_of, notes_of
from auditor.messages.times import utc
from auditor.trace import Note, Place, Trace

NAME = "codex-cli"

_TYPES = frozenset({"session_meta", "turn_context", "response_item", "event_msg", "compacted"})
_NO_WORDS = frozenset({"ghost_snapshot"})
_BY_CLIENT = (
    "<environment_context>",
    "<user_instructions>",
    "<permissions instructions>",
    "<turn_aborted>",
    "<user_shell_command>",
    "<subagent_notification>",
    "# AGENTS.md instructions",
)


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise records of `type` and `payload` of the kinds that Codex writes."""
    records = [value for value in values if isinstance(value, dict)]
    ours = [r for r in records if "payload" in r and text_of(r.get("type")) in _TYPES]
    if ours and 2 * len(ours) > len(records):
        return Recognition(0.9, "records with `type` and `payload`, such as response_item")
    return None


class _Session:
    """What the records tell of the session beside its conversation."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.meta: dict[str, Any] = {}
        self.model: str | None = None
        self.usage: dict[str, Any] = {}
        self.notes: set[Note] = set()
        self.items: list[Any] = []


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read a rollout: one trace, or one for each of several that were put together."""
    session = _Session()
    for number, record in lines:
        if _begins_another(record, session):
            if session.draft.events:
                yield _trace_of(session, place)
            session, place = _Session(), Place(place.file, number)
        reason = _add_record(session, record, number)
        if reason:
            yield Skipped(reason)
    if session.draft.events:
        yield _trace_of(session, place)


def _begins_another(record: Any, session: _Session) -> bool:
    """Say whether a head is that of another rollout, and not one that a fork copied."""
    head = object_of(object_of(record).get("payload"))
    if not session.meta or object_of(record).get("type") != "session_meta":
        return False
    began, begins = utc(session.meta.get("timestamp")), utc(head.get("timestamp"))
    is_copied = head.get("id") in (session.meta.get("id"), session.meta.get("forked_from_id"))
    return not is_copied and began is not None and begins is not None and begins >= began


def _add_record(session: _Session, record: Any, number: int) -> str:
    """Add a record; return why it holds no part of the conversation, if so."""
    if not isinstance(record, dict):
        return "no JSON object"
    kind, payload = text_of(record.get("type")), object_of(record.get("payload"))
    at = utc(record.get("timestamp"))
    if kind == "response_item":
        if kind_of(payload) in _NO_WORDS:
            return f"item of type {kind_of(payload)}"
        session.items.append(payload)
        _add_response_item(session.draft, payload, number, at)
    elif kind == "session_meta":
        _add_meta(session, payload, number, at)
    elif kind == "turn_context":
        session.model = session.model or text_or_none(payload.get("model"))
    elif kind == "compacted":
        session.notes.add("compacted")
        summary = text_of(payload.get("message"))
        if summary:
            session.draft.words(
                "runtime", "user", summary, number, synthesized="summary of what was compacted",
                at=at,
            )  # fmt: skip
    else:
        usage = object_of(object_of(payload.get("info")).get("total_token_usage"))
        session.usage = usage or session.usage
        return "event for the screen" if kind == "event_msg" else f"record of type {kind[:40]}"
    return ""


def _add_meta(session: _Session, payload: dict[str, Any], number: int, at: str | None) -> None:
    if session.meta:
        # A fork copies the records of the session it came from, their heads included.
        return
    session.meta = payload
    instructions = payload.get("base_instructions", payload.get("instructions"))
    text = text_of(object_of(instructions).get("text") or instructions)
    if text:
        session.draft.system(text, number, at=at)


def _add_response_item(draft: Draft, item: dict[str, Any], number: int, at: str | None) -> None:
    if kind_of(item) == "message" and item.get("role") == "user":
        text = text_of(item.get("content"))
        if text.lstrip().startswith(_BY_CLIENT):
            draft.words("runtime", "user", text, number, at=at)
            return
    add_item(draft, item, number, at)


def _trace_of(session: _Session, place: Place) -> Trace:
    meta = session.meta
    parent = text_or_none(meta.get("parent_thread_id"))
    notes = set(session.notes) | notes_of(session.items)
    if parent:
        notes.add("sidechain")
    extra = {"usage": json_text(session.usage)} if session.usage else {}
    for key in ("cli_version", "model_provider", "forked_from_id"):
        if meta.get(key) is not None:
            extra[key] = json_text(meta[key])
    return Trace(
        NAME,
        Place(place.file, session.draft.events[0].item),
        session.draft.events,
        None,
        own_id=text_or_none(meta.get("id")),
        notes=frozenset(notes),
        model=session.model,
        at=session.draft.first_time(),
        parent_id=parent,
        extra=extra,
    )


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Codex CLI rollouts",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
