"""The exact bytes of one trace inside a file that is read as one piece."""

import sys
from typing import Any

import msgspec

from auditor import sources, strict_json
from auditor.intake.detecting import CUTS, detect, detect_several
from auditor.sources import RawRecord
from auditor.trace import Place, Trace

_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class Excerpts:
    """Cuts traces out of a file that is read as one piece.

    Args:
        file: Where the bytes lie.
        shape: As the file was detected.
    """

    def __init__(self, file: str, shape: str) -> None:
        self._file = file
        self._shape = shape
        self._opened: dict[str, Any] = {}
        self._records: list[RawRecord] = []

    def of(self, trace: Trace) -> bytes | None:
        """Return the bytes of a trace; None where it has none of its own (archives).

        A trace of a document is the JSON value at its pointer; one that is a record, or in one,
        the record; one of a session file the records from its first event's to its last event's;
        one of a text the whole text.
        """
        if self._shape == "archive":
            return None
        if self._shape == "text":
            return sources.document_of(self._file)
        if self._shape == "session" or trace.items is None:
            return self._lines_of(trace)
        if trace.place.line is not None:
            return self._record_at(trace.place)
        return self._value_at(trace.place.pointer)

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
        numbers = [event.item for event in trace.events if event.item > 0]
        first, last = min(numbers, default=1), max(numbers, default=sys.maxsize)
        return b"\n".join(one.raw for one in self._all() if first <= one.line <= last)

    def _record_at(self, place: Place) -> bytes | None:
        starts = (place.line, place.offset)
        return next((one.raw for one in self._all() if (one.line, one.offset) == starts), None)

    def _all(self) -> list[RawRecord]:
        if not self._records:
            detection = detect(self._file)
            if detection.shape == "document":
                detection = detect_several(self._file) or detection
            self._records = [one for one, _ in CUTS[detection.cut](self._file, sys.maxsize)]
        return self._records


def _opened(raw: bytes) -> list[msgspec.Raw] | dict[str, msgspec.Raw] | None:
    raw = strict_json.with_words(raw) or raw
    head = raw.lstrip()[:1]
    if head == b"[":
        return _list(raw)
    return _object(raw) if head == b"{" else None
