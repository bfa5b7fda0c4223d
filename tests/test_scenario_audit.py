"""An audit of the demo transcripts reports what `expected.json` says, and nothing else.

Rules that the catalogue does not have yet are left out of the expectation, so that a new rule is
held to these transcripts as soon as it exists.
"""

import json
from importlib.resources import files

import pytest

import auditor
from auditor.rules import RULES

SCENARIO = files("auditor.scenario")
ALL_EXPECTED = json.loads((SCENARIO / "expected.json").read_text("utf-8"))
EXPECTED, TASKS = ALL_EXPECTED["traces"], ALL_EXPECTED["tasks"]
KNOWN = set(RULES.keys())
OF_GROUPS = {rule.code for rule in RULES if rule.scope == "group"}

NOT_SEEN_YET: dict[str, str] = {}


@pytest.fixture(scope="module")
def found():
    report = auditor.audit(str(SCENARIO / "transcripts"), config=str(SCENARIO / "contract.toml"))
    assert report.summary.traces == len(EXPECTED)
    assert report.problems == []
    by_trace = {trace_id: [] for trace_id in EXPECTED}
    for finding in report.findings:
        by_trace[finding.trace_id].append(finding)
    return by_trace


def _traces_with_known_gaps():
    gaps = {
        trace_id: pytest.mark.xfail(reason=reason, strict=True)
        for trace_id, reason in NOT_SEEN_YET.items()
    }
    return [pytest.param(t, marks=gaps.get(t, ())) for t in sorted(EXPECTED)]


@pytest.mark.parametrize("trace_id", _traces_with_known_gaps())
def test_every_expected_finding_is_made_at_its_step(trace_id, found):
    made = {(finding.step, finding.code) for finding in found[trace_id]}
    for step, wanted in EXPECTED[trace_id]["steps"].items():
        for codes in (code.split("|") for code in wanted):
            if KNOWN.issuperset(codes):
                assert made.intersection((int(step), code) for code in codes), (step, codes)
    for code in KNOWN.intersection(EXPECTED[trace_id]["also"]):
        assert code in {code for _, code in made}


@pytest.mark.parametrize("trace_id", sorted(EXPECTED))
def test_nothing_else_is_found(trace_id, found):
    expected = EXPECTED[trace_id]
    allowed = {*expected["also"], *expected["may"]}
    for finding in found[trace_id]:
        if finding.code in OF_GROUPS:
            assert any(trace_id in task["runs"] for task in TASKS.values())
            continue
        marked = "|".join(expected["steps"].get(str(finding.step), ())).split("|")
        assert finding.code in {*allowed, *marked}, (finding.step, finding.message)


@pytest.mark.parametrize("task_id", sorted(TASKS))
def test_comparing_the_runs_of_a_task_finds_its_codes(task_id, found):
    task = TASKS[task_id]
    made = {finding.code for run in task["runs"] for finding in found[run]}
    for codes in task["codes"]:
        assert made.intersection(codes.split("|"))
