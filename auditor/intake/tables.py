"""Tables as databases and dashboards export them (CSV, TSV): each row is a record.

The first line names the columns. A cell stays the text that it is; where it holds JSON, readers
open it as they do in any record. An empty cell tells nothing.
"""

import csv
import sys
from collections.abc import Iterator

import msgspec

from auditor import sources
from auditor.intake.cutting import Cut
from auditor.safe_text import has_utf8
from auditor.sources import RawRecord

_PARTED_BY = (",", "\t", ";", "|")
_LONGEST_NAME = 80
_SHOWN = 60
_SHOWN_COLUMNS = 8
_NOTHING = frozenset({"", "null", "NULL"})
# A cell may hold a whole conversation; the limit of the module is 128 KiB.
csv.field_size_limit(sources.MAX_RECORD)


def columns_of(head: bytes) -> list[str]:
    """Return the columns that the first line of a file names; [] where it is no table's."""
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode(errors="replace")
    return next(filter(None, (_names_in(first.rstrip("\r"), one) for one in _PARTED_BY)), [])


def _names_in(line: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    plain = all(_is_name(name) for name in names[1:]) and all(map(_is_name_or_blank, names[:1]))
    return names if len(names) > 1 and plain and len(set(names)) == len(names) else []


def _is_name(name: str) -> bool:
    return 0 < len(name.strip()) <= _LONGEST_NAME and name.isprintable() and name[:1] not in "{["


def _is_name_or_blank(name: str) -> bool:
    """Say whether it may be the first column's: of pandas' row numbers, which has no name."""
    return not name or _is_name(name)


def table_values_of(path: str, most: int = sys.maxsize) -> Iterator[Cut]:
    """Yield the rows of a table as JSON objects, each where its first line begins.

    Args:
        most: Bytes after which no further row is read.
    """
    head = sources.head_of(path)
    names = columns_of(head)
    delimiter = next((one for one in _PARTED_BY if _names_in(_first_line(head), one)), ",")
    lines = _Lines(path)
    rows = csv.reader(lines.texts(), delimiter=delimiter)
    for number in range(sys.maxsize):
        begun = lines.next_place
        try:
            row = next(rows, None)
        except csv.Error:  # longer than a record may be, which its length tells
            row = ["{"]
        if row is None or begun.offset > most:
            return
        if number and row:
            yield Cut(lines.record(begun, _as_json(names, row)), is_value=True)


def _first_line(head: bytes) -> str:
    return head.split(b"\n", 1)[0].decode(errors="replace").rstrip("\r")


def _as_json(names: list[str], row: list[str]) -> bytes:
    told = {
        name or "row": cell
        for name, cell in zip(names, row, strict=False)
        if cell.strip() not in _NOTHING
    }
    broken = next((cell for cell in row if not has_utf8(cell)), None)
    # What is no UTF-8 is said to be none when it is decoded.
    return msgspec.json.encode(told) if broken is None else broken.encode(errors="surrogateescape")


class _Lines:
    """The lines of a table as text, and how far they were read.

    Attributes:
        next_place: Where the next line begins.
    """

    def __init__(self, path: str) -> None:
        self._records = sources.records_of(path)
        self.next_place = RawRecord(b"", 1, 0, 0)

    def texts(self) -> Iterator[str]:
        """Yield the lines with their ends."""
        for record in self._records:
            self.next_place = RawRecord(b"", record.line + 1, record.offset + record.length, 0)
            yield record.raw.decode(errors="surrogateescape") + "\n"

    def record(self, begun: RawRecord, raw: bytes) -> RawRecord:
        """Return a row that began somewhere and ended where the next line begins."""
        return RawRecord(raw, begun.line, begun.offset, self.next_place.offset - begun.offset)


def outline_of_no_json(raw: bytes) -> str | None:
    """Return in a few words what a file of no known format is that was never meant as JSON."""
    head = raw.lstrip()[: sources.HEAD]
    if head[:1] in (b"{", b"[") or not _is_text(head):
        return None
    names = columns_of(head) if _has_rows(head) else []
    if names:
        shown = ", ".join(name or "row" for name in names[:_SHOWN_COLUMNS])
        return f"a table with the columns {shown}{', ...' if len(names) > _SHOWN_COLUMNS else ''}"
    begins = " ".join(head[: 4 * _SHOWN].decode(errors="ignore").split())
    return f"a text that begins with {begins[:_SHOWN]!r}"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.end >= len(head) == sources.HEAD  # cut within a character
    return True


def _has_rows(head: bytes) -> bool:
    """Say whether the line after the first is parted as that is."""
    first, _, rest = head.partition(b"\n")
    second = rest.partition(b"\n")[0]
    return any(mark.encode() in first and mark.encode() in second for mark in _PARTED_BY)
