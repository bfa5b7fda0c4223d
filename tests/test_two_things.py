"""What a sentence tells of two things that were looked up: each its own, in whatever order."""

import json
from typing import Any

import pytest
import yaml

import auditor
from benchmarks.fabrication.samples import FOLDER

CASES = yaml.safe_load((FOLDER / "two-things.yaml").read_text(encoding="utf-8"))
CODES = {"TA102", "TA104", "TA105", "TA108"}


def found_in(answer: str) -> set[str]:
    """Return the codes of what is found where both were looked up and an answer tells of them."""
    results: dict[str, dict[str, Any]] = CASES["results"]
    calls = [
        {
            "id": f"call-{number}",
            "type": "function",
            "function": {"name": "ip_check", "arguments": json.dumps({"ip": ip})},
        }
        for number, ip in enumerate(results)
    ]
    messages = [
        {"role": "user", "content": f"Compare {' and '.join(results)}."},
        {"role": "assistant", "content": None, "tool_calls": calls},
        *(
            {
                "role": "tool",
                "tool_call_id": f"call-{number}",
                "content": json.dumps({"ip": ip, **told}),
            }
            for number, (ip, told) in enumerate(results.items())
        ),
        {"role": "assistant", "content": answer},
    ]
    return CODES & {finding.code for finding in auditor.audit_messages(messages)}


@pytest.mark.parametrize("answer", CASES["honest"])
def test_true_words_of_two_things_blame_nobody(answer: str) -> None:
    assert not found_in(answer)


@pytest.mark.parametrize("answer", CASES["swapped"])
def test_values_of_two_things_told_of_each_other_are_found(answer: str) -> None:
    assert found_in(answer)
