"""How far a long audit is, on standard error, for people who watch."""

import sys
import time

_EVERY = 0.2
_BAR = 30


class Progress:
    """A bar over bytes, redrawn a few times a second; silent unless shown.

    Args:
        shown: Draw it, and print the time taken at the end.
    """

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._total = self._done = 0
        self._drawn = self._began = 0.0

    def begin(self, total: int) -> None:
        """Start with a number of bytes to read."""
        self._total = total
        self._began = time.monotonic()

    def within_file(self, position: int, size: int) -> None:
        """Draw how far a file was read; `position` may exceed `size` where it is compressed."""
        if self._shown:
            now = time.monotonic()
            if now - self._drawn >= _EVERY:
                self._drawn = now
                self._draw(self._done + min(position, size))

    def file_done(self, size: int) -> None:
        """Count a file as read."""
        self._done += size

    def end(self) -> None:
        """Clear the bar and print the time."""
        if self._shown:
            seconds = time.monotonic() - self._began
            megabytes = self._done / 1e6
            sys.stderr.write(
                f"\r{' ' * (_BAR + 30)}\rRead {megabytes:.1f} MB in {seconds:.1f} s.\n"
            )
            sys.stderr.flush()

    def _draw(self, done: int) -> None:
        share = done / self._total if self._total else 0.0
        filled = int(share * _BAR)
        bar = "#" * filled + "." * (_BAR - filled)
        sys.stderr.write(f"\r[{bar}] {share:4.0%} {done / 1e6:.1f}/{self._total / 1e6:.1f} MB")
        sys.stderr.flush()
