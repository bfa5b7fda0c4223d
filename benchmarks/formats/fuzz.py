"""Coverage-guided fuzzing of the readers with atheris.

    python -m benchmarks.formats.fuzz FORMAT... --runs 100000 [--keep DIR]

Begins with the fixtures of the format and follows what reaches new code. Half of the changes are
libFuzzer's to the bytes, half change the JSON as `tests.damage` does, so that it stays JSON. Ends
with a format at the first input that raises, breaks the accounts or takes longer than a second of
CPU time, and leaves it in DIR (default: the working folder). Each format has a process of its own,
which begins where the readers are imported already.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["auditor"]):
    from auditor.formats import FORMATS
    from auditor.intake.accounts import Accounts
    from auditor.intake.reading import read

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


def fuzz(folder: Path, home: Path, runs: int, keep: Path) -> None:
    """Fuzz the format of a folder of fixtures in a folder of its own; ends the process."""
    corpus, target = home / "corpus", home / "input"
    corpus.mkdir()
    for path in folder.iterdir():
        if not path.name.endswith((".events.txt", ".md")):
            shutil.copy(path, corpus)

    def read_one(data: bytes) -> None:
        target.write_bytes(data)
        accounts = Accounts()
        start = time.process_time()
        for found in read(str(target), accounts=accounts):
            assert isinstance(found, Trace | ReadProblem)
        assert accounts.balanced(), accounts
        assert time.process_time() - start < _SLOWEST, "slower than a second"

    options = [
        f"-runs={runs}", "-timeout=60", f"-max_len={_LONGEST}", "-rss_limit_mb=4096",
        f"-artifact_prefix={keep}/{folder.name}-", "-verbosity=0", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], read_one, custom_mutator=mutated)
    atheris.Fuzz()


def main() -> int:
    """Fuzz some formats; return 1 if any was stopped."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("formats", nargs="+", metavar="FORMAT")
    arguments.add_argument("--runs", type=int, default=100_000)
    arguments.add_argument("--keep", type=Path, default=Path())
    asked = arguments.parse_args()
    stopped = 0
    for name in asked.formats:
        with tempfile.TemporaryDirectory() as home:
            child = os.fork()
            if not child:
                fuzz(FIXTURES / name, Path(home), asked.runs, asked.keep)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(f"{name}: {f'stopped with {code}' if code else f'{asked.runs:,} runs'}", flush=True)
        stopped += bool(code)
    return bool(stopped)


if __name__ == "__main__":
    sys.exit(main())
