"""Records of Claude Code's sessions and streams, put together to the traces of their sessions.

Shared by its session files and by what its SDK logs, brought into the form of the stream.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from auditor.draft import Draft
from auditor.format import Item, Line, Skipped
from auditor.messages.anthropic import add_model, add_user
from auditor.messages.parts import (
    arguments_text,
    json_text,
    object_of,
    objects_in,
    text_of,
    text_or_none,
    tools_of,
)
from auditor.messages.times import utc
from auditor.trace import Message, Note, Place, ReadProblem, Tool, ToolCall, Trace

_SESSION_KEYS = ("sessionId", "session_id")
_PARENT_CALL = ("parent_tool_use_id", "parentToolUseId")
_SPOKEN = frozenset({"user", "assistant", "system", "attachment", "tool_use", "tool_result"})
_CLEAR = "<command-name>/clear</command-name>"
_BY_CLIENT = (
    "<local-command-",
    "<bash-stdout>",
    "<bash-stderr>",
    "<task-notification>",
    "<system-reminder>",
    "[Request interrupted",
    "Caveat: The messages below were generated",
)
_TELLING = frozenset({"init", "compact_boundary"})
_SYNTHETIC = "<synthetic>"


def session_of(record: dict[str, Any]) -> str | None:
    """Return the id of the session that a record names."""
    return next((text for key in _SESSION_KEYS if (text := text_or_none(record.get(key)))), None)


class Chain:
    """One trace in the making.

    Attributes:
        reply: The `message.id` of the reply that the open step holds.
        position: Of the next call in that reply.
        usage: Tokens by reply, as its last line gives them.
        is_stream: Its records are what a client printed or gave on, not what it keeps.
    """

    def __init__(self, own_id: str, parent_id: str | None, notes: set[Note], line: int) -> None:
        self.own_id, self.parent_id, self.notes, self.line = own_id, parent_id, notes, line
        self.draft = Draft()
        self.reply: str | None = None
        self.position = 0
        self.model: str | None = None
        self.version: str | None = None
        self.tools: tuple[Tool, ...] = ()
        self.usage: dict[str, dict[str, Any]] = {}
        self.is_stream = False


def traces_of(name: str, lines: Iterable[Line], place: Place) -> Iterator[Item]:
    """Yield the traces of a session's records, and what of them is left out.

    Args:
        name: The format of the traces.
        lines: The records, with their line numbers.
        place: Where they lie.
    """
    listed = list(lines)
    branches = _abandoned_branches(listed)
    chains: dict[str, Chain] = {}
    roots: dict[str, str] = {}
    cleared: Counter[str] = Counter()
    seen: set[int] = set()
    for number, record in listed:
        if not isinstance(record, dict) or text_of(record.get("type")) not in _SPOKEN:
            yield _unspoken(record, number, place)
            continue
        identity = hash(json_text({**record, "timestamp": None}))
        if record.get("uuid") and identity in seen:
            yield Skipped("a copy of an earlier record")
            continue
        seen.add(identity)
        root = _root_of(record, roots)
        key = _chain_key(record, branches, f"{root} {cleared[root]}")
        if key not in chains:
            chains[key] = _new_chain(key, record, number, chains)
        if not _add_record(chains[key], record, number):
            yield Skipped("record without words")
        if _CLEAR in text_of(object_of(record.get("message")).get("content")):
            cleared[root] += 1
    for chain in chains.values():
        if chain.draft.events:
            if chain.is_stream and not chain.parent_id and not _has_prompt(chain.draft):
                chain.notes.add("condensed")
            yield _trace_of(name, chain, place)


def _has_prompt(draft: Draft) -> bool:
    """Say whether the user's words stand before the model's, which a stream seldom repeats."""
    said = (event.source for event in draft.events if type(event) in (Message, ToolCall))
    return next((who for who in said if who in ("user", "model")), "user") == "user"


def _unspoken(record: Any, number: int, place: Place) -> Skipped | ReadProblem:
    """Say that a record is left out, or that it holds a call which this reader does not know."""
    if not isinstance(record, dict):
        return Skipped("no JSON object")
    kind = text_of(record.get("type"))[:40]
    if kind != "tool_call":
        return Skipped(f"record of type {kind}" if kind else "record without type")
    raw = json_text(record).encode()
    return ReadProblem(
        Place(place.file, number),
        "TA902",
        "unknown format: a record of type tool_call, which Claude Code does not write",
        "Say which agent wrote it: its calls are not read.",
        raw[:65_536],
        hashlib.sha256(raw).hexdigest(),
    )


def _abandoned_branches(lines: list[Line]) -> dict[str, str]:
    """Return for each record of an abandoned branch, by uuid, the uuid of the branch's prompt.

    A prompt is abandoned where a later prompt has the same parent.
    """
    prompts: dict[str, dict[str, None]] = defaultdict(dict)
    parents: dict[str, str] = {}
    for _, record in lines:
        if not isinstance(record, dict) or not isinstance(record.get("uuid"), str):
            continue
        parents[record["uuid"]] = text_of(record.get("parentUuid"))
        if _is_prompt(record) and isinstance(record.get("parentUuid"), str):
            prompts[record["parentUuid"]][record["uuid"]] = None
    abandoned = {uuid: uuid for siblings in prompts.values() for uuid in list(siblings)[:-1]}
    for uuid, parent in parents.items():
        if uuid not in abandoned and parent in abandoned:
            abandoned[uuid] = abandoned[parent]
    return abandoned


def _is_prompt(record: dict[str, Any]) -> bool:
    content = object_of(record.get("message")).get("content")
    if record.get("type") != "user" or record.get("isMeta") or record.get("isSidechain"):
        return False
    if text_of(content).startswith(_BY_CLIENT):
        return False
    return not any(block.get("type") == "tool_result" for block in objects_in(content))


def _root_of(record: dict[str, Any], roots: dict[str, str]) -> str:
    """Return the session that a record belongs to; one that was resumed is that which it was.

    Args:
        roots: The same of each session id so far; a new one is added.
    """
    session = session_of(record) or next(reversed(roots), "")
    if session not in roots:
        goes_on = bool(roots) and bool(record.get("parentUuid") or record.get("logicalParentUuid"))
        roots[session] = next(reversed(roots.values())) if goes_on else session
    return roots[session]


def _chain_key(record: dict[str, Any], branches: dict[str, str], main: str) -> str:
    keys = ("agentId", *_PARENT_CALL)
    agent = next((own for key in keys if (own := text_or_none(record.get(key)))), None)
    if agent or record.get("isSidechain") is True:
        return f"agent {agent or ''}"
    branch = branches.get(text_of(record.get("uuid")))
    return f"branch {branch}" if branch else f"main {main}"


def _new_chain(key: str, record: dict[str, Any], number: int, chains: dict[str, Chain]) -> Chain:
    session = session_of(record) or ""
    kind, _, name = key.partition(" ")
    if kind == "main":
        first = not any(other.own_id == session for other in chains.values())
        return Chain(session if first else f"{session}:{number}", None, set(), number)
    own_id = f"{session}/{kind}-{name or number}".removeprefix("/")
    notes: set[Note] = {"sidechain"}
    if kind == "agent" and _is_opening(record):
        notes.add("from-prompt")
    return Chain(own_id, session or None, notes, number)


def _is_opening(record: dict[str, Any]) -> bool:
    """Say whether a sub-agent's record is the prompt that it began from."""
    message = object_of(record.get("message"))
    return (
        record.get("type") == "user"
        and record.get("parentUuid") is None
        and not any(
            block.get("type") == "tool_result" for block in objects_in(message.get("content"))
        )
    )


def _add_record(chain: Chain, record: dict[str, Any], number: int) -> bool:
    """Add a record to its trace; say whether it held anything."""
    before = len(chain.draft.events)
    kind, at = record["type"], utc(record.get("timestamp"))
    chain.is_stream = chain.is_stream or not record.keys().isdisjoint(_PARENT_CALL)
    chain.version = chain.version or text_or_none(record.get("version"))
    message = record.get("message")
    if kind == "assistant":
        _add_reply(chain, object_of(message), record, number, at)
    elif kind == "user":
        _add_user_record(chain, message, record, number, at)
    elif kind == "system":
        _add_system(chain, record, number, at)
    elif kind == "attachment":
        attached = object_of(record.get("attachment"))
        if attached:
            chain.draft.words("runtime", "attachment", json_text(attached), number, at=at)
    elif kind == "tool_use":
        chain.draft.step()
        arguments = arguments_text(record.get("input"))
        chain.draft.call(text_of(record.get("name")), arguments, number, at=at)
    else:
        name = text_or_none(record.get("name"))
        chain.draft.result(text_of(record.get("output")), number, name=name, at=at)
    told = kind == "system" and text_of(record.get("subtype")) in _TELLING
    return told or len(chain.draft.events) > before


def _add_reply(
    chain: Chain, message: dict[str, Any], record: dict[str, Any], number: int, at: str | None
) -> None:
    reply = text_or_none(message.get("id"))
    if reply is None or reply != chain.reply:
        chain.draft.step()
        chain.reply, chain.position = reply, 0
    content, model = message.get("content"), text_or_none(message.get("model"))
    if record.get("isApiErrorMessage") is True or model == _SYNTHETIC:
        chain.draft.model(text_of(content), number, at=at, synthesized="message of the client")
        return
    chain.position = add_model(chain.draft, content, number, at=at, position=chain.position)
    chain.model = chain.model or model
    usage = object_of(message.get("usage"))
    if usage:
        chain.usage[reply or str(number)] = usage


def _add_user_record(
    chain: Chain, message: Any, record: dict[str, Any], number: int, at: str | None
) -> None:
    content = message.get("content") if isinstance(message, dict) else message
    if content is None:
        return
    text = text_of(content)
    results = any(block.get("type") == "tool_result" for block in objects_in(content))
    if record.get("isCompactSummary") is True:
        chain.notes.add("compacted")
        chain.draft.words(
            "runtime", "user", text, number, synthesized="summary of what was compacted", at=at
        )
    elif not results and (record.get("isMeta") is True or text.startswith(_BY_CLIENT)):
        chain.draft.words("runtime", "user", text, number, at=at)
    else:
        chain.reply = None
        add_user(chain.draft, content, number, at=at)


def _add_system(chain: Chain, record: dict[str, Any], number: int, at: str | None) -> None:
    if record.get("subtype") == "compact_boundary":
        chain.notes.add("compacted")
    if record.get("subtype") == "init":
        names = record.get("tools")
        chain.tools = (
            tuple(Tool(name) for name in names if isinstance(name, str))
            if isinstance(names, list)
            else tools_of(names)
        )
        chain.model = text_or_none(record.get("model"))
    content = record.get("content")
    if isinstance(content, str) and content.strip():
        chain.draft.system(content, number, at=at)


def _trace_of(name: str, chain: Chain, place: Place) -> Trace:
    extra = {"version": json_text(chain.version)} if chain.version else {}
    if chain.usage:
        extra["usage"] = json_text(_sum_of(chain.usage.values()))
    return Trace(
        name,
        Place(place.file, chain.line),
        chain.draft.events,
        None,
        own_id=chain.own_id or None,
        tools=chain.tools,
        notes=frozenset(chain.notes),
        model=chain.model,
        at=chain.draft.first_time(),
        parent_id=chain.parent_id,
        extra=extra,
    )


def _sum_of(usages: Iterable[dict[str, Any]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for usage in usages:
        for key, count in usage.items():
            if isinstance(count, int) and not isinstance(count, bool):
                total[key] += count
    return dict(total)
