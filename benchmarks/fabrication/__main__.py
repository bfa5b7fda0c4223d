"""Measures the detector of made-up results: `python -m benchmarks.fabrication --data FOLDER`.

Faults are put into clean real runs, traps are set in others, and what the audit says of them is
counted. Tune and test split by task; tune is the default, so that nobody tunes on the other.
"""

import argparse
import os
import sys
from collections.abc import Iterable

from auditor.finding import Finding
from auditor.trace import Trace
from benchmarks.fabrication.case import Case, source_of
from benchmarks.fabrication.corpora import CLEAN, INJECTABLE, Corpus, load_all
from benchmarks.fabrication.plan import cases, traps
from benchmarks.fabrication.score import Outcome, Share, Timing, judge
from benchmarks.fabrication.show import cell_table, class_table, clean_table, grouped, trap_table


def main() -> None:
    """Run the benchmark and print its tables."""
    options = _options()
    split = None if options.split == "all" else options.split
    timing = Timing()
    corpora = list(load_all(options.data, CLEAN, split))
    clean = clean_findings(corpora, timing)
    sources = [
        source_of(corpus.name, trace)
        for corpus in corpora
        if corpus.name in INJECTABLE
        for trace in corpus.traces
    ]
    outcomes = [judge(case, timing) for case in cases(sources, options.per_cell, options.seed)]
    trapped = [judge(case, timing) for case in traps(sources, options.per_cell, options.seed)]
    print(f"# Fabrication benchmark, {options.split} split\n")
    _print_clean(corpora, clean)
    flagged = len({(corpus, trace.place, trace.trace_id) for corpus, trace, _ in clean})
    share = Share(flagged, sum(len(corpus.traces) for corpus in corpora))
    print("\n## Classes\n")
    print(class_table(grouped(outcomes, lambda case: case.group), share))
    print("\n## Clean traces that look guilty\n")
    print(trap_table(grouped(trapped, lambda case: case.group)))
    _print_cells(outcomes)
    each = 1e9 * timing.seconds / max(timing.texts, 1)
    print(f"\nAudit: {timing.seconds:.1f} s CPU for {timing.texts:,} texts, {each:,.0f} ns a text")
    if options.show_misses:
        _print_misses(outcomes + trapped, options.show_misses, options.limit)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.fabrication", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("AUDITOR_BENCH_DATA"))
    parser.add_argument("--split", choices=("tune", "test", "all"), default="tune")
    parser.add_argument("--per-cell", type=int, default=60, help="cases of each cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show-misses", metavar="CLASS", help="list missed cases of a class")
    parser.add_argument("--limit", type=int, default=10, help="how many of them")
    options = parser.parse_args()
    if not options.data:
        sys.exit("Give --data FOLDER or set AUDITOR_BENCH_DATA to the folder of real runs.")
    return options


def clean_findings(corpora: Iterable[Corpus], timing: Timing) -> list[tuple[str, Trace, Finding]]:
    """Return every fabrication finding on untouched runs."""
    found = []
    for corpus in corpora:
        for trace in corpus.traces:
            outcome = judge(Case("clean", (corpus.name,), trace), timing)
            found.extend((corpus.name, trace, one) for one in outcome.extra)
    return found


def _print_clean(corpora: list[Corpus], clean: list[tuple[str, Trace, Finding]]) -> None:
    print("## Untouched runs\n")
    rows = []
    for corpus in corpora:
        mine = [(trace, one) for name, trace, one in clean if name == corpus.name]
        proven = sum(one.grade == "proven" for _, one in mine)
        flagged = len({id(trace) for trace, _ in mine})
        share = Share(flagged, len(corpus.traces))
        rows.append((corpus.name, len(corpus.traces), proven, len(mine) - proven, share))
    print(clean_table(rows))
    for name, trace, one in clean:
        where = f"{name} {trace.place.file} {one.pointer or one.line}"
        print(f"- {one.code} {one.grade} {one.kind} step {one.step} {where}: {_quote(one)}")


def _quote(one: Finding) -> str:
    return (one.evidence[0].quote if one.evidence else one.message).replace("\n", "\\n")[:200]


def _print_cells(outcomes: list[Outcome]) -> None:
    print("\n## TA102 invented: recall by layout, language and channel\n")
    imitated = [one for one in outcomes if one.case.group == "TA102 invented"]
    print(cell_table(imitated, ("layout", "language", "channel"), 2))
    print("\n## TA102 invented: recall by layout and position\n")
    print(cell_table([_cell_of(one, 0, 3) for one in imitated], ("layout", "position"), 1))
    for group in dict.fromkeys(one.case.group for one in outcomes):
        mine = [one for one in outcomes if one.case.group == group]
        if group != "TA102 invented" and len(mine[0].case.cell) > 1:
            print(f"\n## {group}: recall by cell\n")
            print(cell_table([_cell_of(one, 0, 1) for one in mine], ("", "cell"), 1))


def _cell_of(one: Outcome, *parts: int) -> Outcome:
    cell = tuple(one.case.cell[part] for part in parts)
    return one._replace(case=one.case._replace(cell=cell))


def _print_misses(outcomes: list[Outcome], name: str, limit: int) -> None:
    print(f"\n## Missed or wrong: {name}\n")
    shown = 0
    for one in outcomes:
        wrong = one.found < len(one.case.expected) or one.extra
        if not one.case.group.startswith(name) or not wrong or shown == limit:
            continue
        shown += 1
        _print_case(one)


def _print_case(one: Outcome) -> None:
    case = one.case
    print(f"### {case.group} {' '.join(case.cell)} {case.trace.trace_id} {case.trace.place.file}")
    for wanted in case.expected:
        event = case.trace.events[wanted.event_index]
        words = getattr(event, "text", None) or getattr(event, "arguments_raw", None)
        words = words or getattr(event, "output", "")
        print(f"expected {wanted.code} at step {wanted.step}; found there: {dict(one.codes)}")
        print("\n".join(f"    {line}" for line in words[:1500].split("\n")))
    for finding in one.extra:
        print(f"elsewhere: {finding.code} {finding.grade} step {finding.step}: {_quote(finding)}")


if __name__ == "__main__":
    main()
