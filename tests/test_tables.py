"""Tables of runs are read row by row; others are refused with their columns."""

import csv
import gzip
import json

import pytest

from auditor.discovery import discover
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import Message, ReadProblem, ToolCall, ToolResult
from tests.cli_runs import run

ASKED = {"role": "user", "content": 'Where is "A-7",\nplease?'}
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"id": "A-7"}'}}
    ],
}
CAME = {"role": "tool", "tool_call_id": "c1", "content": '{"id": "A-7", "town": "Graz"}'}
SAID = {"role": "assistant", "content": "It is in Graz."}
CHAT = [ASKED, CALL, CAME, SAID]
TOLD = ["user", "find", "result", "It is in Graz."]


def _row_of(message, at):
    calls = json.dumps(message["tool_calls"]) if "tool_calls" in message else ""
    role, content = message["role"], message["content"] or ""
    return ["c-1", f"2026-02-10T09:12:0{at}Z", role, content, calls, message.get("tool_call_id")]


_OF_MESSAGES = ["conversation_id", "created_at", "role", "content", "tool_calls", "tool_call_id"]
_BY_ROW = [_row_of(one, at) for at, one in enumerate(CHAT)]
CASES = {
    "json in a cell": (["id", "messages"], [["r1", json.dumps(CHAT)]], [2]),
    "python in a cell": (["", "id", "messages"], [["0", "r1", repr(CHAT)]], [2]),
    "in and out": (
        ["id", "input", "output"],
        [["r1", json.dumps(CHAT[:3]), "It is in Graz."]],
        [2],
    ),
    "a message a row": (_OF_MESSAGES, _BY_ROW, [1]),
    "newest first": (_OF_MESSAGES, _BY_ROW[::-1], [1]),
}


def _written(folder, name, header, rows, delimiter=","):
    path = folder / name
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([header, *rows])
    return path


def _read(path):
    accounts = Accounts()
    found = list(read(str(path), accounts=accounts))
    assert accounts.balanced()
    return found


def _told(event):
    if isinstance(event, Message):
        return "user" if event.source == "user" else event.text
    return event.name if isinstance(event, ToolCall) else "result"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t"), ("a.txt", ";")])
def test_a_table_of_runs_is_read(tmp_path, case, name, delimiter):
    header, rows, lines = CASES[case]
    found = _read(_written(tmp_path, name, header, rows, delimiter))
    assert [one.place.line for one in found] == lines
    assert [_told(event) for event in found[0].events] == TOLD
    outputs = [event.output for event in found[0].events if isinstance(event, ToolResult)]
    assert outputs == [CAME["content"]]


def test_a_packed_table_is_read(tmp_path):
    path = _written(tmp_path, "a.csv", *CASES["json in a cell"][:2])
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert [one.place.line for one in _read(packed)] == [2]


def test_a_row_that_breaks_off_is_a_problem_and_the_others_stay(tmp_path):
    path = _written(tmp_path, "a.csv", ["id", "messages"], [["r1", json.dumps(CHAT)]] * 2)
    path.write_bytes(path.read_bytes()[:-40])
    found = _read(path)
    assert [isinstance(one, ReadProblem) for one in found] == [False, True]


def test_a_row_that_is_no_utf_8_is_a_problem_and_the_others_stay(tmp_path):
    path = _written(tmp_path, "a.csv", ["id", "messages"], [["r1", json.dumps(CHAT)]] * 2)
    path.write_bytes(path.read_bytes().replace(b"r1", b"r\xff", 1))
    assert [type(one) is ReadProblem for one in _read(path)] == [True, False]


def test_what_is_no_transcript_is_said_by_what_it_is(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _written(tmp_path, "a.csv", ["user", "comment", "stars"], [["ann", "slow, but fine", "3"]])
    (tmp_path / "b.md").write_text("## Notes\n\nNothing yet.\n", encoding="utf-8")
    said = run(capsys, "formats", "a.csv", "b.md").out
    assert "a.csv: unknown: a table with the columns user, comment, stars" in said
    assert "b.md: unknown: a text that begins with '## Notes Nothing yet.'" in said


def test_in_a_folder_only_tables_of_runs_are_taken(tmp_path):
    _written(tmp_path, "figures.csv", ["time", "load"], [["1", "2"]])
    taken = _written(tmp_path, "runs.csv", *CASES["json in a cell"][:2])
    assert discover([str(tmp_path)]) == [str(taken)]
