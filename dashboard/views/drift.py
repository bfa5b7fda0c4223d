"""Drift: made-up results over the turns of a conversation and over time."""

from html import escape

import streamlit as st

from auditor.drift.pictures import day_picture, turn_pictures
from auditor.safe_text import one_line
from auditor.timeline import sentence
from auditor.timeline.drift_charts import drawing_html, drift_drawings
from dashboard.components.data import data_under, picture
from dashboard.components.heading import heading, hint, section
from dashboard.course import Course, drawn
from dashboard.session import language, say


def alarms(found: Course) -> None:
    """Draw the alarms of the control charts."""
    section("drift.alarms")
    if not found.alarms:
        hint("drift.alarms.none")
    for finding, at in found.alarms:
        st.html(
            f'<div class="db-said confirmed"><b>{escape(one_line(at[:16]))} '
            f"{escape(finding.code)}</b> {escape(one_line(sentence(finding, language())))}</div>"
        )


def charts(found: Course) -> None:
    """Draw each chart with its figures."""
    figures = [*turn_pictures(found.turns), day_picture(found.days)]
    frames = {one.name: one.frame for one in figures}
    for one in drift_drawings(found.turns, found.days, language()):
        section(f"picture.{one.name}")
        st.html(drawing_html(one, language(), picture))
        frame = frames[one.name]
        rows = [tuple(row.values()) for row in frame.to_dicts()]
        data_under(one.name, frame.columns, rows, named=True)


heading("drift")
with st.spinner(say("page.reading")):
    result = drawn()
if result.traces:
    alarms(result)
    charts(result)
    st.text(say("drift.more"))
else:
    hint("drift.nothing")
