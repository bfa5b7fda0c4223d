"""Which sessions of the log belong to a trace.

A session is the trace's by name; else by call ids that no other session holds; else by the calls
themselves, where one session fits better than every other of its server.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from auditor.ledger.matching import Candidate, Keyed, agrees, match
from auditor.ledger_entry import Ledger, LedgerSession, SessionKey, Strength
from auditor.trace import ToolResult, Trace

_SAME_DAY = 26 * 3600.0  # a day and the width of the time zones' disorder
_LEAST_SHARE = 0.5
_LOOKED_AT = 32
_TELLING_NAME = 4


Answers = Mapping[int, ToolResult]


class Link(NamedTuple):
    """The sessions of a trace.

    Attributes:
        reason: Why there is none; "" where there is one.
        sole: The log holds no other session, so that it was given for this one.
    """

    sessions: list[LedgerSession]
    strength: Strength | None
    reason: str = ""
    sole: bool = False


def link(trace: Trace, calls: list[Keyed], answers: Answers, ledger: Ledger) -> Link:
    """Return the sessions that belong to a trace.

    Args:
        answers: Result of each answered call, by the call's event index.
    """
    sole = len(ledger.sessions) == 1
    found = _by_name(trace, calls, ledger)
    if found:
        return Link(found, "named", sole=sole)
    found = _by_ids(calls, ledger)
    if found:
        return Link(found, "ids", sole=sole)
    if not calls:
        return Link([], None, "no session of the ledger is named like this trace")
    fitting = _by_calls(trace, calls, answers, ledger)
    if fitting.reason and not ledger.whole:
        lost = "the ledger has lost lines, perhaps those of its session"
        return fitting._replace(reason=f"{fitting.reason}; {lost}")
    return fitting


def _by_name(trace: Trace, calls: list[Keyed], ledger: Ledger) -> list[LedgerSession]:
    keys = {item.key for item in calls}
    named = [
        ledger.sessions[key]
        for name in sorted(names_of(trace))
        for key in ledger.named.get(name, ())
    ]
    return [
        session
        for session in named
        # "7" may be anybody's name: it counts if the session holds a call of the trace.
        if len(session.key.session) >= _TELLING_NAME or not keys.isdisjoint(session.keys)
    ]


def names_of(trace: Trace) -> set[str]:
    """Return the names under which a ledger may know a trace."""
    names = {trace.trace_id, trace.own_id or trace.trace_id}
    tasks = {trace.task_key, trace.task_id or trace.task_key}
    if trace.run_index is None:
        return names | tasks
    return names | {f"{task}{mark}{trace.run_index}" for task in tasks for mark in ":#-_/."}


def _by_ids(calls: list[Keyed], ledger: Ledger) -> list[LedgerSession]:
    """Return the sessions that alone hold a call with an id of the trace."""
    found: dict[SessionKey, LedgerSession] = {}
    for call_id, key in {(item.call.call_id, item.key) for item in calls}:
        holders = ledger.ids.get(call_id or "", set())
        if len(holders) != 1:
            continue
        (holder,) = holders
        session = ledger.sessions[holder]
        if any(
            entry.call_id == call_id and (entry.arguments_raw is None or held == key)
            for entry, held in zip(session.entries, session.keys, strict=True)
        ):
            found[holder] = session
    return [found[key] for key in sorted(found)]


class _Fit(NamedTuple):
    """How well a session fits a trace; the order of the fields is that of their weight.

    Attributes:
        ids: Calls shared together with their ids.
        shared: Calls shared.
        agreeing: Shared calls with equal results.
        foreign: Minus the number of entries that are none of the trace's calls.
        nearness: Minus the seconds between the spans.
    """

    ids: int
    shared: int
    agreeing: int
    foreign: int
    nearness: float


class _Fitting(NamedTuple):
    """A session and how well it fits."""

    fit: _Fit
    session: LedgerSession


def _by_calls(trace: Trace, calls: list[Keyed], answers: Answers, ledger: Ledger) -> Link:
    servers: dict[str, list[_Fitting]] = {}
    for holder in _candidates(calls, ledger):
        session = ledger.sessions[holder]
        fit = _fit(trace, calls, answers, session)
        least = _LEAST_SHARE * min(len(calls), len(session.keys))
        if -fit.nearness <= _SAME_DAY and fit.shared >= least:
            servers.setdefault(holder.server, []).append(_Fitting(fit, session))
    if not servers:
        return Link([], None, "no session of the ledger fits this trace")
    found, by_ids = [], True
    for fitting in servers.values():
        fitting.sort(key=lambda one: one.fit, reverse=True)
        best = fitting[0]
        if len(fitting) > 1:
            second = fitting[1]
            # Equal sessions tell the same of this trace, so that either will do.
            if best.fit == second.fit and not _alike(best.session, second.session):
                return Link([], None, "several sessions of the ledger fit this trace equally well")
            by_ids = by_ids and best.fit.ids > second.fit.ids
        by_ids = by_ids and best.fit.ids > 0
        found.append(best.session)
    return Link(found, "ids" if by_ids else "content", sole=len(ledger.sessions) == 1)


def _candidates(calls: list[Keyed], ledger: Ledger) -> list[SessionKey]:
    """Return the sessions that share most calls, no more of a server than can be looked at."""
    shared: Counter[SessionKey] = Counter()
    for key in {item.key for item in calls}:
        shared.update(ledger.holders.get(key, ()))
    seen: Counter[str] = Counter()
    found = []
    for holder, _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        seen[holder.server] += 1
        if seen[holder.server] <= _LOOKED_AT:
            found.append(holder)
    return found


def _fit(trace: Trace, calls: list[Keyed], answers: Answers, session: LedgerSession) -> _Fit:
    entries = [Candidate(*both) for both in zip(session.entries, session.keys, strict=True)]
    pairs = match(calls, answers, entries).pairs
    ids = agreeing = 0
    for item in calls:
        entry = pairs.get(item.call.index)
        if entry is not None:
            ids += entry.call_id is not None and entry.call_id == item.call.call_id
            agreeing += agrees(answers.get(item.call.index), entry)
    foreign = len(pairs) - len(entries)
    return _Fit(ids, len(pairs), agreeing, foreign, -_gap(trace, session))


def _alike(one: LedgerSession, other: LedgerSession) -> bool:
    """Say whether two sessions hold the same calls with the same results."""
    return one.keys == other.keys and all(
        mine.result == theirs.result
        for mine, theirs in zip(one.entries, other.entries, strict=True)
    )


def _gap(trace: Trace, session: LedgerSession) -> float:
    """Return the seconds between the spans of a trace and a session; 0 where they overlap."""
    times = [event.at for event in trace.events if event.at is not None]
    if not times or session.first is None or session.last is None:
        return 0.0
    begin, end = min(times), max(times)
    return max(0.0, seconds(begin, session.last), seconds(session.first, end))


def seconds(later: str, earlier: str) -> float:
    """Return the seconds from `earlier` to `later`, both UTC as ISO 8601."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
