"""How long reading takes, format by format, against `orjson.loads` of the same bytes.

    python -m benchmarks.formats.speed --data DIR

DIR holds one folder per source, as `naive.COUNTERS` and `products.COUNTERS` name them. Reading is
strict decoding and the making of traces, without rules. CPU time, the least of some rounds; small
folders are read often enough to take a tenth of a second.
"""

import argparse
import gzip
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import orjson

from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from benchmarks.formats import products
from benchmarks.formats.naive import COUNTERS

_ROUNDS = 5
_NO_JSON = (".txt", ".yaml", "edge_cases")
_LEAST = 0.1


class Timing(NamedTuple):
    """Bytes of JSON, and seconds for one pass."""

    size: int
    decoding: float
    reading: float


def least(action: Callable[[], None]) -> float:
    """Return the least CPU time of one call."""
    start = time.process_time()
    action()
    times = max(1, int(_LEAST / max(time.process_time() - start, 1e-6)))
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(times):
            action()
        best = min(best, (time.process_time() - start) / times)
    return best


def documents_of(path: Path) -> list[bytes]:
    """Return the JSON texts of a file: lines, members of an archive, or the whole."""
    if path.suffix == ".eval":
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist()]
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.split(b"\n")
    return [raw]


def timing_of(files: list[Path]) -> Timing:
    """Measure all files of a folder together."""
    documents = [one for file in files for one in documents_of(file) if one.strip()]

    def decode() -> None:
        for one in documents:
            orjson.loads(one)

    def read_all() -> None:
        for _ in read(*map(str, files), accounts=Accounts()):
            pass

    return Timing(sum(map(len, documents)), least(decode), least(read_all))


def main() -> None:
    """Print a line for each folder."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    data = arguments.parse_args().data
    print(f"{'folder':46}{'MB':>8}{'MB/s':>8}{'x orjson':>10}")
    for name in COUNTERS | products.COUNTERS:
        home = data / name
        files = [home] if home.is_file() else sorted(p for p in home.iterdir() if p.is_file())
        files = [file for file in files if not any(mark in file.name for mark in _NO_JSON)]
        if not files:
            continue
        size, decoding, reading = timing_of(files)
        ratio = reading / decoding
        print(f"{name:46}{size / 1e6:>8.2f}{size / 1e6 / reading:>8.0f}{ratio:>10.2f}", flush=True)


if __name__ == "__main__":
    main()
