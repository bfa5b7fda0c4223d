"""Spans repeat a conversation over and over; put together it is told once, in order."""

from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.draft import Draft
from auditor.pairing import pair
from auditor.spans.span_traces import Run, traces_of
from auditor.spans.spans import Execution, Span
from auditor.trace import Message, Place, Tool, ToolCall, ToolResult

RUN = Run("made", Place("made.json"), "", "run")


class Manner(NamedTuple):
    """How an instrumentation records: what it repeats and what it leaves out."""

    tool_spans: bool
    tool_ids: bool
    call_ids: bool
    last_result_in_chat: bool


def told(events):
    """Return the events without what depends on where they were read."""
    found = []
    for event in events:
        if type(event) is Message:
            found.append((event.source, event.channel, event.text))
        elif type(event) is ToolCall:
            found.append(("call", event.name, event.arguments_raw))
        else:
            assert type(event) is ToolResult
            found.append(("result", event.output))
    return found


@st.composite
def conversations(draw):
    """A list of (user words, [replies]) where a reply is words and the tools it calls."""
    words = st.sampled_from(["yes", "no", "look again", "thanks"])
    return draw(
        st.lists(
            st.tuples(words, st.lists(st.integers(0, 3), min_size=1, max_size=3)),
            min_size=1,
            max_size=4,
        )
    )


def record(turns, manner):
    """Return the conversation as one draft, and as the spans that a product would keep of it."""
    whole, spans, clock, number = Draft(), [], 0, 0
    whole.system("Look up first.", -1)

    def at():
        nonlocal clock
        clock += 1
        return f"2026-01-01T00:00:{clock:02}.000000Z"

    for user, replies in turns:
        whole.user(user, -1)
        for calls in replies:
            said = tuple(whole.events)
            start, began = len(whole.events), at()
            whole.step()
            whole.model(f"reply {number}", -1)
            ids = []
            for place in range(calls):
                number += 1
                ids.append(f"c{number}" if manner.call_ids else None)
                whole.call("look", f'{{"n": {number}}}', -1, call_id=ids[-1], position=place)
            replied = tuple(whole.events[start:])
            number += 1
            spans.append(
                Span(f"chat{number}", "root", "chat", -1, began, said=said, replied=replied)
            )
            for place, call_id in enumerate(ids):
                call = [e for e in replied if type(e) is ToolCall][place]
                output = f"value of {call.arguments_raw}"
                if manner.tool_spans:
                    spans.append(
                        Span(
                            f"tool{number}.{place}", "root", "tool", -1, at(),
                            execution=Execution(
                                "look", call.arguments_raw, output,
                                call_id if manner.tool_ids else None,
                            ),
                        )
                    )  # fmt: skip
                whole.result(output, -1, call_id=call_id, name="look")
    if manner.last_result_in_chat or not manner.tool_spans:
        spans.append(Span("end", "root", "chat", -1, at(), said=tuple(whole.events)))
    return whole, spans


@settings(deadline=None)
@given(conversations(), st.builds(Manner, *[st.booleans()] * 4))
def test_a_conversation_told_by_many_spans_is_read_once_and_in_order(turns, manner):
    whole, spans = record(turns, manner)
    (trace,) = traces_of(spans, RUN)
    assert told(trace.events) == told(whole.events)
    assert pair(trace.events).orphans == []
    assert len(pair(trace.events).unanswered) == 0
    assert [e.turn for e in trace.events] == [e.turn for e in whole.events]
    assert [e.step for e in trace.events] == [e.step for e in whole.events]
    assert trace.own_id == "run"


@settings(deadline=None)
@given(conversations(), st.builds(Manner, *[st.booleans()] * 3, st.just(value=False)))
def test_spans_that_give_only_the_newest_words_make_the_same_conversation(turns, manner):
    numbered = [(f"{user} {place}", replies) for place, (user, replies) in enumerate(turns)]
    whole, spans = record(numbered, manner)
    newest, known = [], 0
    for span in spans:
        if span.kind == "chat":
            newest.append(msgspec.structs.replace(span, said=span.said[known:]))
            known = len(span.said) + len(span.replied)
        else:
            newest.append(span)
    (trace,) = traces_of(newest, RUN)
    assert told(trace.events) == told(whole.events)


@settings(deadline=None)
@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_of_spans_in_the_file_does_not_matter(turns, chance):
    whole, spans = record(turns, Manner(True, True, True, False))
    chance.shuffle(spans)
    (trace,) = traces_of(spans, RUN)
    assert told(trace.events) == told(whole.events)


def test_a_conversation_inside_a_tool_is_a_trace_of_its_own_with_its_parent():
    main, helper = Draft(), Draft()
    main.user("Is it safe?", -1)
    main.step()
    main.call("ask", "{}", -1, call_id="a")
    helper.user("What of it?", -1)
    helper.step()
    helper.model("Nothing.", -1)
    spans = [
        Span("m", "agent", "chat", -1, "1", tuple(main.events[:1]), tuple(main.events[1:])),
        Span("t", "agent", "tool", -1, "2", execution=Execution("ask", "{}", "Nothing.", "a")),
        Span("s", "t", "agent", -1, "3"),
        Span("h", "s", "chat", -1, "4", tuple(helper.events[:1]), tuple(helper.events[1:])),
    ]
    first, second = traces_of(spans, RUN)
    assert told(second.events) == told(helper.events)
    assert (first.own_id, first.parent_id) == ("run", None)
    assert (second.own_id, second.parent_id) == ("run/h", "run")


def test_agents_asked_the_same_at_once_keep_their_conversations_apart():
    spans = []
    for agent in "ab":
        draft = Draft()
        draft.system(f"You are {agent}.", -1)
        draft.user("Is it safe?", -1)
        start = len(draft.events)
        draft.step()
        draft.call("look", "{}", -1, call_id=f"{agent}1")
        spans.append(
            Span(
                f"{agent}1", agent, "chat", -1, f"1{agent}",
                tuple(draft.events[:start]), tuple(draft.events[start:]),
            )
        )  # fmt: skip
        draft.result(f"result for {agent}", -1, call_id=f"{agent}1")
        spans.append(Span(f"{agent}2", agent, "chat", -1, f"2{agent}", tuple(draft.events)))
    found = list(traces_of(spans, RUN))
    assert [told(trace.events)[-1] for trace in found] == [
        ("result", "result for a"),
        ("result", "result for b"),
    ]
    assert [len(trace.events) for trace in found] == [4, 4]


def test_calls_of_a_model_that_begin_anew_are_conversations_of_their_own():
    spans = []
    for number in range(40):
        draft = Draft()
        draft.system("Classify.", -1)
        draft.user(f"ticket {number}", -1)
        draft.step()
        draft.model("spam", -1)
        said, replied = tuple(draft.events[:2]), tuple(draft.events[2:])
        spans.append(Span(f"s{number}", "job", "chat", -1, f"{number:02}", said, replied))
    found = list(traces_of(spans, RUN))
    assert [len(trace.events) for trace in found] == [3] * 40
    assert {trace.parent_id for trace in found} == {None}


def test_tools_that_only_a_later_span_declares_count():
    draft = Draft()
    draft.user("Hi", -1)
    look, block = Tool("look"), Tool("block")
    spans = [
        Span("a", "root", "chat", -1, "1", tuple(draft.events), tools=(look,)),
        Span("b", "root", "chat", -1, "2", tuple(draft.events), tools=(look, block)),
    ]
    (trace,) = traces_of(spans, RUN)
    assert trace.tools == (look, block)


def test_spans_in_a_circle_end():
    draft = Draft()
    draft.user("Hi", -1)
    spans = [
        Span("a", "b", "chat", -1, None, tuple(draft.events)),
        Span("b", "a", "chat", -1, None, tuple(draft.events)),
    ]
    assert len(list(traces_of(spans, RUN))) == 1


def test_calls_without_recorded_words_come_from_the_tool_spans():
    spans = [
        Span("m", None, "chat", -1, "1", model="model-a"),
        Span("t", "m", "tool", -1, "2", execution=Execution("look", "{}", None, "a")),
    ]
    (trace,) = traces_of(spans, RUN)
    assert told(trace.events) == [("call", "look", "{}")]
    assert trace.notes == {"condensed", "results-not-recorded"}
    assert trace.model == "model-a"
