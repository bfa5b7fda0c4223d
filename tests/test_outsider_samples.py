"""Whole conversations, most by somebody who had not seen the code: faulty and suspicious ones."""

import json
from pathlib import Path

import pytest

import auditor

FIXTURES = Path(__file__).parent.parent / "fixtures" / "fabrication"
CASES = [
    json.loads(line)
    for path in [
        *sorted(FIXTURES.glob("outsider*.jsonl")),
        FIXTURES / "neighbours.jsonl",
        FIXTURES / "reckoned.jsonl",
        FIXTURES / "retold.jsonl",
        FIXTURES / "misquoted.jsonl",
        FIXTURES / "unretrieved.jsonl",
        FIXTURES / "spared.jsonl",
        FIXTURES / "undone.jsonl",
        FIXTURES / "quoted.jsonl",
        FIXTURES / "operations.jsonl",
        FIXTURES / "short-words.jsonl",
        FIXTURES / "told-acts.jsonl",
        FIXTURES / "by-name.jsonl",
        FIXTURES / "by-field.jsonl",
        FIXTURES / "from-nowhere.jsonl",
        FIXTURES / "asides.jsonl",
        FIXTURES / "everyday.jsonl",
        FIXTURES / "desk-day.jsonl",
        FIXTURES / "small-model.jsonl",
    ]
    for line in path.read_text(encoding="utf-8").splitlines()
]
PAGE = (FIXTURES.parent.parent / "docs" / "accuracy-history.md").read_text(encoding="utf-8")
CODES = {"TA101", "TA102", "TA103", "TA104", "TA105", "TA107", "TA108"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_sample_is_judged_right_unless_it_says_that_it_is_not(case):
    findings = auditor.audit_messages(case["messages"], case.get("tools"))
    found = CODES & {finding.code for finding in findings}
    right = bool(found) == case["id"].startswith("fab-")
    assert right != case.get("misjudged", False)


def _steps(case):
    """Return the steps of the faulty messages: every assistant message is a step."""
    said = [n for n, message in enumerate(case["messages"]) if message["role"] == "assistant"]
    return {said.index(place) for place in case["at"]}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.get("at") and not case.get("misjudged")],
    ids=lambda case: case["id"],
)  # fmt: skip
def test_the_fault_is_found_where_it_stands_and_nowhere_else(case):
    findings = auditor.audit_messages(case["messages"], case.get("tools"))
    steps = {one.step for one in findings if one.code in CODES}
    assert steps
    assert steps <= _steps(case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "grade" in case and not case.get("misjudged")],
    ids=lambda case: case["id"],
)  # fmt: skip
def test_what_cannot_be_proven_is_at_most_suspected(case):
    findings = auditor.audit_messages(case["messages"], case.get("tools"))
    assert {one.grade for one in findings if one.code in CODES} == {case["grade"]}


ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
]


@pytest.mark.parametrize(("number", "name"), [*enumerate(ORDINALS, start=1)])
def test_the_page_on_accuracys_history_says_how_each_set_is_judged_today(number, name):
    path = FIXTURES / ("outsider.jsonl" if number == 1 else f"outsider-{number}.jsonl")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    told = []
    for start, verdict in (("fab-", "found"), ("clean-", "not blamed")):
        of_sort = [case for case in cases if case["id"].startswith(start)]
        right = sum(not case.get("misjudged", False) for case in of_sort)
        told += [f"{right} of {len(of_sort)} {verdict}"] if of_sort else []
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {name},")]
    today = row.split("|")[3].rpartition(": ")[2].strip()
    assert today == ", ".join(told)
