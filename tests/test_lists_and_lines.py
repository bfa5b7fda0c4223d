"""A list of a document may stand one a line, and what stands on lines may be a list."""

import json
from pathlib import Path

import msgspec
import pytest

from auditor.intake.detecting import detect
from auditor.intake.reading import read
from auditor.trace import Trace
from tests.test_formats import CASES

# Lists of records of which each is one of its own, so that nothing is put together.
_NOT_ONE = {"state_history.json", "tool_turns.json"}
# Known as what is ignored by the whole document alone.
_NOT_LINES = {"ui_messages_clean.json"}
# Requests and replies on lines of their own are joined where they stand in a log, not in a list.
_APART = {"apart_clean.jsonl", "apart_made_up.jsonl", "batch.jsonl"}


def _listed(path: Path) -> list | None:
    if path.suffix not in (".json", ".traj") or path.name in _NOT_ONE | _NOT_LINES:
        return None
    value = json.loads(path.read_text(encoding="utf-8"))
    whole = isinstance(value, list) and len(value) > 1 and all(isinstance(v, dict) for v in value)
    return value if whole else None


LISTS = [path for path in CASES if _listed(path)]
LINES = [
    path
    for path in CASES
    if path.suffix == ".jsonl" and path.name not in _APART and detect(str(path)).shape == "session"
]


def _read(path: Path) -> list:
    """Return what was said and done in each trace, wherever it stood."""
    return [
        [found.format, *(msgspec.structs.replace(event, item=0) for event in found.events)]
        if isinstance(found, Trace)
        else [found.code]
        for found in read(str(path))
    ]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_list_may_be_written_one_a_line(path, tmp_path):
    lines = tmp_path / "lines.jsonl"
    text = "\n\n".join(map(json.dumps, _listed(path)))
    lines.write_text(text, encoding="utf-8")
    assert _read(lines) == _read(path)
    count = text.count("\n") + 1
    for trace in read(str(lines)):
        if isinstance(trace, Trace) and trace.items is None:
            assert all(event.item == -1 or event.item % 2 == 1 for event in trace.events)
            assert all(event.item <= count for event in trace.events)


@pytest.mark.parametrize("path", LINES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lines_may_be_written_as_a_list(path, tmp_path):
    document = tmp_path / "list.json"
    values = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    document.write_text(json.dumps(values, indent=1), encoding="utf-8")
    assert _read(document) == _read(path)
    for trace in filter(lambda found: isinstance(found, Trace), read(str(document))):
        assert trace.items is not None
        assert all(event.item < len(values) for event in trace.events)
