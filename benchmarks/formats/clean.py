"""False alarms on clean transcripts: findings of made-up results in every folder of real data.

    python -m benchmarks.formats.clean --data DIR

Audits each folder of DIR without any contract and prints a row for it in Markdown, and below the
table each finding of TA101 to TA108 above info. Folders whose runs are labelled as fabricated, or
hold no transcripts, are left out.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from auditor import audit
from auditor.finding import Finding

_LEFT_OUT = frozenset({"intercode", "labels", "json-test-suite", "naughty-strings"})
_CODES = frozenset(f"TA10{number}" for number in range(1, 9))
_HEAD = ("folder", "formats", "traces", "calls", "results", "findings", "benign orphans")


def rows(data: Path) -> Iterable[tuple[list[str], list[Finding]]]:
    """Yield a row for each folder, and its findings above info."""
    for folder in sorted(one for one in data.iterdir() if one.is_dir()):
        if folder.name in _LEFT_OUT:
            continue
        report = audit(str(folder))
        found = [one for one in report.findings if one.code in _CODES]
        alarms = [one for one in found if one.severity != "info"]
        summary = report.summary
        numbers = (summary.traces, summary.tool_calls, summary.tool_results)
        counts = (*numbers, len(alarms), len(found) - len(alarms))
        yield [folder.name, ", ".join(summary.formats), *(f"{n:,}" for n in counts)], alarms


def main() -> None:
    """Print the table and the findings."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    print(f"| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}")
    alarms: list[Finding] = []
    for row, found in rows(arguments.parse_args().data):
        print(f"| {' | '.join(row)} |", flush=True)
        alarms += found
    print()
    for one in alarms:
        print(f"- {one.code} {one.grade}, {one.file}, trace {one.trace_id}: {one.message[:200]}")


if __name__ == "__main__":
    main()
