"""Tables whose columns only blanks part, as commands print them (`df`, `kubectl get`).

Lines and sentences that differ but in a name and in figures are rows, too: `web-1: 12 hits in 3 s`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from auditor.values.one_pass import can_be_searched, in_one_pass

_MOST_LINES = 400
_MOST_COLUMNS = 16
_LONGEST_LINE = 300
_FEWEST_COLUMNS = 2
_GAP = re.compile(r"\S {2,}\S")
_SEVERAL = re.compile(r" {2,}")
_FIGURE = re.compile(r"[-+(<]?\d")
_NAME = re.compile(r"(?! )(?!.*  )[\w#%@$(].*(?<![:=,;])")

_ENDS, _WIDE_ENDS = (". ", "; "), ("。", "；")
# As many lines or sentences hold figures wherever three of them are alike.
_ANY_FIGURE = r"(?:(?s:.*)[^0-9A-Za-z_\\])?[0-9\x{80}-\x{10FFFF}]"
_MAY_BE_ALIKE = in_one_pass(r"(?s:.*)(?:\n|[.;] |。|；)".join(3 * [_ANY_FIGURE]))
_OF_FIGURE = re.compile(r"(?<![\w\\])\d")
_AROUND = ".,:;()[]\"'`*，：（）"
_PLAIN_FIGURE = re.compile(r"-?\d[\d.,]*%?")
_FEWEST_ALIKE = 3
_MOST_ALIKE = 200

Rows = list[list[tuple[str, str]]]
"""Of each row its cells with their headings, without empty ones."""


def aligned_tables(text: str) -> Iterator[Rows]:
    """Yield the rows of each such table of a text: lines with gaps, the first without figures."""
    run: list[str] = []
    lines = text.split("\n")[:_MOST_LINES]
    for line in [*(line.rstrip().expandtabs() for line in lines), ""]:
        if len(line) <= _LONGEST_LINE and _GAP.search(line) and "|" not in line:
            run.append(line)
            continue
        if len(run) > 1:
            rows = _rows_of(run)
            if rows:
                yield rows
        run = []


def _rows_of(lines: list[str]) -> Rows:
    heading, *rows = _parted_by_gaps(lines) or _parted_by_columns(lines) or [[]]
    if not _FEWEST_COLUMNS <= len(heading) <= _MOST_COLUMNS or not _are_names(heading):
        return []
    if not any(_FIGURE.match(cell) for row in rows for cell in row):
        return []
    return [[(head, cell) for head, cell in zip(heading, row, strict=True) if cell] for row in rows]


def _are_names(heading: list[str]) -> bool:
    """Say whether cells name columns; over the first, that of the rows' own names, may be none."""
    names = heading[not heading[0] :]
    return all(map(_NAME.fullmatch, names)) and not any(map(_FIGURE.match, names))


def _parted_by_gaps(lines: list[str]) -> list[list[str]]:
    """Return cells that several blanks part, where all lines have as many."""
    cells = [_SEVERAL.split(line) for line in lines]
    return cells if len(set(map(len, cells))) == 1 else []


def _parted_by_columns(lines: list[str]) -> list[list[str]]:
    """Return cells of columns between which every line has a blank."""
    columns = _columns_of(lines)
    return _joined([[line[start:end].strip() for start, end in columns] for line in lines])


def _columns_of(lines: list[str]) -> list[tuple[int, int]]:
    """Return where columns begin and end: between them every line has a blank."""
    width = max(map(len, lines))
    padded = [line.ljust(width) for line in lines]
    blank = [all(line[place] == " " for line in padded) for place in range(width)]
    columns, start = list[tuple[int, int]](), -1
    for place, is_blank in enumerate([*blank, True]):
        if not is_blank and start < 0:
            start = place
        elif is_blank and start >= 0:
            columns.append((start, place))
            start = -1
    return columns


def _joined(cells: list[list[str]]) -> list[list[str]]:
    """Return lines whose headings of two words (`Mounted on`) are one where no row parts them."""
    columns: list[list[str]] = []
    for column in map(list, zip(*cells, strict=True)):
        if columns and not any(column[1:]):
            columns[-1][0] = f"{columns[-1][0]} {column[0]}".strip()
        else:
            columns.append(column)
    return [list(line) for line in zip(*columns, strict=True)]


@lru_cache(maxsize=64)
def alike_lines(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the rows of lines, or sentences, of one wording: first a name, then figures.

    Each has the name under "" and its figures under their places; () where no three lines are so.
    """
    if not _MAY_BE_ALIKE(text) and can_be_searched(text):
        return ()
    by_size: dict[int, list[list[str]]] = {}
    lines = _lines_of(text)[:_MOST_ALIKE]
    if len(lines) < _FEWEST_ALIKE or sum(map(_may_hold_figure, lines)) < _FEWEST_ALIKE:
        return ()
    for line in lines:
        words = [word.strip(_AROUND) for word in line.split()]
        by_size.setdefault(len(words), []).append(words)
    groups = [rows for rows in by_size.values() if len(rows) >= _FEWEST_ALIKE]
    return tuple(row for rows in groups for row in _alike(rows))


def _lines_of(text: str) -> list[str]:
    """Return lines and sentences."""
    for end in _ENDS:
        text = text.replace(end, f"{end[0]}\n")
    if not text.isascii():
        for end in _WIDE_ENDS:
            text = text.replace(f"{end}\n", end).replace(end, f"{end}\n")
    return text.split("\n")


def _may_hold_figure(line: str) -> bool:
    return _OF_FIGURE.search(line) is not None


def _alike(rows: list[list[str]]) -> Iterator[tuple[tuple[str, str], ...]]:
    columns = list(zip(*rows, strict=True))
    differing = [(place, column) for place, column in enumerate(columns) if len(set(column)) > 1]
    figures = [
        (at, column) for at, column in differing if all(map(_PLAIN_FIGURE.fullmatch, column))
    ]
    names = [column for at, column in differing if (at, column) not in figures]
    if len(names) == 1 and len(set(names[0])) == len(rows) and figures:
        for number, name in enumerate(names[0]):
            yield (("", name), *((str(at), column[number]) for at, column in figures))
