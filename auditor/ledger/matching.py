"""Which entry of the log is which call of the transcript.

By call id first, then by tool and canonical arguments, in order. Where one side holds fewer equal
calls than the other, order is kept and the assignment that makes most results agree is taken, so
that the missing one is named rightly.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, TypeVar

from auditor.canonical import canonical_arguments
from auditor.ledger.results import compare
from auditor.ledger_entry import CallKey, Ledger, LedgerEntry
from auditor.trace import ToolCall, ToolResult

_SEPARATORS = ("__", ".", "/", ":")
_LARGEST_ALIGNMENT = 20_000


class Candidate(NamedTuple):
    """An entry of a session that belongs to the trace, and its key."""

    entry: LedgerEntry
    key: CallKey


class Keyed(NamedTuple):
    """A call of the transcript and its key, under the name that the log uses."""

    call: ToolCall
    key: CallKey


class Pair(NamedTuple):
    """A call and the entry that logs it."""

    call: ToolCall
    entry: LedgerEntry


class Matching(NamedTuple):
    """What belongs together, and what is left.

    Attributes:
        pairs: Entry of each call, by the call's event index.
        altered: Entry with the call's id and other arguments, by the call's event index.
        surplus: Entries that no call answers for, in order of the log.
    """

    pairs: dict[int, LedgerEntry]
    altered: dict[int, LedgerEntry]
    surplus: list[LedgerEntry]


def logged_name(name: str, ledger: Ledger) -> str:
    """Return the tool's name as the log spells it: clients put `mcp__server__` and such before.

    A single `_` or `-` may be part of any name: it parts a name behind `mcp` or the server's own.
    """
    tools = ledger.every_tool
    if name in tools:
        return name
    rests = [name.split(mark, n)[-1] for mark in _SEPARATORS for n in (1, 2) if mark in name]
    spelling = spelt(name)
    rests.append(ledger.prefixed.get(spelling, ""))
    if spelling.startswith("mcp_"):
        rests += [tool for tool in tools if spelling.endswith(spelt(f"_{tool}"))]
    return max((rest for rest in rests if rest in tools), key=len, default=name)


def spelt(name: str) -> str:
    """Return a name as clients spell it that allow only letters, digits and `_`."""
    return re.sub(r"[\W_]+", "_", name.casefold())


def keyed(calls: list[ToolCall], ledger: Ledger) -> list[Keyed]:
    """Return calls with their keys."""
    names = {call.name: logged_name(call.name, ledger) for call in calls}
    return [
        Keyed(call, CallKey(names[call.name], canonical_arguments(call.arguments_raw)))
        for call in calls
    ]


def match(
    calls: list[Keyed], answers: Mapping[int, ToolResult], entries: list[Candidate]
) -> Matching:
    """Pair calls with entries.

    Args:
        calls: In order of the transcript.
        answers: Result of each answered call, by the call's event index.
        entries: In order of the log.
    """
    search = _Search(calls, entries, answers, {})
    search.take(_id_and_key, _id_and_key)
    search.take(_id_and_name, _id_and_name_if_bare)
    ids_kept = bool(search.pairs)
    # Exporters rewrite ids: an equal call that is left on both sides is the same one.
    search.take(_key, _key)
    search.take(_name, _name_if_bare if ids_kept else _name_of_bare)
    altered = _altered(search.calls, search.entries)
    spoken_for = {id(entry) for entry in altered.values()}
    surplus = [item.entry for item in search.entries if id(item.entry) not in spoken_for]
    return Matching(search.pairs, altered, surplus)


Side = TypeVar("Side", Keyed, Candidate)


class _Search:
    """The calls and entries that are still to be paired, and the pairs so far."""

    def __init__(
        self,
        calls: list[Keyed],
        entries: list[Candidate],
        answers: Mapping[int, ToolResult],
        pairs: dict[int, LedgerEntry],
    ) -> None:
        self.calls, self.entries, self.answers, self.pairs = calls, entries, answers, pairs

    def take(
        self, of_call: Callable[[Keyed], Hashable], of_entry: Callable[[Candidate], Hashable]
    ) -> None:
        """Pair what has the same key, in order; None as a key stays out."""
        calls, entries = _grouped(self.calls, of_call), _grouped(self.entries, of_entry)
        taken: set[int] = set()
        for key in calls.keys() & entries.keys():
            for call, entry in _in_order(calls[key], self.answers, entries[key]):
                self.pairs[call.index] = entry
                taken.add(id(entry))
        self.calls = [item for item in self.calls if item.call.index not in self.pairs]
        self.entries = [item for item in self.entries if id(item.entry) not in taken]


def _grouped(items: list[Side], key_of: Callable[[Side], Hashable]) -> dict[Hashable, list[Side]]:
    groups: defaultdict[Hashable, list[Side]] = defaultdict(list)
    for item in items:
        key = key_of(item)
        if key is not None:
            groups[key].append(item)
    return groups


def _id_of(item: Keyed | Candidate) -> str | None:
    return item.call.call_id if isinstance(item, Keyed) else item.entry.call_id


def _is_bare(item: Candidate) -> bool:
    """Say whether the log leaves the arguments out."""
    return item.entry.arguments_raw is None


def _id_and_key(item: Keyed | Candidate) -> Hashable:
    call_id = _id_of(item)
    return None if call_id is None else (call_id, item.key)


def _id_and_name(item: Keyed | Candidate) -> Hashable:
    call_id = _id_of(item)
    return None if call_id is None else (call_id, item.key.name)


def _id_and_name_if_bare(item: Candidate) -> Hashable:
    return _id_and_name(item) if _is_bare(item) else None


def _key(item: Keyed | Candidate) -> Hashable:
    return item.key


def _name(item: Keyed | Candidate) -> Hashable:
    return item.key.name


def _name_of_bare(item: Candidate) -> Hashable:
    return item.key.name if _is_bare(item) else None


def _name_if_bare(item: Candidate) -> Hashable:
    return item.key.name if _is_bare(item) and item.entry.call_id is None else None


def _in_order(
    calls: list[Keyed], answers: Mapping[int, ToolResult], entries: list[Candidate]
) -> list[Pair]:
    """Assign equal calls and entries in order, as many as there are on the shorter side."""
    if len(calls) == len(entries) or len(calls) * len(entries) > _LARGEST_ALIGNMENT:
        return [Pair(a.call, b.entry) for a, b in zip(calls, entries, strict=False)]
    agree = [
        [agrees(answers.get(call.call.index), entry.entry) for entry in entries] for call in calls
    ]
    return [Pair(calls[i].call, entries[j].entry) for i, j in best_alignment(agree)]


def agrees(answer: ToolResult | None, entry: LedgerEntry) -> bool:
    """Say whether a call's result is the logged one, in full or cut."""
    return answer is not None and compare(answer.output, entry) in ("same", "cut")


class Cell(NamedTuple):
    """A cell of an alignment."""

    row: int
    column: int


def best_alignment(agree: list[list[bool]]) -> list[Cell]:
    """Return the order-preserving assignment that uses all of the shorter side and agrees most.

    Among equals the earliest is taken.

    Args:
        agree: agree[i][j] says whether row i and column j fit.
    """
    rows, columns = len(agree), len(agree[0])
    if rows > columns:
        turned = [[agree[i][j] for i in range(rows)] for j in range(columns)]
        return [Cell(row, column) for column, row in best_alignment(turned)]
    # best[i][j]: most agreements when rows from i on are assigned to columns from j on.
    best = [[-1] * (columns + 1) for _ in range(rows)] + [[0] * (columns + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            taken = best[i + 1][j + 1]
            here = taken + agree[i][j] if taken >= 0 else -1
            best[i][j] = max(here, best[i][j + 1])
    chosen, j = [], 0
    for i in range(rows):
        while best[i + 1][j + 1] < 0 or best[i + 1][j + 1] + agree[i][j] < best[i][j]:
            j += 1
        chosen.append(Cell(i, j))
        j += 1
    return chosen


def _altered(calls: list[Keyed], entries: list[Candidate]) -> dict[int, LedgerEntry]:
    """Pair what shares an id and a tool, though not the arguments."""
    waiting: defaultdict[object, list[LedgerEntry]] = defaultdict(list)
    for item in entries:
        if item.entry.call_id is not None and item.entry.arguments_raw is not None:
            waiting[(item.entry.call_id, item.key.name)].append(item.entry)
    found = {}
    for call in calls:
        same_id = waiting.get((call.call.call_id, call.key.name))
        if same_id:
            found[call.call.index] = same_id.pop(0)
    return found
