"""A counter of 64-bit keys that stays small: 9 bytes a slot instead of a set's hundred.

An audit meets every trace once and must know which it met before; that may be millions.
"""

from array import array

_MASK = (1 << 64) - 1
_FULL = 255


class KeyCounter:
    """How often each key was added, up to 255; open addressing in flat arrays."""

    def __init__(self, slots: int = 1 << 12) -> None:
        self._keys = array("Q", bytes(8 * slots))
        self._counts = bytearray(slots)
        self._used = 0

    def add(self, key: int) -> int:
        """Count a key; return how often it was there before."""
        slot = self._slot(key & _MASK)
        before = self._counts[slot]
        if before == 0:
            self._keys[slot] = key & _MASK
            self._used += 1
            self._counts[slot] = 1
            if self._used * 3 > len(self._counts) * 2:
                self._grow()
        elif before < _FULL:
            self._counts[slot] = before + 1
        return before

    def __getitem__(self, key: int) -> int:
        return self._counts[self._slot(key & _MASK)]

    def repeated(self) -> bool:
        """Say whether any key was added more than once."""
        return any(count > 1 for count in self._counts)

    def _slot(self, key: int) -> int:
        keys, counts = self._keys, self._counts
        size = len(counts) - 1
        slot = (key ^ (key >> 32)) & size
        while counts[slot] and keys[slot] != key:
            slot = (slot + 1) & size
        return slot

    def _grow(self) -> None:
        old = zip(self._keys, self._counts, strict=True)
        self._keys = array("Q", bytes(16 * len(self._counts)))
        self._counts = bytearray(2 * len(self._counts))
        for key, count in old:
            if count:
                slot = self._slot(key)
                self._keys[slot] = key
                self._counts[slot] = count
