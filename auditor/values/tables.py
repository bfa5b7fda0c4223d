"""The lines of a text, and the tables that they make."""

from collections.abc import Iterator
from typing import NamedTuple


class Line(NamedTuple):
    """A line and where it stands in the text."""

    start: int
    end: int
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text, and an empty one behind its end."""
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line)
        start += len(line) + 1
    yield Line(len(text), len(text), "")


class Row(NamedTuple):
    """A row of a table and where its line stands in the text."""

    start: int
    end: int
    cells: list[str]


def tables_of(text: str) -> Iterator[list[Row]]:
    """Yield the tables of a text, each with its heading first and without its rulers."""
    rows: list[Row] = []
    for line in lines_of(text):
        cells = _cells(line.text)
        if cells is not None:
            if cells:
                rows.append(Row(line.start, line.end, cells))
            continue
        if len(rows) > 1:
            yield [_without_lead(rows[0], rows[1:], text), *rows[1:]]
        rows = []


def _without_lead(head: Row, rows: list[Row], text: str) -> Row:
    """Return the heading of rows without words that lead up to it in its line."""
    line = text[head.start : head.end]
    if line.lstrip().startswith("|") or "|" not in line:
        return head
    if any(len(row.cells) != len(head.cells) - 1 for row in rows):
        return head
    return Row(head.start + line.index("|"), head.end, head.cells[1:])


def _cells(line: str) -> list[str] | None:
    """Return the cells of a table row, [] for a ruler, None for any other line."""
    stripped = line.strip()
    if stripped and not set(stripped) - set("+-|: ="):
        return []
    if stripped.count("|") >= 2 or stripped.startswith("|"):  # noqa: PLR2004 - a row has borders
        return [cell.strip(" *`") for cell in stripped.strip("|").split("|")]
    if "\t" in stripped:
        return [cell.strip() for cell in stripped.split("\t")]
    return None
