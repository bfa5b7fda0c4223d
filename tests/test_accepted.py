"""Baseline and suppressions: what is known does not count, and stale decisions are told."""

import json
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.accepted import Accepted, Suppression, baseline_text, load_baseline, load_suppressions
from auditor.errors import ConfigError
from auditor.finding import Finding
from tests.cli_runs import run


def test_after_a_baseline_only_new_findings_count(conversations, capsys):
    done = run(capsys, "baseline", "orphan.jsonl")
    assert done.code == 0
    assert "auditor-baseline.json" in done.out
    again = run(capsys, "audit", "orphan.jsonl")
    assert again.code == 0
    assert "Left out: 1 finding (baseline)." in again.out
    text = (conversations / "orphan.jsonl").read_text(encoding="utf-8")
    (conversations / "orphan.jsonl").write_text(
        text + text.splitlines()[1].replace("c9", "c8") + "\n"
    )
    assert run(capsys, "audit", "orphan.jsonl").code == 1


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("jsonl", b'{"messages": [', b'{"messages": {'),
        ("json", b'{"colour": "red"}', b'{"colour": "blue"}'),
        ("jsonl.gz", b"\x1f\x8b\x08", b"\x1f\x8b\x08"),
    ],
)
def test_what_is_known_of_one_unreadable_file_says_nothing_of_another(
    conversations, capsys, name, first, second
):
    (conversations / "new").mkdir()
    for beside in ("", "new"):
        (conversations / beside / "good.jsonl").write_bytes(
            (conversations / "clean.jsonl").read_bytes()
        )
    (conversations / f"a.{name}").write_bytes(first)
    assert run(capsys, "baseline", "good.jsonl", f"a.{name}").code == 0
    known = run(capsys, "audit", "good.jsonl", f"a.{name}", "--fail-on", "low")
    assert known.code == 0
    (conversations / "new" / f"a.{name}").write_bytes(second)
    assert run(capsys, "audit", "new", "--fail-on", "low").code == 1


def test_a_copy_of_another_trace_is_another_finding(conversations, capsys):
    first, second = (conversations / "orphan.jsonl").read_text(encoding="utf-8").splitlines()
    for name, line in (("a", first), ("b", second)):
        (conversations / f"{name}.jsonl").write_text(f"{line}\n", encoding="utf-8")
    marks = set()
    for name in ("a", "b"):
        done = run(capsys, "audit", f"{name}.jsonl", "orphan.jsonl", "--format", "jsonl")
        found = map(json.loads, done.out.splitlines())
        marks |= {one["fingerprint"] for one in found if one["code"] == "TA905"}
    assert len(marks) == 2


def test_a_baseline_of_nothing_is_refused(conversations, capsys):
    assert conversations
    assert run(capsys, "baseline", "other.json").code == 3
    assert not (conversations / "auditor-baseline.json").exists()


def test_a_suppressed_finding_is_left_out_and_counted(conversations, capsys):
    assert conversations
    found = audit_fingerprints(capsys)
    assert run(capsys, "suppress", *found, "--reason", "known gap", "--by", "li").code == 0
    done = run(capsys, "audit", "orphan.jsonl")
    assert done.code == 0
    assert "Left out: 1 finding (suppressed)." in done.out


def audit_fingerprints(capsys):
    lines = run(capsys, "audit", "orphan.jsonl", "--format", "jsonl").out.splitlines()
    return [json.loads(line)["fingerprint"] for line in lines]


def test_suppressions_keep_what_people_wrote(conversations, capsys):
    path = conversations / "auditor-suppressions.toml"
    path.write_text('# agreed on Monday\n[[suppress]]\nrule = "TA205"\nreason = "polling"\n')
    assert run(capsys, "suppress", "--rule", "TA206", "--reason", 'a "quoted" \\ reason').code == 0
    assert path.read_text(encoding="utf-8").startswith("# agreed on Monday\n")
    assert [s.rule for s in load_suppressions(str(path), required=True)] == ["TA205", "TA206"]


def test_a_pattern_fits_the_name_that_was_given(conversations, capsys):
    name = (
        "\u0646\u200c\u0645\x7f.jsonl"  # marks that nobody sees belong to names of some languages
    )
    (conversations / "orphan.jsonl").rename(conversations / name)
    assert run(capsys, "suppress", "--file", name, "--reason", "x\u202ey").code == 0
    assert run(capsys, "audit", name).code == 0
    assert "x<U+202E>y" in (conversations / "auditor-suppressions.toml").read_text("utf-8")


def test_comments_stay_where_nothing_was_suppressed_so_far(conversations, capsys):
    path = conversations / "auditor-suppressions.toml"
    path.write_text("\ufeff# agreed on Monday\n", encoding="utf-8")
    assert run(capsys, "suppress", "--rule", "TA206", "--reason", "x").code == 0
    assert path.read_text(encoding="utf-8").startswith("# agreed on Monday\n\n[[suppress]]")


def test_a_file_that_takes_no_more_is_left_as_it_is(conversations, capsys):
    path = conversations / "auditor-suppressions.toml"
    path.write_text("suppress = []\n")
    done = run(capsys, "suppress", "--rule", "TA206", "--reason", "x")
    assert done.code == 2
    assert "[[suppress]]" in done.err
    assert path.read_text() == "suppress = []\n"


def test_brackets_in_a_name_are_no_pattern():
    finding = Finding(
        "TA101", "", "high", "proven", 1.0, "run[1]", "", None, None, None, None, "runs/[a].jsonl",
        1, "", "", (), "f", None,
    )  # fmt: skip
    named = Suppression(reason="x", file="runs/[a].jsonl", trace="run[1]")
    assert named.covers(finding)
    assert not Suppression(reason="x", file="runs/[b].jsonl").covers(finding)
    assert Suppression(reason="x", file="runs/*.jsonl", trace="run*").covers(finding)


def test_several_people_who_suppress_at_once_lose_no_line(tmp_path):
    command = [sys.executable, "-m", "auditor", "suppress", "--reason", "known"]
    marks = [f"000000000000000{number}" for number in range(6)]
    begun = [
        subprocess.Popen([*command, mark], cwd=tmp_path, stdout=subprocess.DEVNULL)
        for mark in marks
    ]
    assert [one.wait() for one in begun] == [0] * len(marks)
    kept = load_suppressions(str(tmp_path / "auditor-suppressions.toml"), required=True)
    assert sorted(one.fingerprint for one in kept) == marks


def test_expired_and_unused_suppressions_are_told(conversations, capsys):
    (conversations / "auditor-suppressions.toml").write_text(
        '[[suppress]]\nrule = "TA101"\nreason = "until then"\nexpires = 2020-01-31\n'
    )
    run(capsys, "suppress", "--trace", "no-such-*", "--reason", "old")
    done = run(capsys, "audit", "orphan.jsonl")
    assert done.code == 1
    assert "the suppression of TA101 expired on 2020-01-31" in done.err
    assert "1 suppression without a match here: no-such-*." in done.err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--rule", "TA999"], "no rule 'TA999'. Known: TA101"),
        (["--rule", "TA101", "--expires", "2001-01-01"], "2001-01-01 is past"),
        (["", "--rule", "TA101"], "FINGERPRINT is an empty text"),
        (["--rule", "TA101", "--trace", ""], "--trace is an empty text"),
        (["0123abc"], "`0123abc` is no fingerprint: these are 16 digits of 0-9 and a-f."),
        (["0123456789ABCDEF"], "Copy it from `auditor audit`."),
        ([], "Error: A suppression needs a fingerprint, rule, trace or file."),
        ([], "needs a fingerprint, rule, trace or file"),
    ],
)
def test_what_can_suppress_nothing_is_not_written(conversations, capsys, asked, said):
    done = run(capsys, "suppress", *asked, "--reason", "x")
    assert done.code == 2
    assert said in done.err
    assert not (conversations / "auditor-suppressions.toml").exists()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "Is a directory. Name a file of accepted findings."),
        (lambda path: path.write_bytes(b"\xff"), "is no UTF-8. Save it as UTF-8."),
    ],
)
def test_suppressions_that_cannot_be_read_are_told_with_a_cure(conversations, capsys, make, said):
    make(conversations / "odd.toml")
    done = run(capsys, "suppress", "--rule", "TA206", "--reason", "x", "--to", "odd.toml")
    assert done.code == 2
    assert said in done.err
    assert "Errno" not in done.err


def test_a_suppression_of_no_rule_is_refused(conversations, capsys):
    path = conversations / "auditor-suppressions.toml"
    path.write_text('[[suppress]]\nrule = "TA999"\nreason = "x"\n')
    for command in ("audit", "baseline"):
        done = run(capsys, command, "orphan.jsonl")
        assert done.code == 2
        assert "auditor-suppressions.toml: there is no rule 'TA999'" in done.err


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[suppress]]\nreason = 'x'\n", "fingerprint, rule, trace or file"),
        ("[[suppress]]\nrule = 'TA101'\n", "reason"),
        ("[[suppress]]\nrule = 'TA101'\nreason = ' '\n", "needs a reason"),
        ("[[suppress]]\nrule = 'TA101'\nreason = 'x'\nuntil = 1\n", "until"),
        ("suppress = 3", "suppress"),
        ("[[", "no TOML"),
    ],
)
def test_a_wrong_suppression_names_the_key(tmp_path, text, key):
    path = tmp_path / "s.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=key):
        load_suppressions(str(path), required=True)


@pytest.mark.parametrize("text", ["", "{}", '{"version": 2, "fingerprints": []}', "[]", "{"])
def test_a_wrong_baseline_is_refused(tmp_path, text):
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="auditor baseline"):
        load_baseline(str(path), required=True)


def test_a_missing_file_counts_only_where_it_was_asked_for(tmp_path):
    path = str(tmp_path / "absent")
    assert load_baseline(path, required=False) == []
    assert load_suppressions(path, required=False) == []
    with pytest.raises(ConfigError, match="does not exist"):
        load_baseline(path, required=True)


@given(st.sets(st.text(max_size=20)))
def test_a_baseline_reads_back_what_was_written(tmp_path_factory, marks):
    path = tmp_path_factory.mktemp("baseline") / "b.json"
    path.write_text(baseline_text(marks), encoding="utf-8")
    assert set(load_baseline(str(path), required=True)) == marks


def test_a_suppression_holds_through_its_last_day():
    given = [Suppression(rule="TA101", reason="x", expires=date(2026, 5, 1))]
    assert Accepted(suppressions=given, today=date(2026, 5, 1)).expired == []
    assert Accepted(suppressions=given, today=date(2026, 5, 2)).expired == given
