"""Hold the readers against naive counters on real files, folder by folder.

    python -m benchmarks.formats.count --data DIR

DIR holds one folder per source, as `naive.COUNTERS` and `products.COUNTERS` name them. Prints a
line for each folder and exits 1 if any count differs, naming the files.
"""

import argparse
import sys
from pathlib import Path

from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import Message, ToolCall, ToolResult, Trace
from benchmarks.formats import products
from benchmarks.formats.naive import COUNTERS, UNCOUNTED, Counts, total


def read_counts(path: Path) -> Counts:
    """Count what the product reads of a file."""
    accounts = Accounts()
    found = [item for item in read(str(path), accounts=accounts) if isinstance(item, Trace)]
    assert accounts.balanced(), accounts
    return total(map(counts_of, found))


def counts_of(trace: Trace) -> Counts:
    """Count the events of a trace; a user's words count by message, a model's if there are any."""
    users = {e.item for e in trace.events if isinstance(e, Message) and e.source == "user"}
    spoken = [e for e in trace.events if isinstance(e, Message) and e.source == "model"]
    return Counts(
        1,
        sum(isinstance(event, ToolCall) for event in trace.events),
        sum(isinstance(event, ToolResult) for event in trace.events),
        len(users),
        sum(event.channel == "text" and bool(event.text) for event in spoken),
        sum(event.channel == "thinking" and bool(event.text) for event in spoken),
    )


def differs(mine: Counts, naive: Counts) -> bool:
    """Say whether any count differs that the naive counter made."""
    return any(m != n for m, n in zip(mine, naive, strict=True) if n > UNCOUNTED)


def main() -> int:
    """Compare every folder; return 1 if a count differs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    data = arguments.parse_args().data
    differing: list[str] = []
    print(f"{'folder':46}" + "".join(f"{name:>9}" for name in Counts._fields))
    for name, counter in (COUNTERS | products.COUNTERS).items():
        home = data / name
        files = [home] if home.is_file() else sorted(p for p in home.iterdir() if p.is_file())
        ours, theirs = Counts(), Counts()
        for file in files:
            mine, naive = read_counts(file), counter(file)
            if differs(mine, naive):
                differing.append(f"{file.name[:60]}: read {mine}, counted {naive}")
            ours, theirs = ours.plus(mine), theirs.plus(naive)
        mark = "  differs" if differs(ours, theirs) else ""
        print(f"{name:46}" + "".join(f"{count:>9,}" for count in ours) + mark)
    print("\n".join(differing) or "every count equals the naive one")
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main())
