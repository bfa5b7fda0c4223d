"""A chart's data as a table, and as a file."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from auditor.report.csv import table
from auditor.safe_text import one_line
from dashboard.session import say


def chart(svg: str, title: str) -> None:
    """Draw an SVG as a picture."""
    st.html(picture(svg, title))


def picture(svg: str, title: str) -> str:
    """Return an SVG as a picture, in which nothing runs and nothing is loaded."""
    encoded = b64encode(svg.encode()).decode()
    source = f"data:image/svg+xml;base64,{encoded}"
    return f'<img class="at-chart" alt="{escape(title)}" src="{source}">'


def data_under(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    title: str = "",
    named: bool = False,
) -> None:
    """Draw what a chart shows as a folded table with a download.

    Args:
        name: Of the file, without its ending.
        columns: Keys of the columns' names.
        rows: The values.
        title: Of the folded table; "Data" where empty.
        named: The columns are names already.
    """
    names = [one_line(column) if named else say(column) for column in columns]
    with st.expander(title or say("data")):
        if rows:
            cells = zip(*[[_shown(value) for value in row] for row in rows], strict=True)
            st.dataframe(dict(zip(names, map(list, cells), strict=True)), hide_index=True)
        st.download_button(
            say("data.download"), table(names, rows), f"{name}.csv", "text/csv", key=f"csv-{name}"
        )


def _shown(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) else value
