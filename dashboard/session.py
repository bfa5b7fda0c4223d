"""What every page needs of the running session: the store, who reviews, in which language."""

import shlex
from typing import Any, NamedTuple

import streamlit as st

from auditor.config import load, setting_from
from auditor.language import LANGUAGES, Language
from auditor.review import reviewer_named
from auditor.setting import Setting
from auditor.sources import display_name
from auditor.store import DEFAULT, Store, open_store
from auditor.timeline.words import words, words_in
from dashboard.identity import name_of_login

_LANGUAGE = "language"


class Opened(NamedTuple):
    """The store and the settings that the server was started with."""

    store: Store
    setting: Setting


@st.cache_resource(show_spinner=False)
def opened() -> Opened:
    """Open the store of the settings, once for all sessions."""
    loaded = load({})
    return Opened(open_store(loaded.values.store or DEFAULT), setting_from(loaded))


def store() -> Store:
    """Return the open store."""
    return opened().store


def name_of_store() -> str:
    """Return what a command calls the store: its file, or its URL without the password."""
    url = store().engine.url
    plain = url.get_backend_name() == "sqlite" and not url.query
    return shlex.quote(display_name(url.database or "") if plain else store().name)


def reviewer() -> str:
    """Return who reviews: the login, else `AUDITOR_REVIEWER`, else the user of this machine."""
    import os

    return name_of_login() or reviewer_named(os.environ.get("AUDITOR_REVIEWER", "").strip() or None)


def language() -> Language:
    """Return the language of the session: as chosen, else as the address or the browser says."""
    if _LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang") or (st.context.locale or "en")[:2]
        st.session_state[_LANGUAGE] = asked if asked in LANGUAGES else "en"
    chosen: Language = st.session_state[_LANGUAGE]
    return chosen


def choose_language(chosen: Language) -> None:
    """Change the language of the session."""
    st.session_state[_LANGUAGE] = chosen


def say(key: str, /, **values: Any) -> str:
    """Return the words of a key in the session's language.

    Values are put in as they are: text from transcripts never comes here.
    """
    text = words_in_session()[key]
    return text.format(**values) if values else text


def words_in_session() -> dict[str, str]:
    """Return the dashboard's words in the session's language."""
    return _table(language())


@st.cache_resource(show_spinner=False)
def _table(chosen: Language) -> dict[str, str]:
    """Return the dashboard's words and those of the timeline; rules stand under `rule.CODE`."""
    shared = {f"rule.{key}" if key.startswith("TA") else key: v for key, v in words(chosen).items()}
    return shared | words_in("dashboard", chosen)
