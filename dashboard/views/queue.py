"""Queue: which findings wait to be judged, gravest first."""

import streamlit as st

from auditor.review import STATES, next_item, page
from dashboard.components.filters import chosen, filter_bar, put_into_address, queue_of
from dashboard.components.heading import heading, hint
from dashboard.components.listing import listing
from dashboard.components.progress import progress_line
from dashboard.figures import audited
from dashboard.queries import progress_of
from dashboard.session import name_of_store, reviewer, say, store

_SIZE = 50
_AFTER = "pages behind"

heading("queue")
filters = chosen()
put_into_address(filters)
filter_bar(filters)
queue = queue_of(chosen())
done = progress_of(queue)
progress_line(done, reviewer())

asked = (queue, st.session_state.get("asked"))
if asked[0] != asked[1]:
    st.session_state["asked"], st.session_state[_AFTER] = queue, []
behind: list[int] = st.session_state.setdefault(_AFTER, [])


def open_finding(fingerprint: str) -> None:
    """Show a finding on the page of traces, with the same filters."""
    st.session_state["go to"] = fingerprint
    st.session_state["to trace"] = True


def go_back() -> None:
    """Show the page of findings before this one."""
    behind.pop()


items = page(store(), queue, size=_SIZE, after=behind[-1] if behind else None)


def bar() -> None:
    """Draw the way to the next finding that waits, and which of them are listed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        waiting = next_item(store(), reviewer(), queue)
        st.button(
            say("queue.begin") if waiting else say("queue.done"),
            type="primary",
            disabled=waiting is None,
            shortcut="Enter",
            key="begin",
            on_click=open_finding,
            args=(waiting.listed.finding.fingerprint if waiting else "",),
        )
        st.html(f'<span class="db-bar">{say("queue.click")}</span>', width="content")
        st.button("‹", key="earlier", disabled=not behind, on_click=go_back)
        first = len(behind) * _SIZE + 1
        last = first + len(items) - 1
        listed = sum(n for state, n in done.states.items() if state in (queue.states or STATES))
        st.html(f'<span class="db-bar">{first:,}–{last:,} / {listed:,}</span>', width="content")
        st.button(
            "›",
            key="later",
            disabled=len(items) < _SIZE,
            on_click=behind.append,
            args=(items[-1].listed.number if items else 0,),
        )


if items or behind:
    bar()
if items:
    clicked = listing(items, len(behind))
    if clicked is not None:
        open_finding(clicked.listed.finding.fingerprint)
elif filters:
    hint("queue.empty")
elif audited().traces:
    hint("queue.clean", traces=f"{audited().traces:,}")
else:
    hint("queue.nothing", store=name_of_store())
if st.session_state.pop("to trace", False):
    st.switch_page("views/trace.py")
