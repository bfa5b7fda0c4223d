"""Ledger files in, one ledger out: strict, with every bad line as a record."""

import hashlib
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor import discovery, sources, strict_json
from auditor.canonical import canonical_arguments
from auditor.errors import NothingAudited, UnreadableFile
from auditor.ledger import form, mcp_log, otel_spans
from auditor.ledger.chain import Chain
from auditor.ledger.matching import spelt
from auditor.ledger_entry import CallKey, Ledger, LedgerEntry, LedgerSession, SessionKey
from auditor.trace import Place, ReadProblem

_KEPT_RAW = 64 * 1024


def read_ledger(*paths: str) -> Ledger:
    """Return the ledger that files hold: our own form, MCP messages, OpenTelemetry spans, mixed.

    Args:
        paths: Files, folders or globs; `.gz` and `.zst` are read as they are.

    Raises:
        UsageError: A path does not exist or cannot be opened.
        NothingAudited: The files hold no entry at all.
    """
    ledger = Ledger({}, {}, {}, {}, [])
    for path in discovery.discover(paths, "ledger", "`auditor proxy --help`"):
        file = _LedgerFile(sources.display_name(path), ledger)
        for value in _values(path, file):
            file.take(value)
        file.finish()
    if not ledger.sessions:
        first = next(iter(ledger.problems), None)
        why = f" Line {first.place.line or 1}: {first.reason}." if first else ""
        raise NothingAudited(
            f"No execution of a tool is logged in {', '.join(paths)}.{why}",
            "Give a ledger that `auditor proxy` wrote, an MCP message log or execute_tool spans.",
        )
    for session in ledger.sessions.values():
        _order(session)
        ledger.named.setdefault(session.key.session, []).append(session.key)
    ledger.every_tool = frozenset().union(*ledger.tools.values())
    ledger.prefixed = {
        spelt(f"{server}_{tool}"): tool
        for server, offered in ledger.tools.items()
        for tool in offered
    }
    return ledger


class _Value(NamedTuple):
    """A decoded value, the bytes it came from and where they lie."""

    value: Any
    raw: bytes
    place: Place


class _LedgerFile:
    """What is being read out of one file, into the ledger that all files share."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self.name, self.ledger = name, ledger
        self.chain = Chain()
        self.messages = mcp_log.McpLog(os.path.basename(name))
        self.spans = otel_spans.SpanLog(os.path.basename(name))
        self.count = 0
        self.chained = False
        self.loose: _Value | None = None

    def take(self, item: _Value) -> None:
        """Add what a value holds."""
        value, place = item.value, item.place
        if form.is_entry(value):
            self._take_entry(item)
            return
        messages = mcp_log.unwrapped(value)
        spans = [] if messages else list(otel_spans.spans_of(value))
        for logged in messages:
            self.messages.feed(logged, place)
        for span in spans:
            self.spans.feed(span, place)
        if messages or spans:
            self._outside_the_chain(item)
        else:
            self.problem(place, "neither a ledger entry, an MCP message nor a span", item.raw)

    def _take_entry(self, item: _Value) -> None:
        try:
            found = form.read_entry(item.value, item.place, self.count)
        except form.MalformedError as fault:
            self.problem(item.place, str(fault), item.raw)
            return
        if found.prev_hash:
            self.chained = True
        else:
            self._outside_the_chain(item)
        for reason in (found.fault, self.chain.follow(found, item.raw)):
            if reason:
                self.problem(item.place, reason, item.raw)
        self.add(found.entry)

    def _outside_the_chain(self, item: _Value) -> None:
        """Remember the first line that no hash binds; a file of chained lines has none."""
        self.loose = self.loose or item

    def unreadable(self, place: Place, reason: str, raw: bytes) -> None:
        """Note a line that is no JSON; a repair mark on the next line may account for it."""
        self.chain.torn(raw, lambda: self.problem(place, reason, raw))

    def add(self, entry: LedgerEntry) -> None:
        """Put an execution or a mark into its session."""
        self.count += 1
        ledger = self.ledger
        key = SessionKey(entry.server, entry.session)
        session = ledger.sessions.get(key)
        if session is None:
            session = ledger.sessions[key] = LedgerSession(key, [], [])
            ledger.tools.setdefault(entry.server, frozenset())
        session.files.add(entry.place.file)
        if entry.at is not None:
            session.first = min(session.first or entry.at, entry.at)
            session.last = max(session.last or entry.at, entry.at)
        if not entry.name:
            return
        bare = entry.arguments_raw is None
        call = CallKey(entry.name, "" if bare else canonical_arguments(entry.arguments_raw))
        session.entries.append(entry)
        session.keys.append(call)
        ledger.tools[entry.server] |= {entry.name}
        ledger.holders.setdefault(call, set()).add(key)
        if entry.call_id is not None:
            ledger.ids.setdefault(entry.call_id, set()).add(key)

    def problem(self, place: Place, reason: str, raw: bytes) -> None:
        """Keep a bad line beside the ledger."""
        self.ledger.problems.append(
            ReadProblem(
                place,
                "TA901",
                f"ledger: {reason}",
                "What the ledger lacks proves nothing any more; find out who changed it.",
                raw[:_KEPT_RAW],
                hashlib.sha256(raw).hexdigest() if raw else "",
            )
        )

    def finish(self) -> None:
        """Add what only the whole file could tell."""
        self.chain.end()
        if self.chained and self.loose is not None:
            reason = "the line stands outside the file's hash chain: it was inserted or appended"
            self.problem(self.loose.place, reason, self.loose.raw)
        for entry in [*self.spans.entries(), *self.messages.entries()]:
            self.add(entry)
        for connection, tools in self.messages.tools.items():
            server = self.messages.server_of(connection)
            if server in self.ledger.tools:
                self.ledger.tools[server] |= tools


def _values(path: str, file: _LedgerFile) -> Iterator[_Value]:
    """Yield the values of a file as far as it goes: what breaks off is as good as changed."""
    try:
        yield from _values_there(path, file)
    except UnreadableFile:
        raise
    except OSError as error:
        file.unreadable(Place(file.name), f"the file breaks off: {error}", b"")


def _values_there(path: str, file: _LedgerFile) -> Iterator[_Value]:
    """Yield the values of a file: a line each, or the whole document."""
    if not _is_lines(path):
        raw = sources.document_of(path) or b""
        place = Place(file.name, None, 0, len(raw))
        try:
            yield _Value(strict_json.decode(raw), raw, place)
        except strict_json.JsonError as fault:
            file.unreadable(place, str(fault), raw)
        return
    for record in sources.records_of(path):
        if not record.raw.strip():
            continue
        place = Place(file.name, record.line, record.offset, record.length)
        try:
            if record.length > sources.MAX_RECORD:
                raise strict_json.JsonError(f"the line has {record.length:,} bytes")
            yield _Value(strict_json.decode(record.raw), record.raw, place)
        except strict_json.JsonError as fault:
            file.unreadable(place, str(fault), record.raw)


def _is_lines(path: str) -> bool:
    """Say whether a file holds a value a line: its name or its first lines say so."""
    stem = path.removesuffix(".gz").removesuffix(".zst")
    if stem.endswith((".jsonl", ".ndjson", ".log")):
        return True
    first = sources.head_of(path).split(b"\n", 1)[0]
    if len(first) >= sources.HEAD:
        return True
    try:
        strict_json.decode(first)
    except strict_json.JsonError:
        return first.lstrip()[:1] not in (b"{", b"[") or first.strip()[1:] != b""
    return True


def _order(session: LedgerSession) -> None:
    """Bring the entries of several files into order of time, where all have one."""
    if all(entry.at is not None for entry in session.entries):
        both = sorted(
            zip(session.entries, session.keys, strict=True), key=lambda pair: pair[0].at or ""
        )
        session.entries = [entry for entry, _ in both]
        session.keys = [key for _, key in both]
