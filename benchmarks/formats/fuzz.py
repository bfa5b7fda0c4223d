"""Coverage-guided fuzzing of the readers with atheris.

    python -m benchmarks.formats.fuzz FORMAT --runs 100000 [--keep DIR]

Begins with the fixtures of the format and follows what reaches new code. Half of the changes are
libFuzzer's to the bytes, half change the JSON as `tests.damage` does, so that it stays JSON. Ends
at the first input that raises, breaks the accounts or takes longer than a second of CPU time, and
leaves it in DIR (default: the working folder).
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor.formats import FORMATS
    from auditor.reading import Accounts, read

    FORMATS.keys()  # imports the readers, while what is imported is instrumented

from auditor.trace import ReadProblem, Trace
from tests.damage import damaged

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "formats"
_LONGEST = 64 * 1024
_SLOWEST = 1.0


def mutated(data: bytes, longest: int, seed: int) -> bytes:
    """Return a changed input: as JSON in one half of the cases, as bytes in the other."""
    if seed % 2 and data.strip():
        changed = damaged(data, random.Random(seed))
        if len(changed) <= longest:
            return changed
    found: bytes = atheris.Mutate(data, longest)
    return found


def main() -> None:
    """Fuzz one format."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("format")
    arguments.add_argument("--runs", type=int, default=100_000)
    arguments.add_argument("--keep", type=Path, default=Path())
    asked = arguments.parse_args()
    folder = FIXTURES / asked.format
    with tempfile.TemporaryDirectory() as home:
        corpus = Path(home) / "corpus"
        corpus.mkdir()
        for path in folder.iterdir():
            if not path.name.endswith((".events.txt", ".md")):
                shutil.copy(path, corpus)
        target = Path(home) / "input"

        def read_one(data: bytes) -> None:
            target.write_bytes(data)
            accounts = Accounts()
            start = time.process_time()
            for found in read(str(target), accounts=accounts):
                assert isinstance(found, Trace | ReadProblem)
            assert accounts.balanced(), accounts
            assert time.process_time() - start < _SLOWEST, "slower than a second"

        options = [
            f"-runs={asked.runs}", "-timeout=60", f"-max_len={_LONGEST}", "-rss_limit_mb=4096",
            f"-artifact_prefix={asked.keep}/", "-verbosity=0", "-print_final_stats=1",
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, str(corpus)], read_one, custom_mutator=mutated)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
