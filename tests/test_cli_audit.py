"""`auditor audit`: exit codes, streams, files, determinism."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.cli._output import colours_wanted
from auditor.report import REPORTS
from tests.cli_runs import run

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "fixtures" / "fabrication"


def process(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def test_a_clean_transcript_ends_in_0(conversations, capsys):
    assert conversations
    assert run(capsys, "audit", "clean.jsonl").code == 0


def test_a_high_finding_ends_in_1(conversations, capsys):
    assert conversations
    done = run(capsys, "audit", "orphan.jsonl", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)["findings"]
    assert [(f["code"], f["grade"], f["line"], f["event_index"]) for f in found] == [
        ("TA101", "proven", 2, 3)
    ]


def test_what_to_run_next_can_be_pasted_into_a_shell(conversations, capsys):
    name = "it's a log of mine.jsonl"
    (conversations / "orphan.jsonl").rename(conversations / name)
    out = run(capsys, "audit", name).out
    (line,) = [line for line in out.splitlines() if "auditor prove" in line]
    assert shlex.split(line.partition("    (")[0]) == ["auditor", "prove", f"{name}:2"]


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "low"], 1),
        (["--min-evidence", "proven"], 1),
        (["--fail-on", "info", "--min-evidence", "proven"], 1),
    ],
)
def test_the_threshold_decides_between_0_and_1(conversations, capsys, flags, code):
    assert conversations
    assert run(capsys, "audit", "orphan.jsonl", *flags).code == code


def test_an_unreadable_record_counts_with_strict_only(conversations, capsys):
    with (conversations / "clean.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"messages": [\n')
    assert run(capsys, "audit", "clean.jsonl").code == 0
    assert run(capsys, "audit", "clean.jsonl", "--strict").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["audit", "absent.jsonl"], "absent.jsonl does not exist"),
        (["audit", "clean.jsonl", "--contract", "no.toml"], "no.toml"),
        (["audit", "clean.jsonl", "--format", "poem"], "poem"),
        (["audit", "clean.jsonl", "--output", "json"], "FORMAT=FILE"),
        (["audit", "clean.jsonl", "--output", "poem=x"], "poem"),
        (["audit", "clean.jsonl", "--output", "json=absent/x.json"], "absent/x.json"),
        (["audit", "clean.jsonl", "--output", "json=a", "--output", "csv=./a"], "./a is given"),
        (["audit", ""], "empty text does not exist"),
        (["audit"], "Missing argument"),
        (["sing"], "No such command"),
        (["explain", "TA999"], "TA999"),
    ],
)
def test_wrong_usage_ends_in_2_and_is_named(conversations, capsys, arguments, said):
    assert conversations
    done = run(capsys, *arguments)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["audit", "orphan.jsonl", "--output", "json=orphan.jsonl"],
        ["audit", ".", "--output", "json=./orphan.jsonl"],
        ["audit", "*.jsonl", "--output", "json=link"],
        ["audit", "clean.jsonl", "--ledger", "orphan.jsonl", "--output", "json=orphan.jsonl"],
        ["baseline", "orphan.jsonl", "--output", "orphan.jsonl"],
        ["convert", "orphan.jsonl", "--to", "openai", "--output", "orphan.jsonl"],
        ["learn", "orphan.jsonl", "-o", "orphan.jsonl"],
        ["prove", "orphan.jsonl:2", "--output", "json=orphan.jsonl"],
        ["drift", "orphan.jsonl", "--charts", "orphan.jsonl"],
        ["drift", "--baseline", "clean.jsonl", "--candidate", ".", "--charts", "orphan.jsonl"],
        ["pairs", "orphan.jsonl", "-o", "orphan.jsonl"],
        ["pairs", "orphan.jsonl", "-o", "new.jsonl", "--sft", "orphan.jsonl"],
    ],
)
def test_no_output_overwrites_a_transcript_that_is_read(conversations, capsys, arguments):
    (conversations / "link").symlink_to("orphan.jsonl")
    before = (conversations / "orphan.jsonl").read_bytes()
    done = run(capsys, *arguments)
    assert (done.code, done.out) == (2, "")
    assert "would be overwritten" in done.err
    assert (conversations / "orphan.jsonl").read_bytes() == before


@pytest.mark.parametrize("command", ["audit", "baseline", "prove"])
def test_no_output_overwrites_the_contract(conversations, capsys, command):
    (conversations / "tools.toml").write_text('[tools.a]\neffect = "read"\n')
    output = "tools.toml" if command == "baseline" else "json=tools.toml"
    done = run(capsys, command, "clean.jsonl", "--contract", "tools.toml", "--output", output)
    assert (done.code, done.out) == (2, "")
    assert "would be overwritten" in done.err


@pytest.mark.parametrize("name", ["auditor-baseline.json", "auditor.db", "auditor.toml"])
def test_no_report_overwrites_what_the_audit_keeps(conversations, capsys, name):
    assert run(capsys, "baseline", "orphan.jsonl").code == 0
    assert run(capsys, "audit", "clean.jsonl", "--store", "auditor.db").code == 0
    (conversations / "auditor.toml").write_text("strict = true\n")
    before = (conversations / name).read_bytes()
    arguments = ("--store", "sqlite:///auditor.db", "--output", f"json={name}")
    assert run(capsys, "audit", "clean.jsonl", *arguments).code == 2
    assert (conversations / name).read_bytes() == before


@pytest.mark.parametrize("output", ["json=absent/x.json", "json=empty", "json=clean.jsonl/x"])
def test_an_output_that_cannot_be_written_is_met_before_the_audit(
    conversations, capsys, monkeypatch, output
):
    assert conversations
    monkeypatch.setattr("auditor.cli.audit._audited", None)
    done = run(capsys, "audit", "clean.jsonl", "--output", output)
    assert done.code == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize("to_file", [False, True])
def test_standard_output_may_be_an_output_file_too(conversations, to_file):
    said = conversations / "said"
    with said.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "audit", "orphan.jsonl", "--format", "concise",
             "--output", "jsonl=/dev/stdout"],
            stdout=file if to_file else subprocess.PIPE, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, b"")
    lines = (said.read_bytes() if to_file else done.stdout).splitlines()
    assert json.loads(lines[0])["code"] == "TA101"
    assert lines[1].startswith(b"orphan.jsonl:2:")


def test_a_report_in_the_folder_that_is_audited_may_be_written_again(conversations, capsys):
    assert conversations
    for _ in range(2):
        assert run(capsys, "audit", ".", "--output", "json=report.json").code == 1


def test_an_output_file_named_dash_is_refused(conversations, capsys):
    assert run(capsys, "audit", "clean.jsonl", "--output", "json=-").code == 2
    assert not (conversations / "-").exists()


def test_an_error_quotes_hostile_names_harmlessly(conversations, capsys):
    assert conversations
    assert "\x1b" not in run(capsys, "audit", "\x1b]0;title\x07.jsonl").err


@pytest.mark.parametrize("name", ["broken.jsonl", "other.json", "empty"])
def test_nothing_audited_ends_in_3_and_one_sentence_says_why(conversations, capsys, name):
    assert conversations
    done = run(capsys, "audit", name)
    assert done.code == 3
    assert name in done.err
    assert done.err.count("\n") == 1


def test_an_unknown_format_names_what_was_seen_and_what_is_supported(conversations, capsys):
    assert conversations
    said = run(capsys, "audit", "other.json").err
    assert "an object with the keys colour" in said
    assert "formats, listed by `auditor formats`" in said


def test_a_conversation_without_a_message_is_called_so(conversations, capsys):
    (conversations / "none.json").write_text('{"messages": []}')
    assert "a conversation without a message" in run(capsys, "audit", "none.json").err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments",
    [["audit", "orphan.jsonl"], ["rules"], ["--help"]],
)
@pytest.mark.parametrize(
    ("output", "said"),
    [(">/dev/full", "cannot be written: No space left on device"), (">&-", "is closed")],
)
def test_a_full_or_closed_output_ends_in_2_and_one_sentence(
    conversations, arguments, output, said, unbuffered
):
    assert conversations
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m auditor "$@" {output}', sys.executable, *arguments],
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered},
    )
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("lost", ["2>/dev/full", "2>&-", "2>&1 >/dev/null | :"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["audit", "nosuch.jsonl"], 2), (["audit", "empty.json", "--progress"], 3)],
)
def test_a_lost_standard_error_changes_no_exit_code(conversations, arguments, code, lost):
    (conversations / "empty.json").write_text("[]")
    script = f'{{ sleep 0.2; "$0" -m auditor "$@"; echo $? >code; }} {lost}'
    subprocess.run(
        ["/bin/sh", "-c", script, sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert int((conversations / "code").read_text()) == code


def test_a_reader_that_goes_away_is_no_finding():
    arguments = ["convert", str(ROOT / "auditor" / "scenario" / "transcripts"), "--to", "atif"]
    command = [sys.executable, "-m", "auditor", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.read(20)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0


def test_an_internal_fault_ends_in_2_and_never_in_0(conversations, capsys, monkeypatch):
    assert conversations
    monkeypatch.setattr("auditor.auditing.Auditor.feed", lambda *_: 1 / 0)
    done = run(capsys, "audit", "clean.jsonl")
    assert done.code == 2
    assert "ZeroDivisionError" in done.err
    assert "fault of auditor" in done.err


def test_standard_input_is_audited(conversations, capsys, monkeypatch):
    raw = (conversations / "orphan.jsonl").read_bytes()
    done = run(capsys, "audit", "-", "--format", "json", stdin=raw, monkeypatch=monkeypatch)
    assert done.code == 1
    assert json.loads(done.out)["findings"][0]["file"] == "-"


def test_a_closed_standard_input_ends_in_2_and_one_sentence(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    done = run(capsys, "audit", "-")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("Error: Standard input is closed. Send it a transcript, or name a file.\n")


@pytest.mark.parametrize(
    ("fault", "code"), [(OSError(5, "it broke"), 2), (KeyboardInterrupt(), 130)]
)
def test_nothing_is_left_of_a_standard_input_that_ends_early(
    conversations, capsys, monkeypatch, fault, code
):
    class Broken:
        def read(self, _size):
            raise fault

    monkeypatch.setattr("tempfile.tempdir", str(conversations / "empty"))
    monkeypatch.setattr(sys, "stdin", type("", (), {"buffer": Broken()})())
    done = run(capsys, "audit", "-")
    assert done.code == code
    assert "Traceback" not in done.err
    assert os.listdir(conversations / "empty") == []


def test_two_processes_print_the_same_bytes(conversations):
    written = [
        process("audit", ".", "--output", f"json={name}", PYTHONHASHSEED=seed)
        for seed, name in (("1", "one.out"), ("2", "two.out"))
    ]
    assert written[0].stdout == written[1].stdout
    assert written[0].stderr == written[1].stderr == b""
    assert (conversations / "one.out").read_bytes() == (conversations / "two.out").read_bytes()


def test_a_process_that_is_killed_is_no_fault_of_ours(conversations, capsys, monkeypatch):
    assert conversations
    monkeypatch.setattr("auditor.batch.audit_piece", lambda *_: os.kill(os.getpid(), 9))
    done = run(capsys, "audit", "orphan.jsonl", "--jobs", "2")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "Error: One of the processes was killed, perhaps for want of memory."
        " Run again with fewer --jobs.\n"
    )


_SLOWLY = """
import os, sys, time
import auditor.batch
from auditor.cli import main

def work(*_):
    with open(f"worker-{os.getpid()}", "w"):
        time.sleep(100)

auditor.batch.audit_piece = work
sys.exit(main(["audit", "orphan.jsonl", "clean.jsonl", "--jobs", "2"]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("sent", "code"), [("SIGKILL", -signal.SIGKILL), ("SIGTERM", 143), ("SIGINT", 130)]
)
def test_no_process_outlives_an_audit_that_is_ended(conversations, sent, code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    audit = subprocess.Popen([sys.executable, "-c", _SLOWLY], env=environment)
    try:
        _wait_until(lambda: len(list(conversations.glob("worker-*"))) == 2)
        audit.send_signal(signal.Signals[sent])
        assert audit.wait(60) == code
    finally:
        audit.kill()
        audit.wait()
    workers = [file.name.removeprefix("worker-") for file in conversations.glob("worker-*")]
    _wait_until(lambda: not any(map(_runs, workers)))


def test_an_audit_that_is_terminated_leaves_no_temporary_file(conversations):
    folder = conversations / "empty"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    audit = subprocess.Popen(
        [sys.executable, "-m", "auditor", "audit", "-"], env=environment, stdin=subprocess.PIPE
    )
    try:
        _wait_until(lambda: os.listdir(folder))
        audit.terminate()
        assert audit.wait(60) == 143
        assert os.listdir(folder) == []
    finally:
        audit.kill()
        audit.wait()
        audit.stdin.close()


def _runs(number):
    """Say whether a process is at work; of one that ended the line is empty."""
    try:
        return bool(Path(f"/proc/{number}/cmdline").read_bytes())
    except OSError:
        return False


def _wait_until(holds):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_findings_of_many_samples_do_not_depend_on_the_order_of_sets():
    names = ("outsider-11", "outsider-13", "operations", "misquoted", "spared")
    files = [str(SAMPLES / f"{name}.jsonl") for name in names]
    one, two = (process("audit", *files, "--format", "json", PYTHONHASHSEED=s) for s in "12")
    assert one.stdout == two.stdout
    assert json.loads(one.stdout)["summary"]["findings"]["TA102"] > len(names)


def test_a_pipe_is_plain_and_silent_on_stderr(conversations):
    assert conversations
    done = process("audit", "orphan.jsonl")
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("variable", "value", "coloured"),
    [("TERM", "xterm", True), ("TERM", "dumb", False), ("NO_COLOR", "1", False)],
)
def test_colours_are_for_terminals_that_want_them(monkeypatch, variable, value, coloured):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(variable, value)
    assert colours_wanted() is coloured


def test_progress_goes_to_stderr_only(conversations, capsys):
    assert conversations
    quiet = run(capsys, "audit", "orphan.jsonl")
    shown = run(capsys, "audit", "orphan.jsonl", "--progress")
    assert shown.out == quiet.out
    assert "Read 0.0 MB" in shown.err


def test_a_closed_pipe_is_no_error(conversations):
    assert conversations
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "audit", "orphan.jsonl"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 1


def test_an_ascii_terminal_gets_escapes_instead_of_an_error(conversations):
    text = (conversations / "orphan.jsonl").read_text(encoding="utf-8")
    chinese = text.replace('\\"clean\\"', '\\"安全\\"')
    (conversations / "orphan.jsonl").write_text(chinese, encoding="utf-8")
    done = process("audit", "orphan.jsonl", PYTHONIOENCODING="ascii")
    assert rb"\u5b89\u5168" in done.stdout
    assert done.returncode == 1


def test_several_outputs_are_written_whole_beside_standard_output(conversations, capsys):
    done = run(capsys, "audit", "orphan.jsonl", "--output", "json=a.json", "--output", "csv=b.csv")
    assert done.code == 1
    assert json.loads((conversations / "a.json").read_text(encoding="utf-8"))["version"] == 1
    assert (conversations / "b.csv").read_text(encoding="utf-8").startswith("code,name,")
    assert not [name for name in os.listdir(conversations) if name.startswith(".")]


def test_a_link_and_a_device_stay_what_they_are(conversations, capsys):
    (conversations / "real.json").write_text("old", encoding="utf-8")
    (conversations / "link.json").symlink_to("real.json")
    os.mkfifo(conversations / "pipe")
    reader = os.open(conversations / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    outputs = ("--output", "json=link.json", "--output", "concise=pipe")
    assert run(capsys, "audit", "orphan.jsonl", *outputs).code == 1
    assert b"TA101" in os.read(reader, 10_000)
    os.close(reader)
    assert (conversations / "link.json").is_symlink()
    assert json.loads((conversations / "real.json").read_text(encoding="utf-8"))["version"] == 1
    assert run(capsys, "audit", "clean.jsonl", "--output", "json=.").code == 2


def test_a_report_that_cannot_be_finished_leaves_the_old_one(conversations, capsys, monkeypatch):
    (conversations / "a.json").write_text("old", encoding="utf-8")

    def breaks(*_):
        yield "half"
        raise OSError(28, "No space left on device")

    assert REPORTS["json"]  # every format is registered by now
    monkeypatch.setitem(REPORTS._items, "json", breaks)
    done = run(capsys, "audit", "clean.jsonl", "--output", "json=a.json")
    assert done.code == 2
    assert "No space left" in done.err
    assert (conversations / "a.json").read_text(encoding="utf-8") == "old"
    assert not [name for name in os.listdir(conversations) if name.startswith(".")]
