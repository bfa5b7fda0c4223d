"""What the keyboard does beyond buttons: constant code in the browser, without any text of data."""

from importlib.resources import files

import streamlit as st

from auditor.timeline import STYLE

_OWN_STYLE = (files("dashboard") / "style.css").read_text(encoding="utf-8")
_SCRIPT = (files("dashboard") / "keys.js").read_text(encoding="utf-8")


def install() -> None:
    """Bring the style sheets and the key handling into the page."""
    st.html(f"<style>{STYLE}{_OWN_STYLE}</style>")
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
