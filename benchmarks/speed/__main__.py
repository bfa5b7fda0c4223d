"""Speed and memory: `python -m benchmarks.speed [--megabytes 100] [--large 1000] [--rounds 5]`.

Writes its own corpora into a temporary folder. Times are CPU time of one process, the minimum of
interleaved rounds, against `orjson.loads` of the same bytes. Memory is the peak of `auditor audit`
as a process of its own, on both sizes.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson

from auditor.auditing import Auditor
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.setting import setting_of
from benchmarks.speed import corpus, naive


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--large", type=float, default=1000, help="0 leaves the large corpus out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=None, help="where to write the corpora")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        small = write(Path(folder) / "small.jsonl", corpus.lines(options.megabytes))
        print(f"{options.megabytes:g} MB, CPU time, minimum of {options.rounds} rounds")
        report(options.megabytes, measure(small, options.rounds, WAYS))
        print("two runs of each input, one second run in four with another call")
        alike = write(Path(folder) / "repeats.jsonl", corpus.repeats(options.megabytes))
        some = {name: WAYS[name] for name in (BASE, *AUDITS)}
        report(options.megabytes, measure(alike, options.rounds, some))
        peak = peak_of(small)
        print(f"peak memory of `auditor audit`: {peak:.0f} MB on {options.megabytes:g} MB")
        if options.large:
            large = peak_of(write(Path(folder) / "large.jsonl", corpus.lines(options.large)))
            print(f"  {large:.0f} MB on {options.large:g} MB: ratio {large / peak:.2f}")


def write(path: Path, lines: Iterable[bytes]) -> Path:
    """Write a corpus and return its path."""
    with path.open("wb") as stream:
        stream.writelines(lines)
    return path


def report(megabytes: float, times: dict[str, float]) -> None:
    """Print what each way takes."""
    for name, seconds in times.items():
        rate = megabytes / seconds
        print(f"  {name:<22} {seconds / times[BASE]:6.2f} x orjson  {rate:7.0f} MB/s")


def measure(path: Path, rounds: int, ways: dict[str, Callable[[Path], object]]) -> dict[str, float]:
    """Return the best CPU time of each way to go over a file."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.process_time()
            way(path)
            best[name] = min(best[name], time.process_time() - began)
    return best


def _orjson(path: Path) -> None:
    with path.open("rb") as stream:
        for line in stream:
            orjson.loads(line)


def _json(path: Path) -> None:
    with path.open("rb") as stream:
        for line in stream:
            json.loads(line)


def _naive(path: Path) -> int:
    validators: dict[str, object] = {}
    with path.open("rb") as stream:
        return sum(naive.audit(line, validators) for line in stream)


def _audit(path: Path) -> Auditor:
    accounts = Accounts()
    auditor = Auditor(setting_of(), accounts)
    for item in read(str(path), accounts=accounts):
        auditor.feed(item)
    return auditor


def _audit_and_compare(path: Path) -> int:
    """Every task of a corpus was run twice."""
    return sum(1 for _ in _audit(path).compare_repeats())


BASE = "orjson.loads"
AUDITS = ("audit, all rules", "audit, runs compared")
WAYS: dict[str, Callable[[Path], object]] = {
    BASE: _orjson,
    "json.loads": _json,
    "naive audit": _naive,
    **dict(zip(AUDITS, (_audit, _audit_and_compare), strict=True)),
}


def peak_of(path: Path) -> float:
    """Return the peak memory in MB of one audit as its own process."""
    command = [sys.executable, "-m", "auditor", "audit", str(path), "--format", "json"]
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 1}, "the audit failed"
    return usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
