"""What a tool server's own log says, and how a transcript compares with it: plain values.

Reading logs and comparing is the job of `auditor.ledger`; rules only read these.
"""

from typing import Literal, NamedTuple

import msgspec

from auditor.finding import Grade
from auditor.trace import Place, ReadProblem, ToolCall


class LedgerEntry(msgspec.Struct, frozen=True, gc=False):
    """One execution of a tool, as its server logged it.

    Attributes:
        seq: Number of the entry in its file, as logged or by order.
        server, session: Which server logged it, in which of its sessions.
        name: The tool; "" for a mark of the ledger itself (opened, closed, repaired).
        arguments_raw: The arguments as JSON text; None where the log leaves them out.
        at: When the call arrived, UTC, where known.
        call_id: The caller's id of the call, where the log has it.
        result: What the tool returned, as text; None where the log leaves it out.
        result_sha256: Of the result's UTF-8 bytes; "" where not given.
        is_error: The tool or the protocol reported a failure.
        place: Where the entry lies.
    """

    seq: int
    server: str
    session: str
    name: str
    place: Place
    arguments_raw: str | None = None
    at: str | None = None
    call_id: str | None = None
    result: str | None = None
    result_sha256: str = ""
    is_error: bool = False


class SessionKey(NamedTuple):
    """Which session of which server; names of sessions may repeat between servers."""

    server: str
    session: str


class CallKey(NamedTuple):
    """What makes two calls equal: the tool and its arguments in canonical form."""

    name: str
    arguments: str


class LedgerSession(msgspec.Struct):
    """The entries of one session in order of the log.

    Attributes:
        entries: Executions; marks are left out.
        keys: Call key of each entry; its arguments are "" where the log leaves them out.
        first, last: When the log of this session begins and ends, marks included; None without
            times.
        files: Where its entries and marks stand.
    """

    key: SessionKey
    entries: list[LedgerEntry]
    keys: list[CallKey]
    first: str | None = None
    last: str | None = None
    files: set[str] = set()


class Ledger(msgspec.Struct):
    """The tool servers' logs that an audit was given.

    Attributes:
        sessions: By server and session.
        named: The sessions of a name; servers may share it.
        tools: Names of the tools that each server is known to log.
        every_tool: Names of the tools of all servers.
        prefixed: Tools by their server's name and theirs, spelt as clients do that join both.
        holders: The sessions that hold a call, by its key.
        ids: The sessions that hold a call id.
        problems: Lines that could not be read, results that break their hash, broken chains.
    """

    sessions: dict[SessionKey, LedgerSession]
    tools: dict[str, frozenset[str]]
    holders: dict[CallKey, set[SessionKey]]
    ids: dict[str, set[SessionKey]]
    problems: list[ReadProblem]
    named: dict[str, list[SessionKey]] = {}
    every_tool: frozenset[str] = frozenset()
    prefixed: dict[str, str] = {}

    @property
    def whole(self) -> bool:
        """Nothing of the logs was unreadable, so that what they lack did not happen there."""
        return not self.problems

    def holed(self, session: LedgerSession) -> bool:
        """Say whether calls of a session may be lost: something of its files was unreadable."""
        return any(problem.place.file in session.files for problem in self.problems)


Outcome = Literal["both", "transcript only", "log only", "result differs"]

Strength = Literal["named", "ids", "content"]
"""Why a session is taken for a trace's: its name, ids of its calls, or the calls themselves."""


class Comparison(NamedTuple):
    """One call, looked up on both sides.

    Attributes:
        call: The transcript's; None for `log only`.
        entry: The log's; None for `transcript only`, but for a call whose id stands in the log
            with other arguments.
        grade: How much the outcome proves.
        remark: What else is to be said: why a result was not compared in full, or a finer kind.
    """

    outcome: Outcome
    call: ToolCall | None
    entry: LedgerEntry | None
    grade: Grade
    remark: str = ""


class Unchecked(NamedTuple):
    """A call of the transcript that the ledger can say nothing about, and why."""

    call: ToolCall
    reason: str


class Reconciliation(msgspec.Struct):
    """A trace held against the ledger.

    Attributes:
        sessions: The sessions that belong to the trace.
        strength: Why they were taken for it; None where none was.
        comparisons: Every call that could be looked up, and the log's surplus.
        unchecked: Calls outside what the ledger covers.
        reason: Why nothing could be compared; "" as a rule.
        shared: Why the log's surplus says nothing of this trace; "" as a rule.
        backed: Results without a recorded call whose execution the log does hold, by event index.
        settled: Tools whose absence from the log proves that they were not called.
        disputed: Results, by event index, of calls that the log lacks or answers otherwise.
        offset: Seconds by which the log's clock is ahead of the transcript's.
    """

    sessions: list[LedgerSession]
    strength: Strength | None = None
    comparisons: list[Comparison] = []
    unchecked: list[Unchecked] = []
    reason: str = ""
    shared: str = ""
    backed: dict[int, LedgerEntry] = {}
    settled: frozenset[str] = frozenset()
    disputed: frozenset[int] = frozenset()
    offset: float = 0.0

    def proves_absence(self, tool: str) -> bool:
        """Say whether a result of this tool that has no call can't have come from its server.

        A tool of unknown name must be lacking from all that the log covers.
        """
        if not tool:
            return bool(self.settled) and not self._surplus()
        return tool in self.settled and tool not in self._surplus()

    def _surplus(self) -> set[str]:
        """Return the tools of logged calls that the transcript does not record."""
        return {
            row.entry.name
            for row in self.comparisons
            if row.outcome == "log only" and row.entry is not None
        }
