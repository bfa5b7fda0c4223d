"""Evidence that grows with a conversation holds what evidence gathered at its end holds."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditor.draft import Draft
from auditor.evidence.index import Evidence
from auditor.messages.openai import add_message
from auditor.pairing import nothing_paired, pair, pair_more
from auditor.trace import Place, Tool, Trace
from auditor.values.values import value_of

VALUES = ("evil.example", "87", "A-12345", "clean")


def _call(number: int, value: str) -> dict[str, Any]:
    function = {"name": "look", "arguments": json.dumps({"uri": value})}
    calls = [{"id": f"c{number}", "type": "function", "function": function}]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def _result(number: int, value: str) -> dict[str, Any]:
    content = json.dumps({"uri": value, "score": number}) if number else '{"uri": "cut'
    return {"role": "tool", "tool_call_id": f"c{number}", "content": content}


NUMBERS, SAID = st.integers(0, 5), st.sampled_from(VALUES)
MESSAGES = st.lists(
    st.builds(_call, NUMBERS, SAID)
    | st.builds(_result, NUMBERS, SAID)
    | st.builds(lambda value: {"role": "user", "content": f"And {value}?"}, SAID),
    max_size=20,
)


@given(MESSAGES, st.lists(st.booleans(), min_size=20, max_size=20))
def test_grown_evidence_is_the_evidence_of_the_whole(
    messages: list[dict[str, Any]], asked: list[bool]
) -> None:
    draft, matching = Draft(), nothing_paired()
    trace = Trace("openai-chat", Place(""), draft.events, tools=(Tool("look", description="L"),))
    grown = Evidence(trace, matching.found)
    for number, message in enumerate(messages):
        first = len(draft.events)
        add_message(draft, message, number)
        pair_more(matching, draft.events[first:])
        grown.grow()
        if asked[number]:
            _alike(grown, Evidence(trace, pair(draft.events)), len(draft.events))


def _alike(grown: Evidence, whole: Evidence, end: int) -> None:
    assert grown.texts == whole.texts
    assert grown.asked_for == whole.asked_for
    assert grown.is_partial(end) == whole.is_partial(end)
    assert list(grown.records_before(end)) == list(whole.records_before(end))
    for raw in VALUES:
        assert grown.source_of(value_of(raw), end) == whole.source_of(value_of(raw), end)
