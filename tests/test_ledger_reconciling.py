"""A trace held against a ledger: each call ends as one of four outcomes, or as not checkable."""

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.ledger import read_ledger, reconcile
from auditor.pairing import pair
from auditor.setting import Setting
from auditor.trace_audit import audit_trace
from tests.ledger_cases import lines_of, trace_of, write, write_json

CALLS = [
    ("lookup", '{"uri": "a.example"}', '{"verdict": "benign", "score": 3}'),
    ("lookup", '{"uri": "b.example"}', '{"verdict": "malicious", "score": 97}'),
    ("block", '{"uri": "b.example"}', "blocked as BLK-1"),
    ("lookup", '{"uri": "c.example"}', '{"verdict": "benign", "score": 11}'),
]
FORGED = ("lookup", '{"uri": "z.example"}', '{"verdict": "benign", "score": 1}')


def against(trace, calls, path, **options):
    ledger = read_ledger(write(path / "ledger.jsonl", lines_of(calls, **options)))
    assert ledger.problems == []
    return reconcile(trace, pair(trace.events), ledger)


def outcomes(found):
    return Counter(row.outcome for row in found.comparisons)


def findings(trace, calls, path, **options):
    ledger = read_ledger(write(path / "ledger.jsonl", lines_of(calls, **options)))
    audited = audit_trace(trace, Setting(ledger=ledger))
    return [one for one in audited.findings if one.code == "TA107"], audited


def test_what_both_sides_hold_is_no_finding(tmp_path):
    found, audited = findings(trace_of(CALLS), CALLS, tmp_path)
    assert found == []
    assert "TA107" not in dict(audited.blind)


def test_a_call_that_the_log_lacks_is_proven(tmp_path):
    (found,), _ = findings(trace_of([*CALLS[:2], FORGED, *CALLS[2:]]), CALLS, tmp_path)
    assert (found.kind, found.grade, found.severity) == ("transcript only", "proven", "high")
    assert found.evidence[0].quote == 'lookup {"uri": "z.example"}'


def test_calls_that_a_replay_was_given_are_none_that_its_log_lacks(tmp_path):
    given = trace_of([FORGED, CALLS[0], *CALLS], ids=False, extra={"replay": '{"step":2}'})
    found, audited = findings(given, CALLS, tmp_path)
    assert found == []
    assert any("a replay was given the call" in reason for _, reason in audited.blind)
    every = trace_of([FORGED, *CALLS], extra={"replay": '{"mode":"live"}'})
    assert len(findings(every, CALLS, tmp_path)[0]) == 1


def test_a_result_that_the_log_holds_otherwise_is_proven(tmp_path):
    said = [CALLS[0], (*CALLS[1][:2], '{"verdict": "benign", "score": 7}'), *CALLS[2:]]
    (found,), _ = findings(trace_of(said), CALLS, tmp_path)
    assert (found.kind, found.grade, found.event_index) == ("result differs", "proven", 4)
    assert '"malicious"' in found.evidence[-1].quote


def test_a_logged_call_that_the_transcript_hides_is_reported_with_its_line(tmp_path):
    (found,), _ = findings(trace_of([CALLS[0], *CALLS[2:]]), CALLS, tmp_path)
    assert (found.kind, found.severity, found.tool) == ("log only", "medium", "lookup")
    assert "ledger.jsonl:2" in found.evidence[0].quote


def test_without_a_ledger_the_rule_is_not_checkable():
    audited = audit_trace(trace_of(CALLS), Setting())
    assert dict(audited.blind)["TA107"] == "no ledger given"


def test_a_trace_of_another_session_is_not_checkable(tmp_path):
    other = trace_of([("fetch", '{"page": 1}', "one")], own_id="elsewhere")
    found, audited = findings(other, CALLS, tmp_path)
    assert found == []
    assert "fits this trace" in dict(audited.blind)["TA107"]


def test_argument_spelling_does_not_matter(tmp_path):
    said = [("pay", '{"sum": 1.0, "to": "x"}', "ok")]
    held = [("pay", '{"to":"x","sum":1}', "ok")]
    assert outcomes(against(trace_of(said), held, tmp_path)) == {"both": 1}


PREFIXED = ["mcp__desk__lookup", "desk.lookup", "desk_lookup", "Desk-lookup", "mcp_office_lookup"]


@pytest.mark.parametrize("name", PREFIXED)
def test_the_clients_prefix_on_tool_names_does_not_matter(name, tmp_path):
    said = [(name, CALLS[0][1], CALLS[0][2])]
    assert outcomes(against(trace_of(said), CALLS[:1], tmp_path)) == {"both": 1}


def test_another_tool_whose_name_ends_alike_is_not_taken_for_the_servers(tmp_path):
    said = [*CALLS, ("web_lookup", '{"uri": "z.example"}', "nothing")]
    found = against(trace_of(said), CALLS, tmp_path)
    assert [one.call.name for one in found.comparisons if one.outcome != "both"] == ["web_lookup"]
    assert [one.remark for one in found.comparisons if one.outcome != "both"] == [
        "tool not in ledger"
    ]


def test_of_equal_calls_the_one_whose_result_the_log_lacks_is_named(tmp_path):
    poll = [("poll", "{}", text) for text in ("pending", "made up", "done")]
    found = against(trace_of(poll), [poll[0], poll[2]], tmp_path)
    (row,) = [row for row in found.comparisons if row.outcome == "transcript only"]
    assert row.call.index == 3


def test_equal_calls_are_consumed_in_order(tmp_path):
    poll = [("poll", "{}", "pending"), ("poll", "{}", "done")]
    assert outcomes(against(trace_of(poll), poll, tmp_path)) == {"both": 2}
    assert outcomes(against(trace_of(poll[::-1]), poll, tmp_path)) == {"result differs": 2}


def test_a_reused_call_id_is_no_key(tmp_path):
    ids = ["call_0", "call_0", "call_2", "call_0"]
    found = against(trace_of(CALLS, ids=ids), CALLS[:3], tmp_path, ids=ids)
    (row,) = [row for row in found.comparisons if row.outcome == "transcript only"]
    assert row.call.arguments_raw == CALLS[3][1]


def test_entries_without_arguments_are_matched_whatever_ids_an_exporter_gave(tmp_path):
    lines = [json.loads(line) for line in lines_of(CALLS, ids=[f"span_{n}" for n in range(4)])]
    for line in lines:
        del line["arguments_raw"], line["prev_hash"]
    ledger = read_ledger(write_json(tmp_path / "l.jsonl", lines))
    trace = trace_of(CALLS)
    assert outcomes(reconcile(trace, pair(trace.events), ledger)) == {"both": 4}


def test_an_id_that_an_exporter_rewrote_does_not_make_a_call_missing(tmp_path):
    ids = ["call_0", "call_0", "call_2", "call_3"]
    assert outcomes(against(trace_of(CALLS), CALLS, tmp_path, ids=ids)) == {"both": 4}


def test_a_call_id_with_other_arguments_is_told_apart(tmp_path):
    ids = [f"call_{n}" for n in range(4)]
    held = [CALLS[0], ("lookup", '{"uri": "other.example"}', CALLS[1][2]), *CALLS[2:]]
    found, _ = findings(trace_of(CALLS), held, tmp_path, ids=ids)
    assert [one.kind for one in found] == ["other arguments"]


@pytest.mark.parametrize("offset", [0, 3, 4 * 3600])
def test_a_clock_offset_does_not_move_the_window(tmp_path, offset):
    said = [*CALLS[:3], FORGED, CALLS[3]]
    found = against(trace_of(said, start=3600), CALLS, tmp_path, start=3600 + offset)
    assert outcomes(found) == {"both": 4, "transcript only": 1}


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_timed_call_outside_the_window_is_not_checkable(tmp_path, where):
    said = [FORGED, *CALLS] if where == "before" else [*CALLS, FORGED]
    start = 3600 if where == "after" else 3590
    found = against(trace_of(said, start=start), CALLS, tmp_path, start=3600)
    assert outcomes(found) == {"both": 4}
    assert [one.reason for one in found.unchecked] == [
        "the call lies outside the span that the ledger covers"
    ]


def test_marks_of_the_ledger_widen_the_window(tmp_path):
    held = [("", "", "opened"), *CALLS, ("", "", "closed")]
    said = trace_of([*CALLS, FORGED], start=3605, gap=9)
    found = against(said, held, tmp_path, start=3595)
    assert outcomes(found) == {"both": 4, "transcript only": 1}


def test_without_times_a_named_session_covers_the_whole_trace(tmp_path):
    found = against(trace_of([FORGED, *CALLS, FORGED]), CALLS, tmp_path)
    assert outcomes(found) == {"both": 4, "transcript only": 2}


def test_without_name_ids_or_times_only_what_lies_between_known_calls_is_checked(tmp_path):
    held = [
        *lines_of(CALLS, session="x"),
        *lines_of([("fetch", "{}", "one")], session="y", first=5),
    ]
    held = [line.replace(b'"prev_hash":"', b'"was":"') for line in held]
    ledger = read_ledger(write(tmp_path / "l.jsonl", held))
    trace = trace_of([*CALLS[:2], FORGED, *CALLS[2:], FORGED], own_id="unknown")
    found = reconcile(trace, pair(trace.events), ledger)
    assert outcomes(found) == {"both": 4, "transcript only": 1}
    assert found.strength == "content"
    assert {row.grade for row in found.comparisons if row.call.index == 5} == {"suspected"}
    assert len(found.unchecked) == 1


def test_two_sessions_that_fit_equally_well_are_not_guessed_between(tmp_path):
    one = [("lookup", '{"uri": "a.example"}', "benign"), ("note", '{"text": "1"}', "ok")]
    two = [("lookup", '{"uri": "a.example"}', "benign"), ("note", '{"text": "2"}', "ok")]
    held = [*lines_of(one, session="x"), *lines_of(two, session="y", first=3)]
    held = [line.replace(b'"prev_hash":"', b'"was":"') for line in held]
    ledger = read_ledger(write(tmp_path / "l.jsonl", held))
    trace = trace_of([one[0]], own_id="unknown")
    found = reconcile(trace, pair(trace.events), ledger)
    assert "equally well" in found.reason


UNANSWERED = [
    ("Error: Timed out while waiting for response to ClientRequest. Waited 5 seconds.", ""),
    ("The tool call was cancelled.", ""),
    ("Tool execution was interrupted by the user", ""),
    ("MCP error -32000: Connection closed", ""),
    ("blocked as BLK-1", "never answered"),
    ("Order 12 was cancelled.", "never answered"),
]


@pytest.mark.parametrize(("said", "kind"), UNANSWERED)
def test_only_an_answer_is_held_against_a_log_that_no_answer_came(said, kind, tmp_path):
    lines = lines_of(CALLS)
    entry = json.loads(lines[2]) | {"result": None, "result_sha256": "", "is_error": True}
    lines = [
        line.replace(b'"prev_hash"', b'"was"') for line in [*lines, json.dumps(entry).encode()]
    ]
    ledger = read_ledger(write(tmp_path / "l.jsonl", [*lines[:2], lines[4], lines[3]]))
    trace = trace_of([*CALLS[:2], (*CALLS[2][:2], said), CALLS[3]])
    found = audit_trace(trace, Setting(ledger=ledger)).findings
    assert [one.kind for one in found if one.code == "TA107"] == [kind] * bool(kind)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Error: Request timed out", "given up"),
        ("Connection closed", "given up"),
        ("Not found: b.example", "result differs"),
        ("Order 12 was cancelled.", "result differs"),
    ],
)
def test_a_wait_that_ended_is_told_from_another_answer(said, kind, tmp_path):
    trace = trace_of([CALLS[0], (*CALLS[1][:2], said), *CALLS[2:]])
    (found,), _ = findings(trace, CALLS, tmp_path)
    assert found.kind == kind


def test_an_unanswered_call_that_the_log_lacks_is_not_checkable(tmp_path):
    found = against(trace_of([*CALLS, (*FORGED[:2], None)]), CALLS, tmp_path)
    assert outcomes(found) == {"both": 4}
    assert "never answered" in found.unchecked[0].reason


def test_a_hole_in_the_ledger_lowers_every_absence_to_suspected(tmp_path):
    lines = lines_of(CALLS)
    lines[1] = lines[1][:40]
    ledger = read_ledger(write(tmp_path / "l.jsonl", lines))
    audited = audit_trace(trace_of(CALLS), Setting(ledger=ledger))
    (found,) = [one for one in audited.findings if one.code == "TA107"]
    assert (found.kind, found.grade) == ("transcript only", "suspected")
    assert [problem.place.line for problem in ledger.problems] == [2, 3]


@pytest.mark.parametrize("cut", [[1], [0, 1], [0, 1, 2, 3]])
def test_calls_cut_out_of_a_named_session_are_suspected(tmp_path, cut):
    logged = [*CALLS, ("", "", "closed")]
    lines = [line for at, line in enumerate(lines_of(logged)) if at not in cut]
    ledger = read_ledger(write(tmp_path / "l.jsonl", lines))
    audited = audit_trace(trace_of(CALLS, start=0), Setting(ledger=ledger))
    found = [one for one in audited.findings if one.code == "TA107"]
    assert [one.grade for one in found] == ["suspected"] * len(cut)
    assert {one.kind for one in found} == {"transcript only"}


def test_a_hole_in_another_file_tells_nothing_of_a_session(tmp_path):
    holed = lines_of(CALLS[:3], session="run-2", server="other")
    paths = [
        write(tmp_path / "whole.jsonl", lines_of(CALLS[:1])),
        write(tmp_path / "holed.jsonl", [holed[0], holed[2]]),
    ]
    said = [CALLS[0], *(("fetch", f'{{"page": {number}}}', "ok") for number in range(3))]
    audited = audit_trace(trace_of(said), Setting(ledger=read_ledger(*paths)))
    assert "never saw this tool" in dict(audited.blind)["TA107"]


def test_a_trace_whose_session_may_be_lost_is_told_so(tmp_path):
    lines = lines_of(CALLS[:3], session="elsewhere")
    ledger = read_ledger(write(tmp_path / "l.jsonl", [lines[0], lines[2]]))
    other = trace_of([("fetch", '{"page": 1}', "one")])
    audited = audit_trace(other, Setting(ledger=ledger))
    assert "perhaps those of its session" in dict(audited.blind)["TA107"]


def test_a_result_without_call_that_the_log_lacks_is_proven_by_it(tmp_path):
    trace = trace_of(CALLS)
    orphan = trace.events[-1].__class__(9, 0, 3, 9, "made up", "call_9", "fetch")
    trace.events.append(orphan)
    held = [*CALLS, ("fetch", '{"page": 1}', "another")]
    alone = audit_trace(trace, Setting())
    found = {one.code: one for one in alone.findings}
    assert found["TA101"].grade == "suspected"
    (tmp_path / "a").mkdir()
    ledger = read_ledger(
        write(tmp_path / "l.jsonl", lines_of(CALLS)),
        write(tmp_path / "a" / "other.jsonl", lines_of(held[-1:], session="another run")),
    )
    found = {one.code: one for one in audit_trace(trace, Setting(ledger=ledger)).findings}
    assert found["TA101"].grade == "proven"


def test_a_result_without_call_that_the_log_holds_is_backed_by_it(tmp_path):
    trace = trace_of(CALLS)
    del trace.events[3]  # the second call, not its result
    found, audited = findings(trace, CALLS, tmp_path)
    assert found == []
    (orphan,) = [one for one in audited.findings if one.code == "TA101"]
    assert (orphan.kind, orphan.severity) == ("call not recorded", "info")
    assert "log" in orphan.message


call = st.tuples(
    st.sampled_from(["lookup", "block", "note"]),
    st.builds('{{"uri": "{}.example"}}'.format, st.sampled_from("abcd")),
    st.builds("result {}".format, st.integers(0, 99)),
)


@given(
    calls=st.lists(call, min_size=3, max_size=10),
    edits=st.dictionaries(st.integers(0, 9), st.sampled_from(["drop", "alter", "add"]), max_size=4),
    timed=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_exactly_the_edits_of_the_log_are_found(calls, edits, timed):
    """Count by outcome: dropped from the log, altered in it, added to it.

    The first and the last entry stay, so that the window stays, and so does one entry per tool.
    """
    anchors = [(tool, '{"uri": "anchor"}', "x") for tool in ("lookup", "block", "note")]
    calls = [*anchors, *calls, *anchors]
    log, expected = [], Counter()
    for number, one in enumerate(calls):
        edit = edits.get(number - 3) if 3 <= number < len(calls) - 3 else None
        if edit == "alter":
            log.append((*one[:2], "something else"))
            expected["result differs"] += 1
        elif edit == "drop":
            expected["transcript only"] += 1
        else:
            log.append(one)
            expected["both"] += 1
        if edit == "add":
            log.append(("note", f'{{"added": {number}}}', "x"))
            expected["log only"] += 1
    found = _outcomes_of_edit(calls, log, timed)
    # Where equal calls were both dropped and altered, the kept result may pair with either.
    assert found["log only"] == expected["log only"]
    assert found["transcript only"] == expected["transcript only"]
    if len({one[:2] for one in calls[3:-3]}) == len(calls) - 6:
        assert found == expected
    assert found.total() == expected.total()


def _outcomes_of_edit(calls, log, timed):
    trace = trace_of(calls, start=3600 if timed else None, ids=False)
    with tempfile.TemporaryDirectory() as folder:
        return outcomes(against(trace, log, Path(folder), start=3600))


def test_a_session_that_many_traces_share_hides_nothing_from_one_of_them(tmp_path):
    others = [("lookup", f'{{"uri": "other-{n}"}}', "x") for n in range(9)]
    found, audited = findings(trace_of(CALLS), [*CALLS, *others], tmp_path)
    assert found == []
    assert "other traces' calls" in dict(audited.blind)["TA107"]


def test_a_name_like_7_needs_a_call_that_agrees(tmp_path):
    other = trace_of([("fetch", '{"page": 1}', "one")], own_id="7")
    found, audited = findings(other, CALLS, tmp_path, session="7")
    assert found == []
    assert "fits this trace" in dict(audited.blind)["TA107"]


def test_a_transcript_that_is_not_whole_hides_nothing(tmp_path):
    cut = trace_of(CALLS[1:], notes=frozenset({"truncated-head"}))
    found, audited = findings(cut, CALLS, tmp_path)
    assert found == []
    assert "not whole" in dict(audited.blind)["TA107"]
