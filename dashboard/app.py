"""The dashboard's pages. Started by `auditor dashboard`, which sets what keeps it closed."""

from html import escape

import streamlit as st

from auditor.errors import AuditorError
from auditor.safe_text import safe_text
from dashboard.components import keys
from dashboard.identity import can_log_in, is_known, needs_login
from dashboard.session import say

st.set_page_config(page_title="auditor", layout="wide", initial_sidebar_state="collapsed")

if needs_login() and not is_known():
    if can_log_in():
        st.html(f"<h1>auditor</h1><p>{escape(say('login.says'))}</p>")
        st.button(say("login"), type="primary", on_click=st.login)
        keys.remember_address()
    else:
        st.text(say("login.none"))
    st.stop()

keys.install()
if needs_login():
    keys.return_to_address()
# Streamlit offers its developers to install something, over the switch of languages.
st.html("<style>.stSkillsNudge { display: none }</style>")
# No icons: Streamlit would have the browser fetch them from elsewhere.
PAGES = ("queue", "trace", "overview", "compare", "runs", "drift", "pairs", "training")
page = st.navigation(
    [
        st.Page(
            f"views/{name}.py",
            title=say(f"page.{name}"),
            url_path=name,
            default=name == "queue",
        )
        for name in PAGES
    ],
    position="top",
)
try:
    page.run()
except AuditorError as error:
    # What we foresee has a sentence and a cure; Streamlit would show neither.
    st.html(f'<div class="db-hint">{escape(safe_text(str(error)))}</div>')
# Says that everything above is on the page.
st.html('<i class="db-ready"></i>')
