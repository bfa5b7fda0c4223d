"""Records without brackets or colons: tags, `label=value` pairs, comma-separated rows."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_TAG = re.compile(r"<([A-Za-z_][\w.-]{0,40})>([^<>\n]{1,200})</\1>")
_PAIR = re.compile(
    r"(?:^|(?<=\s))([A-Za-z_][\w.-]{0,40})=(\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"'&]+)"
)
_HEAD = re.compile(r"[^\W\d][\w .()%/-]{0,30}\Z")
_FEWEST = 3


class Pairs(NamedTuple):
    """Labels and values of one record, and where they stand."""

    pairs: tuple[tuple[str, str], ...]
    start: int
    end: int


def plain_records(text: str) -> Iterator[Pairs]:
    """Yield the records of a text in tags, in `label=value` pairs and in comma-separated rows."""
    if "</" in text:
        yield from _runs((m[1], m[2].strip(), m.start(), m.end()) for m in _TAG.finditer(text))
    if text.count("=") >= _FEWEST:
        for start, line in _lines(text):
            if line.count("=") >= _FEWEST and "(" not in line:
                found = (
                    (m[1], m[2].strip("\"' ,;"), m.start(), m.end()) for m in _PAIR.finditer(line)
                )
                yield from (_moved(one, start) for one in _runs(found))
    if "\n" in text and text.count(",") >= 2 * (_FEWEST - 1):
        yield from _rows(text)


def _moved(one: Pairs, by: int) -> Pairs:
    return one._replace(start=one.start + by, end=one.end + by)


def _runs(found: Iterable[tuple[str, str, int, int]]) -> Iterator[Pairs]:
    """Yield one record per run of pairs: a repeated label opens the next."""
    run: list[tuple[str, str]] = []
    start = end = 0
    for label, value, opens, closes in found:
        if any(label == known for known, _ in run):
            if len(run) >= _FEWEST:
                yield Pairs(tuple(run), start, end)
            run = []
        start = start if run else opens
        run.append((label, value))
        end = closes
    if len(run) >= _FEWEST:
        yield Pairs(tuple(run), start, end)


def _rows(text: str) -> Iterator[Pairs]:
    """Yield the rows under a line of names, each with as many cells as there are names."""
    head: list[str] = []
    for start, line in _lines(text):
        cells = [cell.strip() for cell in line.split(",")]
        if head and len(cells) == len(head) and any(c.isdigit() for c in line):
            pairs = tuple((name, cell.strip("\"'")) for name, cell in zip(head, cells, strict=True))
            yield Pairs(tuple(pair for pair in pairs if pair[1]), start, start + len(line))
        else:
            named = len(cells) >= _FEWEST and len(set(cells)) == len(cells)
            head = cells if named and all(_HEAD.match(cell) for cell in cells) else []


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
