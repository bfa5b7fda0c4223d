"""Drift as charts that travel: what was made up is drawn where it was, and names stay text."""

import re

import pytest

from auditor.drift.chart import ChartKey
from auditor.drift.course import Course, Opportunity
from auditor.drift.over_time import UNDATED, Day, DayKey
from auditor.drift.over_turns import Passed, turns_report
from auditor.timeline.drift_charts import MOST_PANELS, drawing_html, drift_drawings
from auditor.timeline.plots import WIDTH, Frame, Line, Spot, cell_plot, line_plot


def course(marks):
    """Return a course with a turn for each mark: a call (c), something made up (m), or neither."""
    doings = [
        Opportunity(n, n, 100 * n, ("look",) if mark == "c" else (), (), ("look",) * (mark == "m"))
        for n, mark in enumerate(marks)
        if mark != "-"
    ]
    return Course(len(marks), len(marks), True, tuple(doings))


def drawings(*passed, days=None, language="en"):
    turns = turns_report(Passed(f"t{n}", *one) for n, one in enumerate(passed))
    return {one.name: one for one in drift_drawings(turns, days or {}, language)}


def test_a_row_of_the_raster_shows_calls_and_where_something_was_made_up():
    drawn = drawings(("v1", course("cc-m")), ("v1", course("ccc")))
    svg = drawn["raster"].panels[0].svg
    told = re.findall(r"<title>(.*?)</title>", svg)
    assert told == ["t0 1–2 · called", "t0 3 · no call", "t0 4 · made up", "t1 1–3 · called"]


def brightness(colour):
    """Return the relative luminance of a colour, 0..1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_who_sees_no_hues_can_tell_what_is_drawn():
    drawn = drawings(("v1", course("cc-m")), ("v2", course("ccc")), ("v3", course("cm")))
    cells = sorted(brightness(key.colour) for key in drawn["raster"].legend)
    assert (cells[1] + 0.05) / (cells[0] + 0.05) > 3
    assert (cells[2] + 0.05) / (cells[1] + 0.05) > 1.3
    for name in ("calls", "hazard"):
        strokes = [key.stroke for key in drawn[name].legend]
        assert len(set(strokes)) == len(strokes) == 3
        assert drawn[name].panels[0].svg.count("stroke-dasharray") == 2
        assert drawing_html(drawn[name], "en").count("dotted") == 1


def test_few_versions_share_a_plot_and_many_have_their_own():
    few = drawings(("v1", course("cm")), ("v2", course("cc")))
    assert [panel.heading for panel in few["hazard"].panels] == [""]
    assert [key.label for key in few["hazard"].legend] == ["v1", "v2"]
    many = drawings(*((f"v{n:02}", course("cm")) for n in range(MOST_PANELS + 3)))
    assert len(many["hazard"].panels) == MOST_PANELS
    assert many["hazard"].left_out == 3
    assert "3 more are not drawn" in drawing_html(many["hazard"], "en")


def test_days_are_drawn_by_tool_and_those_without_a_date_are_not():
    key = ChartKey("m", "", "look")
    days = {
        DayKey(key, "2026-01-01"): Day(10, 1, 10, 0),
        DayKey(key, "2026-01-03"): Day(10, 5, 10, 0),
        DayKey(key, UNDATED): Day(10, 9, 10, 0),
        DayKey(key, "somewhen"): Day(10, 9, 10, 0),
    }
    drawn = drawings(("v1", course("cm")), days=days)["daily"]
    told = re.findall(r"<title>(.*?)</title>", drawn.panels[0].svg)
    assert [one[:16] for one in told] == ["2026-01-01: 10.0", "2026-01-03: 50.0"]


def test_nothing_is_drawn_of_nothing():
    assert drawings() == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_of_versions_and_traces_stay_text(language):
    hostile = '"><script>alert(1)</script>'
    turns = turns_report([Passed(hostile, hostile, course("cm"))])
    days = {DayKey(ChartKey(hostile, "", hostile), "2026-01-01"): Day(2, 1, 2, 0)}
    drawn = drift_drawings(turns, days, language)
    assert len(drawn) == 6
    assert not any("<script" in drawing_html(one, language) for one in drawn)


@pytest.mark.parametrize("last", [1, 2, 7, 60, 999, 123_456])
def test_an_axis_has_a_few_whole_numbers_in_their_places(last):
    line = Line("v", "#000", [Spot(0, 0, 0, 0, ""), Spot(last, 1, 1, 1, "")])
    svg = line_plot([line], Frame(0, last, 1.0, "turn"), "title")
    labels = re.findall(r'text-anchor="middle">([^<]+)</text>', svg)[:-1]
    assert 1 < len(labels) <= 8
    assert len(set(labels)) == len(labels)


def test_the_last_label_of_an_axis_is_not_cut_off():
    days = [(place, f"2026-09-{place:02}") for place in range(1, 6)]
    line = Line("v", "#000", [Spot(place, 0, 0, 0, "") for place, _ in days])
    svg = line_plot([line], Frame(1, 5, 1.0, "day", days), "title")
    places = [float(x) for x in re.findall(r'<text x="([0-9.]+)"[^>]*>2026', svg)]
    assert len(places) == 5
    assert places[-1] + 10 * 6 / 2 <= WIDTH


def test_cells_of_unknown_marks_leave_a_hole():
    assert cell_plot([("t", "x?x")], {"x": ("#000", "called")}, "title").count("<rect") == 2
