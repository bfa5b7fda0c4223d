"""What the benchmark injects is what it says, and the committed samples are judged rightly."""

import json
from collections import Counter

import pytest

from auditor.pairing import pair
from auditor.trace import Message, ToolCall, ToolResult
from benchmarks.fabrication.case import seeded, source_of
from benchmarks.fabrication.editing import finish, slots
from benchmarks.fabrication.imitation import CHANNELS, LANGUAGES, imitate, manner
from benchmarks.fabrication.layouts import LAYOUTS, model_text
from benchmarks.fabrication.made_up import known_of, made_up
from benchmarks.fabrication.orphan import orphan
from benchmarks.fabrication.plan import cases, traps
from benchmarks.fabrication.read_steps import read_steps
from benchmarks.fabrication.records import leaves, parse
from benchmarks.fabrication.report import Results, figures, markdown
from benchmarks.fabrication.samples import FILES, known_misses, samples, session, told
from benchmarks.fabrication.score import Timing, judge
from benchmarks.fabrication.show import read_table

SESSIONS = ("uri", "orders", "sensors")
SAMPLES = [
    pytest.param(case, name, id=f"{file}-{name}") for file in FILES for name, case in samples(file)
]
SOURCES = [source_of("sample", session(name)) for name in SESSIONS]


@pytest.mark.parametrize(("case", "name"), SAMPLES)
def test_a_committed_sample_is_judged_rightly_unless_it_is_known_not_to_be(case, name):
    outcome = judge(case, Timing())
    assert told(outcome) or name in known_misses(), outcome.codes


def test_most_samples_are_judged_rightly():
    outcomes = [judge(case, Timing()) for file in FILES for _, case in samples(file)]
    assert sum(map(told, outcomes)) >= 0.6 * len(outcomes)


def test_a_made_up_record_holds_no_value_of_the_trace():
    record = {"id": "W-7712", "at": "2024-05-01T10:20:00", "n": 512, "who": "Dana", "ok": True}
    known = known_of(json.dumps(record).casefold())
    for turn in range(50):
        new = made_up(record, known, seeded(turn))
        assert list(new) == list(record)
        assert [type(value) for value in new.values()] == [type(v) for v in record.values()]
        assert new["ok"] is False
        assert str(new["n"]) not in known.numbers
        words = (new["id"], new["at"], new["who"])
        assert not any(value.casefold() in known.text for value in words)


def test_recounting_an_unchanged_trace_changes_nothing():
    for name in SESSIONS:
        trace = session(name)
        assert finish(trace, slots(trace), "same").trace.events == trace.events


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_shows_every_value(layout):
    record = parse('{"id": "W-7712", "price": 48.5, "where": {"city": "Leeds"}}')
    for number in range(12):
        how = manner(layout, LANGUAGES[number % 3], seeded(number))
        text = model_text(record, layout, how.own)
        assert all(str(leaf.value) in text for leaf in leaves(record))


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_imitation_stands_where_the_case_says_and_its_look_up_is_gone(channel):
    source = SOURCES[0]
    how = manner("json", "en", seeded(1))
    case = imitate(source, how, channel, "first", seeded(2))
    assert case is not None
    (wanted,) = case.expected
    event = case.trace.events[wanted.event_index]
    assert event.step == wanted.step == case.onset
    assert isinstance(event, ToolCall if channel == "argument" else Message)
    answers = sum(isinstance(e, ToolResult) and not e.is_error for e in case.trace.events)
    assert answers == (2 if channel == "before-result" else 1)


def test_a_deleted_call_leaves_its_result_behind():
    case = orphan(SOURCES[0], seeded(3))
    assert case is not None
    (wanted,) = case.expected
    assert [one.index for one in pair(case.trace.events).orphans] == [wanted.event_index]


def test_every_class_and_trap_is_made_and_only_faults_are_expected():
    faults = list(cases(SOURCES, 2, 1))
    assert all(case.expected for case in faults)
    assert not any(case.expected for case in traps(SOURCES, 2, 1))
    for case in faults:
        for wanted in case.expected:
            event = case.trace.events[wanted.event_index]
            assert event.index == wanted.event_index
            assert max(event.step, 0) == wanted.step
    assert len({case.group for case in faults}) >= 12


def test_every_class_finds_its_place_in_the_report():
    faults = [judge(case, Timing()) for case in cases(SOURCES, 1, 1)]
    trapped = [judge(case, Timing()) for case in traps(SOURCES, 1, 1)]
    results = Results({"sample": 3}, [], faults, trapped, {}, Timing(), Timing())
    text = markdown(results, "own samples", "command")
    assert all(one.case.group in text for one in [*faults, *trapped])
    assert set(figures(results)["classes"]) == {one.case.group for one in faults}


def test_the_same_seed_makes_the_same_cases():
    first, again = ([c.trace.trace_id for c in cases(SOURCES, 1, 5)] for _ in range(2))
    assert first == again
    texts = [[c.trace.events[e.event_index] for e in c.expected] for c in cases(SOURCES, 1, 5)]
    assert texts == [
        [c.trace.events[e.event_index] for e in c.expected] for c in cases(SOURCES, 1, 5)
    ]


def test_a_hundred_steps_of_each_draw_were_read_once():
    steps = list(read_steps())
    drawn = Counter(step.drawn for step in steps)
    assert all(drawn[name] == 100 for name in ("flagged", "unflagged", "unusual"))
    assert len({(step.file, step.trace, step.turn) for step in steps}) == len(steps)


def test_the_steps_that_were_read_are_counted_by_what_the_rules_say():
    found = Counter(
        {("result", True): 3, ("none", True): 1, ("reward", False): 1, ("mark", False): 9}
    )
    row = read_table({"flagged": found}).splitlines()[-1]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:8] == ["flagged", "14", "3", "0", "1", "9", "1", "4"]
    assert [cell.split()[0] for cell in cells[8:]] == ["0.750", "0.100"]
