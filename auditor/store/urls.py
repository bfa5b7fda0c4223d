"""Which database a user names: a file, or a URL of SQLite or PostgreSQL; anything else is refused.

What is misspelt would otherwise become a file of that very name, or an option that nobody reads.
"""

import os
import re

import sqlalchemy as sa

from auditor.errors import StoreError

_POSTGRESQL = "postgresql+psycopg"
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": _POSTGRESQL,
    "postgresql": _POSTGRESQL,
    _POSTGRESQL: _POSTGRESQL,
}
_WAYS = "Write a file's name, sqlite:///FILE or postgresql://USER@HOST/NAME."
_SCHEME = re.compile(r"[A-Za-z][\w.]*(?:\+\w+)?")
# `sqlite:audit.db`, `file:audit.db`: a URL without its slashes.
_BROKEN_URL = re.compile(r"(?:sqlite|postgres\w*|file|mysql|mariadb)(?:\+\w+)?:", re.IGNORECASE)


def url_of(text: str) -> sa.URL:
    """Return the URL of a store.

    Args:
        text: A file's name, or a URL.

    Raises:
        StoreError: It names no database that can be used, or a setting of it that is not read.
    """
    if not text.strip():
        raise StoreError("The store's name is blank.", _WAYS)
    if "://" not in text:
        if _BROKEN_URL.match(text) or text == ":memory:":
            raise StoreError(f"{text} names no file.", _WAYS)
        url = sa.URL.create("sqlite", database=os.path.abspath(text))
    else:
        url = _parsed(text)
    if url.drivername == "sqlite":
        _check_sqlite(url, text)
    return url


def _parsed(text: str) -> sa.URL:
    scheme, _, rest = text.partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if not _SCHEME.fullmatch(scheme):
        raise StoreError("The store's URL cannot be read.", _WAYS)
    if driver is None:
        raise StoreError(f"{scheme} is no database that is supported.", _WAYS)
    try:
        return sa.make_url(f"{driver}://{rest}")
    except (sa.exc.ArgumentError, ValueError) as error:  # ValueError: of the port
        raise StoreError("The store's URL cannot be read.", _WAYS) from error


def _check_sqlite(url: sa.URL, text: str) -> None:
    """Refuse what SQLAlchemy would leave out of a URL without a word, or keep in memory alone."""
    if url.host or url.port or url.username:
        raise StoreError(
            "The store's URL names a host.", "Write sqlite:///FILE, with three slashes."
        )
    if "uri" in url.query:
        return
    if url.query:
        options = "&".join(url.query)
        raise StoreError(
            f"{text}: SQLite reads no option `{options}` there.",
            "Write the file's name alone; sqlite:///file:NAME?mode=ro&uri=true opens it to read.",
        )
    file = url.database or ""
    if not file or file == ":memory:":
        raise StoreError(f"{text} names no file, so that nothing would be kept.", _WAYS)
    if os.path.isdir(file):
        raise StoreError(f"{text} is a folder.", "Name a file in it.")
