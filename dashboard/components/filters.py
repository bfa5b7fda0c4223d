"""Which findings are listed: kept in the address, so that the same address lists the same."""

from typing import Any, NamedTuple

import streamlit as st

from auditor.finding import SEVERITIES
from auditor.review import STATES, Queue
from auditor.safe_text import one_line
from auditor.store import Wanted
from dashboard.queries import choices
from dashboard.session import say, words_in_session

_FIELDS = ("severity", "rule", "grade", "tool", "state", "task")
_KEPT = "filters"
_MOST_REVIEWERS = 5


class _Filter(NamedTuple):
    """A field that can be filtered by, and its values; a value is shown under `words + value`."""

    field: str
    values: list[str]
    words: str


def chosen() -> dict[str, list[str]]:
    """Return the filters: those of the address, else those of the session so far."""
    given = {name: st.query_params.get_all(name) for name in (*_FIELDS, "reviewers")}
    given = {name: values for name, values in given.items() if values}
    if given or _KEPT not in st.session_state:
        st.session_state[_KEPT] = given
    kept: dict[str, list[str]] = st.session_state[_KEPT]
    return kept


def queue_of(filters: dict[str, list[str]]) -> Queue:
    """Return the queue that some filters leave; values that mean nothing are left out."""
    states = tuple(state for state in STATES if state in filters.get("state", ()))
    severities = tuple(name for name in SEVERITIES if name in filters.get("severity", ()))
    wanted = Wanted(
        codes=tuple(filters.get("rule", ())),
        severities=severities,
        grades=tuple(filters.get("grade", ())),
        tools=tuple(filters.get("tool", ())),
        task_keys=tuple(filters.get("task", ())),
    )
    return Queue(wanted, states, _needed(filters))


def _needed(filters: dict[str, list[str]]) -> int:
    given = filters.get("reviewers", ["1"])[0]
    return min(max(int(given), 1), _MOST_REVIEWERS) if given.isdecimal() else 1


def put_into_address(filters: dict[str, list[str]], **more: str) -> None:
    """Make the address name the filters and what else is looked at."""
    wanted: dict[str, Any] = {name: values for name, values in filters.items() if values}
    wanted |= {name: value for name, value in more.items() if value}
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    then = {name: value if isinstance(value, list) else [value] for name, value in wanted.items()}
    if now != then:
        st.query_params.from_dict(wanted)


def filter_bar(filters: dict[str, list[str]]) -> None:
    """Draw the filters; a change goes into the address at once."""
    columns = st.columns([2, 3, 2, 2, 2, 1.4])
    bar = (
        _Filter("severity", list(reversed(SEVERITIES)), "severity."),
        _Filter("rule", choices("code"), "rule."),
        _Filter("state", list(STATES), "state."),
        _Filter("grade", ["proven", "suspected"], "grade."),
        _Filter("tool", choices("tool"), ""),
    )
    for column, part in zip(columns, bar, strict=False):
        with column:
            _select(part, filters.get(part.field, []))
    with columns[-1]:
        st.selectbox(
            say("filter.reviewers"),
            list(range(1, _MOST_REVIEWERS + 1)),
            index=_needed(filters) - 1,
            key="filter-reviewers",
            help=say("filter.reviewers.help"),
            on_change=_changed,
            args=("reviewers",),
        )


def _select(part: _Filter, now: list[str]) -> None:
    table = words_in_session()
    values = [*part.values, *(value for value in now if value not in part.values)]
    st.multiselect(
        say(f"filter.{part.field}"),
        values,
        default=now,
        format_func=lambda value: table.get(f"{part.words}{value}", one_line(value)),
        key=f"filter-{part.field}",
        placeholder=say("filter.all"),
        select_all=False,
        on_change=_changed,
        args=(part.field,),
    )


def _changed(field: str) -> None:
    value = st.session_state[f"filter-{field}"]
    values = list(value) if isinstance(value, list) else [str(value)]
    kept: dict[str, list[str]] = dict(chosen())
    kept[field] = [] if field == "reviewers" and values == ["1"] else values
    filters = {name: given for name, given in kept.items() if given}
    st.session_state[_KEPT] = filters
    put_into_address(filters)


def told(filters: dict[str, list[str]]) -> str:
    """Return the filters in words, "" without any."""
    table = words_in_session()
    parts = [
        table["mark.item"].join(
            table.get(f"{field}.{value}", one_line(value)) for value in filters[field]
        )
        for field in _FIELDS
        if filters.get(field)
    ]
    return " · ".join(parts)
