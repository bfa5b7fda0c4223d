"""Over turns: courses, hazards, persistence, and what is claimed of inertia."""

import json
import random

import pytest

from auditor.analysis import analyse
from auditor.drift.cells import cells_of, unit_of
from auditor.drift.course import Course, Opportunity, course_of
from auditor.drift.over_turns import Passed, turns_report
from auditor.drift.pictures import turn_pictures, with_data
from auditor.measure import Share
from auditor.setting import setting_of
from tests.rule_cases import trace_of

LOOKUP = {"call": 'lookup_uri {"uri":"a.example"}'}
RESULT = '{"uri":"a.example","verdict":"clean","score":3}'
FAKE = '{"uri":"b.example","verdict":"malicious","score":91}'


def course(row, *, turns=True):
    """Return a course with one cell a mark: `.` a call, `x` made up, a space for neither."""
    found = [
        Opportunity(n, n if turns else 0, 100 * n, ("look",) if mark == "." else (), (),
                    ("look",) if mark == "x" else ())
        for n, mark in enumerate(row) if mark != " "
    ]  # fmt: skip
    return Course(len(row) if turns else 1, len(row), True, tuple(found))


def report(*rows, **options):
    return turns_report([Passed(f"run-{n}", "v1", course(row)) for n, row in enumerate(rows)], **options)  # fmt: skip  # noqa: E501


def analysed(*steps, **case):
    return analyse(trace_of({"steps": list(steps), **case}), setting_of())


def test_a_course_says_step_by_step_what_was_called_and_what_made_up():
    analysis = analysed(
        {"user": "Look a.example up."}, LOOKUP, {"result": RESULT}, {"model": "It is clean."},
        {"user": "And b.example?"}, {"model": FAKE},
        {"user": "Thanks."}, {"model": "You are welcome."},
        tools={"lookup_uri": {"type": "object", "required": ["uri", "depth"]}},
    )  # fmt: skip
    found = course_of(analysis)
    assert (found.turns, found.steps, found.checked) == (3, 4, True)
    called, made_up = found.opportunities
    assert (called.step, called.called, called.invalid) == (0, ("lookup_uri",), ("lookup_uri",))
    assert (made_up.turn, made_up.fabricated) == (1, ("lookup_uri",))
    assert 0 < called.context < made_up.context
    assert [(u.tool, u.calls, u.invalid, u.fabricated) for u in found.uses] == [
        ("lookup_uri", 1, 1, 1)
    ]
    assert [cell.doing for cell in cells_of(found, "turn")] == ["called", "fabricated", "no call"]


def test_copies_of_genuine_results_are_no_fabrication():
    analysis = analysed(
        {"user": "Look a.example up."}, LOOKUP, {"result": RESULT}, {"model": RESULT}
    )
    assert not any(each.fabricated for each in course_of(analysis).opportunities)


def test_opportunities_are_turns_in_conversations_and_steps_in_single_turns():
    assert unit_of([course("..."), course("..", turns=False)]) == "turn"
    assert unit_of([course("...", turns=False)] * 2 + [course("..")]) == "step"


def test_the_hazard_counts_only_traces_without_a_fabrication_so_far():
    (version,) = report("..x.", ".x", "...", ". .").versions
    rows = [(row.place, row.onsets, row.at_risk) for row in version.by_opportunity]
    assert rows == [(1, 0, 4), (2, 1, 4), (3, 1, 2)]
    assert [round(each.survival, 3) for each in version.survival] == [0.75, 0.375]
    assert version.by_context[-1].until >= 256


def test_persistence_is_counted_over_opportunities_and_turns_without_a_call_are_none():
    found = report(".xx.", "x .", ".. ").versions[0].persistence
    assert found.after_fabrication == Share(1, 3)
    assert found.after_clean == Share(1, 2)
    assert found.recovery == Share(2, 3)
    assert found.recurrence == Share(1, 2)
    assert (found.longest, found.mean_run) == (2, 1.5)


def simulated(seed, *, hard=0.0, inertia=0.0, rising=0.0, traces=400):
    """Rows of ten opportunities with one cause of clustered fabrications each."""
    draw = random.Random(seed)  # noqa: S311 - a test's chance is seeded
    rows = []
    for _ in range(traces):
        base = 0.6 if draw.random() < hard else 0.05
        row = ""
        for place in range(10):
            chance = min(0.95, base + rising * place + (inertia if row.endswith("x") else 0))
            row += "x" if draw.random() < chance else "."
        rows.append(row)
    return rows


@pytest.mark.parametrize(
    ("cause", "claimed"),
    [({}, False), ({"hard": 0.1}, False), ({"rising": 0.06}, False), ({"inertia": 0.6}, True)],
    ids=["none", "hard traces", "rising hazard", "inertia"],
)
def test_inertia_is_claimed_only_where_both_estimates_agree(cause, claimed):
    (version,) = report(*simulated(1, **cause)).versions
    assert version.inertia.both_agree is claimed


def test_versions_are_held_against_each_other():
    early = [Passed(f"a{n}", "v1", course(".x")) for n in range(20)]
    late = [Passed(f"b{n}", "v2", course("......")) for n in range(20)]
    found = turns_report([*early, *late])
    assert [version.version for version in found.versions] == ["v1", "v2"]
    assert found.log_rank.p < 0.01
    assert found.log_rank.events == (20, 0)


def test_the_raster_shows_the_earliest_fabrications_first():
    raster = report("...", "..x", "x. ").versions[0].raster
    assert [row.marks for row in raster] == ["█· ", "··█", "···"]


def test_charts_are_frames_and_specs_that_name_their_columns():
    for picture in turn_pictures(report("..x.", ".x", "...")):
        spec = with_data(picture)
        assert json.loads(json.dumps(spec))["data"]["values"]
        fields = set(find_fields(picture.spec))
        assert fields <= set(picture.frame.columns)


def test_charts_of_nothing_are_empty_and_whole():
    for picture in turn_pictures(turns_report([])):
        assert picture.frame.is_empty()
        assert with_data(picture)["data"] == {"values": []}


def find_fields(value):
    if isinstance(value, dict):
        if isinstance(value.get("field"), str):
            yield value["field"]
        for member in value.values():
            yield from find_fields(member)
    elif isinstance(value, list):
        for member in value:
            yield from find_fields(member)
