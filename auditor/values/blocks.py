"""Structured blocks inside a text: JSON, Python literals, tables, `label: value` lines.

Whoever imitates a tool result writes one of these. Scanners walk the text with `str.find` and
stdlib parsers; no regular expression with an unbounded gap ever sees a model's text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from auditor.values.literals import Decoded, literals_in
from auditor.values.plain_layouts import VALUE_HEADS, plain_records
from auditor.values.tables import Row, lines_of, tables_of

Layout = Literal["json", "literal", "table", "lines", "prose"]

_MAX_FIELDS = 400
LEAD = 160
"""So many characters before a block lead up to it."""
_LONGEST_LABEL = 48
_BULLETS = "-*•·●▪>#0123456789.)、 \t"
_CLOSE = re.compile(
    r"[-*•·+ \t]*(?:\d+[.)] )?[*_`]{0,2}([^\W\d][\w $#-]{0,40}?)[*_`]{0,2}:(?!//|\\|:)(\S?.*)"
)
_NEXT = re.compile(r"([^;.]{1,60})[;.] \d{1,2}[.)] [^:]{1,48}: ")
_PLAIN_SIGNS = ("=", "</", ",", "** `", " — ")
_FEWEST_CLOSE = 3


class Field(NamedTuple):
    """A label and its value as written."""

    label: str
    value: str


class Block(NamedTuple):
    """One record that a text sets out.

    Attributes:
        layout: How it is set out.
        fields: Its labels and scalar values; nested labels keep their last name.
        start, end: Where it stands in the text.
        keys: The names of the outermost object, in order (JSON and literals).
    """

    layout: Layout
    fields: tuple[Field, ...]
    start: int
    end: int
    keys: tuple[str, ...] = ()

    @property
    def is_record(self) -> bool:
        """Whether it sets out several fields; one alone is told like in a sentence."""
        return len(self.fields) > 1


class Spans:
    """Stretches of a text, some of which may lie in others."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reached = list(accumulate((end for _, end in ordered), max))

    def meet(self, start: int, end: int) -> bool:
        """Say whether one of them shares a place with a stretch."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._reached[before - 1] > start


def blocks_of(text: str) -> list[Block]:
    """Return the structured blocks of a text, in order of their place; asked for in a row."""
    return list(_kept_blocks(text))


@lru_cache(maxsize=16)
def _kept_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    if "{" in text or "[" in text:
        blocks += [_block_of(found, text) for found in literals_in(text)]
    if "|" in text or "\t" in text:
        blocks += _tables(text)
    if ":" in text or "：" in text:
        blocks += _lines(text, Spans((block.start, block.end) for block in blocks))
    if any(sign in text for sign in _PLAIN_SIGNS):
        blocks += _plain(text, blocks)
    blocks.sort(key=lambda block: block.start)
    return blocks


def _plain(text: str, others: list[Block]) -> list[Block]:
    """Return the records in layouts without brackets or colons that lie in no other block."""
    taken = Spans((other.start, other.end) for other in others if other.is_record)
    return [
        Block("lines", tuple(Field(*pair) for pair in found.pairs), found.start, found.end)
        for found in plain_records(text)
        if not taken.meet(found.start, found.end)
    ]


def lead_before(text: str, place: int | None = None) -> str:
    """Return the words that lead up to a place, by default the end; none of them is cut."""
    end = len(text) if place is None else place
    start = max(0, end - LEAD)
    while start and start < end and not (text[start - 1].isspace() or text[start].isspace()):
        start += 1
    return text[start:end]


def fields_of(value: Any, label: str = "") -> Iterator[Field]:
    """Yield the scalar leaves of a decoded value, each under the name nearest to it."""
    stack: list[tuple[str, Any]] = [(label, value)]
    while stack:
        name, node = stack.pop()
        if isinstance(node, dict):
            stack.extend((str(key), child) for key, child in reversed(node.items()))
        elif isinstance(node, list | tuple):
            stack.extend((name, child) for child in reversed(node))
        elif isinstance(node, bool):
            yield Field(name, "true" if node else "false")
        elif node is not None:
            yield Field(name, str(node))


def _block_of(found: Decoded, text: str) -> Block:
    value, start, end = found
    fields = tuple(field for field, _ in zip(fields_of(value), range(_MAX_FIELDS), strict=False))
    outer = value[0] if isinstance(value, list) and value else value
    keys = tuple(str(key) for key in outer) if isinstance(outer, dict) else ()
    layout: Layout = "json" if keys and text[start : start + 2] != "{'" else "literal"
    return Block(layout, fields, start, end, keys)


def _tables(text: str) -> Iterator[Block]:
    for rows in tables_of(text):
        yield from _records_of(rows)


def _records_of(rows: list[Row]) -> Iterator[Block]:
    header = rows[0].cells
    if len(header) == 2 and _is_label_column(rows):  # noqa: PLR2004 - label and value
        # `Field | Value` over the columns is no field.
        told = rows[1:] if header[1].casefold() in VALUE_HEADS else rows
        pairs = tuple(Field(*row.cells) for row in told if len(row.cells) == 2)  # noqa: PLR2004 - same
        yield Block("table", pairs, rows[0].start, rows[-1].end)
        return
    for row in rows[1:]:
        fields = tuple(
            Field(label, cell) for label, cell in zip(header, row.cells, strict=False) if cell
        )
        yield Block("table", fields, row.start, row.end, tuple(header))


def _is_label_column(rows: list[Row]) -> bool:
    """Say whether the first column holds names of fields rather than values."""
    firsts = [row.cells[0] for row in rows]
    if rows[0].cells[1].casefold() in VALUE_HEADS:
        return True
    if len(set(firsts)) < len(firsts):
        return False
    return not any(character in "0123456789./@:" for first in firsts for character in first)


def _lines(text: str, taken: Spans) -> Iterator[Block]:
    """Yield runs of lines made of `label: value` pairs; a repeated label opens a new record."""
    run: list[Field] = []
    labels: set[str] = set()
    start = end = 0
    close = _close_pairs(text)
    before = ""
    for line in lines_of(text):
        inside = taken.meet(line.start, line.end)
        pairs = [] if inside else pairs_of_line(line.text) or close.get(line.start, [])
        if not pairs and not line.text.strip() and line.start < len(text):
            # A blank line between pairs does not end a record.
            continue
        if run and (
            not pairs
            or any(field.label in labels for field in pairs)
            or _opens_item(line.text, before)
        ):
            yield Block("lines", tuple(run[:_MAX_FIELDS]), start, end)
            run, labels = [], set()
        before = line.text
        if pairs:
            start = start if run else line.start
            run += pairs
            labels.update(field.label for field in pairs)
            end = line.end


def _opens_item(line: str, before: str) -> bool:
    """Say whether a line opens the next item of a list, behind the indented lines of another."""
    inner, outer = before.lstrip(), line.lstrip()
    if outer[:2] != "- " or inner[:2] == "- ":
        return False
    return len(before) - len(inner) > len(line) - len(outer)


def _close_pairs(text: str) -> dict[int, list[Field]]:
    """Return the pairs of lines without a space behind the colon, by where they begin.

    Several in a row are a record; one alone may be a time, an address or the place of an error.
    """
    found: dict[int, list[Field]] = {}
    run: dict[int, list[Field]] = {}
    for line in lines_of(text):
        pair = _CLOSE.match(line.text)
        if pair and pair[2]:
            run[line.start] = [Field(pair[1], pair[2].strip(" *_`"))]
        elif not pair:
            if len(run) >= _FEWEST_CLOSE:
                found |= run
            run = {}
    return found


def pairs_of_line(line: str) -> list[Field]:
    """Return the `label: value` pairs that make up a line; [] if it is no such line."""
    if ":" not in line and "：" not in line:
        return []
    stripped = line.strip().lstrip(_BULLETS).replace("**", "").replace("__", "")
    whole = _pair(stripped)
    if whole is None:
        return []
    for separator in (", ", "; ", " | ", "，", "；", "、"):
        pieces = stripped.split(separator)
        if len(pieces) > 1:
            pairs = [_pair(piece) for piece in pieces]
            if all(pairs):
                return _up_to_next([pair for pair in pairs if pair is not None])
    return [whole]


def _up_to_next(pairs: list[Field]) -> list[Field]:
    """Return pairs up to the next numbered record in the same line: `Total: 5; 2. Name: Ana`."""
    for place, pair in enumerate(pairs):
        own = _NEXT.match(pair.value)
        if own is not None:
            return [*pairs[:place], Field(pair.label, own[1])]
    return pairs


def _pair(piece: str) -> Field | None:
    colon = _colon(piece)
    if colon < 0:
        return None
    label = piece[:colon].strip(" \t\"'`*_")
    value = piece[colon + 1 :].partition("<|")[0].strip(" \t\"'`,*_")
    if not label or not value or len(label) > _LONGEST_LABEL or label.count(" ") > 5:  # noqa: PLR2004 - a label is no sentence
        return None
    if label.count("(") > label.count(")") and ")" in value:
        # `report.xlsx (ID: 5), read` tells of a name in brackets.
        return None
    return Field(label, value)


def _colon(piece: str) -> int:
    """Return the place of the colon that ends a label: full-width, or followed by a space."""
    wide, narrow = piece.find("："), piece.find(": ")
    if narrow < 0:
        quoted = piece.find('":')
        narrow = quoted + 1 if quoted >= 0 else -1
    if wide < 0 or narrow < 0:
        return max(wide, narrow)
    return min(wide, narrow)
