"""What the keyboard does beyond buttons: constant code in the browser, without any text of data."""

from importlib.resources import files

import streamlit as st

from auditor.timeline import STYLE

_OWN_STYLE = (files("dashboard") / "style.css").read_text(encoding="utf-8")
_SCRIPT = (files("dashboard") / "keys.js").read_text(encoding="utf-8")


_WANTED = "auditor wanted"


def remember_address() -> None:
    """Let the browser keep the address that was asked for: a login comes back to the first page."""
    _run(f"sessionStorage.setItem({_WANTED!r}, location.href);")


def install() -> None:
    """Bring the style sheets and the key handling into the page."""
    st.html(f"<style>{STYLE}{_OWN_STYLE}</style>")
    _run(_SCRIPT)


def return_to_address() -> None:
    """Go on to the address that was asked for before a login, if it is one of this server."""
    _run(
        f"const wanted = sessionStorage.getItem({_WANTED!r});"
        f"sessionStorage.removeItem({_WANTED!r});"
        "if (wanted && wanted !== location.href && new URL(wanted).origin === location.origin)"
        "{ location.replace(wanted); }"
    )


def _run(script: str) -> None:
    st.html(f"<script>(() => {{{script}}})();</script>", unsafe_allow_javascript=True)
