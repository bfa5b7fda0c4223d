"""Who sits before the dashboard: a login proves it, but on one's own machine none is needed."""

import streamlit as st

from dashboard.guard import is_loopback


def needs_login() -> bool:
    """Say whether the server can be reached from elsewhere, so that a name must be proven."""
    return not is_loopback(st.get_option("server.address") or "")


def is_known() -> bool:
    """Say whether somebody is logged in."""
    return bool(getattr(st.user, "is_logged_in", False))


def can_log_in() -> bool:
    """Say whether there is a login at all."""
    return hasattr(st.user, "is_logged_in")


def name_of_login() -> str:
    """Return the name of whoever is logged in, or ""."""
    if not needs_login() or not is_known():
        return ""
    return str(st.user.get("email") or st.user.get("sub") or "")
