"""Calls of the Responses API are put together by their links alone."""

import json
import time
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.reading import read
from auditor.messages.response_chains import chains_of
from auditor.messages.response_exchanges import exchange_in
from auditor.trace import ReadProblem, Trace


def _call(own, before=None, said="Go on."):
    return {
        "request": {"model": "m", "input": said, "previous_response_id": before},
        "response": {
            "object": "response",
            "id": own,
            "output": [{"type": "message", "role": "assistant", "content": f"This is {own}."}],
        },
    }


_TREE = [_call("a"), _call("b", "a"), _call("c", "b"), _call("d", "b"), _call("e"), _call("f", "e")]


@given(st.permutations(_TREE))
def test_chains_do_not_depend_on_the_order_of_records(calls):
    chains = chains_of([exchange_in(call) for call in calls])
    told = {tuple(calls[place]["response"]["id"] for place in chain) for chain in chains}
    assert told == {("a", "b", "c"), ("a", "b", "d"), ("e", "f")}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["a", "b", "c", "d", None]))))
def test_every_call_is_told_whatever_the_links(links):
    chains = chains_of([exchange_in(_call(*link)) for link in links])
    assert {place for chain in chains for place in chain} == set(range(len(links)))


def test_a_response_without_its_request_goes_on_from_nothing():
    alone = {"object": "response", "id": "b", "output": [], "previous_response_id": "a"}
    assert chains_of([exchange_in(_call("a")), exchange_in(alone)]) == [[0], [1]]


def test_many_branches_of_a_long_chain_are_told_in_time():
    trunk = [_call(f"t{n}", f"t{n - 1}" if n else None) for n in range(5_000)]
    branches = [_call(f"b{n}", "t4999") for n in range(5_000)]
    exchanges = [exchange_in(call) for call in trunk + branches]
    began = time.monotonic()
    chains = chains_of(exchanges)
    assert time.monotonic() - began < 5
    assert {place for chain in chains for place in chain} == set(range(10_000))


def test_links_far_down_a_file_are_followed(tmp_path):
    log = tmp_path / "calls.jsonl"
    first = [_call(f"r{n}") for n in range(20)]
    later = [_call(f"s{n}", f"r{n}") for n in range(20)]
    log.write_text("".join(json.dumps(call) + "\n" for call in first + later))
    found = [trace for trace in read(str(log)) if isinstance(trace, Trace)]
    assert sorted(len(trace.events) for trace in found) == [4] * 20


def test_records_of_other_formats_among_linked_calls_are_read(tmp_path):
    log = tmp_path / "calls.jsonl"
    calls = [_call("a"), _call("b", "a"), *(_call(f"r{n}") for n in range(6))]
    chat = {"messages": [{"role": "user", "content": "Hello"}], "id": "chat"}
    lines = [*calls, *({**chat, "id": f"chat-{n}"} for n in range(30)), {"level": "info"}]
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = list(read(str(log)))
    traces = [item for item in found if isinstance(item, Trace)]
    assert Counter(trace.format for trace in traces) == {"openai-responses": 7, "openai-chat": 30}
    assert [item.code for item in found if isinstance(item, ReadProblem)] == ["TA902"]
