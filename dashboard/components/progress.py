"""How far the review is: by state, and for each reviewer."""

from html import escape

import streamlit as st

from auditor.review import STATES, Progress
from auditor.safe_text import one_line
from dashboard.session import say, words_in_session


def progress_line(done: Progress, reviewer: str) -> None:
    """Draw how many findings there are, in which state, and who judged how many."""
    table = words_in_session()
    states = " ".join(
        f'<span><span class="db-state {state.replace(" ", "-")}">{escape(table[f"state.{state}"])}'
        f"</span> {done.states[state]:,}</span>"
        for state in STATES
    )
    people = {reviewer: 0} | done.reviewers
    named = say("mark.item").join(
        f"{escape(one_line(name))} {number:,}" for name, number in people.items()
    )
    total = max(done.total, 1)
    widths = {
        state.replace(" ", "-"): 100 * done.states[state] / total for state in reversed(STATES[1:])
    }
    parts = "".join(f'<i class="{n}" style="width:{w:.2f}%"></i>' for n, w in widths.items())
    noun = say("queue.finding" if done.total == 1 else "queue.findings")
    st.html(
        f'<div class="db-bar"><span><b>{done.total:,}</b> {escape(noun)}</span>'
        f"{states}<span>{escape(say('queue.judged') + say('mark.colon'))}{named}</span></div>"
        f'<div class="db-meter">{parts}</div>'
    )
