"""Whole conversations by somebody who had not seen the code: faulty ones, and suspicious ones."""

import json
from pathlib import Path

import pytest

import auditor

SAMPLES = Path(__file__).parent.parent / "fixtures" / "fabrication" / "outsider.jsonl"
CASES = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
CODES = {"TA101", "TA102", "TA103", "TA104", "TA105", "TA107", "TA108"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_sample_is_judged_right_unless_it_says_that_it_is_not(case):
    found = CODES & {finding.code for finding in auditor.audit_messages(case["messages"])}
    right = bool(found) == case["id"].startswith("fab-")
    assert right != case.get("misjudged", False)
