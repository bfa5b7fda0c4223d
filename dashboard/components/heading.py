"""The head of a page: what it is, in one sentence, and in which language it speaks."""

from html import escape

import streamlit as st

from auditor.language import LANGUAGES
from dashboard.identity import name_of_login
from dashboard.session import choose_language, language, say


def heading(page: str) -> None:
    """Draw the title and the sentence of a page, and the choice of language."""
    left, right = st.columns([0.8, 0.2], vertical_alignment="center")
    with left:
        title, says = escape(say(f"page.{page}")), escape(say(f"page.{page}.says"))
        st.html(f'<div class="db-head"><h1>{title}</h1><p>{says}</p></div>')
    with right, st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            say("language"),
            list(LANGUAGES),
            default=language(),
            required=True,
            format_func=lambda name: LANGUAGES[name],
            key=f"language-of-{page}",
            label_visibility="collapsed",
            on_change=_switch,
            args=(page,),
        )
        _logout(page)


def _logout(page: str) -> None:
    """Draw the way out, where somebody is logged in."""
    if name_of_login():
        st.button(say("logout"), key=f"logout-of-{page}", on_click=st.logout)


def _switch(page: str) -> None:
    choose_language(st.session_state[f"language-of-{page}"])


def section(key: str) -> None:
    """Draw the title of a part of a page, and its sentence."""
    st.html(
        f'<div class="db-section"><h2>{escape(say(key))}</h2>'
        f"<p>{escape(say(f'{key}.says'))}</p></div>"
    )


def hint(key: str, /, **values: object) -> None:
    """Draw a sentence that says what to do where there is nothing to show."""
    st.html(f'<div class="db-hint">{escape(say(key, **values))}</div>')
