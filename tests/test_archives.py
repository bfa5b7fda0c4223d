"""Archives that no honest logger writes are refused by name and never unpacked."""

import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard

from auditor import archives
from auditor.archives import UnsafeArchiveError, member_bytes, open_archive
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import ReadProblem
from tests.cli_runs import run

TRANSCRIPTS = Path(__file__).parent.parent / "auditor" / "scenario" / "transcripts"

SAMPLE = (
    b'{"id": 1, "epoch": 1, "messages": [{"role": "user", "content": "hi"},'
    b' {"role": "assistant", "content": "ho"}]}'
)
HEADER = b'{"version": 2, "eval": {"task": "t", "model": "m"}, "plan": {}}'


def write(path: Path, *extra: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", HEADER)
        archive.writestr("samples/1_epoch_1.json", SAMPLE)
        for name, raw in extra:
            archive.writestr(name, raw)
    return path


def refusal(path: Path) -> str:
    accounts = Accounts()
    found = list(read(str(path), accounts=accounts))
    assert [type(one) for one in found] == [ReadProblem]
    assert accounts.balanced()
    assert found[0].code == "TA901"
    return found[0].reason


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("member", "raw", "why"),
    [
        ("../../etc/passwd", b"x", "points outside the archive"),
        ("/etc/passwd", b"x", "points outside the archive"),
        ("samples\\..\\..\\x.json", b"x", "points outside the archive"),
        ("C:/x.json", b"x", "points outside the archive"),
        (link("samples/link.json"), b"/etc/passwd", "is a symbolic link"),
        ("samples/zeros.json", b"0" * (20 << 20), "a bomb"),
    ],
)
def test_an_archive_with_an_unsafe_member_is_refused_and_the_member_named(
    tmp_path, member, raw, why
):
    reason = refusal(write(tmp_path / "log.eval", (member, raw)))
    assert why in reason
    name = member if isinstance(member, str) else member.filename
    assert repr(name) in reason


def test_two_members_of_one_name_are_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = write(tmp_path / "log.eval", ("samples/1_epoch_1.json", SAMPLE))
    assert "occurs twice" in refusal(path)


def test_an_encrypted_member_is_refused(tmp_path):
    path = write(tmp_path / "log.eval")
    raw = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(signature) + flags] |= 1
    path.write_bytes(raw)
    assert "is encrypted" in refusal(path)


def test_members_and_their_sum_have_a_limit(tmp_path, monkeypatch):
    path = write(tmp_path / "log.eval", ("samples/2.json", b"[" + b"1," * 600 + b"1]"))
    with monkeypatch.context() as patch:
        patch.setattr(archives, "_MAX_MEMBER", 1000)
        assert "unpacks to more than 1,000 bytes" in refusal(path)
    with monkeypatch.context() as patch:
        patch.setattr(archives, "_MAX_TOTAL", 1000)
        assert "the limit is 1,000" in refusal(path)
    with monkeypatch.context() as patch:
        patch.setattr(archives, "_MAX_MEMBERS", 2)
        assert "3 members; the limit is 2" in refusal(path)


def test_a_size_that_lies_is_a_fault_of_the_archive(tmp_path):
    path = write(tmp_path / "log.eval")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02", raw.find(b"PK\x01\x02") + 1)
    raw[at + 24 : at + 28] = struct.pack("<I", 3)
    path.write_bytes(raw)
    assert "cannot be unpacked" in refusal(path)


def test_an_archive_that_breaks_off_is_a_problem(tmp_path):
    path = write(tmp_path / "log.eval")
    path.write_bytes(path.read_bytes()[:-30])
    found = list(read(str(path)))
    assert [type(one) for one in found] == [ReadProblem]


def _zstd_archive(path: Path, declared: int) -> Path:
    """Write what newer zip tools write: a member with method 93."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("header.json", HEADER)
        packed = zstandard.compress(SAMPLE)
        archive.writestr("samples/1_epoch_1.json", packed)
    raw = bytearray(path.read_bytes())
    for signature, method in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = raw.rfind(signature)
        raw[at + method : at + method + 2] = struct.pack("<H", 93)
        raw[at + method + 6 : at + method + 10] = struct.pack("<I", zlib.crc32(SAMPLE))
        raw[at + method + 14 : at + method + 18] = struct.pack("<I", declared)
    path.write_bytes(raw)
    return path


def test_a_member_compressed_with_zstd_is_read(tmp_path):
    with open_archive(str(_zstd_archive(tmp_path / "log.eval", len(SAMPLE)))) as archive:
        assert member_bytes(archive, "samples/1_epoch_1.json") == SAMPLE


def test_a_zstd_member_larger_than_declared_is_refused(tmp_path):
    path = _zstd_archive(tmp_path / "log.eval", len(SAMPLE) - 1)
    with open_archive(str(path)) as archive, pytest.raises(UnsafeArchiveError, match="is not what"):
        member_bytes(archive, "samples/1_epoch_1.json")


def test_any_zip_archive_is_read_member_by_member_as_a_folder_is(conversations, capsys):
    with zipfile.ZipFile("logs.zip", "w") as archive:
        for name in ("clean.jsonl", "orphan.jsonl", "other.json"):
            archive.write(name, f"logs/{name}")
        archive.writestr("notes.md", "no transcript")
    done = run(capsys, "audit", "logs.zip", "--format", "json")
    report = json.loads(done.out)
    found = [(f["code"], f["file"], f["pointer"]) for f in report["findings"]]
    assert done.code == 1
    assert ("TA101", "logs.zip", "/logs~1orphan.jsonl/2/messages/3") in found
    assert [(p["code"], p["pointer"]) for p in report["problems"]] == [
        ("TA902", "/logs~1other.json")
    ]
    assert run(capsys, "formats", "logs.zip").code == 0
    assert conversations


def test_a_zip_archive_is_stored_and_its_runs_are_read_again(conversations, capsys):
    with zipfile.ZipFile("logs.zip", "w") as archive:
        archive.write(TRANSCRIPTS / "repeated-runs.jsonl", "runs.jsonl")
    plain = run(capsys, "audit", TRANSCRIPTS / "repeated-runs.jsonl", "--format", "json")
    codes = [f["code"] for f in json.loads(plain.out)["findings"]]
    for flags in ([], ["--store", "sqlite:///zip.db"]):
        packed = run(capsys, "audit", "logs.zip", "--format", "json", *flags)
        assert [f["code"] for f in json.loads(packed.out)["findings"]] == codes
    assert conversations


def test_a_zip_archive_in_one_is_refused(conversations, capsys):
    inner = conversations / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write("clean.jsonl")
    with zipfile.ZipFile("outer.zip", "w") as archive:
        archive.write(inner, "inner.json")
    done = run(capsys, "audit", "outer.zip")
    assert done.code == 3
    assert "inner.json is an archive in an archive" in done.err
