"""A trace held against the tool servers' logs.

Every call ends as one of four outcomes, or is said to be outside what the log covers. The absence
of a call from a log proves something only where the log would have held it: in the session, in
the span of time or order that it covers, and for the tools that its server offers.
"""

from statistics import median
from typing import NamedTuple

from auditor.finding import Grade
from auditor.ledger.linking import Link, link, seconds
from auditor.ledger.matching import Candidate, Keyed, Matching, keyed, logged_name, match
from auditor.ledger.results import compare, tells_failure, tells_giving_up
from auditor.ledger_entry import (
    Comparison,
    Ledger,
    LedgerEntry,
    LedgerSession,
    Reconciliation,
    Unchecked,
)
from auditor.pairing import Pairing
from auditor.trace import ToolCall, Trace, first_own_step

_REMARKS = {"cut": "the client cut the result", "unknown": "the log holds no result"}
_AGREEING = ("", _REMARKS["cut"])
_SEVERAL = 2
_GIVEN = "a replay was given the call and did not make it"
_NAMED_SHARE = 0.5
_FITTING_SHARE = 0.8
_GAPPED = {"compacted", "condensed", "truncated-head", "truncated-tail", "seeded", "sidechain"}


def reconcile(trace: Trace, pairing: Pairing, ledger: Ledger) -> Reconciliation:
    """Look up every call of a trace in the ledger, and the ledger's surplus in the trace."""
    own = first_own_step(trace)
    calls = keyed([call for call in pairing.calls if call.step >= own], ledger)
    linked = link(trace, calls, pairing.answer, ledger)
    if linked.strength is None:
        return Reconciliation([], reason=linked.reason)
    matching = match(calls, pairing.answer, _candidates(linked))
    scope = _scope(trace, pairing, ledger, linked, calls, matching)
    backed = _backed(pairing, matching, ledger)
    comparisons: list[Comparison] = []
    unchecked = [Unchecked(call, _GIVEN) for call in pairing.calls if call.step < own]
    for item in calls:
        entry = matching.pairs.get(item.call.index)
        if entry is not None:
            comparisons.append(_compared(item.call, entry, pairing, scope))
            continue
        why_not = _outside(item, scope)
        if why_not:
            unchecked.append(Unchecked(item.call, why_not))
        else:
            comparisons.append(_missing(item, matching.altered.get(item.call.index), scope))
    surplus = _surplus(scope, matching, backed)
    return Reconciliation(
        linked.sessions,
        linked.strength,
        [*_doubted(comparisons), *surplus.hidden],
        unchecked,
        shared=surplus.reason,
        backed=backed,
        settled=frozenset() if surplus.reason else _settled(scope),
        disputed=_disputed(comparisons, pairing),
        offset=scope.offset,
    )


class _Scope(NamedTuple):
    """What is known of a trace and its sessions when absences are judged.

    Attributes:
        share: Part of the trace's calls that the sessions hold.
        given: The sessions are the trace's whole log: by name or ids, because there is no other,
            or because all that they hold is the trace's and nearly all of the trace is in them.
        offset: Seconds by which the log's clock is ahead.
        holed: Lines of these sessions' files are lost, and the sessions bear the trace's name: each
            of its calls may have stood there.
        spans: First and last step of a matched call, by session.
    """

    trace: Trace
    pairing: Pairing
    ledger: Ledger
    linked: Link
    share: float
    given: bool
    offset: float
    holed: bool
    spans: dict[int, "_Span"]


class _Span(NamedTuple):
    """Steps from the first matched call of a session to the last."""

    first: int
    last: int


def _candidates(linked: Link) -> list[Candidate]:
    found = [
        Candidate(entry, key)
        for session in linked.sessions
        for entry, key in zip(session.entries, session.keys, strict=True)
    ]
    if all(item.entry.at is not None for item in found):
        # Sessions of several servers interleave; the order inside one second is the log's.
        found.sort(key=lambda item: item.entry.at or "")
    return found


def _scope(
    trace: Trace,
    pairing: Pairing,
    ledger: Ledger,
    linked: Link,
    calls: list[Keyed],
    matching: Matching,
) -> _Scope:
    differences = []
    spans: dict[int, _Span] = {}
    by_entry = {
        id(entry): number
        for number, session in enumerate(linked.sessions)
        for entry in session.entries
    }
    for item in calls:
        entry = matching.pairs.get(item.call.index)
        if entry is None:
            continue
        if entry.at is not None and item.call.at is not None:
            differences.append(seconds(entry.at, item.call.at))
        number, step = by_entry[id(entry)], item.call.step
        known = spans.get(number, _Span(step, step))
        spans[number] = _Span(min(known.first, step), max(known.last, step))
    share = len(matching.pairs) / len(calls) if calls else 1.0
    offset = median(differences) if differences else 0.0
    given = linked.strength != "content" or linked.sole
    given = given or (not matching.surplus and share >= _FITTING_SHARE)
    holed = linked.strength == "named" and any(map(ledger.holed, linked.sessions))
    return _Scope(trace, pairing, ledger, linked, share, given, offset, holed, spans)


def _outside(item: Keyed, scope: _Scope) -> str:
    """Return why the log's silence about a call says nothing, or ""."""
    call = item.call
    if call.hosted:
        return "the call ran on the model provider's side"
    if call.synthesized:
        return f"a framework put the call there ({call.synthesized})"
    if call.index not in scope.pairing.answer:
        return "the call was never answered, so it may never have been sent"
    if scope.holed:
        return ""
    sessions = _sessions_for(item, scope)
    if not sessions and not _expected(scope):
        return "the ledger never saw this tool, so it may not cover it"
    numbers = sessions or list(range(len(scope.linked.sessions)))
    if not any(_covers(scope, number, call) for number in numbers):
        return "the call lies outside the span that the ledger covers"
    return ""


def _sessions_for(item: Keyed, scope: _Scope) -> list[int]:
    """Return the numbers of the linked sessions whose server is known to log the tool."""
    return [
        number
        for number, session in enumerate(scope.linked.sessions)
        if item.key.name in scope.ledger.tools.get(session.key.server, ())
    ]


def _expected(scope: _Scope) -> bool:
    """Say whether the log holds so many of the trace's calls that it should hold all."""
    return scope.share >= (_NAMED_SHARE if scope.given else _FITTING_SHARE)


def _covers(scope: _Scope, number: int, call: ToolCall) -> bool:
    """Say whether a session's log covers the moment of a call, by order or by time."""
    span = scope.spans.get(number)
    if span is not None and span.first <= call.step <= span.last:
        return True
    session = scope.linked.sessions[number]
    if call.at is None or session.first is None or session.last is None:
        # Without times the whole log counts, where it was surely given for this trace.
        return scope.given
    after_begin = seconds(call.at, session.first) + scope.offset
    before_end = seconds(session.last, call.at) - scope.offset
    return after_begin >= 0 and before_end >= 0


def _grade(scope: _Scope) -> Grade:
    """Return what an absence or difference proves, under what is known of the log as a whole."""
    sure = scope.linked.strength != "content" and scope.ledger.whole
    return "proven" if sure and not scope.trace.incomplete else "suspected"


def _compared(call: ToolCall, entry: LedgerEntry, pairing: Pairing, scope: _Scope) -> Comparison:
    answer = pairing.answer.get(call.index)
    if answer is None:
        return Comparison("both", call, entry, "proven", "the transcript holds no result")
    likeness = compare(answer.output, entry)
    if likeness == "differs":
        if tells_giving_up(answer) and not entry.is_error:
            return Comparison("result differs", call, entry, "suspected", "given up")
        return Comparison("result differs", call, entry, _grade(scope))
    if likeness == "unknown" and entry.is_error and not tells_failure(answer):
        return Comparison("result differs", call, entry, _grade(scope), "never answered")
    return Comparison("both", call, entry, "proven", _REMARKS.get(likeness, ""))


def _disputed(comparisons: list[Comparison], pairing: Pairing) -> frozenset[int]:
    """Return the results that the log gives the lie; failures are no evidence anyway."""
    return frozenset(
        pairing.answer[one.call.index].index
        for one in comparisons
        if one.call is not None
        and one.outcome in ("transcript only", "result differs")
        and one.remark not in ("refused", "given up")
    )


def _doubted(comparisons: list[Comparison]) -> list[Comparison]:
    """Lower what differs where no result of the trace agrees with the log.

    Then the client may rewrite them all in a way that we don't know.
    """
    agree = any(one.outcome == "both" and one.remark in _AGREEING for one in comparisons)
    differ = sum(one.outcome == "result differs" for one in comparisons)
    if agree or differ < _SEVERAL:
        return comparisons
    return [
        one._replace(grade="suspected") if one.outcome == "result differs" else one
        for one in comparisons
    ]


def _missing(item: Keyed, altered: LedgerEntry | None, scope: _Scope) -> Comparison:
    call = item.call
    if altered is not None:
        return Comparison("transcript only", call, altered, _grade(scope), "other arguments")
    if scope.pairing.answer[call.index].is_error:
        return Comparison("transcript only", call, None, "suspected", "refused")
    if not _sessions_for(item, scope) and _expected(scope):
        return Comparison("transcript only", call, None, "suspected", "tool not in ledger")
    return Comparison("transcript only", call, None, _grade(scope))


class _Surplus(NamedTuple):
    """The logged calls that the transcript should hold and does not, or why they say nothing."""

    hidden: list[Comparison]
    reason: str = ""


def _surplus(scope: _Scope, matching: Matching, backed: dict[int, LedgerEntry]) -> _Surplus:
    known = {id(entry) for entry in backed.values()}
    left = [entry for entry in matching.surplus if id(entry) not in known]
    if not left:
        return _Surplus([])
    if scope.trace.notes & _GAPPED or scope.trace.incomplete:
        return _Surplus([], "the transcript is not whole, so it may lack calls that the log holds")
    logged = sum(len(session.entries) for session in scope.linked.sessions)
    least = _NAMED_SHARE if scope.linked.strength == "named" else _FITTING_SHARE
    if len(matching.pairs) < least * logged:
        return _Surplus([], "the session holds other traces' calls, so none can be missed here")
    return _Surplus([Comparison("log only", None, entry, _grade(scope)) for entry in left])


def _backed(pairing: Pairing, matching: Matching, ledger: Ledger) -> dict[int, LedgerEntry]:
    """Return the entries of results whose call the transcript lacks, by the result's index."""
    found: dict[int, LedgerEntry] = {}
    left = list(matching.surplus)
    for result in pairing.orphans:
        name = logged_name(result.name, ledger) if result.name else None
        for entry in left:
            if name is not None and entry.name != name:
                continue
            if compare(result.output, entry) in ("same", "cut"):
                found[result.index] = entry
                left.remove(entry)
                break
    return found


def _settled(scope: _Scope) -> frozenset[str]:
    """Return the tools of which the log is known to hold every execution in this trace."""
    if _grade(scope) != "proven":
        return frozenset()
    servers: list[LedgerSession] = scope.linked.sessions
    return frozenset().union(*(scope.ledger.tools[session.key.server] for session in servers))
