"""What the methods of drift hold: delays, false alarms, power, and published logs.

    python -m benchmarks.drift [--trials 2000] [--traces 1000000] [--data FOLDER] [--only PART]

Seeded, so that a second run prints the same figures (CPU times aside). Rules of thumb that fail
stand beside the methods that are used.
"""

import argparse

from benchmarks.drift.charts import charts
from benchmarks.drift.daily import daily
from benchmarks.drift.inertia import inertia
from benchmarks.drift.intercode import intercode
from benchmarks.drift.versions import equal_versions, power

PARTS = ("charts", "equal", "power", "inertia", "intercode", "daily")


def main() -> None:
    """Print every part, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2_000)
    parser.add_argument("--traces", type=int, default=1_000_000, help="of the store")
    parser.add_argument("--data", help="a folder with intercode/ and labels/")
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args()
    parts = {
        "charts": lambda: charts(given.trials),
        "equal": lambda: equal_versions(given.trials),
        "power": lambda: power(given.trials // 2),
        "inertia": lambda: inertia(given.trials // 20),
        "intercode": lambda: intercode(given.data) if given.data else None,
        "daily": lambda: daily(given.traces),
    }
    print("# Drift")
    for name, part in parts.items():
        if given.only in (None, name):
            part()


if __name__ == "__main__":
    main()
