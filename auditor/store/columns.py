"""Columns that hold the same values in every database: text of any content, 64-bit numbers."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import Field

from auditor.safe_text import has_utf8

_MARK = "\ufdd0"  # a noncharacter: no text holds it by itself

Whole = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
Real: sa.types.TypeEngine[float] = sa.Double().with_variant(sqlite.REAL(), "sqlite")


def storable(text: str) -> str:
    """Return the text with NUL and lone surrogates spelt so that every database holds them.

    `original` gives the text back; texts without such characters stay as they are.
    """
    if "\0" not in text and _MARK not in text and has_utf8(text):
        return text
    return "".join(map(_spelt, text))


def _spelt(character: str) -> str:
    if character in {"\0", _MARK} or "\ud800" <= character <= "\udfff":
        return f"{_MARK}{ord(character):04x}"
    return character


def original(stored: str) -> str:
    """Return the text that `storable` was given."""
    if _MARK not in stored:
        return stored
    first, *rest = stored.split(_MARK)
    return first + "".join(chr(int(part[:4], 16)) + part[4:] for part in rest)


class Words(sa.TypeDecorator[str]):
    """Text of any content."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Spell what the database cannot hold."""
        del dialect
        return None if value is None else storable(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> str | None:
        """Give the text back."""
        del dialect
        return None if value is None else original(value)


def key_column() -> Any:
    """Return the column of a row's own number."""
    return Field(default=None, sa_type=Whole, primary_key=True)


def link_column(target: str, *, nullable: bool = False) -> Any:
    """Return a column that points to a row of another table, `table.column`."""
    return Field(sa_type=Whole, foreign_key=target, nullable=nullable)


def whole_column(*, nullable: bool = False) -> Any:
    """Return a column of whole numbers, 64 bits."""
    return Field(sa_type=Whole, nullable=nullable)


def real_column(*, nullable: bool = False) -> Any:
    """Return a column of floating-point numbers."""
    return Field(sa_type=Real, nullable=nullable)


def words_column(*, nullable: bool = False) -> Any:
    """Return a column of text of any content."""
    return Field(sa_type=Words, nullable=nullable)


def bytes_column() -> Any:
    """Return a column of bytes that may be absent."""
    return Field(sa_type=sa.LargeBinary, nullable=True)


def strict(*constraints: sa.schema.SchemaItem) -> tuple[Any, ...]:
    """Return the arguments of a table: its constraints, and strict types in SQLite."""
    return (*constraints, {"sqlite_strict": True})


def look_up(name: str, column: str) -> sa.Index:
    """Return an index to find equal texts by, however long they are."""
    return sa.Index(name, column, postgresql_using="hash")
