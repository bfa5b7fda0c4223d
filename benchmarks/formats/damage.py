"""How long the readers take over damaged transcripts, and whether any of them raises.

    python -m benchmarks.formats.damage --count 100000 [--first N] [--format NAME ...]

Damages the fixtures of each format at random, the same way for the same number, and reads the
copies. Prints the mean and the longest CPU time of one reading, and the numbers that raised.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.damage import reading_of_damage

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "formats"


class Outcome(NamedTuple):
    """CPU times in seconds, and what was raised by which number."""

    mean: float
    longest: float
    raised: list[str]


def measure(folder: Path, count: int, first: int = 0) -> Outcome:
    """Read `count` damaged copies of a format's fixtures, numbered from `first`."""
    paths = sorted(p for p in folder.iterdir() if not p.name.endswith((".events.txt", ".md")))
    raised: list[str] = []
    whole = longest = 0.0
    with tempfile.TemporaryDirectory() as home:
        for seed in range(first, first + count):
            path = paths[seed % len(paths)]
            start = time.process_time()
            try:
                reading_of_damage(path, seed, Path(home))
            except Exception as error:  # noqa: BLE001 - any at all is what we look for
                raised.append(f"{path.name} seed {seed}: {error!r}")
            taken = time.process_time() - start
            whole, longest = whole + taken, max(longest, taken)
    return Outcome(whole / count, longest, raised)


def main() -> int:
    """Measure the formats asked for; return 1 if any reading raised."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--first", type=int, default=0, help="number of the first copy")
    arguments.add_argument("--format", action="append", default=[])
    asked = arguments.parse_args()
    folders = sorted(f for f in FIXTURES.iterdir() if f.is_dir())
    if asked.format:
        folders = [folder for folder in folders if folder.name in asked.format]
    failures = 0
    print(f"{'format':24}{'count':>9}{'mean ms':>9}{'longest ms':>12}{'raised':>8}")
    for folder in folders:
        done = measure(folder, asked.count, asked.first)
        print(
            f"{folder.name:24}{asked.count:>9,}{done.mean * 1e3:>9.2f}"
            f"{done.longest * 1e3:>12.1f}{len(done.raised):>8}",
            *done.raised[:5],
            sep="\n  ",
            flush=True,
        )
        failures += len(done.raised)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
