"""Qwen Code's chat records: a record a line, with a content of Gemini's under `message`.

Records hang in a tree of `uuid` and `parentUuid`: the trace is the path to the last one, and what
was rewound a trace of its own, as are a sub-agent's records (`isSidechain`, `agentId`). What the
client reports in the user's place (`notification`, `cron`) opens no turn; compression stays inside
the trace, with the note `compacted`. Seen in QwenLM/qwen-code,
`packages/core/src/services/chatRecordingService.ts`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Line, Recognition, Skipped
from auditor.messages.gemini import add_content
from auditor.messages.parts import object_of, text_of, text_or_none
from auditor.messages.times import utc
from auditor.messages.trees import branch_to
from auditor.trace import Note, Place, Trace

NAME = "qwen-code"

_ROLES = {"user": "user", "assistant": "model", "tool_result": "user"}
_BY_CLIENT = frozenset({"notification", "cron", "goal_runtime", "background_task_completed"})
_CLIENTS = frozenset({"system", "goal_runtime", "goal_control"})

_Numbered = tuple[int, dict[str, Any]]


def recognise_session(values: list[Any]) -> Recognition | None:
    """Recognise records of a session whose messages are contents of parts."""
    records = [value for value in values if _is_record(value)]
    if records and any(isinstance(object_of(r.get("message")).get("parts"), list) for r in records):
        return Recognition(0.95, "records with `parentUuid` and contents of parts")
    return None


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and {"uuid", "parentUuid", "sessionId", "type"} <= value.keys()


def read_session(lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Read the sessions of a file, and the sub-agents in them."""
    chains: dict[tuple[str, str], list[_Numbered]] = {}
    for number, value in lines:
        if _is_record(value):
            agent = text_of(value.get("agentId")) if value.get("isSidechain") else ""
            key = (text_of(value["sessionId"]), agent)
            chains.setdefault(key, []).append((number, value))
        else:
            yield Skipped("no record of a session")
    for (session, agent), records in chains.items():
        yield from _paths(records, session, agent, place)


def _paths(records: list[_Numbered], session: str, agent: str, place: Place) -> Iterator[Item]:
    """Yield the trace of the path to the last record, and one of what was rewound."""
    parents: dict[str, Any] = {}
    last: str | None = None
    for _, record in records:
        own, above = text_of(record["uuid"]), text_of(record["parentUuid"])
        # What a copy left out above a record does not cut it off.
        parents[own] = above if above in parents else last
        last = own
    path = set(branch_to(last or "", parents))
    own_id = f"{session}/{agent}" if agent else session
    kept = [one for one in records if text_of(one[1]["uuid"]) in path]
    rewound = [one for one in records if text_of(one[1]["uuid"]) not in path]
    yield from _told(kept, place, own_id, session if agent else None)
    if rewound:
        yield from _told(rewound, place, f"{own_id}/rewound-{rewound[0][0]}", own_id)


def _told(
    records: list[_Numbered], place: Place, own_id: str, parent: str | None
) -> Iterator[Item]:
    draft = Draft()
    notes: set[Note] = {"sidechain"} if parent else set()
    for number, record in records:
        if record.get("subtype") == "chat_compression":
            notes.add("compacted")
        if not _add(draft, record, number):
            yield Skipped(f"record of type {text_of(record['type'])[:40]}")
    if draft.events:
        yield Trace(
            NAME,
            Place(place.file, records[0][0]),
            draft.events,
            None,
            own_id=own_id,
            parent_id=parent,
            notes=frozenset(notes),
            model=next((m for _, r in records if (m := text_or_none(r.get("model")))), None),
            at=draft.first_time(),
        )


def _add(draft: Draft, record: dict[str, Any], number: int) -> bool:
    """Add what a record says; return whether it says anything."""
    message = object_of(record.get("message"))
    role, at = _ROLES.get(text_of(record["type"])), utc(record.get("timestamp"))
    if role is None or not isinstance(message.get("parts"), list):
        return False
    by_client = (
        text_of(record.get("subtype")) in _BY_CLIENT
        or text_of(record.get("provenance")) in _CLIENTS
    )
    if record["type"] == "user" and by_client:
        draft.words("runtime", "user", text_of(message["parts"]), number, at=at)
    else:
        add_content(draft, message, number, role=role, at=at)
    return True


FORMATS.add(
    NAME,
    Format(
        name=NAME,
        title="Qwen Code chat records",
        recognise_session=recognise_session,
        read_session=read_session,
    ),
)
