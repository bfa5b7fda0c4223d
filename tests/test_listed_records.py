"""Every list of conversations in an object is read; what is left is said."""

import json

import pytest

from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import ReadProblem


def _messages(number):
    return [
        {"role": "user", "content": f"Where is parcel {number}?"},
        {"role": "assistant", "content": f"Parcel {number} is in Graz."},
    ]


def _chat(number):
    return {"messages": _messages(number)}


ONE, TWO, THREE = map(_chat, (1, 2, 3))
REPLY = [{"role": "assistant", "content": "It is in Graz."}]
CASES = {
    "lists of records": (
        {"train": [ONE, TWO], "test": [THREE]},
        ["/train/0", "/train/1", "/test/0"],
        {},
    ),
    "a list of no records": (
        {"data": [ONE], "columns": [{"name": "messages"}], "tags": ["a"], "about": {"n": 1}},
        ["/data/0"],
        {"a list of objects beside records": 1},
    ),
    "objects by name": ({"a": ONE, "b": TWO, "made": "today"}, ["/a", "/b"], {}),
    "lists by name": ({"a": _messages(1), "b": _messages(2)}, ["/a", "/b"], {}),
    "in an envelope": ({"result": {"ok": True, "data": [ONE]}}, ["/result/data/0"], {}),
    "another conversation aside": (
        {**ONE, "helper": _messages(2), "n": 1},
        ["", "/helper"],
        {},
    ),
    "its own beginning aside": ({**ONE, "prompt_messages": _messages(1)[:1]}, [""], {}),
    "documents aside": ({**ONE, "docs": [{"type": "pdf", "content": "Parcel 4"}]}, [""], {}),
}


def _read(folder, name, value):
    path = folder / name
    path.write_text(json.dumps(value), encoding="utf-8")
    accounts = Accounts()
    found = list(read(str(path), accounts=accounts))
    assert accounts.balanced()
    return found, accounts


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["one.json", "one.jsonl"])
def test_all_conversations_are_read(tmp_path, name, case):
    value, pointers, ignored = CASES[case]
    found, accounts = _read(tmp_path, name, value)
    assert [one.place.pointer for one in found] == pointers
    assert accounts.ignored == (ignored if name == "one.json" else {})


@pytest.mark.parametrize(
    "value",
    [
        {"asked": _messages(1), "answered": REPLY},
        {"asked": ONE, "answered": {"text": "It is in Graz."}},
        {"asked": {"model": "m", **ONE}, "answered": {"choices": [{"message": REPLY[0]}]}},
        {"agent": {"messages": REPLY}},
        {"object": "list", "data": [*_messages(1), _messages(2)[0]], "has_more": False},
        {"object": "list", "data": _messages(1), "has_more": True},
    ],
    ids=["lists", "words", "a completion", "an update", "a page in either order", "a page of more"],
)
def test_what_may_be_a_part_of_a_conversation_is_not_read_as_one(tmp_path, value):
    found, _ = _read(tmp_path, "one.json", value)
    assert [one.code for one in found if isinstance(one, ReadProblem)] == ["TA902"]
    assert len(found) == 1
