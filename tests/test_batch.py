"""However an audit is cut into pieces, it finds the same."""

import json

import polars as pl
import pytest

from auditor.api import audit
from auditor.batch import audit_batch
from auditor.cli import main
from auditor.setting import setting_of
from auditor.sources import records_of, stretches_of
from benchmarks.speed import corpus


@pytest.fixture(scope="module")
def lines():
    return list(corpus.lines(0.4))


@pytest.fixture
def folder(tmp_path, lines):
    records = [*lines[:30], b"{broken\n", b"\n", *lines[:3], *lines[30:]]
    (tmp_path / "a.jsonl").write_bytes(b"".join(records))
    (tmp_path / "b.json").write_bytes(lines[5])
    (tmp_path / "c.jsonl").write_bytes(lines[7] + lines[40])
    return tmp_path


def test_any_number_of_processes_prints_the_same_report(folder, monkeypatch, capsysbinary):
    monkeypatch.chdir(folder)
    monkeypatch.setattr("auditor.batch._STRETCH", 64 * 1024)
    printed = []
    for jobs in ("1", "2"):
        assert main(["audit", ".", "--format", "json", "--jobs", jobs]) == 1
        printed.append(capsysbinary.readouterr().out)
    assert printed[0] == printed[1]
    summary = json.loads(printed[0])["summary"]
    assert summary["records"]["duplicate"] > 3
    assert summary["records"]["blank"] == 1
    assert summary["problems"] == 1


def test_a_file_cut_into_stretches_has_the_same_lines(folder):
    path = str(folder / "a.jsonl")
    whole = list(records_of(path))
    cut = [
        record
        for stretch in stretches_of(path, 10_000)
        for record in records_of(path, stretch.start, stretch.first_line)
        if stretch.end is None or record.offset < stretch.end
    ]
    assert cut == whole


def test_a_batch_of_lines_is_audited_in_arrow_form(folder, lines):
    batch = pl.DataFrame({"line": [line.rstrip() for line in lines]})
    found = audit_batch(batch, setting_of())
    (folder / "all.jsonl").write_bytes(b"".join(lines))
    expected = [
        finding
        for finding in audit(str(folder / "all.jsonl")).findings
        if finding.code[:3] not in ("TA3", "TA9")
    ]
    assert found["fingerprint"].to_list() == [finding.fingerprint for finding in expected]
    assert found["line"].to_list() == [finding.line for finding in expected]
    assert json.loads(found["evidence"][0]) is not None
    assert audit_batch(pl.DataFrame({"line": [""]})).height == 0
