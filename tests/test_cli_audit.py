"""`auditor audit`: exit codes, streams, determinism."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CLEAN = {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hello yourself."}
ORPHAN = (
    {"role": "user", "content": "Is a.example bad?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "c1", "function": {"name": "lookup", "arguments": '{"uri":"a.example"}'}}
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "content": '{"verdict": "malicious"}'},
    {"role": "tool", "tool_call_id": "c9", "content": '{"verdict": "clean"}'},
    {"role": "assistant", "content": "It is fine."},
)


def auditor(*arguments, cwd, stdin=b"", **environment):
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def write(folder, name, *conversations):
    lines = [json.dumps({"messages": list(messages)}) for messages in conversations]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "clean.jsonl", CLEAN)
    write(tmp_path, "orphan.jsonl", ORPHAN)
    (tmp_path / "broken.jsonl").write_text('{"messages": [', encoding="utf-8")
    (tmp_path / "other.json").write_text('{"colour": "red"}', encoding="utf-8")
    return tmp_path


def test_a_clean_transcript_ends_in_0(folder):
    assert auditor("audit", "clean.jsonl", cwd=folder).returncode == 0


def test_a_proven_high_finding_ends_in_1(folder):
    done = auditor("audit", "orphan.jsonl", "--format", "json", cwd=folder)
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert [(f["code"], f["grade"], f["line"], f["event_index"]) for f in found] == [
        ("TA101", "proven", 1, 3)
    ]


def test_a_missing_path_ends_in_2_and_is_named(folder):
    done = auditor("audit", "absent.jsonl", cwd=folder)
    assert done.returncode == 2
    assert b"absent.jsonl does not exist" in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize("name", ["broken.jsonl", "other.json", "empty-folder"])
def test_nothing_audited_ends_in_3_and_says_why(folder, name):
    (folder / "empty-folder").mkdir()
    done = auditor("audit", name, cwd=folder)
    assert done.returncode == 3
    assert name.encode() in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_an_unknown_format_names_what_was_seen_and_what_is_supported(folder):
    said = auditor("audit", "other.json", cwd=folder).stderr.decode()
    assert "an object with the keys colour" in said
    assert "openai-chat" in said


def test_standard_input_is_audited(folder):
    raw = (folder / "orphan.jsonl").read_bytes()
    done = auditor("audit", "-", "--format", "json", cwd=folder, stdin=raw)
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["file"] == "-"


def test_two_runs_print_the_same_bytes(folder):
    one = auditor("audit", ".", "--format", "json", cwd=folder, PYTHONHASHSEED="1")
    two = auditor("audit", ".", "--format", "json", cwd=folder, PYTHONHASHSEED="2")
    assert one.stdout == two.stdout
    assert one.returncode == two.returncode == 1
