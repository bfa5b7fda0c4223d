"""How many instructions an audit of OTLP traces takes, against `orjson.loads` of the same bytes.

    python -m benchmarks.formats.otlp_instructions [--megabytes 8]

The corpora of `benchmarks.formats.otlp`, counted by valgrind's cachegrind, which other work on the
machine does not disturb. The counts say nothing about waiting for memory: copies of long texts cost
more time than they have instructions. Valgrind offers AVX2 at most.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import orjson

from benchmarks.formats.otlp import audit, corpus

_COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")


def run(what: str, path: str, rounds: int) -> None:
    """Do what is to be counted."""
    lines = Path(path).read_bytes().splitlines()
    for _ in range(rounds):
        if what == "audit":
            audit(path)
        else:
            for line in lines:
                orjson.loads(line)


def counted(what: str, path: str, rounds: int) -> int:
    """Return the instructions of a process that does it so many times."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        sys.exit("valgrind is missing; install it, as with `apt-get install valgrind`.")
    tool = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    ours = [sys.executable, "-m", "benchmarks.formats.otlp_instructions", "--run", what, path]
    done = subprocess.run(  # noqa: S603 - our own module
        [*tool, *ours, str(rounds)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    found = _COUNTED.search(done.stderr)
    assert found is not None, done.stderr
    return int(found[1].replace(",", ""))


def once_more(what: str, path: str) -> int:
    """Return what doing it a second time adds, when all is imported and compiled."""
    return counted(what, path, 2) - counted(what, path, 1)


def main() -> None:
    """Print a line for each kind of conversation."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=float, default=8)
    arguments.add_argument("--run", nargs=3, metavar=("WHAT", "PATH", "ROUNDS"))
    given = arguments.parse_args()
    if given.run:
        what, path, rounds = given.run
        run(what, path, int(rounds))
        return
    print(f"{'model calls a run':20}{'orjson':>10}{'audit':>10}{'ratio':>8}   million instructions")
    with tempfile.TemporaryDirectory() as home:
        for steps, items in ((8, 4), (16, 20), (40, 40)):
            path = str(Path(home) / "traces.jsonl")
            Path(path).write_bytes(b"\n".join(corpus(int(given.megabytes * 1e6), steps, items)))
            base, ours = once_more("decode", path), once_more("audit", path)
            print(
                f"{steps:<20}{base / 1e6:>10.0f}{ours / 1e6:>10.0f}{ours / base:>8.1f}", flush=True
            )


if __name__ == "__main__":
    main()
