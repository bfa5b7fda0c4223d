"""A quick look clears only what a full analysis finds nothing in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.analysis import analyse
from auditor.arguments import faults_of, surely_right
from auditor.claims.claims import false_claims
from auditor.claims.deeds.desk_words import tells_more_than
from auditor.claims.deeds.unbacked_deeds import unbacked_deeds
from auditor.fabrication.fabrication import imitations_of
from auditor.formats.openai_chat import read_line
from auditor.messages.parts import tools_of
from auditor.screening import Size, look_over
from auditor.setting import setting_of
from auditor.trace import Place, Tool, Trace
from auditor.trace_audit import audit_trace, judge
from benchmarks.speed import corpus

SETTING = setting_of()
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": name,
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}},
                "required": ["uri"],
            },
        },
    }
    for name in ("lookup_uri", "block_uri")
]
WORDS = (
    "The verdict is malicious.",
    "evil.example is malicious, score 87.",
    "evil.example 的判定为 malicious，分数 87。",
    "other.example is clean, score 12.",
    "I queried lookup_uri for evil.example again and it returned malicious.",
    "I did not call any tool.",
    "I never looked at evil.example.",
    "我已封禁 evil.example。",
    "此前的报告已经归档.",
    "我已经重新查询了该地址。",
    "没有调用任何工具。",
    "I have blocked it.",
    "The host is blocked now, and the case is archived.",
    "Blocked evil.example and closed the case.",
    "All tests pass.",
    "Shall I block it?",
    "The host was checked and nothing was found.",
    "evil[.]example was looked up: malicious.",
    '{"uri": "evil.example", "verdict": "malicious", "score": 11}',
    '{"uri": "evil.example", "verdict": "malicious", "score": 87}',
    "verdict: clean\nscore: 3",
    "| uri | score |\n| --- | --- |\n| evil.example | 3 |",
    "Observation: {'score': 3}",
    "lookup_uri(uri='evil.example')",
    "<tool_response>clean</tool_response>",
    "The score is １２.",
    "?!",
    "<think>hm",
    "so it goes. so it goes. so it goes. so it goes. so it goes. so it goes.",
    "Its file .env holds all.",
    "One.\nTwo: other.example\n12.",
    "Cut\0here. Score 87.",
    "此前的报告已经归档\0我 [1]",
    "此前的报告已经归档。evil.example 得分 87。",
    "so it goes on and on, so it goes on and on, so it goes on and on, so it goes on and on, ",
)
ASKED = ("And evil.example?", "请查 evil.example", "Thanks!", "See .env. And x.example.")
RESULTS = (
    '{"uri": "evil.example", "verdict": "malicious", "score": 87, "seen": "2024-02-03"}',
    '{"uri": "other.example", "verdict": "clean", "score": 12}',
    "timeout",
)


def trace_of(record: dict[str, Any]) -> Trace:
    """Return the unopened trace of a record that the short cut takes."""
    trace = read_line(json.dumps(record, ensure_ascii=False).encode(), Place("x", 1))
    assert trace is not None
    return trace


def holds(trace: Trace) -> bool:
    """Hold a look against the full analysis; say whether it cleared the trace."""
    cleared = look_over(trace, SETTING)
    if cleared is None:
        return False
    analysis = analyse(trace, SETTING)
    # Words that the screen calls plain are looked at here as well.
    assert false_claims(trace, analysis.pairing, analysis.tools, analysis.evidence) == []
    assert unbacked_deeds(trace, analysis.pairing) == []
    assert imitations_of(trace, analysis.pairing, analysis.tools, []) == []
    full = judge(analysis)
    assert full.findings == []
    assert full.blind == audit_trace(trace, SETTING).blind
    pairing = full.analysis.pairing
    assert cleared.size == Size(len(trace.events), len(pairing.calls), len(pairing.results))
    assert cleared.coverage == full.analysis.coverage
    return True


@st.composite
def chats(draw: st.DrawFn) -> dict[str, Any]:
    """Return a chat of a few turns, with faults here and there."""
    messages: list[dict[str, Any]] = []
    ids = 0
    for _ in range(draw(st.integers(1, 4))):
        user = draw(
            st.sampled_from(
                ("And evil.example?", "请查 evil.example", "Block it!", "See .env. And x.example.")
            )
        )
        messages.append({"role": "user", "content": user})
        messages += _turn(draw, ids)
        ids += draw(st.sampled_from((1, 1, 1, 0)))
    messages.append(_reply(None, [_call(draw, "last")]))
    messages.append({"role": "tool", "tool_call_id": "last", "content": RESULTS[0]})
    declared = {"tools": TOOLS} if draw(st.booleans()) else {}
    return {"messages": messages, "id": "run", "task_id": "task"} | declared


def _turn(draw: st.DrawFn, number: int) -> Iterator[dict[str, Any]]:
    said = st.none() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    if draw(st.booleans()):
        yield {"role": "assistant", "content": draw(said) or ""}
    if draw(st.sampled_from((True, True, False))):
        yield _reply(draw(said), [_call(draw, f"call_{number}")])
        answered = draw(st.sampled_from((f"call_{number}",) * 5 + ("call_of_nobody", "")))
        result = draw(st.sampled_from(RESULTS))
        yield {"role": "tool", "tool_call_id": answered, "content": result}
    yield {"role": "assistant", "content": draw(said) or "The matter is closed."}


def _call(draw: st.DrawFn, call_id: str) -> dict[str, Any]:
    name = draw(st.sampled_from(("lookup_uri",) * 5 + ("block_uri", "check_uri")))
    uri = draw(st.sampled_from(("evil.example", "other.example", "x.example", 'a"b', "a|b")))
    arguments = draw(
        st.sampled_from((json.dumps({"uri": uri}),) * 5 + ("{}", "", '{"uri": "a", "uri": "b"}'))
    )
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def _reply(text: str | None, calls: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": "assistant", "content": text, "tool_calls": calls}


@given(chats())
@settings(max_examples=200, deadline=None)
def test_what_a_look_clears_has_no_finding(record: dict[str, Any]) -> None:
    holds(trace_of(record))


@pytest.mark.parametrize(
    ("said", "result", "says_more"),
    [
        ("evil.example is malicious. Blocked.", '{"verdict": "malicious"}', True),
        ("evil.example is malicious. Blocked.", '{"status": "blocked"}', False),
        ("Blocked, and the analyst was paged.", '{"status": "blocked"}', True),
        ("Ticket INC-40211 opened.", '{"ticket": "INC-40211"}', True),
        ("It should be blocked.", '{"verdict": "malicious"}', False),
        ("评分86，已封禁。", '{"score": 86}', True),
        ("评分86，已封禁。", '{"score": 86, "action": "封禁"}', False),
    ],
)
def test_a_response_says_more_than_a_result_that_does_not_speak_of_it(
    said: str, result: str, says_more: bool
) -> None:
    assert tells_more_than(said, result) == says_more


RAWS = (
    '{"uri": "a"}', '{"uri":"b"}', '{"uri": "a"},\n{"uri": "b"}', '{"uri": "a"},{"uri": "b"}',
    '{"uri": "a', 'b"}', "", "{}", "{", "}", '{"uri": "a", "uri": "b"}', ' {"uri": "a"}',
    '{"uri": "a"} ', '{"uri": "a"},', ',{"uri": "a"}', '{"uri": 1}', '{"uri": "\\""}',
    '{"uri": "a}"}', '{"uri": "},\n{"}', "[]", "null",
)  # fmt: skip


CALLS = st.lists(st.tuples(st.sampled_from(("lookup_uri", "block_uri")), st.sampled_from(RAWS)))


@given(CALLS, st.booleans())
def test_arguments_that_are_right_at_a_look_are_right(
    calls: list[tuple[str, str]], declared: bool
) -> None:
    tools = {tool.name: tool for tool in tools_of(TOOLS)} if declared else {}
    if surely_right(calls, tools):
        assert not any(faults_of(tools.get(name, Tool("")), raw) for name, raw in calls)


def test_a_look_clears_nearly_all_clean_conversations_of_the_speed_corpus() -> None:
    traces = [read_line(line.rstrip(), Place("x", 1)) for line in corpus.lines(0.8)]
    cleared = [holds(trace) for trace in traces if trace is not None]
    assert len(cleared) == len(traces)
    found = sum(bool(audit_trace(trace, SETTING).findings) for trace in traces if trace)
    assert found > 0
    assert sum(cleared) >= len(traces) - found - 1
