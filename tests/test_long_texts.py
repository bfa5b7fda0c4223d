"""Long texts cost what they hold; what is too long to be judged is told."""

import gc
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from auditor import audit_messages
from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.index import Evidence
from auditor.fabrication.imitation import LONGEST_TEXT
from auditor.fabrication.unlooked.attributed import may_attribute
from auditor.formats.openai_chat import read_line
from auditor.pairing import pair
from auditor.setting import setting_of
from auditor.trace import Place, Trace
from auditor.trace_audit import TraceAudit, audit_trace
from auditor.values.blocks import blocks_of

RECORD = {"host": "a1.example", "score": 17, "first_seen": "2024-03-11"}
MADE_UP = json.dumps({"host": "b2.example", "score": 88, "first_seen": "2021-07-30"})


def _chat(answer: str) -> list[dict[str, Any]]:
    called = {"name": "lookup", "arguments": '{"host": "a1.example"}'}
    call = {"id": "c1", "type": "function", "function": called}
    return [
        {"role": "user", "content": "What about a1.example?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": json.dumps(RECORD)},
        {"role": "assistant", "content": answer},
    ]


def _trace(answer: str) -> Trace:
    line = json.dumps({"messages": _chat(answer)}).encode()
    trace = read_line(line, Place("chat.jsonl", 1))
    assert trace is not None
    return trace


def _audited(answer: str) -> TraceAudit:
    return audit_trace(_trace(answer), setting_of())


def test_a_text_too_long_to_be_judged_is_told_as_such() -> None:
    longest = MADE_UP + "\n" + "word " * ((LONGEST_TEXT - len(MADE_UP) - 2) // 5)
    assert "TA102" in {found.code for found in _audited(longest).findings}
    audit = _audited(longest + "word " * 5)
    assert "TA102" not in {found.code for found in audit.findings}
    reasons = dict(audit.blind)
    for code in ("TA102", "TA103", "TA104", "TA105", "TA108"):
        assert "longer than 100,000 characters" in reasons[code]


def test_a_long_text_of_plain_words_is_cleared() -> None:
    answer = "The host was looked at and nothing more is to say about it " * 3000 + "today."
    assert _audited(answer).blind == _audited("The host is known.").blind


def test_from_very_many_numbers_any_other_follows() -> None:
    trace = _trace("None.")
    evidence = Evidence(trace, pair(trace.events))
    few = "\n".join(f"{number}.5" for number in range(3, 300, 60))
    many = "\n".join(f"{number}.5" for number in range(3, 3000))
    assert not is_worked_out("4711.37", few, evidence, 3)
    assert is_worked_out("4711.37", many, evidence, 3)


LINES: dict[str, Callable[[int], str]] = {
    "labels": lambda number: f"key{number}: value{number}",
    "one label": lambda number: f"score: {number}",
    "objects": lambda number: f'{{"name": "lookup", "arguments": {{"host": "h{number}"}}}}',
    "pairs": lambda number: f"name=n{number}, score={number}, seen=yes",
    "brackets": lambda _: "[",
}


def _seconds(look: Callable[[str], object], text: str) -> float:
    # The collector goes through what all tests before have left behind.
    gc.disable()
    began = time.process_time()
    try:
        look(text)
        return time.process_time() - began
    finally:
        gc.enable()


def _is_linear(look: Callable[[str], object], once: str, twice: str) -> bool:
    """Say whether twice the text takes no more than thrice the time, in one of several tries."""
    # A text that differs in one sign is not known from the time before.
    tails = ("." * number for number in range(6))
    return any(
        _seconds(look, f"{twice}\n{tail}") < 3 * _seconds(look, f"{once}\n{tail}") + 0.02
        for tail in tails
    )


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("look", [blocks_of, may_attribute])
def test_twice_the_lines_take_about_twice_the_time(
    name: str, look: Callable[[str], object]
) -> None:
    once, twice = ("\n".join(map(LINES[name], range(size))) for size in (4000, 8000))
    assert _is_linear(look, once, twice)


def test_many_written_calls_are_judged_in_time() -> None:
    written = '<tool_call>{"name": "lookup", "arguments": {"host": "b"}}</tool_call>\n'
    assert _is_linear(lambda text: audit_messages(_chat(text)), written * 500, written * 1000)
