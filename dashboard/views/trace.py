"""Trace: one finding in its trace, and the verdict on it."""

from functools import partial
from html import escape

import streamlit as st

from auditor.review import Item, item, neighbour, next_item
from auditor.safe_text import one_line
from auditor.timeline import card_html, timeline_html
from dashboard.components.filters import chosen, put_into_address, queue_of, told
from dashboard.components.heading import heading, hint
from dashboard.components.verdict import verdict_bar, verdict_boxes
from dashboard.figures import audited
from dashboard.queries import Seen, judged_by, nearest, place_of, row_of_trace, seen, total
from dashboard.session import language, name_of_store, opened, reviewer, say, store

_HEIGHT = 640
_CARD = 440
_OF_RUNS = "TA3"
_ONWARDS = "next after a verdict"

filters = chosen()
queue = queue_of(filters)


def go(fingerprint: str) -> None:
    """Show another finding."""
    st.session_state["go to"] = fingerprint


def go_on(number: int) -> None:
    """Show the next finding that waits behind one, where the reviewer wants that."""
    if not st.session_state.get(_ONWARDS):
        return
    following = next_item(store(), reviewer(), queue, after=number)
    if following is not None:
        go(following.listed.finding.fingerprint)


def current(asked: str) -> Item | None:
    """Return the finding to show: the one that was asked for, else the next in line."""
    if asked:
        return item(store(), asked, queue)
    return None if st.query_params.get("trace") else next_item(store(), reviewer(), queue)


def move_buttons(now: Item) -> None:
    """Draw the way to the finding before and behind."""
    number = now.listed.number
    before, after = (neighbour(store(), queue, number, back=back) for back in (True, False))
    for word, key, target in (("earlier", "k", before), ("later", "j", after)):
        st.button(
            say(f"trace.{word}"),
            key=f"{word}-{now.listed.finding.fingerprint}",
            shortcut=key,
            disabled=target is None,
            on_click=go,
            args=(target.listed.finding.fingerprint if target else "",),
        )


def top_bar(now: Item) -> None:
    """Draw where in the queue we are."""
    place, of = place_of(queue, now.listed.number) + 1, total(queue)
    state = now.state.replace(" ", "-")
    narrowed = told(filters)
    judged = say("trace.judged", number=judged_by(reviewer(), queue.wanted))
    with st.container(horizontal=True, vertical_alignment="center"):
        move_buttons(now)
        st.html(
            f'<div class="db-bar" data-shown="{escape(now.listed.finding.fingerprint)}" '
            f'data-place="{place}"><b>{place:,} / {of:,}</b>'
            f'<span class="db-state {state}">{escape(say(f"state.{now.state}"))}</span>'
            f"<span>{escape(narrowed or say('trace.all'))}</span>"
            f"<span>{escape(judged + say('mark.comma'))}"
            f"{escape(one_line(reviewer()))}</span></div>",
            width="content",
        )
        st.toggle(say("trace.onwards"), value=True, key=_ONWARDS, persist_state="session")
        st.toggle(say("trace.whole"), key="whole trace", help=say("trace.whole.help"))
        if st.button("?", key="help", help=say("keys.title")):
            keys()


@st.dialog(say("keys.title"))
def keys() -> None:
    """Show which key does what."""
    lines = "".join(
        f"<kbd>{key}</kbd><span>{escape(say(f'keys.{name}'))}</span>"
        for key, name in (
            ("1", "1"), ("2", "2"), ("3", "3"), ("U", "u"), ("J", "j"), ("K", "k"),
            ("D", "d"), ("E", "e"), ("N", "n"), ("Esc", "esc"), ("?", "help"),
        )
    )  # fmt: skip
    st.html(f'<div class="db-keys">{lines}</div>')


def timeline(shown: Seen, now: Item | None) -> None:
    """Draw the trace."""
    if shown.trace is None:
        hint("trace.unreadable", problem=shown.problem)
        return
    finding = now.listed.finding if now else None
    room = {} if not st.session_state.get("whole trace") else {"room": None}
    with st.container(height=_HEIGHT, key="timeline"):
        st.html(
            timeline_html(
                shown.trace,
                shown.findings,
                language=language(),
                current=finding,
                focus=focus_of(shown),
                **room,
            )
        )


def focus_of(shown: Seen) -> int | None:
    """Return the event that the address names, by itself or by its turn."""
    events = shown.trace.events if shown.trace else []
    event, turn = st.query_params.get("event", ""), st.query_params.get("turn", "")
    if event.isdecimal() and int(event) < len(events):
        return int(event)
    if turn.isdecimal():
        return next((one.index for one in events if one.turn == int(turn)), None)
    return None


def others(shown: Seen, now: Item | None) -> None:
    """Draw the other findings of the trace."""
    rest = [f for f in shown.findings if now is None or f != now.listed.finding]
    if not rest:
        return
    near = nearest(rest, now.listed.finding.event_index or 0 if now else 0)
    st.html(f'<div class="db-section"><h2>{escape(say("trace.others"))}</h2></div>')
    if len(near) < len(rest):
        st.caption(say("trace.others.more", shown=len(near), number=f"{len(rest):,}"))
    with st.container(horizontal=True, gap="small"):
        for finding in near:
            step = "" if finding.step is None else f" · {say('trace.step')} {finding.step}"
            st.button(
                f"{finding.code}{step}",
                key=f"other-{finding.fingerprint}-{finding.event_index}",
                help=say(f"rule.{finding.code}"),
                on_click=go,
                args=(finding.fingerprint,),
            )


def one_finding(now: Item) -> None:
    """Draw a finding in its trace, and the way to judge it."""
    finding = now.listed.finding
    top_bar(now)
    left, right = st.columns([0.56, 0.44])
    number = now.listed.trace_row
    shown = Seen(None, [finding], say("trace.none")) if number is None else seen(number)
    with right:
        judged = verdict_bar(finding, shown.trace, partial(go_on, now.listed.number))
        with st.container(height=_CARD, key="card"):
            st.html(card_html(finding, shown.trace, opened().setting, language=language()))
            others(shown, now)
        verdict_boxes(judged)
        if finding.code.startswith(_OF_RUNS) and st.button(say("trace.compare"), key="compare"):
            st.switch_page("views/compare.py", query_params={"task": finding.task_key})
    with left:
        timeline(shown, now)


def one_trace(trace_id: str) -> None:
    """Draw a trace that the address names."""
    row = row_of_trace(trace_id)
    if row is None:
        hint("trace.unknown", trace=one_line(trace_id))
        return
    shown = seen(row)
    left, right = st.columns([0.66, 0.34])
    with left:
        timeline(shown, None)
    with right:
        others(shown, None)


heading("trace")
# Where a press led, else the address.
wanted = st.session_state.pop("go to", "") or st.query_params.get("finding", "")
found = current(wanted)
if found is not None:
    put_into_address(
        filters,
        finding=found.listed.finding.fingerprint,
        turn=st.query_params.get("turn", ""),
        event=st.query_params.get("event", ""),
    )
    one_finding(found)
elif st.query_params.get("trace"):
    one_trace(st.query_params["trace"])
elif wanted:
    hint("trace.unfound", finding=one_line(wanted), total=f"{total(queue):,}")
elif audited().traces:
    hint("trace.nothing")
else:
    hint("queue.nothing", store=name_of_store())
