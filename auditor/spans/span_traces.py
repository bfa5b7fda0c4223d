"""Spans of one recorded run, put together as traces.

Tracing products keep a run as a tree of spans. Spans of one conversation make one trace; another
agent's conversation inside the same run becomes a trace of its own, linked to the one whose spans
enclose it.

Times are those at which spans began, so that they rise along a trace; those inside messages are
often cut to whole seconds.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from auditor.canonical import canonical_arguments
from auditor.format import Skipped
from auditor.messages.parts import json_text
from auditor.spans.span_board import Board, Thread, count_tokens, open_thread
from auditor.spans.span_threads import add_chat, add_tool, append
from auditor.spans.spans import Execution, Span, ancestors, beginning_shared
from auditor.trace import Event, Place, ToolResult, Trace


class Run(NamedTuple):
    """What the traces of one run share.

    Attributes:
        items: JSON pointer, below `place`, of the list that `Span.item` counts in.
        own_id: The run's id.
    """

    format: str
    place: Place
    items: str | None
    own_id: str | None


def traces_of(spans: Iterable[Span], run: Run) -> Iterator[Trace]:
    """Yield the conversations of one run, the first of them under the run's own id.

    Where no chat span kept any words, the tool spans between the outermost span's input and output
    make one trace. A run without chat, tool or agent content yields none.
    """
    ordered = sorted(spans, key=lambda span: span.start or "")
    parents = {span.span_id: span.parent_id for span in ordered}
    ordered = _without_inner_executions(ordered, parents)
    if any(span.kind == "chat" and (span.said or span.replied) for span in ordered):
        board = _conversations(_without_wrappers(ordered, parents), parents)
    else:
        board = _outline(ordered)
    for thread in board.threads:
        yield _trace_of(thread, run, _parent_of(thread, board, run.own_id))


def read_run(
    spans: Collection[Span],
    run: Run,
    untold: Skipped,
    about: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Trace | Skipped]:
    """Yield the traces of one run, or that it was left out where it tells of nothing.

    Args:
        spans: All its spans.
        run: What its traces share.
        untold: Why it is left out then.
        about: What the record says of the run, for `extra`.
    """
    found = False
    for trace in traces_of(spans, run):
        found = True
        trace.extra = trace.extra | dict(about)
        yield trace
    if not found:
        yield untold


def read_rows(
    rows: Collection[object],
    spans: Collection[Span],
    run: Run,
    untold: str,
    about: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Trace | Skipped]:
    """Yield the traces of one run that is kept row by row, or how many of its rows are left out.

    Without a span of a model or a tool it is only what went in and what came out: `condensed`.

    Args:
        rows: Its rows, each a line where no list holds them.
        spans: What they say.
        run, about: As for `read_run`.
        untold: Why they are left out where they tell of nothing.
    """
    whole = any(span.kind in ("chat", "tool") for span in spans)
    left_out = Skipped(untold, len(rows) if run.items is None else 1)
    for trace in read_run(spans, run, left_out, about):
        if not whole and isinstance(trace, Trace):
            trace.notes |= {"condensed"}
        yield trace


def _conversations(spans: list[Span], parents: dict[str, str | None]) -> Board:
    board = Board(parents)
    repeated = _repeated_results(spans)
    for span in spans:
        if span.kind == "chat":
            add_chat(board, span)
        elif span.kind == "tool":
            add_tool(board, span, repeated)
    return board


def _outline(spans: list[Span]) -> Board:
    """Return the one conversation of a run whose chat spans kept no words."""
    chats = [span for span in spans if span.kind == "chat"]
    tools = [span for span in spans if span.kind == "tool"]
    whole = next((span for span in spans if span.said or span.replied), None)
    board = Board({})
    if not (chats or tools or whole):
        return board
    thread = open_thread(board, None)
    if chats:
        thread.notes.add("condensed")
        thread.model = next((span.model for span in chats if span.model), None)
    for span in chats:
        count_tokens(thread, span.usage)
    if whole is not None:
        append(thread, whole.said, whole)
    for span in tools:
        add_tool(board, span, Counter())
    if whole is not None:
        append(thread, whole.replied, msgspec.structs.replace(whole, start=None))
    return board


def _without_wrappers(spans: list[Span], parents: dict[str, str | None]) -> list[Span]:
    """Leave out chat spans that say what a chat span inside them says, or the other way round.

    Of both the fuller one stays, the inner one where they are equal. What lies inside a tool or
    agent span is another conversation.
    """
    by_id = {span.span_id: span for span in spans}
    dropped: set[str] = set()
    for span in spans:
        if span.kind != "chat" or span.span_id in dropped:
            continue
        for above in ancestors(span.span_id, parents):
            outer = by_id.get(above)
            if outer is None or outer.kind in ("tool", "agent"):
                break
            if outer.kind == "chat":
                inner_is_fuller = _size(span) >= _size(outer)
                dropped.add(outer.span_id if inner_is_fuller else span.span_id)
    return [span for span in spans if span.span_id not in dropped]


def _without_inner_executions(spans: list[Span], parents: dict[str, str | None]) -> list[Span]:
    """Leave out executions inside of the same execution, as a server tells what a client does."""
    by_id = {span.span_id: span for span in spans if span.kind != "other"}
    inner: dict[str, Span] = {}
    for span in spans:
        if span.execution is None:
            continue
        around = (by_id[above] for above in ancestors(span.span_id, parents) if above in by_id)
        outer = next(around, None)
        if outer is not None and outer.execution is not None and _is_same(span, outer):
            inner[span.span_id] = outer
    outputs = {inner[s.span_id].span_id: s.execution for s in spans if s.span_id in inner}
    return [_filled(s, outputs.get(s.span_id)) for s in spans if s.span_id not in inner]


def _is_same(span: Span, outer: Span) -> bool:
    one, other = span.execution, outer.execution
    if one is None or other is None:
        return False
    if one.call_id and other.call_id:
        return one.call_id == other.call_id
    if one.name != other.name:
        return False
    # The spans of an MCP client and of its server need not repeat the arguments.
    told = [canonical_arguments(run.arguments_raw) for run in (one, other) if run.arguments_raw]
    return len(set(told)) <= 1


def _filled(span: Span, inner: Execution | None) -> Span:
    """Return a span with what only the execution inside it tells."""
    run = span.execution
    if run is None or inner is None:
        return span
    filled = msgspec.structs.replace(run, arguments_raw=run.arguments_raw or inner.arguments_raw)
    if run.output is None:
        filled = msgspec.structs.replace(filled, output=inner.output, is_error=inner.is_error)
    return msgspec.structs.replace(span, execution=filled)


def _size(span: Span) -> int:
    return len(span.said) + len(span.replied)


def _repeated_results(spans: list[Span]) -> Counter[Hashable]:
    """Count the results that chat spans were given, by id, or by name where they have none.

    A span that was given its history repeats what others count; one that was given only what is
    new counts on top.
    """
    most: Counter[Hashable] = Counter()
    fresh: Counter[Hashable] = Counter()
    for said in _longest([span.said for span in spans if span.said]):
        given = Counter(
            result.call_id or ("name", result.name) for result in said if type(result) is ToolResult
        )
        if any(type(event) is not ToolResult and event.source == "model" for event in said):
            most |= given
        else:
            fresh += given
    return most + fresh


def _longest(histories: list[tuple[Event, ...]]) -> Iterator[tuple[Event, ...]]:
    """Leave out histories that the next one goes on from: it counts all that they count."""
    for said, following in zip_longest(histories, histories[1:], fillvalue=()):
        goes_on = beginning_shared(said, following) == len(said)
        if not (goes_on and any(type(e) is not ToolResult and e.source == "model" for e in said)):
            yield said


def _trace_of(thread: Thread, run: Run, parent: str | None) -> Trace:
    events = thread.draft.events
    return Trace(
        run.format,
        run.place,
        events,
        run.items,
        own_id=_id_of(thread, run.own_id),
        tools=thread.tools,
        notes=frozenset(thread.notes),
        model=thread.model,
        at=next((event.at for event in events if event.at), None),
        parent_id=parent,
        extra={"usage": json_text(dict(thread.usage))} if thread.usage else {},
    )


def _id_of(thread: Thread, own_id: str | None) -> str | None:
    if not thread.number:
        return own_id
    first = thread.first or str(thread.number)
    return f"{own_id}/{first}" if own_id else first


def _parent_of(thread: Thread, board: Board, own_id: str | None) -> str | None:
    """Return the id of the trace whose spans enclose this one."""
    if thread.first is None:
        return None
    for above in ancestors(thread.first, board.parents):
        owner = board.owners.get(above)
        around = [owner] if owner else board.homes.get(above, []) if above != thread.home else []
        for other in around[:1]:
            if other is not thread:
                return _id_of(other, own_id)
    return None
