"""A file or folder that cannot be opened is a finding of its own; the others are audited."""

import ctypes
import json
import os
import shutil
import sys

import pytest

import auditor
from auditor.trace import ReadProblem
from tests.cli_runs import run

_OVERRIDING = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_VERSION = 0x20080522

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rights are bound by capset")


@pytest.fixture
def bound():
    """Let the rights of files bind the test, though root may run it."""
    libc = ctypes.CDLL(None)
    head, held = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, held) == 0
    fewer = (ctypes.c_uint32 * 6)(held[0] & ~_OVERRIDING, *held[1:])
    assert libc.capset(head, fewer) == 0
    yield
    assert libc.capset(head, held) == 0


def _closed_folder(folder):
    (folder / "closed").mkdir()
    shutil.copy(folder / "orphan.jsonl", folder / "closed" / "orphan.jsonl")
    (folder / "closed").chmod(0o000)
    return "closed"


def _closed_file(folder):
    (folder / "closed.jsonl").touch(0o000)
    return "closed.jsonl"


def _dangling_link(folder):
    (folder / "dead.jsonl").symlink_to("absent.jsonl")
    return "dead.jsonl"


def _pipe(folder):
    os.mkfifo(folder / "pipe.jsonl")
    return "pipe.jsonl"


ODD = pytest.mark.parametrize(
    ("odd", "why"),
    [
        (_closed_folder, "the file cannot be opened: Permission denied"),
        (_closed_file, "the file cannot be opened: Permission denied"),
        (_dangling_link, "the file cannot be opened: No such file or directory (a link)"),
        (_pipe, "the file is no regular file"),
    ],
)


@pytest.fixture
def beside(conversations, bound, monkeypatch):
    """The working folder, with no more than a faulty transcript."""
    assert bound is None
    folder = conversations / "beside"
    folder.mkdir()
    shutil.copy(conversations / "orphan.jsonl", folder)
    monkeypatch.chdir(folder)
    return folder


@ODD
@pytest.mark.parametrize("flags", [[], ["--jobs", "2"], ["--store", "kept.db"]])
def test_an_odd_file_is_reported_and_the_others_are_audited(beside, capsys, odd, why, flags):
    name = odd(beside)
    done = run(capsys, "audit", ".", "--format", "json", *flags)
    report = json.loads(done.out)
    assert done.code == 1
    assert {finding["code"] for finding in report["findings"]} == {"TA101", "TA901"}
    assert [(one["file"], one["reason"]) for one in report["problems"]] == [(name, why)]
    assert all(one["cure"] for one in report["problems"])
    records = report["summary"]["records"]
    assert (records["read"], records["used"], records["problem"]) == (3, 2, 1)


@ODD
def test_strict_fails_for_an_odd_file_beside_clean_ones(beside, capsys, odd, why):
    assert why
    shutil.copy(beside.parent / "clean.jsonl", beside / "orphan.jsonl")
    odd(beside)
    assert run(capsys, "audit", ".").code == 0
    assert run(capsys, "audit", ".", "--strict").code == 1


@ODD
def test_an_odd_file_alone_is_nothing_audited_and_said_so(beside, capsys, odd, why):
    name = odd(beside)
    done = run(capsys, "audit", name)
    assert done.code == 3
    assert f"{name}: {why}." in done.err
    assert run(capsys, "formats", name).code == 3


def test_a_file_in_a_closed_folder_is_not_said_to_be_absent(beside, capsys):
    name = os.path.join(_closed_folder(beside), "orphan.jsonl")
    assert "Permission denied" in run(capsys, "audit", name).err


@ODD
def test_all_that_read_a_folder_go_on(beside, odd, why):
    odd(beside)
    items = list(auditor.read("."))
    assert [item.reason for item in items if isinstance(item, ReadProblem)] == [why]
    assert len(items) == 3


@pytest.mark.parametrize(
    ("pattern", "closed"),
    [
        ("**/*.jsonl", "closed"),
        ("*/*.jsonl", "closed"),
        ("[a-z]*/orphan.jsonl", "closed"),
        ("**/closed/**/*.jsonl", "closed"),
        ("open/**/*.jsonl", "open/inner"),
        ("./**/*.jsonl", "closed"),
    ],
)
def test_a_closed_folder_that_a_glob_leads_through_is_reported(beside, capsys, pattern, closed):
    (beside / "open").mkdir()
    shutil.copy(beside.parent / "clean.jsonl", beside / "open")
    _closed_folder(beside)
    (beside / "open" / "inner").mkdir(mode=0o000)
    report = json.loads(run(capsys, "audit", "open", pattern, "--format", "json").out)
    reasons = {one["file"]: one["reason"] for one in report["problems"]}
    assert reasons[closed] == "the file cannot be opened: Permission denied"


def test_a_folder_that_is_only_looked_through_may_hide_its_list(beside, capsys):
    shutil.copytree(beside, beside / "open")
    (beside / "open").chmod(0o100)
    report = json.loads(run(capsys, "audit", "*/orphan.jsonl", "--format", "json").out)
    assert (report["problems"], report["summary"]["traces"]) == ([], 2)
    (beside / "open").chmod(0o700)


def test_a_stored_file_that_is_closed_later_stays_stored(beside, capsys):
    url = f"sqlite:///{beside}/kept.db"
    run(capsys, "audit", "orphan.jsonl", "--store", url)
    before = run(capsys, "review", "status", "--store", url).out
    (beside / "orphan.jsonl").chmod(0o000)
    assert run(capsys, "audit", "orphan.jsonl", "--store", url).code == 3
    assert run(capsys, "review", "status", "--store", url).out == before
