"""Strictness held against JSONTestSuite: `python -m benchmarks.json_suite --data FOLDER`.

FOLDER is `test_parsing` of github.com/nst/JSONTestSuite (MIT): `n_` files must be rejected (TA901),
`y_` files accepted (TA902: valid JSON of no known transcript format); of `i_` files each reader may
decide, and what was decided is printed.
"""

import argparse
import contextlib
import io
import json
from collections import Counter
from pathlib import Path

from auditor.cli import main as auditor

# Accepted by the suite, refused here: with two equal keys two readers see two documents.
DUPLICATE_KEYS = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


def codes(file: Path) -> tuple[str, ...]:
    """Return the codes that the command line reports for a file."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = auditor(["audit", str(file), "--format", "json"])
    assert code == 3, f"{file.name}: exit code {code}"
    return tuple(finding["code"] for finding in json.loads(out.getvalue())["findings"])


def expected(name: str) -> tuple[str, ...] | None:
    """Return the codes that a file must give; None where readers may decide."""
    if name.startswith("i_"):
        return None
    rejected = name.startswith("n_") or name in DUPLICATE_KEYS
    return ("TA901",) if rejected else ("TA902",)


def main() -> None:
    """Audit every file and print the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks.json_suite", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    wrong = []
    for file in sorted(options.data.iterdir()):
        found, right = codes(file), expected(file.name)
        seen[file.name[0], found] += 1
        if right is not None and found != right:
            wrong.append(f"{file.name}: {found}, not {right}")
    for (family, found), number in sorted(seen.items()):
        print(f"{family}_: {number} files give {' '.join(found)}")
    print(f"wrong: {len(wrong)}", *wrong, sep="\n  ")


if __name__ == "__main__":
    main()
