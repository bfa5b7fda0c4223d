"""JSON values that stand one after another, in files and in logs, are read as they were written."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.accounts import Accounts
from auditor.intake.cutting import Cutter, Piece, values_in
from auditor.intake.log_lines import log_values_of
from auditor.intake.reading import read
from auditor.trace import ReadProblem, Trace
from tests.cli_runs import run

_TEXTS = st.one_of(
    st.sampled_from(['"', "\\", '\\"', "{", "}", "]", '{"a": [', "\n{", "\u2028", "a, b", "é"]),
    st.text(max_size=6),
)
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.integers(), st.none(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=8,
)
_RECORDS = st.lists(
    st.one_of(st.lists(_VALUES, max_size=3), st.dictionaries(_TEXTS, _VALUES, max_size=3)),
    min_size=1,
    max_size=5,
)
_INDENTS = st.sampled_from([None, 1, 2, "\t"])
_BETWEEN = st.sampled_from(["", " ", "\n", "\r\n", "\n\n", "\n\x1e", ",\n"])
_OTHER_LINES = st.lists(
    st.sampled_from(
        ["", "Started.", "[INFO] 3 {x} 'y' \"z\"", "  at main (a.js:1)", "a: [", "f {"]
    ),
    max_size=2,
)


@given(_RECORDS, _INDENTS, _BETWEEN, st.booleans())
def test_values_are_cut_as_they_were_printed(values, indent, between, ascii_only):
    printed = [json.dumps(value, indent=indent, ensure_ascii=ascii_only) for value in values]
    raw = between.join(printed).encode()
    cuts = list(values_in(raw))
    assert [json.loads(cut.record.raw) for cut in cuts] == values
    for record, is_value in cuts:
        assert is_value
        assert raw[record.offset : record.offset + record.length] == record.raw
        assert record.line == 1 + raw[: record.offset].count(b"\n")


@given(_RECORDS, _INDENTS, st.lists(st.integers(1, 9), min_size=1))
def test_a_line_may_come_in_parts(values, indent, sizes):
    raw = b"".join(json.dumps(value, indent=indent).encode() for value in values)
    cutter, found, offset = Cutter(), [], 0
    while offset < len(raw):
        end = offset + sizes[offset % len(sizes)]
        line_end = raw.find(b"\n", offset, end)
        text = raw[offset : end if line_end < 0 else line_end + 1]
        found += cutter.feed(Piece(text, 1, offset, len(text)))
        offset += len(text)
    found += cutter.finish()
    assert [json.loads(cut.record.raw) for cut in found] == values


@given(_RECORDS, st.sampled_from([1, 2]), st.integers(0, 10**6))
def test_a_value_that_breaks_off_costs_itself_alone(values, indent, at):
    first, last = {"first": [1]}, {"last": {}}
    whole = [json.dumps(value, indent=indent) for value in values]
    broken = whole[at % len(whole)]
    printed = [json.dumps(first, indent=indent), broken[: 1 + at % len(broken)], *whole]
    cuts = list(values_in("\n".join([*printed, json.dumps(last)]).encode()))
    decoded = [_decoded(cut.record.raw) for cut in cuts]
    assert decoded[0] == first
    assert decoded[-1 - len(values) :] == [*values, last]


def _decoded(raw):
    try:
        return json.loads(raw)
    except ValueError:
        return None


def test_printed_without_indent_no_line_begins_anew():
    values = [[{"a": 1}, {"b": [2]}], {"c": {"d": []}}]
    raw = "\n".join(json.dumps(value, indent=0) for value in values).encode()
    assert [json.loads(cut.record.raw) for cut in values_in(raw)] == values


def _lines_of(values, others, write):
    lines = []
    for value, other in zip(values, others, strict=False):
        lines += [*other, *write(json.dumps(value))]
    return lines


def _behind_a_prefix(text):
    return [f"2026-03-02 10:00:00,123 [INFO] desk.llm: {text} in 3 ms"]


def _printed_behind_a_prefix(text):
    head, *rest = json.dumps(json.loads(text), indent=2).split("\n")
    return [f"[2026-03-02] reply: {head}", *rest]


def _by_docker(text):
    parts = [text[:40], text[40:]] if len(text) > 40 else [text]
    ends = [""] * (len(parts) - 1) + ["\n"]
    return [
        json.dumps({"log": part + end, "stream": "stdout", "time": "2026-03-02T10:00:00Z"})
        for part, end in zip(parts, ends, strict=True)
    ]


def _by_kubernetes(text):
    head = "2026-03-02T10:00:00.123456789Z stdout"
    between = "2026-03-02T10:00:00.123456790Z stderr F warning: {}"
    return [f"{head} P {text[:20]}", between, f"{head} F {text[20:]}"]


def _as_a_message(text):
    return [json.dumps({"level": "info", "message": f"request {text}", "pid": 7})]


_WRAPS = [_behind_a_prefix, _printed_behind_a_prefix, _by_docker, _by_kubernetes, _as_a_message]


@pytest.mark.parametrize("write", _WRAPS)
@given(values=_RECORDS, others=st.lists(_OTHER_LINES, min_size=5, max_size=5))
def test_values_are_found_in_the_lines_of_a_log(tmp_path_factory, write, values, others):
    values = [{"key": value} for value in values]
    path = tmp_path_factory.getbasetemp() / "desk.log"
    lines = _lines_of(values, others, write)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [cut.record for cut in log_values_of(str(path)) if cut.is_value]
    assert [json.loads(record.raw) for record in found] == values
    assert all(one.line < other.line for one, other in pairwise(found))


CHAT = {
    "messages": [
        {"role": "user", "content": "Where is parcel 7?"},
        {"role": "assistant", "content": "In Graz."},
    ]
}
ONE_LINE = json.dumps(CHAT)
PRINTED = json.dumps(CHAT, indent=2)
OTHER = json.dumps({"level": "info"})


def _read(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    accounts = Accounts()
    found = list(read(str(path), accounts=accounts))
    assert accounts.balanced()
    traces = [one for one in found if isinstance(one, Trace)]
    assert all(len(trace.events) == 2 for trace in traces)
    places = [one.place.line for one in traces]
    return places, [one.reason for one in found if isinstance(one, ReadProblem)], accounts


@pytest.mark.parametrize("name", ["chats.json", "chats.jsonl", "chats.txt", "chats.log"])
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (PRINTED, [None]),
        (f"{PRINTED}\n{PRINTED}\n", [1, 13]),
        (ONE_LINE * 3, [1, 1, 1]),
        (f"{ONE_LINE}\n{ONE_LINE}{ONE_LINE}\n{ONE_LINE}\n", [1, 2, 2, 3]),
        (f"Started.\n{PRINTED}\nStopped.\n", [2]),
        (f"\x1e{ONE_LINE}\n\x1e{ONE_LINE}\n", [1, 2]),
    ],
    ids=["printed", "printed twice", "in one line", "two in a line", "in a log", "sequence"],
)
def test_chats_are_read_wherever_they_stand(tmp_path, name, text, lines):
    places, problems, _ = _read(tmp_path, name, text)
    assert (places, problems) == (lines, [])


def test_a_long_first_value_does_not_hide_the_others(tmp_path):
    long = json.dumps({**CHAT, "id": "x" * 100_000}, indent=2)
    places, problems, _ = _read(tmp_path, "long.json", f"{long}\n{PRINTED}\n")
    assert (places, problems) == ([1, 14], [])


def test_what_stands_between_values_is_a_problem_and_in_a_log_it_is_counted(tmp_path):
    between = f"{PRINTED}\n{PRINTED}\n" * 4 + f"oh\n{PRINTED}\n"
    places, problems, _ = _read(tmp_path, "odd.json", between)
    assert (len(places), len(problems)) == (9, 1)
    places, problems, accounts = _read(tmp_path, "odd.log", f"oh\n\n{ONE_LINE}\nno\n")
    assert (places, problems) == ([3], [])
    assert accounts.ignored == {"a line of a log without a record": 2}


def test_a_value_of_no_known_format_beside_chats_is_a_problem(tmp_path):
    _, problems, _ = _read(tmp_path, "odd.log", f"in: {ONE_LINE}\nout: {OTHER}\n")
    assert [problem.split(":")[0] for problem in problems] == ["unknown format"]


def test_broken_lines_of_jsonl_stay_problems_of_their_own(tmp_path):
    broken = ONE_LINE[:40]
    text = f"{broken}\n{broken}\n{broken}\n{ONE_LINE}\n{broken}\n"
    places, problems, _ = _read(tmp_path, "broken.jsonl", text)
    assert (places, len(problems)) == ([4], 4)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("name", ["scored.json", "scored.jsonl"])
def test_numbers_that_json_lacks_are_said_and_lose_nothing(tmp_path, name, number):
    scored = f'{ONE_LINE[:-1]}, "scores": [{number}, 1], "reward": {number}}}'
    _, problems, accounts = _read(tmp_path, name, scored)
    assert len(problems) == 1
    assert "read as words" in problems[0]
    assert accounts.used == 1


@pytest.mark.parametrize("flags", [[], ["--jobs", "2"], ["--store", "kept.db"]])
@pytest.mark.parametrize("write", _WRAPS)
def test_a_log_is_audited_in_every_way(tmp_path, capsys, monkeypatch, write, flags):
    monkeypatch.chdir(tmp_path)
    chats = [json.dumps({**CHAT, "id": f"chat {number}"}) for number in range(3)]
    lines = [line for chat in chats for line in write(chat)]
    (tmp_path / "desk.log").write_text("\n".join(lines), encoding="utf-8")
    report = json.loads(run(capsys, "audit", "desk.log", "--format", "json", *flags).out)
    assert report["summary"]["records"]["used"] == 3
    assert report["summary"]["records"]["problem"] == 0


def test_each_of_several_files_put_together_may_begin_with_a_byte_order_mark(tmp_path):
    other = ONE_LINE.replace("c1", "c2")
    places, problems, _ = _read(tmp_path, "all.jsonl", f"\ufeff{ONE_LINE}\n\ufeff{other}\n")
    assert len(places) == 2
    assert problems == []
