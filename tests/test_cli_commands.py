"""The small commands: rules, explain, formats, doctor, demo."""

import json
import os
import re
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from auditor import errors
from auditor.cli import _installed
from auditor.cli._installed import Need, lack, needs_by_extra, with_inner
from auditor.cli.doctor import sqlite_verdict
from auditor.formats import FORMATS
from auditor.rules import HEADINGS, RULES
from tests.cli_runs import run

REPEATED = str(files("auditor.scenario") / "transcripts" / "repeated-runs.jsonl")


def test_rules_lists_every_rule(capsys):
    lines = run(capsys, "rules").out.splitlines()
    assert [line.split()[0] for line in lines] == RULES.keys()


@pytest.mark.parametrize("found", [None, "/usr/bin/pip"])
def test_what_is_missing_is_installed_for_the_python_that_runs(monkeypatch, found):
    monkeypatch.setattr("shutil.which", lambda _: found)
    monkeypatch.setattr("sys.executable", "/my env/bin/python")
    assert errors.installing("replay").startswith("'/my env/bin/python' -m pip install -e ")


@pytest.mark.parametrize("on_path", [True, False])
def test_the_demo_says_how_a_shell_finds_the_command_that_it_names(
    capsys, monkeypatch, tmp_path, on_path
):
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "activate").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.executable", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/auditor" if on_path else None)
    assert ("  . .venv/bin/activate  " in run(capsys, "demo").out) is not on_path


@pytest.mark.parametrize("name", ["TA101", "ta101", "result-without-call"])
def test_explain_prints_the_page(capsys, name):
    shown = run(capsys, "explain", name).out
    assert shown.startswith("TA101 result-without-call (high)")
    assert all(heading in shown for heading in HEADINGS)


def test_formats_lists_every_format(capsys):
    lines = run(capsys, "formats").out.splitlines()
    assert [line.split()[0] for line in lines] == FORMATS.keys()


def test_formats_says_what_a_file_is_and_why(conversations, capsys):
    assert conversations
    done = run(capsys, "formats", "clean.jsonl", "other.json", "broken.jsonl")
    assert done.code == 3
    assert done.out.splitlines() == [
        "clean.jsonl: openai-chat, read as lines: an object whose `messages` have role and content",
        "other.json: unknown: an object with the keys colour",
        "broken.jsonl: unknown: no line is a transcript",
    ]


def test_formats_says_how_to_mend_what_is_no_json(tmp_path, capsys):
    path = tmp_path / "wide.json"
    path.write_text('{"messages": []}', encoding="utf-16")
    done = run(capsys, "formats", str(path))
    assert done.code == 3
    assert "The file is UTF-16. Convert it: `iconv -f UTF-16 -t UTF-8 FILE > NEW`." in done.out


def test_formats_says_what_standard_input_is(conversations, capsys, monkeypatch):
    given = (conversations / "clean.jsonl").read_bytes()
    done = run(capsys, "formats", "-", stdin=given, monkeypatch=monkeypatch)
    assert done.code == 0
    assert done.out.startswith("-: openai-chat, read as ")


def test_doctor_tells_versions_and_what_is_missing(capsys):
    done = run(capsys, "doctor")
    assert done.code == 0
    assert "Python" in done.out
    assert "SQLite" in done.out


def test_what_is_missing_is_installed_from_the_checkout_or_else_by_name(monkeypatch, tmp_path):
    checkout = Path(__file__).parent.parent
    bin_ = os.path.dirname(sys.executable)
    monkeypatch.setattr("shutil.which", lambda _: f"{bin_}/pip")
    assert errors.installing("replay") == f"pip install -e '{checkout}[replay]'"
    assert errors.installing("") == f"pip install -e {checkout}"
    monkeypatch.setattr(errors, "__file__", str(tmp_path / "auditor" / "errors.py"))
    assert errors.installing("replay") == "pip install 'agent-trace-auditor[replay]'"


@pytest.mark.parametrize(
    ("release", "sound"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_doctor_knows_which_sqlite_has_the_wal_reset_bug(release, sound):
    assert (sqlite_verdict(release) == "no known fault") == sound


def test_doctor_reads_the_extras_of_the_distribution():
    lines = [
        "click>=8.1",
        "streamlit>=1.3; extra == 'dashboard'",
        'torch[x]>=2; extra == "finetune"',
        "streamlit>=1.60; extra == 'login'",
        "streamlit[auth]>=1.60; extra == 'login'",
        "uvloop>=1; sys_platform != 'win32' and extra == 'login'",
    ]
    assert needs_by_extra(lines) == {
        "": [Need("click", "8.1")],
        "dashboard": [Need("streamlit", "1.3")],
        "finetune": [Need("torch", "2", ("x",))],
        "login": [Need("streamlit", "1.60", ("auth",))],
    }


def test_doctor_knows_what_the_extra_of_a_package_needs(monkeypatch):
    lines = {"streamlit": ["tornado>=6", 'Authlib>=1.3.2; extra == "auth"']}
    monkeypatch.setattr(_installed, "_requirements", lines.__getitem__)
    whole = with_inner([Need("streamlit", "1.60", ("auth",))])
    assert [need.package for need in whole] == ["streamlit", "Authlib"]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("2.3", ""),
        ("2.3.0", ""),
        ("2.10+cpu", ""),
        ("3.0rc1", ""),
        ("2.2.9", "mcp 2.2.9 older than 2.3"),
        ("", "mcp missing"),
    ],
)
def test_doctor_compares_versions(monkeypatch, version, said):
    monkeypatch.setattr(_installed, "version_of", {"mcp": version}.__getitem__)
    assert lack(Need("mcp", "2.3")) == said


def test_doctor_ends_in_2_where_what_is_always_needed_is_too_old(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_installed, "version_of", lambda _: "0.0.1")
    done = run(capsys, "doctor")
    assert done.code == 2
    assert "required: click 0.0.1 older than 8.1" in done.out
    assert re.search(r"extra proxy: mcp 0\.0\.1 older than 2\.3: .*pip install", done.out)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fail_on = "grave"', "auditor.toml: `fail_on`"),
        ('contract = "nope.toml"', "nope.toml: No such file"),
        ('profiles = "nope.json"', "nope.json"),
        ('expectations = "nope.jsonl"', "nope.jsonl"),
        ('ledger = "nope.jsonl"', "nope.jsonl does not exist"),
        ('baseline = "nope.json"', "nope.json does not exist"),
        ('suppressions = "nope.toml"', "nope.toml does not exist"),
        ('format = "poem"', "no output format 'poem'"),
        ('tool.lookup.effect = "read"', "`tool` is no setting. Known: format"),
    ],
)
def test_doctor_finds_wrong_settings(tmp_path, capsys, monkeypatch, text, said):
    monkeypatch.chdir(tmp_path)
    # Tests of the small model set it for all that come behind them.
    monkeypatch.delenv("AUDITOR_MODELS", raising=False)
    sound = run(capsys, "doctor")
    assert (sound.code, "settings: none given" in sound.out) == (0, True)
    (tmp_path / "auditor.toml").write_text(text)
    done = run(capsys, "doctor")
    assert done.code == 2
    assert any(line.startswith("settings: ") and said in line for line in done.out.splitlines())


def test_the_demo_shows_findings_with_quotes_and_ends_in_0(capsys):
    done = run(capsys, "demo")
    assert done.code == 0
    assert done.err == ""
    assert "the genuine result that it imitates" in done.out
    assert "It began at step 18" in done.out
    assert "TA301 opposite-decision" in done.out
    assert "clean.jsonl\n  11 conversations: no finding." in done.out
    assert "complete\n" in done.out.partition("What a clean decision rests on")[2]
    assert "auditor explain" in done.out


def test_help_names_every_command(capsys):
    shown = run(capsys, "--help").out
    assert all(f"\n  {name}" in shown for name in ("audit", "rules", "explain", "formats", "demo"))


def test_the_version_is_printed(capsys):
    done = run(capsys, "--version")
    assert done.code == 0
    assert done.out.startswith("auditor ")


def test_convert_writes_traces_and_says_what_became_of_them(conversations, capsys):
    done = run(capsys, "convert", ".", "--to", "openai")
    assert done.code == 0
    converted = [json.loads(line) for line in done.out.splitlines()]
    assert converted[0]["messages"][0] == {"role": "user", "content": "Is a.example bad?"}
    assert done.err.startswith("3 traces converted\n2 x records could not be read")
    (conversations / "again.jsonl").write_text(done.out, encoding="utf-8")
    assert run(capsys, "formats", "again.jsonl").code == 0


def test_convert_refuses_an_unknown_target_and_an_empty_input(conversations, capsys):
    assert conversations
    assert run(capsys, "convert", "clean.jsonl", "--to", "poem").code == 2
    assert run(capsys, "convert", "other.json", "--to", "openai").code == 3


@pytest.mark.usefixtures("conversations")
def test_two_things_to_replay_against_are_called_two(capsys):
    done = run(capsys, "replay", "clean.jsonl", "--endpoint", "local", "--respond", "m:f")
    assert done.code == 2
    assert "Two things say what to replay against" in done.err


@pytest.mark.parametrize(
    "command", [["runs"], ["replay", "--respond", "tests.test_cli_commands:unasked"]]
)
def test_a_task_that_nothing_is_of_is_named_with_those_that_there_are(
    tmp_path, capsys, monkeypatch, command
):
    monkeypatch.chdir(tmp_path)
    done = run(capsys, *command, REPEATED, "--task", "uri-reputation:SOC-3001", "--task", "zzz")
    assert done.code == 2
    assert "no task 'zzz'. Known: uri-reputation:SOC-3001, uri-reputation:SOC-3002" in done.err


def unasked(*_):
    raise AssertionError("nothing is to be asked")
