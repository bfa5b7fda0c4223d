"""An expectations file is read strictly, and its faults are named by line and key."""

import pytest

from auditor.errors import ConfigError
from auditor.expectations import load_expectations
from auditor.measure import Call


def write(folder, text):
    path = folder / "expectations.jsonl"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_calls_are_listed_by_task_and_step_in_comparable_form(tmp_path):
    path = write(
        tmp_path,
        '{"task_key": "t:1", "expected": [{"step": 0, "calls": [{"name": "find", "arguments": '
        '{"q": "x", "limit": 1.0}}]}, {"step": 2, "calls": []}]}\n\n'
        '{"task_key": "t:2", "expected": []}\n',
    )
    assert load_expectations(path) == {
        "t:1": {0: (Call("find", '{"limit":1,"q":"x"}'),), 2: ()},
        "t:2": {},
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"task_key": "a", "expected": [{"step": -1}]}', "`expected.0.step`"),
        ('{"task_key": "a", "steps": []}', "`expected`"),
        ('{"task_key": "a", "expected": [{"step": 0, "calls": [{"tool": "f"}]}]}', "calls.0"),
        ('{"task_key": "a", "expected": []', "expectations.jsonl:2"),
        ('{"task_key": "first", "expected": []}', "was given before"),
    ],
)
def test_a_fault_names_the_line_and_the_key(tmp_path, line, words):
    path = write(tmp_path, '{"task_key": "first", "expected": []}\n' + line)
    with pytest.raises(ConfigError, match=r"expectations\.jsonl:2") as fault:
        load_expectations(path)
    assert words in str(fault.value)


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path):
    path = write(tmp_path, '\ufeff{"task_key": "a", "expected": []}\n')
    assert load_expectations(path) == {"a": {}}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="no-such"):
        load_expectations(str(tmp_path / "no-such.jsonl"))
