"""The exact bytes of one trace inside a file that is read as one piece."""

from typing import Any

import msgspec

from auditor import sources
from auditor.trace import Trace

_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class Excerpts:
    """Cuts traces out of a document, a session file or a text.

    Args:
        file: Where the bytes lie.
        shape: As the file was detected.
    """

    def __init__(self, file: str, shape: str) -> None:
        self._file = file
        self._shape = shape
        self._opened: dict[str, Any] = {}
        self._lines: list[bytes] = []

    def of(self, trace: Trace) -> bytes | None:
        """Return the bytes of a trace; None where it has none of its own (archives).

        A trace of a document is the JSON value at its pointer; one of a session file the lines
        from its first event's to its last event's; one of a text the whole text.
        """
        if self._shape == "document":
            return self._value_at(trace.place.pointer)
        if self._shape == "session":
            return self._lines_of(trace)
        if self._shape == "text":
            return sources.document_of(self._file)
        return None

    def _value_at(self, pointer: str) -> bytes | None:
        if not pointer:
            return self._whole()
        parent, _, key = pointer.rpartition("/")
        container = self._container(parent)
        value = None
        if isinstance(container, list):
            if key.isdecimal() and int(key) < len(container):
                value = container[int(key)]
        elif container is not None:
            value = container.get(key.replace("~1", "/").replace("~0", "~"))
        return None if value is None else bytes(value)

    def _container(self, pointer: str) -> Any:
        if pointer not in self._opened:
            raw = self._value_at(pointer)
            self._opened[pointer] = None if raw is None else _opened(raw)
        return self._opened[pointer]

    def _whole(self) -> bytes | None:
        if "whole" not in self._opened:
            self._opened["whole"] = sources.document_of(self._file)
        whole: bytes | None = self._opened["whole"]
        return whole

    def _lines_of(self, trace: Trace) -> bytes:
        if not self._lines:
            self._lines = [record.raw for record in sources.records_of(self._file)]
        numbers = [event.item for event in trace.events if event.item > 0]
        first, last = min(numbers, default=1), max(numbers, default=len(self._lines))
        return b"\n".join(self._lines[first - 1 : last])


def _opened(raw: bytes) -> list[msgspec.Raw] | dict[str, msgspec.Raw] | None:
    head = raw.lstrip()[:1]
    if head == b"[":
        return _list(raw)
    return _object(raw) if head == b"{" else None
