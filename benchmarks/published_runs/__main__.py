"""What the audit says of thousands of published runs, held against what people read in them.

    python -m benchmarks.published_runs RUNS

RUNS is the folder `runs` of AgentDojo's source distribution 0.1.29 (`pip download --no-deps
--no-binary :all: agentdojo==0.1.29`, MIT): 22,000 conversations of 22 model set-ups with the tools
of a bank, a chat, a travel desk and an office, with and without injected instructions. Nobody chose
them for what this audit finds.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from auditor import audit
from benchmarks.fabrication.score import counts
from benchmarks.published_runs.places import Place, half_of, place_of, read_places
from benchmarks.published_runs.tables import alarms, by_model, recall


def main() -> None:
    """Audit the runs and print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("runs", type=Path)
    arguments.add_argument("--half", choices=("look", "held"), default="held")
    arguments.add_argument("--unread", action="store_true", help="list what nobody has read")
    given = arguments.parse_args()
    runs = [path for path in sorted(given.runs.rglob("*.json")) if half_of(path) == given.half]
    found = flagged(runs)
    read = {place: one for place, one in read_places().items() if place.half == given.half}
    print(alarms(runs, found, read), recall(found, read), by_model(runs, found, read), sep="\n\n")
    if given.unread:
        print("\n".join(map(str, sorted(found.keys() - read.keys(), key=str))))


def flagged(runs: Iterable[Path]) -> dict[Place, str]:
    """Return the places that the audit says hold a fabrication, and the grade of the finding."""
    found: dict[Place, str] = {}
    for path in runs:
        for finding in filter(counts, audit(path).findings):
            place = place_of(path, finding.pointer)
            if found.get(place) != "proven":
                found[place] = finding.grade
    return found


if __name__ == "__main__":
    main()
