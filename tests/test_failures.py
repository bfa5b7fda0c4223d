"""What reports that a call failed is told from what it may return."""

from pathlib import Path

import pytest
import yaml

from auditor.claims.deeds.refused import was_refused
from auditor.evidence.failures import failed
from tests.rule_cases import trace_of

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures" / "failures.yaml").read_text(encoding="utf-8")
)


def result_of(output):
    trace = trace_of(
        {"steps": [{"user": "Go"}, {"call": "act {}"}, {"result": {"output": output}}]}
    )
    return trace.events[-1]


@pytest.mark.parametrize("output", CASES["failed"])
def test_a_failure_is_told_by_how_it_begins(output):
    assert failed(result_of(output))


@pytest.mark.parametrize("output", CASES["worked"])
def test_a_result_that_speaks_of_errors_is_no_failure(output):
    assert not failed(result_of(output))


def is_refused(output):
    call = 'book_shelf {"shelf": "Error Row", "id": "K-7"}'
    trace = trace_of({"steps": [{"user": "Go"}, {"call": call}, {"result": {"output": output}}]})
    return was_refused(trace.events[-2], trace.events[-1])


@pytest.mark.parametrize("output", CASES["refused"])
def test_an_act_is_refused_in_a_few_plain_words(output):
    assert is_refused(output)


@pytest.mark.parametrize("output", CASES["granted"])
def test_what_was_done_is_no_refusal_whatever_else_failed(output):
    assert not is_refused(output)


def test_a_tool_that_rejects_does_so():
    steps = [
        {"user": "Go"},
        {"call": "reject_bid {}"},
        {"result": {"output": '{"status": "rejected"}'}},
    ]
    events = trace_of({"steps": steps}).events
    assert not was_refused(events[-2], events[-1])
