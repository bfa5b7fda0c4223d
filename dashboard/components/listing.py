"""A page of findings as a grid of text."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from auditor.review import Item
from auditor.safe_text import one_line
from auditor.timeline import sentence
from dashboard.session import language, say, words_in_session

_MARKS = {"high": "●●●", "medium": "●●○", "low": "●○○", "info": "○○○"}
_LONGEST = 300


def listing(items: Sequence[Item], page: int) -> Item | None:
    """Draw findings, one a row; return the one that was clicked, if any."""
    table = words_in_session()
    columns = {
        say("column.severity"): [_severity(item, table) for item in items],
        say("column.finding"): [_rule(item, table) for item in items],
        say("column.what"): [_sentence(item) for item in items],
        say("column.tool"): [one_line(item.listed.finding.tool) for item in items],
        say("column.trace"): [one_line(item.listed.finding.trace_id) for item in items],
        say("column.step"): [item.listed.finding.step for item in items],
        say("column.state"): [table[f"state.{item.state}"] for item in items],
    }
    config: dict[str, Any] = {
        say("column.severity"): st.column_config.TextColumn(width=110),
        say("column.finding"): st.column_config.TextColumn(width=270),
        say("column.what"): st.column_config.TextColumn(width="large"),
        # Else one long name would push what stands behind it off the screen.
        say("column.tool"): st.column_config.TextColumn(width=150),
        say("column.trace"): st.column_config.TextColumn(width=200),
        say("column.step"): st.column_config.NumberColumn(width=60),
        say("column.state"): st.column_config.TextColumn(width=90),
    }
    chosen = st.dataframe(
        columns,
        hide_index=True,
        height=min(38 + 35 * len(items), 560),
        column_config=config,
        key=f"listing-{page}-{items[0].listed.number if items else 0}",
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = chosen.selection.cells
    place = int(cells[0][0]) if cells else -1
    return items[place] if 0 <= place < len(items) else None


def _severity(item: Item, table: dict[str, str]) -> str:
    finding = item.listed.finding
    return f"{_MARKS[finding.severity]} {table[f'severity.{finding.severity}']}"


def _sentence(item: Item) -> str:
    return one_line(sentence(item.listed.finding, language()))[:_LONGEST]


def _rule(item: Item, table: dict[str, str]) -> str:
    finding = item.listed.finding
    grade = (
        "" if finding.grade == "proven" else f" · {table['grade.suspected']} {finding.score:.2f}"
    )
    return f"{finding.code} {table.get(f'rule.{finding.code}', finding.name)}{grade}"
