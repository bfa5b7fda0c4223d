"""Clean real runs, corpus by corpus, split by task."""

import os
import sys
import zlib
from collections.abc import Iterator
from typing import Literal, NamedTuple

from auditor.errors import AuditorError
from auditor.intake.reading import read
from auditor.trace import Trace

Split = Literal["tune", "test"]

CLEAN = (
    "tau-bench",
    "agentdojo-luna",
    "tau2",
    "swe-agent",
    "inspect",
    "pi-sessions",
    "claude-code",
    "docent",
    "verifiers",
    "invariant-explorer",
    "cline",
)
"""Folders of runs that hold no fabrication that anyone knows of."""

INJECTABLE = ("tau-bench", "agentdojo-luna", "tau2", "docent", "invariant-explorer", "verifiers")
"""Those among them whose tools return records, so that a record can be made up."""


class Corpus(NamedTuple):
    """The traces of one folder, and how many records could not be read."""

    name: str
    traces: list[Trace]
    problems: int


def split_of(trace: Trace) -> Split:
    """Return the split of a trace: half of the tasks each, all runs of a task on one side."""
    return "tune" if zlib.crc32(trace.task_key.encode()) % 2 else "test"


def load(data: str, name: str, split: Split | None) -> Corpus:
    """Read one folder; what cannot be read is counted and said on standard error."""
    folder = os.path.join(data, name)
    traces: list[Trace] = []
    problems = 0
    try:
        for item in read(folder):
            if not isinstance(item, Trace):
                problems += 1
            elif split is None or split_of(item) == split:
                traces.append(item)
    except AuditorError as error:
        print(f"{name}: skipped: {error}", file=sys.stderr)
    if not traces:
        print(f"{name}: no trace of this split ({problems} unreadable records)", file=sys.stderr)
    return Corpus(name, traces, problems)


def load_all(data: str, names: tuple[str, ...], split: Split | None) -> Iterator[Corpus]:
    """Read the folders that exist and hold traces."""
    for name in names:
        corpus = load(data, name, split)
        if corpus.traces:
            yield corpus
