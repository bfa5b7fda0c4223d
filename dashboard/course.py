"""What the store's traces say of drift: charts over turns and over time. No widget here."""

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from auditor.drift.chart import ChartRule
from auditor.drift.over_time import Day, DayKey
from auditor.drift.over_turns import Passed, TurnsReport, turns_report
from auditor.finding import Finding
from auditor.store.charting import courses, update_charts
from dashboard.session import store

_A_WHILE = 60


class Course(NamedTuple):
    """What is drawn of drift.

    Attributes:
        traces: How many were looked at.
        turns: The report over turns.
        days: What happened by day.
        alarms: Findings of the control charts, each with the time of its trace.
    """

    traces: int
    turns: TurnsReport
    days: Mapping[DayKey, Day]
    alarms: list[tuple[Finding, str]]


@st.cache_resource(ttl=_A_WHILE, max_entries=1, show_spinner=False)
def drawn() -> Course:
    """Bring the store's control charts up to date, and return what is drawn."""
    charted = update_charts(store(), ChartRule())
    passed = [Passed(*each) for each in courses(store())]
    if not passed:
        return Course(0, turns_report([]), {}, [])
    alarms = [(finding, at or "") for finding, at in charted.findings]
    return Course(len(passed), turns_report(passed), charted.series.days, alarms)
