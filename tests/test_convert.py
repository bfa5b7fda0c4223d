"""A converted trace, read again, says the same; what it cannot say is listed."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.canonical import UNPARSED, canonical_arguments
from auditor.draft import Draft
from auditor.errors import UsageError
from auditor.exports.convert import TARGETS, convert
from auditor.exports.openai_export import links_of
from auditor.formats import FORMATS
from auditor.intake.reading import read
from auditor.pairing import pair
from auditor.trace import Message, Place, ReadProblem, ToolCall, ToolResult, Trace

FIXTURES = Path(__file__).parent.parent / "fixtures" / "formats"
CASES = sorted(
    path
    for path in FIXTURES.glob("*/*")
    if path.is_file() and not path.name.endswith(".events.txt") and path.suffix != ".md"
)
READERS = {"openai": "openai-chat", "atif": "atif", "jsonl": "auditor-jsonl"}


def again(trace, target):
    """Return the trace that the target's reader makes of the conversion."""
    value = json.loads(convert(trace, target).text)
    (found,) = FORMATS[READERS[target]].read(value, Place("converted.json"))
    assert isinstance(found, Trace), found
    return found


def calls_of(trace):
    return [(e.name, e.arguments_raw) for e in trace.events if type(e) is ToolCall]


def outputs_of(trace):
    return [e.output for e in trace.events if type(e) is ToolResult]


def words_of(trace):
    """Return who said what, but for thinking and empty words."""
    return [
        (e.source if e.source in ("model", "user") else "system", e.text)
        for e in trace.events
        if type(e) is Message and e.channel == "text" and e.text
    ]


def traces_in(path):
    return [found for found in read(str(path)) if isinstance(found, Trace)]


def check_openai(trace):
    found = again(trace, "openai")
    assert calls_of(found) == calls_of(trace)
    assert outputs_of(found) == outputs_of(trace)
    assert words_of(found) == words_of(trace)
    # An answer that came later than another of its call is one that the export says it loses.
    if not any(type(e) is ToolResult and e.later for e in trace.events):
        assert links_of(pair(found.events)) == links_of(pair(trace.events))
    assert found.task_key == trace.task_key or trace.task_id is None
    assert [(t.name, t.description) for t in found.tools] == [
        (t.name, t.description) for t in trace.tools
    ]


def check_jsonl(trace):
    found = again(trace, "jsonl")
    renumbered = [
        type(event)(**{**_fields(event), "index": place, "item": place})
        for place, event in enumerate(trace.events)
    ]
    assert found.events == renumbered
    for fact in ("dataset", "task_id", "run_index", "reward", "model", "at", "parent_id", "notes"):
        assert getattr(found, fact) == getattr(trace, fact)
    assert found.tools == trace.tools
    assert found.trace_id == trace.trace_id
    assert convert(found, "jsonl") == convert(trace, "jsonl")


def _fields(event):
    return {name: getattr(event, name) for name in event.__struct_fields__}


def check_atif(trace):
    found = again(trace, "atif")
    assert [(n, _alike(a)) for n, a in calls_of(found)] == [
        (n, _alike(a)) for n, a in calls_of(trace)
    ]
    assert sorted(outputs_of(found)) == sorted(outputs_of(trace))
    assert answers_of(found) == answers_of(trace)
    joined = "\n".join(text for _, text in words_of(trace))
    assert "\n".join(text for _, text in words_of(found)) == joined


def _alike(arguments):
    canonical = canonical_arguments(arguments)
    return canonical.removeprefix(UNPARSED)


def answers_of(trace):
    pairing = pair(trace.events)
    return [
        pairing.answer[call.index].output if call.index in pairing.answer else None
        for call in pairing.calls
    ]


CHECKS = {"openai": check_openai, "atif": check_atif, "jsonl": check_jsonl}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_format_survives_the_round_trip(path, target):
    for trace in traces_in(path):
        CHECKS[target](trace)


_names = st.sampled_from(["lookup", "block", ""])
_ids = st.sampled_from([None, "a", "b", "call_1"])
_arguments = (
    st.sampled_from(["{}", '{"a":  1}', "", "not JSON", "[1]", '{"_raw": "x"}']) | st.text()
)
_texts = st.text(max_size=20)


@st.composite
def traces(draw):
    draft = Draft()
    moves = draw(st.lists(st.sampled_from("ustcrkw"), max_size=14))
    for item, move in enumerate(moves):
        if move == "u":
            draft.user(draw(_texts), item)
        elif move == "s":
            draft.system(draw(_texts), item)
        elif move == "t":
            draft.step()
            draft.model(draw(_texts), item, channel=draw(st.sampled_from(["text", "thinking"])))
        elif move == "k":
            draft.model(draw(_texts), item)
        elif move == "c":
            draft.step()
            draft.call(draw(_names), draw(_arguments), item, call_id=draw(_ids))
        elif move == "w":
            draft.call(draw(_names), draw(_arguments), item, call_id=draw(_ids), source="runtime")
        else:
            draft.result(draw(_texts), item, call_id=draw(_ids), name=draw(_names) or None)
    return Trace("made", Place("made.json"), draft.events)


@settings(deadline=None)
@given(traces())
def test_any_trace_keeps_calls_results_words_and_pairs_as_openai_messages(trace):
    check_openai(trace)


@settings(deadline=None)
@given(traces())
def test_any_trace_is_itself_again_out_of_jsonl(trace):
    check_jsonl(trace)


@settings(deadline=None)
@given(traces())
def test_any_trace_keeps_calls_and_answers_as_atif(trace):
    found = again(trace, "atif")
    assert [name for name, _ in calls_of(found)] == [name for name, _ in calls_of(trace)]
    assert answers_of(found) == answers_of(trace)


def test_what_openai_messages_cannot_carry_is_listed():
    draft = Draft()
    draft.user("Look.", 0, at="2026-01-01T00:00:00.000000Z")
    draft.step()
    draft.model("hm", 1, channel="thinking")
    draft.call("lookup", "{}", 1, hosted=True)
    draft.result("none", 2, is_error=True)
    trace = Trace("made", Place("x"), draft.events, parent_id="p", notes=frozenset({"compacted"}))
    assert convert(trace, "openai").lost == (
        "thinking",
        "times of events",
        "which results report an error",
        "which calls the provider ran itself",
        "the link to the trace that started this sub-agent",
        "what the source is known to leave out",
        "that calls had no ids: they were given some",
    )
    assert convert(trace, "jsonl").lost == ()


def test_ids_that_mislead_are_given_anew():
    draft = Draft()
    draft.step()
    draft.call("lookup", "{}", 0, call_id="a")
    draft.call("block", "{}", 0, call_id="a")
    draft.result("one", 1, name="lookup")
    draft.result("blocked", 1, name="block")
    trace = Trace("made", Place("x"), draft.events)
    assert links_of(pair(trace.events)) == [0, 1]
    messages = json.loads(convert(trace, "openai").text)["messages"]
    assert links_of(pair(again(trace, "openai").events)) == [0, 1]
    assert messages[0]["tool_calls"][0]["id"] != messages[0]["tool_calls"][1]["id"]


def test_an_unknown_target_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="atif, jsonl, openai"):
        convert(Trace("made", Place("x"), []), "xml")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"auditor_trace": 99}, "auditor_trace is 99"),
        ({"events": [{"type": "message"}]}, "missing required field"),
        ({"events": [{"type": "song"}]}, "song"),
        ({"events": "none", "notes": ["tired"]}, "notes"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_line_that_is_no_trace_of_ours_is_a_problem_with_its_reason(change, reason):
    value = {"auditor_trace": 1, "events": [], **change}
    (found,) = FORMATS["auditor-jsonl"].read(value, Place("x"))
    assert isinstance(found, ReadProblem)
    assert reason in found.reason


def test_turns_that_run_backwards_are_refused():
    draft = Draft()
    draft.user("one", 0)
    draft.user("two", 1)
    value = json.loads(convert(Trace("made", Place("x"), draft.events), "jsonl").text)
    value["events"].reverse()
    (found,) = FORMATS["auditor-jsonl"].read(value, Place("x"))
    assert isinstance(found, ReadProblem)
    assert "turn" in found.reason
