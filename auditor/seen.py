"""Counters and chains of 64-bit keys that stay small: flat arrays instead of a set's hundred bytes.

An audit meets every trace once and must know which it met before; that may be millions.
"""

from array import array
from collections.abc import Iterator, Sequence

_MASK = (1 << 64) - 1
_FULL = 255
_SLOTS = 1 << 12


def _zeros(typecode: str, count: int) -> "array[int]":
    """Return that many zeros, made in place: from `bytes` they would be held twice for a moment."""
    return array(typecode, [0]) * count


def _slot_of(keys: "array[int]", taken: Sequence[int], key: int) -> int:
    """Return the slot of a key by open addressing: its own, or the free one where it belongs."""
    size = len(taken) - 1
    slot = (key ^ (key >> 32)) & size
    while taken[slot] and keys[slot] != key:
        slot = (slot + 1) & size
    return slot


class KeyCounter:
    """How often each key was added, up to 255; 9 bytes a slot."""

    def __init__(self, slots: int = _SLOTS) -> None:
        self._keys = _zeros("Q", slots)
        self._counts = bytearray(slots)
        self._used = 0

    def add(self, key: int) -> int:
        """Count a key; return how often it was there before."""
        key &= _MASK
        keys, counts = self._keys, self._counts
        # As `_slot_of` does it: this is asked of every trace.
        last = len(counts) - 1
        slot = (key ^ (key >> 32)) & last
        before = counts[slot]
        while before and keys[slot] != key:
            slot = (slot + 1) & last
            before = counts[slot]
        if before == 0:
            keys[slot] = key
            self._used += 1
            counts[slot] = 1
            if self._used * 3 > len(counts) * 2:
                self._grow()
        elif before < _FULL:
            counts[slot] = before + 1
        return before

    def __getitem__(self, key: int) -> int:
        return self._counts[_slot_of(self._keys, self._counts, key & _MASK)]

    def repeated(self) -> bool:
        """Say whether any key was added more than once."""
        return any(count > 1 for count in self._counts)

    def _grow(self) -> None:
        old = zip(self._keys, self._counts, strict=True)
        self._keys = _zeros("Q", 2 * len(self._counts))
        self._counts = bytearray(2 * len(self._counts))
        for key, count in old:
            if count:
                slot = _slot_of(self._keys, self._counts, key)
                self._keys[slot] = key
                self._counts[slot] = count


class KeyChains:
    """Items of equal keys, linked in the order in which they came: 12 bytes a slot, 5 an item."""

    def __init__(self, slots: int = _SLOTS) -> None:
        self._keys = _zeros("Q", slots)
        # Of each slot the last item, of each item the next of its key; counted from 1, 0 is none.
        self._last = _zeros("I", slots)
        self._next = array("I")
        self._leads = bytearray()
        self._used = 0

    def add(self, key: int) -> None:
        """Add the next item, counted from 0, under a key."""
        key &= _MASK
        slot = _slot_of(self._keys, self._last, key)
        last = self._last[slot]
        self._next.append(0)
        self._leads.append(not last)
        self._last[slot] = len(self._next)
        if last:
            self._next[last - 1] = len(self._next)
            return
        self._keys[slot] = key
        self._used += 1
        if self._used * 3 > len(self._last) * 2:
            self._grow()

    def __iter__(self) -> Iterator[list[int]]:
        """Yield the items of each key, keys in the order of their first item."""
        for item, leads in enumerate(self._leads):
            if leads:
                chain = [item]
                while following := self._next[chain[-1]]:
                    chain.append(following - 1)
                yield chain

    def _grow(self) -> None:
        old = zip(self._keys, self._last, strict=True)
        self._keys = _zeros("Q", 2 * len(self._last))
        self._last = _zeros("I", 2 * len(self._last))
        for key, last in old:
            if last:
                slot = _slot_of(self._keys, self._last, key)
                self._keys[slot] = key
                self._last[slot] = last
