"""Server-sent events, cut out of the bytes that carry them."""

import re

_LINE_END = rb"(?:\r\n|\n|\r(?!\n))"
_EVENT_END = re.compile(_LINE_END * 2)
# Comments and blank lines: what keeps a connection open must not wait for the next event.
_BETWEEN = re.compile(rb"(?:(?::[^\r\n]*)?(?:\r\n|\n|\r(?=[^\n])))+")
_MARK = b"\xef\xbb\xbf"


class Events:
    """Cuts a stream of bytes into server-sent events, each with the blank line that ends it.

    What no blank line ends is no event to any client, so that nothing is lost by keeping it back;
    comments between two events are handed on as soon as their line ends.
    """

    def __init__(self) -> None:
        self._rest = b""

    @property
    def waiting(self) -> int:
        """Number of bytes that are not yet an event."""
        return len(self._rest)

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the events that a chunk completes."""
        found: list[bytes] = []
        # An end may lie across the border; what was searched before needs no second look.
        begin, searched = 0, max(0, len(self._rest) - 3)
        data = self._rest + chunk
        while end := _EVENT_END.search(data, max(begin, searched)):
            found.append(data[begin : end.end()])
            begin = end.end()
        if between := _BETWEEN.match(data, begin):
            found.append(between[0])
            begin = between.end()
        self._rest = data[begin:]
        return found


def data_of(event: bytes) -> bytes:
    """Return the data of a server-sent event: its `data:` lines, joined."""
    lines = event.removeprefix(_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return b"\n".join(line[5:].removeprefix(b" ") for line in lines if line.startswith(b"data:"))
