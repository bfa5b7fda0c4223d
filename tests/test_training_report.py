"""What training came to: counts add up, tables show what was measured, the gate gives reasons."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from auditor.errors import UsageError
from auditor.measure import Share
from auditor.timeline import told
from auditor.training import (
    Curve,
    Stage,
    TrainingReport,
    changes,
    may_promote,
    metric,
    overview,
    pooled,
    read_report,
    report_text,
    to_html,
    to_markdown,
)

CASES = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures" / "training" / "promotion.yaml").read_text("utf-8")
)
NAMES = {
    "call": "tool_call_accuracy",
    "name": "tool_name_accuracy",
    "args": "tool_args_accuracy",
    "quality": "response_quality",
    "made_up": "fabrication_rate",
    "over": "overcall_rate",
}


def stage(name, counts, seed=0, kind="other"):
    given = {key: metric(Share(*value)) for key, value in counts.items() if value is not None}
    return Stage(
        name,
        kind,
        name,
        seed,
        240,
        {NAMES[key]: value for key, value in given.items() if key in NAMES},
        regressions={key: value for key, value in given.items() if key not in NAMES},
        contexts={"no call": {"overcall_rate": given["over"]}} if "over" in given else {},
        curves=[Curve(f"loss {seed}", f"{name}-{seed}.jsonl")],
    )


def usual(name, seed=0):
    return stage(name, CASES["usual"][name], seed)


REPORT = TrainingReport(
    "A <small> model | tool", "base", [usual("base"), usual("control"), usual("candidate")]
)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_the_gate_passes_or_says_why_not(case):
    base, control, candidate = (
        stage(name, {**CASES["usual"][name], **case.get(name, {})})
        for name in ("base", "control", "candidate")
    )
    decision = may_promote(candidate, base, None if case.get("without_control") else control)
    assert decision.passed == (not case["says"])
    assert len(decision.reasons) == len(case["says"]), decision.reasons
    for said in case["says"]:
        assert any(said in reason for reason in decision.reasons), decision.reasons


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["case"])
def test_the_gate_says_why_not_in_chinese_too(case):
    base, control, candidate = (
        stage(name, {**CASES["usual"][name], **case.get(name, {})})
        for name in ("base", "control", "candidate")
    )
    decision = may_promote(candidate, base, None if case.get("without_control") else control)
    assert [why for why in decision.reasons if told("gate", why, "zh") == why] == []


def test_plain_training_itself_is_held_against_the_base_alone():
    base, control = usual("base"), usual("control")
    assert may_promote(control, base, control).passed


def test_a_forced_promotion_stays_on_record():
    candidate = stage("candidate", {**CASES["usual"]["candidate"], "made_up": [3, 240]})
    decision = may_promote(candidate, usual("base"), usual("control"))
    gate = decision.as_gate(candidate, forced=True)
    report = TrainingReport("x", "base", [usual("base"), candidate], [gate])
    assert "refused. It makes results up: 3 of 240. Promoted all the same" in to_markdown(report)


def test_seeds_are_added_up_by_counts():
    (both,) = pooled([usual("candidate", 0), usual("candidate", 1)])
    found = both.metrics["tool_call_accuracy"]
    assert (found.hits, found.total, both.items, both.seed) == (476, 480, 480, None)
    assert found.low < found.share < found.high
    assert both.contexts["no call"]["overcall_rate"].total == 120
    assert [curve.file for curve in both.curves] == ["candidate-0.jsonl", "candidate-1.jsonl"]


def test_the_same_questions_asked_for_each_seed_make_no_interval_narrower():
    (both,) = pooled([usual("candidate", 0), usual("candidate", 1)])
    one, found = usual("candidate").regressions["general"], both.regressions["general"]
    assert (found.hits, found.total) == (38, 48)
    assert (found.low, found.high) == (one.low, one.high)


def test_the_first_table_has_counts_shares_and_intervals():
    table = overview(REPORT)
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Tool call accuracy (strict)"][0] == "5.0% [2.9, 8.5] 12/240"
    assert rows["Regression: general"][2] == "79.2% [59.5, 90.8] 19/24"
    assert table.head[1] == "base (240 items)"


def test_the_second_table_has_changes_in_points():
    rows = {row[0]: row[1:] for row in changes(REPORT).rows}
    assert rows["Tool call accuracy (strict)"] == ("+90.0", "+94.2")
    assert rows["Fabrication rate"] == ("-50.0", "-50.0")


def test_what_was_not_measured_is_no_number():
    report = TrainingReport("x", "base", [usual("base"), stage("mute", {"name": [0, 0]})])
    rows = {row[0]: row for row in overview(report).rows}
    assert rows["Tool name accuracy"][2] == "–"
    assert rows["Over-call rate"][2] == "–"


def test_a_report_is_read_back_as_it_was_written(tmp_path):
    path = tmp_path / "report.json"
    path.write_text(report_text(REPORT), encoding="utf-8")
    assert read_report(str(path)) == REPORT
    assert json.loads(path.read_text("utf-8"))["stages"][0]["metrics"]["overcall_rate"]["high"] > 0


@pytest.mark.parametrize("text", ["{}", "no json"])
def test_what_is_no_report_is_told(text, tmp_path):
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is no report of a training"):
        read_report(str(path))


def test_titles_cannot_break_the_page():
    names = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag, _attrs):
            names.add(tag)

    Tags().feed(to_html(REPORT))
    assert "small" not in names
    assert "script" not in names
    assert {"table", "th", "td"} <= names
    assert to_markdown(REPORT).startswith("# A <small> model \\| tool")
