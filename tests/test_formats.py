"""Every format reader against its fixtures: fixtures/formats/<module>/<case>.<suffix>.

Beside each transcript lies `<case>.events.txt`, the outline of what must be read: a line for the
trace, then one for each event (`t` turn, `s` step, `i` item, who, what). Write the outline of a new
transcript with

    PYTHONPATH=. python tests/test_formats.py fixtures/formats/<module>/<case>.<suffix>

and read it line by line before it is committed: the test can only hold what a person has checked.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import auditor
from auditor.formats import FORMATS
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import Event, Message, ReadProblem, ToolCall, Trace, pointer_of
from tests.damage import reading_of_damage

FIXTURES = Path(__file__).parent.parent / "fixtures" / "formats"
CASES = sorted(
    path
    for path in FIXTURES.glob("*/*")
    if path.suffix != ".md" and not path.name.endswith(".events.txt")
)


def outline(path: Path) -> str:
    """Return what is read of a file, a line for each trace, event, problem and ignored record."""
    accounts = Accounts()
    lines: list[str] = []
    for found in read(str(path), accounts=accounts):
        if isinstance(found, ReadProblem):
            lines.append(f"problem {found.code} line={found.place.line}: {found.reason}")
            continue
        lines.append(_trace_line(found))
        lines += [f"  {_event_line(event)}" for event in found.events]
    lines += [f"ignored {count}: {reason}" for reason, count in sorted(accounts.ignored.items())]
    assert accounts.balanced(), accounts
    return "\n".join(lines) + "\n"


def _trace_line(trace: Trace) -> str:
    line = trace.place.line
    facts = {
        "line": line,
        "pointer": trace.place.pointer,
        "items": trace.items,
        "id": trace.own_id,
        "parent": trace.parent_id,
        "task": trace.task_key if trace.task_id is not None else None,
        "run": trace.run_index,
        "reward": trace.reward,
        "model": trace.model,
        "prompt": trace.prompt_version,
        "time": trace.at,
        "notes": ",".join(sorted(trace.notes)),
        "tools": ",".join(tool.name for tool in trace.tools),
        "incomplete": "yes" if trace.incomplete else None,
        "extra": ",".join(sorted(trace.extra)),
    }
    return " | ".join(
        [f"trace {trace.format}"]
        + [f"{name} {fact}" for name, fact in facts.items() if fact not in (None, "")]
    )


def _event_line(event: Event) -> str:
    marks: list[Any] = [f"t{event.turn} s{event.step} i{event.item} {event.source}"]
    if isinstance(event, Message):
        marks += [f"{event.role or '-'}", "" if event.channel == "text" else event.channel]
        words = event.text
    elif isinstance(event, ToolCall):
        marks += [f"CALL {event.name}", f"id={event.call_id}" if event.call_id else ""]
        marks += [f"#{event.position}" if event.position else "", "hosted" if event.hosted else ""]
        words = event.arguments_raw
    else:
        marks += ["RESULT", event.name or "", f"id={event.call_id}" if event.call_id else ""]
        marks += ["error" if event.is_error else "", "later" if event.later else ""]
        words = event.output
    marks += [f"synthesized={event.synthesized}" if event.synthesized else "", event.at or ""]
    return " ".join(mark for mark in marks if mark) + " " + json.dumps(words, ensure_ascii=False)


def outline_path(path: Path) -> Path:
    return path.with_name(path.name.split(".")[0] + ".events.txt")


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_transcript_is_read_as_its_outline_says(path):
    assert outline(path) == outline_path(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_events_are_numbered_and_pointers_lead_to_an_item(path):
    document = None
    for found in read(str(path)):
        if not isinstance(found, Trace):
            continue
        assert [event.index for event in found.events] == list(range(len(found.events)))
        turns = [event.turn for event in found.events]
        steps = [event.step for event in found.events]
        assert turns == sorted(turns)
        assert steps == sorted(steps)
        if found.items is None or path.suffix not in (".json", ".jsonl", ".traj"):
            continue
        document = _record_of(path, found)
        for event in found.events:
            resolve(document, pointer_of(found, event))


def _record_of(path: Path, trace: Trace) -> Any:
    text = path.read_text(encoding="utf-8")
    return json.loads(text if trace.place.line is None else text.split("\n")[trace.place.line - 1])


def resolve(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, str):
            # JSON in a string: the pointer goes on inside.
            document = json.loads(document)
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


@pytest.mark.parametrize(
    "path",
    [path for path in CASES if "_made_up" in path.name or "_clean" in path.name],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_a_made_up_result_is_found_in_its_form_and_none_where_all_are_genuine(path):
    found = [one for one in auditor.audit(str(path)).findings if one.code.startswith("TA1")]
    assert bool(found) is ("_made_up" in path.name), found


def test_every_format_reads_a_fixture():
    seen = {trace.format for path in CASES for trace in read(str(path)) if isinstance(trace, Trace)}
    assert sorted(set(FORMATS.keys()) - seen) == []


def test_every_outline_belongs_to_a_transcript():
    assert sorted(FIXTURES.glob("*/*.events.txt")) == sorted(map(outline_path, CASES))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_damage_becomes_problems_and_no_exception(path, tmp_path, seed):
    reading_of_damage(path, seed, tmp_path)


def test_a_role_that_is_no_utf_8_makes_a_problem(tmp_path):
    whole = b'{"messages": [{"role": "assistant", "content": "Yes."}]}\n'
    log = tmp_path / "runs.jsonl"
    log.write_bytes(whole + whole.replace(b"assistant", b"assista\xff"))
    found = list(read(str(log)))
    assert [type(one) for one in found] == [Trace, ReadProblem]
    assert "invalid UTF-8" in found[1].reason


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("folder", sorted({path.parent for path in CASES}), ids=lambda f: f.name)
def test_a_hundred_thousand_damaged_transcripts_of_each_format_raise_nothing(folder, tmp_path):
    paths = [path for path in CASES if path.parent == folder]
    for seed in range(100_000):
        reading_of_damage(paths[seed % len(paths)], seed, tmp_path)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        text = outline(Path(argument))
        outline_path(Path(argument)).write_text(text, encoding="utf-8")
        sys.stdout.write(text)
