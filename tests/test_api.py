"""The names that other people's code imports."""

import subprocess
import sys

import pytest

import auditor
from auditor.audit_report import AuditReport
from auditor.errors import NothingAudited
from auditor.pytest_plugin import assert_no_fabrication as check
from auditor.pytest_plugin import checker  # noqa: F401 - the fixture, where the plugin is not installed
from tests.conftest import CLEAN, LOOKUP, ORPHAN

MADE_UP = [
    *CLEAN,
    {"role": "user", "content": "And b.example?"},
    {"role": "tool", "tool_call_id": "c7", "content": '{"verdict": "clean"}'},
]


def test_importing_the_package_loads_nothing():
    script = "import auditor, sys; print([m for m in sys.modules if m.startswith('auditor.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_functions_stay_functions_after_their_modules_were_imported(conversations):
    report = auditor.audit(str(conversations / "orphan.jsonl"))
    assert isinstance(report, AuditReport)
    assert callable(auditor.audit)
    assert callable(auditor.read)


def test_audit_takes_traces_as_well_as_a_path(conversations):
    path = str(conversations / "orphan.jsonl")
    by_path, by_traces = auditor.audit(path), auditor.audit(auditor.read(path))
    assert list(by_path.findings) == list(by_traces.findings)
    assert by_path.summary.traces == by_traces.summary.traces == 2


def test_audit_takes_a_contract_file(conversations):
    (conversations / "c.toml").write_text('[tools.other]\nschema = {type = "object"}\n')
    report = auditor.audit(str(conversations / "clean.jsonl"), config="c.toml")
    assert report.summary.findings == {}


def test_messages_in_memory_are_audited():
    assert auditor.audit_messages(CLEAN, [LOOKUP]) == []
    found = auditor.audit_messages(ORPHAN, [LOOKUP])
    assert [(finding.code, finding.step) for finding in found] == [("TA101", 0)]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'sing'"):
        auditor.sing  # noqa: B018 - the access is the test
    assert "audit" in dir(auditor)


def test_a_made_up_result_fails_a_test_with_its_quote(conversations):
    check(CLEAN, tools=[LOOKUP])
    check(str(conversations / "clean.jsonl"))
    with pytest.raises(AssertionError, match=r"TA101 result-without-call at step 1.*\n.*clean"):
        check(MADE_UP, tools=[LOOKUP])
    with pytest.raises(AssertionError, match="TA101"):
        check(str(conversations / "orphan.jsonl"))


def test_a_suspicion_may_pass_where_only_proof_counts():
    unrelated = [{"role": "tool", "tool_call_id": "c8", "name": "other", "content": "fine"}]
    with pytest.raises(AssertionError, match="TA101"):
        check([*CLEAN, *unrelated])
    check([*CLEAN, *unrelated], proven_only=True)


def test_nothing_read_is_no_pass(conversations):
    with pytest.raises(NothingAudited):
        check(str(conversations / "other.json"))


def test_the_fixture_is_the_function(assert_no_fabrication):
    assert assert_no_fabrication is check
