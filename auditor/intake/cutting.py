"""JSON values cut out of a stream in which they stand one after another, not one a line.

The borders of a value are those of its outermost brackets; whether what lies between them is JSON
is asked when it is decoded, so that a broken value costs no more than itself. One whose brackets
never close ends where a line begins at the left margin, for printed JSON is indented.
"""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from auditor import sources
from auditor.sources import RawRecord

_PIECE = 1 << 18
_TOKEN = re.compile(rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*("?)|[\[{]|[\]}]')
_REST_OF_STRING = re.compile(rb'[^"\\\n]*(?:\\.[^"\\\n]*)*("?)')
_AT_MARGIN = re.compile(rb"[^\s\]}]")
_INSIDE_AT_MARGIN = re.compile(rb"\n[^\s\]}]")
# White space, and what begins a record of a JSON text sequence (RFC 7464).
BLANK = b" \t\r\n\x1e"
_BETWEEN = BLANK + b","
_QUOTE, _OPEN = b'"'[0], b"[{"


class Piece(NamedTuple):
    """A line, or a part of one.

    Attributes:
        text: With the line end, where it holds one.
        line: 1-based.
        offset, length: The bytes of the uncompressed file that it was made of. Where these are
            as many as the text's, they are the text.
    """

    text: bytes
    line: int
    offset: int
    length: int

    def place_of(self, position: int) -> int:
        """Return the byte of the file at which what begins at a position of the text begins."""
        return self.offset + position if len(self.text) == self.length else self.offset

    def place_after(self, position: int) -> int:
        """Return the byte of the file up to which a part of the text reaches."""
        return self.offset + (position if len(self.text) == self.length else self.length)


class Cut(NamedTuple):
    """A value, or what stands beside values.

    Attributes:
        record: Its bytes, and where they begin; as of a line, only the first 64 KiB of a value
            over `MAX_RECORD`.
        is_value: It begins as a value does.
    """

    record: RawRecord
    is_value: bool


class _Value:
    """A value whose end was not seen yet."""

    def __init__(self, piece: Piece, position: int) -> None:
        self.depth = 0
        self._line = piece.line
        self._offset = piece.place_of(position)
        self._end = self._offset
        self._parts: list[bytes] = []
        self._size = 0
        self._in_string = self._escaped = False

    def take(self, piece: Piece, start: int) -> int:
        """Take what belongs to it; return where that ends. After its last bracket, depth is 0."""
        end = self._end_in(piece.text, start)
        self._size += end - start
        if self._size <= sources.MAX_RECORD:
            self._parts.append(piece.text[start:end])
        else:
            self._parts = [b"".join(self._parts)[: sources.HEAD]]
        self._end = piece.place_after(end)
        return end

    def record(self) -> RawRecord:
        """Return what was taken."""
        raw = b"".join(self._parts).rstrip(BLANK)
        return RawRecord(raw, self._line, self._offset, self._end - self._offset)

    def _end_in(self, text: bytes, position: int) -> int:
        if self._in_string:
            found = _REST_OF_STRING.match(text, position + self._escaped)
            position = len(text) if found is None else self._after_string(text, found)
        for found in _TOKEN.finditer(text, position):
            token = text[found.start()]
            if token == _QUOTE:
                if not found[1] and self._after_string(text, found) == len(text):
                    break
            elif token in _OPEN:
                self.depth += 1
            else:
                self.depth -= 1
                if not self.depth:
                    return found.end()
        return len(text)

    def _after_string(self, text: bytes, found: re.Match[bytes]) -> int:
        """Return where a string ends; one that its line leaves open is no string of JSON."""
        end = found.end()
        self._escaped = end + 1 == len(text) and text.endswith(b"\\")
        self._in_string = not found[1] and (end == len(text) or self._escaped)
        return len(text) if self._in_string else end


class Cutter:
    """Cuts values out of the pieces of one stream, in which nothing but values should stand."""

    opening = re.compile(rb"[\[{]")
    # Whether a line at the margin begins anew: told by the first value, as all are printed alike.
    begins_anew: bool | None = None

    def __init__(self) -> None:
        self._value: _Value | None = None
        self._at_line = True

    def feed(self, piece: Piece) -> Iterator[Cut]:
        """Yield what a piece completes."""
        text = piece.text
        if self._at_line and self.begins_anew and _AT_MARGIN.match(text):
            yield from self.finish()
        self._at_line = text.endswith(b"\n")
        position = 0
        while position < len(text):
            if self._value is None:
                found = self.opening.search(text, position)
                start = found.start() if found else len(text)
                yield from self.beside(piece, position, start)
                if found is None:
                    return
                position, self._value = start, _Value(piece, start)
            position = self._value.take(piece, position)
            if not self._value.depth:
                yield from self.finish()

    def finish(self) -> Iterator[Cut]:
        """Yield the value that has begun, if one has."""
        if self._value is not None:
            record, self._value = self._value.record(), None
            if self.begins_anew is None:
                self.begins_anew = _INSIDE_AT_MARGIN.search(record.raw) is None
            yield self.made(record)

    def made(self, record: RawRecord) -> Cut:
        """Return what a completed value counts as."""
        return Cut(record, is_value=True)

    def beside(self, piece: Piece, start: int, end: int) -> Iterator[Cut]:
        """Yield what stands beside values, if that is anything."""
        raw = piece.text[start:end]
        if stray := raw.strip(_BETWEEN):
            offset = piece.place_of(start + raw.index(stray))
            yield Cut(RawRecord(stray, piece.line, offset, len(stray)), is_value=False)


def _pieces_of(path: str, most: int) -> Iterator[Piece]:
    """Yield a file in lines, longer ones in parts, until more than so many bytes were given."""
    with sources.open_bytes(path) as stream:
        offset, line = 0, 1
        while offset <= most and (text := stream.readline(_PIECE)):
            mark = 3 * (not offset and text.startswith(b"\xef\xbb\xbf"))
            yield Piece(text[mark:], line, offset + mark, len(text) - mark)
            offset += len(text)
            line += text.endswith(b"\n")


def values_of(path: str, most: int = sys.maxsize) -> Iterator[Cut]:
    """Yield the JSON values of a file, whatever the lines.

    Args:
        most: Bytes after which reading stops, be it within a line; the last value may be cut.
    """
    cutter = Cutter()
    for piece in _pieces_of(path, most):
        yield from cutter.feed(piece)
    yield from cutter.finish()


def is_one_value(raw: bytes) -> bool:
    """Say whether bytes that begin a JSON value hold nothing but this value, be it cut short."""
    whole = Piece(raw, 1, 0, len(raw))
    start = len(raw) - len(raw.lstrip(BLANK))
    end = _Value(whole, start).take(whole, start)
    return not raw[end:].strip(_BETWEEN)


def values_in(raw: bytes) -> Iterator[Cut]:
    """Yield the JSON values of some bytes; their lines are counted from 1."""
    cutter = Cutter()
    offset = 0
    for line, text in enumerate(raw.splitlines(keepends=True), 1):
        yield from cutter.feed(Piece(text, line, offset, len(text)))
        offset += len(text)
    yield from cutter.finish()
