"""Judging the finding on the screen: what a key press means is fixed when the finding is drawn.

Each button carries the finding's fingerprint and how many events it had, so that a late press
can't hit the finding that came after it, and a press that arrives twice is one event.
"""

import json
import time
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

import streamlit as st

from auditor.errors import AuditorError
from auditor.finding import Finding
from auditor.review import Event, Opinions, Recorded, Vote, opinions, press_id, record, undo
from auditor.safe_text import restored, safe_text
from auditor.timeline import told
from auditor.trace import Message, ToolCall, Trace
from dashboard.session import language, reviewer, say, store

LOOK_SECONDS = 0.4
"""A finding must have been on the screen so long before another verdict counts."""

_KEYS = {"confirmed": "1", "dismissed": "2", "unsure": "3"}
_LAST, _SHOWN, _TOLD, _TOLD_OF = "judged last", "shown since", "told", "told of"


class Judged(NamedTuple):
    """The finding that buttons judge.

    Attributes:
        fingerprint: Of the finding.
        version: How many events it had when it was drawn.
        words: What the model said or called there, to be corrected.
        own: The reviewer's verdict that stood, or None.
    """

    fingerprint: str
    version: int
    words: str
    own: Event | None


def verdict_bar(finding: Finding, trace: Trace | None, then: Callable[[], None]) -> Judged:
    """Draw the buttons and what was said so far; return what they judge.

    Args:
        finding: The finding on the screen.
        trace: Its trace.
        then: What a verdict leads to.
    """
    seen = opinions(store(), finding.fingerprint, reviewer())
    judged = Judged(finding.fingerprint, seen.version, _words_at(finding, trace), seen.own)
    _buttons(judged, then)
    _opinions(seen)
    _tell(finding.fingerprint)
    st.session_state[_SHOWN] = (finding.fingerprint, time.monotonic())
    return judged


def _buttons(judged: Judged, then: Callable[[], None]) -> None:
    own = judged.own.verdict if judged.own else ""
    with st.container(horizontal=True, gap="small", key="verdicts"):
        for verdict, key in _KEYS.items():
            st.button(
                say(f"verdict.{verdict}"),
                key=f"{verdict}-{judged.fingerprint}",
                shortcut=key,
                type="primary" if own == verdict else "secondary",
                help=say(f"verdict.{verdict}.help"),
                on_click=_judge,
                args=(judged, verdict, then),
            )
        st.button(
            say("verdict.undo"),
            key=f"undo-{judged.fingerprint}",
            shortcut="u",
            help=say("verdict.undo.help"),
            on_click=_take_back,
            args=(judged,),
        )


def verdict_boxes(judged: Judged) -> None:
    """Draw the note and the corrected answer; a verdict takes what they hold along."""
    own = judged.own
    note = own.note if own else ""
    corrected = safe_text(_to_correct(judged))
    st.text_input(say("verdict.note"), value=note, key=f"note-{judged.fingerprint}", max_chars=2000)
    with st.expander(say("verdict.corrected"), expanded=bool(own and own.corrected)):
        st.text_area(
            say("verdict.corrected"),
            value=corrected,
            key=f"corrected-{judged.fingerprint}",
            height=150,
            label_visibility="collapsed",
        )
        st.html(f'<span class="db-bar">{escape(say("verdict.corrected.help"))}</span>')
    if own is not None and _typed(judged) != (own.note, own.corrected):
        st.button(
            say("verdict.save"),
            key=f"save-{judged.fingerprint}",
            on_click=_judge,
            args=(judged, own.verdict, lambda: None),
        )


def _typed(judged: Judged) -> tuple[str, str | None]:
    """Return the note, and the corrected answer where it is not what the model said."""
    note = st.session_state.get(f"note-{judged.fingerprint}", "").strip()
    before = _to_correct(judged)
    text = st.session_state.get(f"corrected-{judged.fingerprint}", safe_text(before))
    text = restored(text, before)
    corrected = text if text.strip() and text.strip() != judged.words.strip() else None
    return note, corrected


def _to_correct(judged: Judged) -> str:
    """Return what the box to correct begins with."""
    own = judged.own
    return own.corrected if own and own.corrected is not None else judged.words


def _judge(judged: Judged, verdict: Any, then: Callable[[], None]) -> None:
    """Record a press; one that repeats what stands, or comes too soon to have looked, is none."""
    note, corrected = _typed(judged)
    own = judged.own
    if own is not None and (own.verdict, own.note, own.corrected) == (verdict, note, corrected):
        return
    if _too_soon(judged):
        st.session_state[_TOLD] = say("verdict.too_soon")
        return
    said = f"{verdict}\0{note}\0{corrected}" if note or corrected else verdict
    vote = Vote(
        judged.fingerprint,
        reviewer(),
        verdict,
        judged.version,
        note,
        corrected,
        event_id=press_id(reviewer(), judged.fingerprint, judged.version, said),
    )
    try:
        done = record(store(), vote)
    except AuditorError as error:
        st.session_state[_TOLD] = safe_text(str(error))
        return
    _remember(judged.fingerprint, judged.fingerprint, done)
    then()


def _too_soon(judged: Judged) -> bool:
    """Say whether another finding was judged and this one has only just appeared."""
    shown, since = st.session_state.get(_SHOWN, ("", 0.0))
    last = st.session_state.get(_LAST, "")
    fresh = shown == judged.fingerprint and time.monotonic() - since < LOOK_SECONDS
    return bool(last) and last != judged.fingerprint and fresh


def _take_back(judged: Judged) -> None:
    """Take back the verdict on this finding, else the last one given, and go there."""
    last = st.session_state.get(_LAST, "")
    target = judged.fingerprint if judged.own or not last else last
    version = judged.version
    if target != judged.fingerprint:
        version = opinions(store(), target, reviewer()).version
    try:
        done = undo(
            store(),
            target,
            reviewer(),
            event_id=press_id(reviewer(), target, version, f"undo {version}"),
        )
    except AuditorError as error:
        st.session_state[_TOLD] = safe_text(str(error))
        return
    _remember("", target, done)
    if target != judged.fingerprint:
        st.session_state["go to"] = target


def _remember(last: str, judged: str, done: Recorded) -> None:
    st.session_state[_LAST] = last
    st.session_state[_TOLD] = safe_text(told("review", done.told(), language()))
    st.session_state[_TOLD_OF] = judged


def _tell(shown: str) -> None:
    """Say once what the last press met: somebody else's verdict, or an error."""
    news, judged = st.session_state.pop(_TOLD, ""), st.session_state.pop(_TOLD_OF, shown)
    if news:
        # By then the next finding may be on the screen, of which nothing is said.
        news = news if judged == shown else say("verdict.of_last") + news
        st.html(f'<div class="db-said">{escape(news)}</div>')


def _opinions(seen: Opinions) -> None:
    if seen.own is None:
        if seen.hidden:
            st.html(f'<div class="db-said">{escape(say("verdict.blind"))}</div>')
        return
    lines = [_line(event) for event in (seen.own, *seen.others)]
    st.html("".join(lines))


def _line(event: Event) -> str:
    note = f"{say('mark.colon')}{event.note}" if event.note else ""
    at = f"{event.at[:10]} {event.at[11:16]} UTC"
    words = safe_text(f"{event.reviewer}{say('mark.comma')}{at}{note}")
    said = say(f"verdict.{event.verdict}.said")
    return (
        f'<div class="db-said {escape(event.verdict)}"><b>{escape(said)}</b>{escape(words)}</div>'
    )


def _words_at(finding: Finding, trace: Trace | None) -> str:
    """Return what the model said or called at a finding, for the box in which it is corrected."""
    if trace is None or finding.event_index is None or finding.event_index >= len(trace.events):
        return ""
    event = trace.events[finding.event_index]
    if isinstance(event, ToolCall):
        name = json.dumps(event.name, ensure_ascii=False)
        return f'{{"name": {name}, "arguments": {event.arguments_raw or "{}"}}}'
    return event.text if isinstance(event, Message) else ""
