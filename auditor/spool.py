"""A long list that does not stay in memory.

An audit of millions of traces may find very much; it is printed once, from the beginning.
"""

import tempfile
import weakref
from array import array
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T")

_IN_MEMORY = 1024 * 1024


class Spool(Sequence[T], Generic[T]):
    """A sequence of structs of one type that can only grow; beyond 1 MiB it lies in a file.

    Args:
        kind: The struct type.
    """

    def __init__(self, kind: type[T]) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with us
        weakref.finalize(self, self._file.close)
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._starts = array("q", [0])

    def append(self, item: T) -> None:
        """Add one item at the end."""
        raw = self._encode(item)
        self._file.seek(self._starts[-1])
        self._file.write(raw)
        self._starts.append(self._starts[-1] + len(raw))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[T]:
        for index in range(len(self)):
            yield self._at(index)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._at(index % len(self))

    def _at(self, index: int) -> T:
        start, end = self._starts[index], self._starts[index + 1]
        self._file.seek(start)
        return self._decode(self._file.read(end - start))
