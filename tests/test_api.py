"""The names that other people's code imports."""

import subprocess
import sys
from datetime import UTC, datetime
from uuid import UUID

import pytest

import auditor
from auditor.audit_report import AuditReport
from auditor.errors import AuditorError, NothingAudited, UsageError
from auditor.pytest_plugin import assert_no_fabrication as check
from auditor.pytest_plugin import checker  # noqa: F401 - the fixture, where the plugin is not installed
from tests.conftest import CLEAN, LOOKUP, ORPHAN, jsonl

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


def made_up_blocks():
    """Return MADE_UP's lookup and a made-up record, as Anthropic's interface has them."""
    lookup = {"type": "tool_use", "id": "c1", "name": "lookup_uri", "input": {"uri": "a.example"}}
    told = '{"uri": "%s.example", "verdict": "clean", "score": %d, "first_seen": "2024-05-0%d"}'
    found = {"type": "tool_result", "tool_use_id": "c1", "content": told % ("a", 4, 1)}
    return [
        {"role": "user", "content": "Check a.example"},
        {"role": "assistant", "content": [lookup]},
        {"role": "user", "content": [found]},
        {"role": "assistant", "content": [{"type": "text", "text": "It is clean."}]},
        {"role": "user", "content": "And b.example?"},
        {"role": "assistant", "content": [{"type": "text", "text": told % ("b", 91, 7)}]},
    ]


def test_messages_are_read_in_the_forms_that_files_have():
    in_blocks = made_up_blocks()
    wrapped = {"messages": MADE_UP, "tools": [LOOKUP]}
    assert [f.code for f in auditor.audit_messages(in_blocks)] == ["TA102"]
    assert [f.code for f in auditor.audit_messages(wrapped)] == ["TA101"]
    for given in (in_blocks, {"messages": in_blocks}, wrapped):
        with pytest.raises(AssertionError, match="TA10"):
            check(given)


@pytest.mark.parametrize(
    "unread",
    [
        [{"foo": 1}],
        ["foo"],
        "foo",
        {"foo": 1},
        [*CLEAN, {"foo": 1}],
        [*CLEAN, "foo"],
        [*CLEAN, {"role": "assistant", "content": [object()]}],
        {"messages": [*CLEAN, {"role": "assistant", "content": {1, 2}}]},
        [*CLEAN, {"role": "critic", "content": "fine"}],
        [*CLEAN, {"role": "assistant", "parts": [{"text": "fine"}]}],
        [*made_up_blocks()[:4], {"role": "assistant", "parts": [{"text": "fine"}]}],
    ],
)
def test_what_is_not_understood_is_no_pass(unread):
    for gate in (auditor.audit_messages, check) if unread != "foo" else (auditor.audit_messages,):
        with pytest.raises(UsageError):
            gate(unread)


def test_what_is_no_conversation_is_wrong_usage():
    for nothing in (None, 3):
        with pytest.raises(UsageError):
            auditor.audit_messages(nothing)
    with pytest.raises(UsageError):
        auditor.audit(3)


def test_times_and_ids_beside_the_words_may_be_objects():
    beside = {"timestamp": datetime(2026, 5, 1, tzinfo=UTC), "id": UUID(int=7)}
    assert auditor.audit_messages([{**message, **beside} for message in CLEAN]) == []


def test_words_without_calls_are_read():
    assert auditor.audit_messages(CLEAN[:1]) == []
    assert auditor.audit_messages([*CLEAN[:1], {"role": "assistant"}]) is not None


@pytest.mark.parametrize("nothing", [[], {}, {"messages": []}])
def test_no_message_is_no_pass(nothing):
    with pytest.raises(AuditorError):
        check(nothing)


def test_a_record_that_cannot_be_read_is_no_pass(conversations):
    (conversations / "half.jsonl").write_text(jsonl(CLEAN) + '{"messages": [\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"half\.jsonl"):
        check("half.jsonl")


def test_paths_may_be_path_objects(conversations):
    path = conversations / "orphan.jsonl"
    assert auditor.audit(path).summary.traces == 2
    assert len(list(auditor.read(path))) == 2
    assert auditor.compare_runs(path).runs == auditor.compare_runs(str(path)).runs
    with pytest.raises(AssertionError, match="TA101"):
        check(path)
    with pytest.raises(UsageError, match="type str, not a trace"):
        auditor.audit([str(path)])


def test_the_fixture_is_the_function(assert_no_fabrication):
    assert assert_no_fabrication is check
