"""What reports that a call failed is told from what it may return."""

from pathlib import Path

import pytest
import yaml

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
