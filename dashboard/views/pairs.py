"""Pairs: what a model would learn from the findings, to be approved by a person."""

from html import escape

import streamlit as st

from auditor.errors import AuditorError
from auditor.pairs.form import Pair
from auditor.review import Vote, opinions, record
from auditor.safe_text import one_line, restored, safe_text
from auditor.timeline import told
from auditor.timeline.pair import pair_html
from dashboard.components.data import data_under
from dashboard.components.heading import heading, hint
from dashboard.figures import audited
from dashboard.lessons import Newest, candidates, chosen_text, export, newest, opinion
from dashboard.session import language, reviewer, say, store, words_in_session

_MOST_AT_ONCE = 2_000
_ASKED = "pairs asked for"


def figures(now: Newest) -> None:
    """Draw the sums and the files to take away."""
    built, files = candidates(now, reviewer()), export(now)
    held_out = sum(pair.split == "heldout" for pair in built.pairs)
    numbers = [
        (len(built.pairs), say("pairs.candidates")),
        (files.pairs, say("pairs.approved")),
        (held_out, say("pairs.heldout")),
        (sum(built.dropped.values()), say("pairs.dropped")),
    ]
    boxes = "".join(f"<div><b>{n:,}</b>{escape(what)}</div>" for n, what in numbers)
    st.html(f'<div class="db-figures">{boxes}</div>')
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, text in (
            ("pairs.jsonl", files.lines),
            ("pairs.jsonl.manifest.json", files.manifest),
        ):
            st.download_button(
                name, text, name, "application/json", key=name, disabled=not files.pairs
            )
        st.html(f'<span class="db-bar">{escape(say("pairs.export"))}</span>', width="content")


def listing(pairs: list[Pair], approved: set[str]) -> Pair:
    """Draw the pairs; return the one that was clicked, else the first."""
    table = words_in_session()
    rows = {
        say("pairs.kind"): [table[f"pairkind.{pair.kind}"] for pair in pairs],
        say("column.finding"): [pair.code for pair in pairs],
        say("pairs.source"): [table[f"pairsource.{pair.chosen_source}"] for pair in pairs],
        say("pairs.is_approved"): ["✓" if _is_approved(pair, approved) else "" for pair in pairs],
        say("pairs.split"): [table[f"pairsplit.{pair.split}"] for pair in pairs],
        say("column.trace"): [one_line(pair.trace_id) for pair in pairs],
    }
    chosen = st.dataframe(
        rows,
        hide_index=True,
        height=560,
        key="pairs",
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = chosen.selection.cells
    place = int(cells[0][0]) if cells else 0
    return pairs[place if place < len(pairs) else 0]


def _is_approved(pair: Pair, approved: set[str]) -> bool:
    return not pair.fingerprint or pair.fingerprint in approved


def one_pair(pair: Pair) -> None:
    """Draw a pair, and the way to approve it."""
    with st.container(height=400, key="pair"):
        html = pair_html(pair.prompt, pair.chosen, pair.rejected, language=language())
        st.html(html)
    if not pair.fingerprint:
        st.html(f'<div class="db-said">{escape(say("pairs.control"))}</div>')
        return
    before = chosen_text(pair)
    st.text_area(
        say("pairs.edit"),
        safe_text(before),
        key=f"chosen-{pair.key}",
        height=110,
        help=say("pairs.edit.help"),
    )
    with st.container(horizontal=True):
        for verdict, word in (("confirmed", "pairs.approve"), ("dismissed", "pairs.reject")):
            st.button(
                say(word),
                key=f"{verdict}-{pair.key}",
                type="primary" if verdict == "confirmed" else "secondary",
                on_click=judge,
                args=(pair, verdict, before),
            )
    seen = opinions(store(), pair.fingerprint, reviewer())
    if seen.hidden:
        st.html(f'<div class="db-said">{escape(say("verdict.blind"))}</div>')
    news = st.session_state.pop("pairs told", "")
    if news:
        st.html(f'<div class="db-said">{escape(news)}</div>')


def judge(pair: Pair, verdict: str, before: str) -> None:
    """Record the verdict on a pair's finding, with the chosen message where it was edited."""
    text = restored(st.session_state.get(f"chosen-{pair.key}", safe_text(before)), before).strip()
    corrected = text if verdict == "confirmed" and text and text != before.strip() else None
    seen = opinions(store(), pair.fingerprint, reviewer())
    own = seen.own
    if corrected is None and own is not None and verdict == "confirmed":
        corrected = own.corrected
    if own is not None and (own.verdict, own.corrected) == (verdict, corrected):
        st.session_state["pairs told"] = say("pairs.kept")
        return
    vote = Vote(
        pair.fingerprint,
        reviewer(),
        "confirmed" if verdict == "confirmed" else "dismissed",
        seen.version,
        note=own.note if own is not None else "",
        corrected=corrected,
    )
    try:
        done = record(store(), vote)
    except AuditorError as error:
        st.session_state["pairs told"] = safe_text(str(error))
        return
    st.session_state["pairs told"] = safe_text(told("review", done.told(), language())) or say(
        "pairs.kept"
    )


heading("pairs")
if audited().traces > _MOST_AT_ONCE and not st.session_state.get(_ASKED):
    hint("pairs.many", traces=f"{audited().traces:,}")
    if st.button(say("pairs.form"), type="primary"):
        st.session_state[_ASKED] = True
        st.rerun()
    st.stop()
with st.spinner(say("pairs.forming")):
    now = newest()
    found = candidates(now, reviewer())
    export(now)
if found.pairs:
    figures(now)
    left, right = st.columns([0.44, 0.56], gap="medium")
    with left:
        # What waits for a person stands first.
        waiting = sorted(found.pairs, key=lambda one: not one.fingerprint)
        pair = listing(waiting, set(opinion(reviewer()).approved))
    with right:
        one_pair(pair)
else:
    hint("pairs.nothing")
if found.dropped:
    counts = found.dropped.most_common()
    reasons = [(one_line(told("dropped", why, language())), number) for why, number in counts]
    data_under("left-out", ("pairs.reason", "pairs.dropped"), reasons, title=say("pairs.left_out"))
