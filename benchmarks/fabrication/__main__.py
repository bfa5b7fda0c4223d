"""Measures the detector of made-up results: `python -m benchmarks.fabrication --data FOLDER`.

Faults are put into clean real runs, traps are set in others, and what the audit says of them is
counted. Tune and test split by task; tune is the default, so that nobody tunes on the other.
"""

import argparse
import os
import sys
from pathlib import Path

import msgspec

from benchmarks.fabrication import report
from benchmarks.fabrication.case import Case, source_of
from benchmarks.fabrication.claimcheck import bench_table
from benchmarks.fabrication.corpora import CLEAN, INJECTABLE, Corpus, Split, load_all
from benchmarks.fabrication.plan import NAMES, cases, traps
from benchmarks.fabrication.read_steps import judged_again
from benchmarks.fabrication.real import INTERCODE, RETAIL, Agreement, agreement
from benchmarks.fabrication.report import CleanFinding, Results
from benchmarks.fabrication.samples import sample_tables
from benchmarks.fabrication.score import Timing, judge
from benchmarks.fabrication.show import read_table


def main() -> None:
    """Run the benchmark and print its tables."""
    options = _options()
    if options.samples:
        print(sample_tables())
        return
    if options.read_steps:
        print(read_table(judged_again(options.data)))
        return
    split: Split | None = None if options.split == "all" else options.split
    only = frozenset(options.only.split(",")) if options.only else NAMES
    if not only <= NAMES:
        sys.exit(f"--only knows {', '.join(sorted(NAMES))}.")
    results = measure(options.data, split, options.per_cell, options.seed, only)
    command = f"python -m benchmarks.fabrication --split {options.split} --data FOLDER"
    text = report.markdown(results, f"{options.split} split", command)
    if options.claimcheck:
        text += f"\n\n## Bench of agent-claimcheck 0.1.1\n\n{bench_table(options.claimcheck)}"
    print(text)
    if options.markdown:
        report.put_into(options.markdown, text)
    if options.json:
        Path(options.json).write_bytes(
            msgspec.json.format(msgspec.json.encode(report.figures(results)))
        )
    if options.show_real:
        print(report.differences(results, options.show_real, options.limit))
    if options.show_misses:
        print(report.misses(results, options.show_misses, options.limit))


def measure(
    data: str, split: Split | None, per_cell: int, seed: int, only: frozenset[str] = NAMES
) -> Results:
    """Judge the untouched runs, the injected faults, the traps and the labelled runs.

    Where `only` names some makers of cases, nothing else is judged.
    """
    timing, injected = Timing(), Timing()
    everything = only == NAMES
    corpora = list(load_all(data, CLEAN if everything else INJECTABLE, split))
    clean = clean_findings(corpora, timing) if everything else []
    sources = [
        source_of(corpus.name, trace)
        for corpus in corpora
        if corpus.name in INJECTABLE
        for trace in corpus.traces
    ]
    faults = [judge(case, injected) for case in cases(sources, per_cell, seed, only)]
    trapped = [judge(case, injected) for case in traps(sources, per_cell, seed, only)]
    sizes = {corpus.name: len(corpus.traces) for corpus in corpora if everything}
    real = agreements(data, split) if everything else {}
    return Results(sizes, clean, faults, trapped, real, timing, injected)


def clean_findings(corpora: list[Corpus], timing: Timing) -> list[CleanFinding]:
    """Return every fabrication finding on untouched runs."""
    found = []
    for corpus in corpora:
        for trace in corpus.traces:
            outcome = judge(Case("clean", (corpus.name,), trace), timing)
            found.extend(CleanFinding(corpus.name, one) for one in outcome.extra)
    return found


def agreements(data: str, split: Split | None) -> dict[str, Agreement]:
    """Return how labels and detector agree, by corpus, as is and masked."""
    return {
        "InterCode as is": agreement(data, INTERCODE, split),
        "InterCode masked": agreement(data, INTERCODE, split, mask=""),
        "InterCode, another word": agreement(data, INTERCODE, split, mask="Zeta:"),
        # Three labels are too few to split.
        "tau-bench retail": agreement(data, RETAIL, None),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.fabrication", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("BENCH_DATA"))
    parser.add_argument(
        "--samples", action="store_true", help="judge the committed samples and nothing else"
    )
    parser.add_argument(
        "--read-steps", action="store_true", help="judge the steps that were read and nothing else"
    )
    parser.add_argument("--split", choices=("tune", "test", "all"), default="tune")
    parser.add_argument("--per-cell", type=int, default=12, help="cases of each cell")
    parser.add_argument("--only", metavar="NAMES", help="judge these classes alone, by comma")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", metavar="FILE", help="also write the figures as JSON")
    parser.add_argument("--markdown", metavar="FILE", help="also put the tables into this file")
    parser.add_argument(
        "--claimcheck", metavar="FILE", help="`traces.test.jsonl` out of agent-claimcheck's wheel"
    )
    parser.add_argument("--show-misses", metavar="CLASS", help="list missed cases of a class")
    parser.add_argument(
        "--show-real", choices=("missed", "extra"), help="list where labels and detector differ"
    )
    parser.add_argument("--limit", type=int, default=10, help="how many of them")
    options = parser.parse_args()
    if not (options.data or options.samples):
        sys.exit("Give --data FOLDER or set BENCH_DATA to the folder of real runs.")
    return options


if __name__ == "__main__":
    main()
