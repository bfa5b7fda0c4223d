"""What a line costs on a busy machine: `python -m benchmarks.speed.by_line [FILE ...]`.

Where other work leaves a fraction of a core, a round over a file is interrupted many times, and
each time the caches are cold. A line takes less than a slice: its least CPU time over the rounds is
nearly that of an undisturbed one. Without files the benchmark's own corpus is measured, apart by
whether a look clears a line.
"""

import argparse
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import orjson

from auditor.auditing import Auditor
from auditor.formats import FORMATS
from auditor.intake.accounts import Accounts
from auditor.intake.records import read_record
from auditor.screening import look_over
from auditor.setting import setting_of
from auditor.sources import RawRecord
from auditor.trace import ReadProblem, Trace
from benchmarks.speed import corpus

SETTING = setting_of()
CHATS = FORMATS["openai-chat"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="JSONL of chats, one conversation a line")
    parser.add_argument("--lines", type=int, default=100, help="of each kind, or of each file")
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    for name in given.files:
        lines = list(islice(Path(name).read_bytes().splitlines(), given.lines))
        report(name, lines, given.rounds)
    if not given.files:
        plain, rest = apart(given.lines)
        report("cleared at a look", plain, given.rounds)
        report("analysed in full", rest, given.rounds)


def apart(most: int) -> tuple[list[bytes], list[bytes]]:
    """Return so many lines of the corpus that a look clears, and up to as many others."""
    plain: list[bytes] = []
    rest: list[bytes] = []
    for line in map(bytes.rstrip, corpus.lines(0.2 * most)):
        cleared = all(isinstance(item, Trace) and look_over(item, SETTING) for item in read(line))
        (plain if cleared else rest).append(line)
    return plain[:most], rest[:most]


def read(
    line: bytes, accounts: Accounts | None = None, number: int = 1
) -> Sequence[Trace | ReadProblem]:
    """Return what a line holds."""
    record = RawRecord(line, number, 0, len(line))
    return read_record(record, "corpus", CHATS, accounts or Accounts())


def report(name: str, lines: list[bytes], rounds: int) -> None:
    """Print what reading and auditing lines costs, against `orjson.loads`."""
    least = [[float("inf")] * len(lines) for _ in range(3)]
    for _ in range(rounds):
        accounts = Accounts()
        auditor = Auditor(SETTING, accounts)
        for number, line in enumerate(lines):
            began = time.process_time_ns()
            orjson.loads(line)
            decoded = time.process_time_ns()
            items = read(line, accounts, number + 1)
            known = time.process_time_ns()
            for item in items:
                auditor.feed(item)
            done = time.process_time_ns()
            for times, spent in zip(
                least, (decoded - began, known - decoded, done - decoded), strict=True
            ):
                times[number] = min(times[number], spent)
    base, reading, whole = map(sum, least)
    print(
        f"{name}: {len(lines)} lines, orjson {base / len(lines) / 1e3:.0f} us; "
        f"reading {reading / base:.1f} x, audit {whole / base:.1f} x"
    )


if __name__ == "__main__":
    main()
