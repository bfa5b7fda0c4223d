"""Texts in order, searched as one: where a stretch stands costs a search, not one for each text."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from stringzilla import find, rfind

_BETWEEN = b"\n"


class JoinedTexts:
    """Texts without line breaks; a text's number in the order is its place."""

    def __init__(self) -> None:
        self._whole = bytearray()
        self._starts = [0]

    def __len__(self) -> int:
        return len(self._starts) - 1

    def add(self, texts: Iterable[str]) -> None:
        """Add texts behind the others."""
        raws = [text.encode(errors="surrogatepass") for text in texts]
        if raws:
            self._whole += _BETWEEN.join([*raws, b""])
            ends = accumulate([len(raw) + 1 for raw in raws], initial=self._starts[-1])
            self._starts += islice(ends, 1, None)

    def cut(self, place: int) -> None:
        """Leave out all texts from a place on, if there are any."""
        del self._starts[place + 1 :]
        del self._whole[self._starts[-1] :]

    def hold(self, stretches: tuple[str, ...]) -> bool:
        """Say whether any text holds one of some stretches."""
        return bool(self._sought(stretches))

    def places(self, stretches: tuple[str, ...], end: int) -> Iterator[int]:
        """Yield the places below `end` of the texts that hold one of some stretches, last first.

        Args:
            stretches: What to look for, without line breaks.
            end: The place to look before.
        """
        if "" in stretches:
            yield from range(end - 1, -1, -1)
            return
        whole, starts = self._whole, self._starts
        sought = self._sought(stretches)
        border = starts[end]
        while sought:
            found = max([rfind(whole, one, 0, border) for one in sought])
            if found < 0:
                return
            place = bisect_right(starts, found) - 1
            yield place
            border = starts[place]

    def _sought(self, stretches: tuple[str, ...]) -> list[bytes]:
        """Return those of some stretches that stand anywhere."""
        whole = self._whole
        raws = [stretch.encode(errors="surrogatepass") for stretch in stretches]
        return [raw for raw in raws if find(whole, raw) >= 0]
