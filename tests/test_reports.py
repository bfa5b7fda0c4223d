"""Each output format says what was found, in the form that its readers expect."""

import csv
import io
import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from auditor import audit, read
from auditor.demo_stories import HOME
from auditor.finding import Gate
from auditor.report import REPORTS, Look
from tests.chinese import english_marks, lines_of
from tests.cli_runs import run


@pytest.fixture
def report(conversations):
    return audit(str(conversations))


def text(name, report, **look):
    return "".join(REPORTS[name](report, Look(**look)))


def test_json_has_the_fixed_keys(report):
    document = json.loads(text("json", report))
    assert list(document) == ["version", "summary", "findings", "not_checkable", "problems"]
    assert set(document["summary"]) >= {
        "traces", "events", "tool_calls", "tool_results", "records", "problems", "formats",
    }  # fmt: skip
    assert document["summary"]["traces"] == 2
    records = document["summary"]["records"]
    assert records["read"] == sum(number for name, number in records.items() if name != "read")
    assert {problem["code"] for problem in document["problems"]} == {"TA901", "TA902"}


def test_a_jsonl_finding_has_the_fixed_fields(report):
    found = [json.loads(line) for line in text("jsonl", report).splitlines()]
    orphan = next(finding for finding in found if finding["code"] == "TA101")
    assert list(orphan)[:18] == [
        "code", "name", "severity", "grade", "score", "trace_id", "task_key", "run_index", "turn",
        "step", "event_index", "file", "line", "tool", "message", "evidence", "fingerprint",
        "onset_step",
    ]  # fmt: skip
    assert orphan["evidence"] == [
        {"event_index": 3, "quote": '{"verdict": "clean"}', "role": "finding"}
    ]


def test_concise_is_one_line_a_finding_and_hides_info(report):
    lines = text("concise", report).splitlines()
    place = "orphan.jsonl:2:/messages/3 TA101 high "
    assert [line for line in lines if line.startswith(place)]
    assert not [line for line in lines if " info " in line]
    assert len(lines) == sum(finding.severity != "info" for finding in report.findings)


def test_full_shows_quote_place_sums_and_what_is_not_checkable(report):
    shown = text("full", report)
    assert '> {"verdict": "clean"}' in shown
    assert "step 0  high proven  TA101 result-without-call" in shown
    assert "2 traces (openai-chat)" in shown
    assert "5 records: 2 used, 1 duplicate, 2 problem." in " ".join(shown.split())
    assert "Not checkable" in shown
    assert "auditor explain TA101" in shown


def test_colours_change_nothing_but_colours(report):
    plain, coloured = text("full", report), text("full", report, colour=True)
    assert "\x1b[" in coloured
    assert strip(coloured) == plain


def strip(coloured):
    return re.sub(r"\x1b\[[\d;]*m", "", coloured)


def test_sarif_names_rule_place_and_fingerprint(report):
    document = json.loads(text("sarif", report))
    assert document["version"] == "2.1.0"
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
        assert place["region"]["startLine"] >= 1
        assert result["partialFingerprints"]["auditor/v1"]
    orphan = next(result for result in run["results"] if result["ruleId"] == "TA101")
    assert orphan["level"] == "error"
    assert orphan["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].endswith("/event:3")


def test_junit_fails_by_the_gate_and_skips_what_was_not_checkable(report):
    cases = ET.fromstring(text("junit", report)).findall("testsuite/testcase")
    by_code = {case.get("name").split()[0]: case for case in cases}
    assert by_code["TA101"].find("failure") is not None
    assert by_code["TA904"].find("skipped") is not None
    assert list(by_code["TA902"]) == []
    strict = ET.fromstring(text("junit", report, gate=Gate("low")))
    assert int(strict.get("failures")) > 1


def test_github_annotates_the_line(report):
    title = "title=TA101 result-without-call (proven)"
    assert f"\n::error file=orphan.jsonl,line=2,{title}::" in text("github", report)


def test_markdown_has_a_row_for_each_finding(report):
    shown = text("markdown", report)
    assert "| high | proven | TA101 result-without-call |" in shown
    assert '```text\n{"verdict": "clean"}\n```' in shown


def test_csv_has_a_row_for_each_finding(report):
    rows = list(csv.DictReader(io.StringIO(text("csv", report))))
    assert [row["code"] for row in rows] == [finding.code for finding in report.findings]


@pytest.mark.parametrize("name", REPORTS.keys())
def test_an_audit_without_findings_can_be_written_too(name, conversations):
    report = audit(read(str(conversations / "clean.jsonl")))
    assert "TA101 high" not in text(name, report)


def test_the_html_report_is_one_page_without_anything_from_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(f"{HOME}/made-up-results.jsonl", "runs.jsonl")
    report = audit("runs.jsonl", config=f"{HOME}/../contract.toml")
    page = "".join(REPORTS["html"](report, Look()))
    assert page == "".join(REPORTS["html"](report, Look()))
    assert page.count('class="at-ghost"') >= 3
    assert 'class="at-claimed"' in page
    assert "src=" not in page
    assert "<script" not in page
    assert "href=" not in page
    Path("runs.jsonl").unlink()
    alone = "".join(REPORTS["html"](report, Look()))
    assert "at-event" not in alone.partition("</style>")[2]
    assert "score=88" in alone


def test_the_html_report_speaks_chinese_around_what_transcripts_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(f"{HOME}/made-up-results.jsonl", "runs.jsonl")
    report = audit("runs.jsonl", config=f"{HOME}/../contract.toml")
    page = "".join(REPORTS["html"](report, Look(language="zh")))
    assert '<html lang="zh">' in page
    ours = r"<(?:h\d|p) ?(?:class=\"(?:re-lead|at-message|at-says)\")?>(.*?)</"
    said = re.findall(ours, page)
    assert len(said) > 30
    assert [line for line in said if not re.search("[\u4e00-\u9fff]", line)] == []
    assert "条轨迹（openai-chat）" in page
    assert "没有给出工具服务器的日志" in page


def test_the_chinese_html_report_has_its_own_punctuation(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("made-up-results", "decisions"):
        lines = Path(f"{HOME}/{name}.jsonl").read_text("utf-8").splitlines()
        kept = [line for line in lines if not re.search("[\u4e00-\u9fff]", line)]
        Path(f"{name}.jsonl").write_text("\n".join([*kept, "{", "{}"]), "utf-8")
    options = ["--contract", f"{HOME}/../contract.toml", "--lang", "zh", "--format", "html"]
    shown = lines_of(run(capsys, "audit", ".", *options).out)
    assert len(shown) > 100
    assert english_marks(shown) == []


@pytest.mark.parametrize(("language", "heading"), [("en", "When it begins"), ("zh", "何时开始")])
def test_the_html_report_of_an_audit_draws_drift_as_the_dashboard_does(
    language, heading, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    options = ["--contract", f"{HOME}/../contract.toml", "--lang", language]
    page = run(capsys, "audit", f"{HOME}/made-up-results.jsonl", "--format", "html", *options).out
    drawn = re.findall('data-drawing="([^"]+)"', page)
    assert drawn == ["hazard", "hazard-by-context", "survival", "calls", "raster"]
    assert f"<h3>{heading}</h3>" in page
    assert "src=" not in page
    options += ["--store", "a.db"]
    stored = run(capsys, "audit", f"{HOME}/made-up-results.jsonl", "--format", "html", *options).out
    assert re.findall('data-drawing="([^"]+)"', stored) == drawn
