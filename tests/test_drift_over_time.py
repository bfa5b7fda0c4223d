"""Over time: charts go on where they stopped, on transcripts and on a store."""

import json
import random

import msgspec
import pytest
import sqlalchemy as sa

from auditor.drift.chart import ChartKey, ChartRule, limit_for, run_length
from auditor.drift.over_time import NOTHING, changes, continued
from auditor.setting import setting_of
from auditor.store import ingest, open_store, report_of
from auditor.store.charting import update_charts
from auditor.store.tables import TRACE
from tests.cli_runs import run
from tests.drift_cases import happened, moment
from tests.store_cases import lines

RULE = ChartRule(clean=20)
KEY = ChartKey("desk-8b", "v2", "look")


def drawn(seed, *stretches):
    """Return traces whose made-up results are drawn with a chance per stretch."""
    draw = random.Random(seed)  # noqa: S311 - a test's chance is seeded
    return [draw.random() < chance for traces, chance in stretches for _ in range(traces)]


def test_charts_that_are_fed_in_parts_are_those_fed_at_once():
    traces = happened([[300, 2], [500, 30], [400, 2]])
    whole = continued(NOTHING, traces, ChartRule())
    series, alarms = NOTHING, []
    for start in range(0, len(traces), 97):
        series, raised = continued(series, traces[start : start + 97], ChartRule())
        alarms += raised
    (part,), (all_,) = series.charts.values(), whole.series.charts.values()
    assert (part.traces, part.hits, part.p0, part.alarms) == (
        all_.traces, all_.hits, all_.p0, all_.alarms,
    )  # fmt: skip
    assert part.score == pytest.approx(all_.score)
    assert part.parts == pytest.approx(all_.parts)
    assert series.days == whole.series.days
    assert [(a.at, a.since) for a in alarms] == [(a.at, a.since) for a in whole.alarms]


def test_each_version_has_a_chart_of_its_own_that_others_do_not_disturb():
    old = happened([[300, 0], [300, 0]], prompt_version="v1")
    new = happened([[300, 0], [100, 20]], prompt_version="v2")
    mixed = [trace for pair in zip(old, new, strict=False) for trace in pair]
    found = continued(NOTHING, mixed, ChartRule())
    assert {alarm.key.prompt_version for alarm in found.alarms} == {"v2"}


def test_the_limit_grows_with_the_charts_so_that_all_run_as_long_as_one():
    rule = ChartRule(p0=0.01)
    alone = run_length(0.01, rule, limit_for(rule, 1))
    ten = run_length(0.01, rule, limit_for(rule, 10))
    assert ten / 10 > 0.9 * alone


@pytest.mark.parametrize("p0", [0.001, 0.02, 0.5, 0.97, 0.985, 0.9983, 0.99999])
def test_the_rate_to_find_lies_above_the_rate_in_order_however_high_that_is(p0):
    assert p0 < ChartRule().risen(p0) < 1


def test_a_version_that_makes_up_nearly_everything_has_a_chart_and_no_rise():
    found = continued(NOTHING, happened([[400, 400], [200, 200]]), ChartRule())
    (chart,) = found.series.charts.values()
    assert (chart.traces, chart.hits, chart.alarms, found.alarms) == (600, 600, 0, [])


def test_the_day_of_a_change_is_found_looking_back():
    days = continued(NOTHING, happened([[200, 0], [200, 40]]), ChartRule()).series.days
    (change,) = changes(days)
    assert change.day == moment(200)[:10]
    assert change.found.p < 0.01


def conversation(number, *, made_up):
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": f"Look number {number} up."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": f'{{"score": {number}}}'},
        {"role": "assistant", "content": "Done."},
    ]
    if made_up:
        orphan = {"role": "tool", "tool_call_id": "c9", "name": "look", "content": '{"score": 7}'}
        messages.insert(3, orphan)
    return {
        "messages": messages, "id": f"run-{number}", "model": "desk-8b", "prompt_version": "v2",
        "created_at": moment(number),
    }  # fmt: skip


def write(path, hits, start=0):
    path.write_text(lines(*(conversation(start + n, made_up=hit) for n, hit in enumerate(hits))))


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "audit.db")) as opened:
        yield opened


def test_a_store_goes_on_where_it_stopped(store, tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write(first, drawn(1, (40, 0.0)))
    ingest([str(first)], store, setting_of())
    charted = update_charts(store, RULE)
    assert (charted.added, charted.new, charted.series.charts[KEY].watched) == (40, [], 20)
    write(second, drawn(2, (30, 0.4)), start=40)
    ingest([str(second)], store, setting_of())
    charted = update_charts(store, RULE)
    assert (charted.added, charted.anew) == (30, False)
    assert [finding.code for finding in charted.new] == ["TA501"]
    again = update_charts(store, RULE)
    assert (again.added, again.new) == (0, [])
    assert [found.finding for found in again.findings] == charted.new
    assert again.series == charted.series


def test_the_finding_of_a_chart_is_part_of_the_stores_report(store, tmp_path):
    write(tmp_path / "a.jsonl", drawn(1, (40, 0.0), (30, 0.4)))
    (given,) = ingest([str(tmp_path / "a.jsonl")], store, setting_of())
    update_charts(store, RULE)
    report = report_of(store, [given.source])
    assert report.summary.findings["TA501"] == 1
    assert "TA501" in {finding.code for finding in report.findings}


def test_charts_are_drawn_anew_where_history_or_the_rule_changed(store, tmp_path):
    path = tmp_path / "a.jsonl"
    write(path, drawn(1, (40, 0.0), (30, 0.4)))
    ingest([str(path)], store, setting_of())
    update_charts(store, RULE)
    write(path, drawn(1, (60, 0.0)))
    ingest([str(path)], store, setting_of())
    charted = update_charts(store, RULE)
    assert (charted.anew, charted.added, charted.findings) == (True, 60, [])
    other = update_charts(store, ChartRule(clean=10))
    assert other.anew


def test_traces_without_a_time_do_not_say_what_is_in_order():
    undated = [msgspec.structs.replace(each, at="") for each in happened([(30, 30)])]
    found = continued(NOTHING, [*undated, *happened([(300, 0)], start=30)], ChartRule(clean=300))
    (chart,) = found.series.charts.values()
    assert (chart.p0 < 0.01, len(found.alarms)) == (True, 1)


def test_traces_of_an_older_version_are_said_to_be_unknown(store, tmp_path):
    write(tmp_path / "a.jsonl", drawn(1, (3, 0.0)))
    ingest([str(tmp_path / "a.jsonl")], store, setting_of())
    with store.adding() as connection:
        connection.execute(sa.update(TRACE).where(TRACE.c.line == 1).values(uses=None, course=None))
    charted = update_charts(store, RULE)
    assert (charted.unknown, charted.series.charts[KEY].traces) == (1, 2)


def test_the_command_follows_a_store_and_fails_on_a_new_alarm_once(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.jsonl", drawn(1, (40, 0.0), (30, 0.4)))
    assert run(capsys, "audit", "a.jsonl", "--store", "s.db", "--fail-on", "never").code == 0
    arguments = ("drift", "--store", "s.db", "--clean", "20", "--fail-on", "medium")
    done = run(capsys, *arguments)
    assert done.code == 1
    assert "Charts brought up to date with 70 traces; 1 new alarm." in done.out
    assert "TA501 rate-drift" in done.out
    assert run(capsys, *arguments).code == 0
    since = run(capsys, *arguments, "--since", "2026-01-01", "--format", "jsonl")
    assert since.code == 1
    (finding,) = map(json.loads, since.out.splitlines())
    assert (finding["code"], finding["tool"], finding["file"]) == ("TA501", "look", "a.jsonl")
    whole = json.loads(run(capsys, *arguments, "--format", "json").out)
    day = whole["days"][-1]
    narrow = run(capsys, *arguments, "--since", day["day"])
    shown = f"{day['fabricated']} of {day['traces']} traces made up, "
    assert f"{shown}{whole['charts'][0]['hits']} of 70 traces made up in all" in narrow.out
    assert "Scores, rates in order and alarms are of all traces so far." in narrow.out
    later = run(capsys, *arguments, "--since", "2027-01-01")
    assert later.code == 0
    assert "1 chart without a trace in the days asked for." in later.out
    assert "look by desk-8b v2" not in later.out
    assert "Over turns: desk-8b v2" not in done.out
    assert "Over" in run(capsys, *arguments, "--turns").out


def test_the_command_looks_at_transcripts_without_a_store(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.jsonl", drawn(1, (40, 0.0), (30, 0.4)))
    done = run(capsys, "drift", "a.jsonl", "--clean", "20", "--charts", "charts.json")
    assert done.code == 0
    assert "Over steps: desk-8b v2" in done.out
    assert "TA501 rate-drift" in done.out
    assert {"hazard", "survival", "raster", "daily"} <= json.loads(
        (tmp_path / "charts.json").read_text()
    ).keys()
    same = run(capsys, "drift", "a.jsonl", "--clean", "20", "--format", "json")
    value = json.loads(same.out)
    assert value["charts"][0]["key"] == {"model": "desk-8b", "prompt_version": "v2", "tool": "look"}
    assert len(value["findings"]) == 1
    assert run(capsys, "drift", "a.jsonl", "--since", "2030-01-01").code == 3


@pytest.mark.parametrize(
    "arguments",
    [(), ("--baseline", "a"), ("a", "--baseline", "a", "--candidate", "b"),
     ("a", "--since", "soon"), ("a", "--p0", "1"), ("a", "--p0", "nan"), ("a", "--limit", "inf"),
     ("--baseline", "a", "--candidate", "a", "--alpha", "nan")],
)  # fmt: skip
def test_wrong_usage_is_told(capsys, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_text("{}")
    done = run(capsys, "drift", *arguments)
    assert (done.code, done.out) == (2, "")
