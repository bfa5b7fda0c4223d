"""What is strict JSON is read, and what is not is refused as a record, through the command line."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli_runs import run

FIXTURE = Path(__file__).parent.parent / "fixtures" / "json_documents.yaml"
DOCUMENTS = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
DEEP = {
    "nesting of 128": ("TA902", 128),
    "nesting of 129": ("TA901", 129),
    "a bomb": ("TA901", 99_999),
}


def codes(capsys, folder, raw):
    (folder / "document.json").write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    done = run(capsys, "audit", folder / "document.json", "--format", "json")
    assert done.code == 3
    return [finding["code"] for finding in json.loads(done.out)["findings"]]


@pytest.mark.parametrize("name", DOCUMENTS["rejected"])
def test_no_strict_json_is_ta901(capsys, tmp_path, name):
    assert codes(capsys, tmp_path, DOCUMENTS["rejected"][name]) == ["TA901"]


@pytest.mark.parametrize("name", DOCUMENTS["accepted"])
def test_valid_json_of_no_known_format_is_ta902(capsys, tmp_path, name):
    assert codes(capsys, tmp_path, DOCUMENTS["accepted"][name]) == ["TA902"]


@pytest.mark.parametrize(("code", "depth"), DEEP.values(), ids=DEEP)
def test_nesting_has_its_limit(capsys, tmp_path, code, depth):
    assert codes(capsys, tmp_path, "[" * depth + "]" * depth) == [code]
    assert codes(capsys, tmp_path, '{"a":' * depth + "1" + "}" * depth) == [code]
