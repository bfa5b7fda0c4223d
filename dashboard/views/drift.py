"""Drift: made-up results over the turns of a conversation and over time."""

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from auditor.drift.pictures import Picture, with_data
from auditor.safe_text import one_line
from auditor.timeline import sentence
from dashboard.components.data import data_under
from dashboard.components.heading import heading, hint, section
from dashboard.course import Course, drawn
from dashboard.session import language, say, words_in_session

_IN_A_ROW = 3
_SMALL = (330, 130)


def picture(one: Picture) -> None:
    """Draw a chart with its figures."""
    table = words_in_session()
    title = table.get(f"picture.{one.name}", one_line(one.title))
    says = table.get(f"picture.{one.name}.says", "")
    st.html(f'<div class="db-section"><h2>{escape(title)}</h2><p>{escape(says)}</p></div>')
    st.vega_lite_chart(_wrapped(with_data(one)), width="content" if _faceted(one) else "stretch")
    rows = [tuple(row.values()) for row in one.frame.to_dicts()]
    data_under(one.name, one.frame.columns, rows, named=True)


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


def _faceted(one: Picture) -> bool:
    return "facet" in one.spec


def _wrapped(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a chart without its title; small ones of one kind stand in rows of three."""
    kept = {key: value for key, value in spec.items() if key not in ("$schema", "title")}
    if "facet" not in kept:
        return kept
    [by] = kept["facet"].values()
    small = {**kept["spec"], "width": _SMALL[0], "height": _SMALL[1]}
    return {**kept, "facet": by, "columns": _IN_A_ROW, "spec": small}


def pictures(all_of_them: Sequence[Picture]) -> None:
    """Draw the charts: single ones in two columns, then those of many small ones."""
    there = [one for one in all_of_them if len(one.frame)]
    columns = st.columns(2, gap="large")
    for place, one in enumerate(one for one in there if not _faceted(one)):
        with columns[place % 2]:
            picture(one)
    for one in filter(_faceted, there):
        picture(one)


heading("drift")
result = drawn()
if result.traces:
    alarms(result)
    pictures(result.pictures)
    st.text(say("drift.more"))
else:
    hint("drift.nothing")
