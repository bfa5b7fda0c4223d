"""Finds repeated tasks in a stream of traces without holding the traces.

While an audit streams, each trace leaves 81 bytes on disk: a number for its task, where it lies,
and its sketch. Afterwards only the records of tasks whose runs may differ in what matters are read
again, and only one task's runs are in memory at a time.
"""

import os
import struct
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from auditor.contract import Contract
from auditor.intake.reading import read_again
from auditor.runs.inputs import NAMED
from auditor.runs.normalisers import Normaliser, as_written, essential_input
from auditor.runs.run import Run, is_on_scale, numbered, run_of
from auditor.runs.sketch import Sketch, may_differ
from auditor.runs.wording import WordingOf, wording_for_findings
from auditor.seen import KeyChains, KeyCounter
from auditor.spool import Spool
from auditor.trace import Trace, task_input

_ROW = struct.Struct(f"=qIIq?{len(NAMED)}q")
_TASK = struct.Struct(f"=q{_ROW.size - 8}x")
_PLACE = struct.Struct(f"=qII{_ROW.size - 16}x")
_IN_MEMORY = 1024 * 1024
_CHUNK = 4096 * _ROW.size


def task_number(trace: Trace) -> int | None:
    """Return a number that is equal for runs of one task; None where no input is known."""
    if trace.task_id is not None:
        return hash((trace.dataset, trace.task_id))
    given = task_input(trace)
    if not given[2]:
        return None
    # A sub-agent that is handed the question word by word has a task of its own.
    return hash(given) if trace.parent_id is None else hash((given, "sub-agent"))


class _Row(NamedTuple):
    task: int
    sketch: Sketch


class Repeats:
    """The tasks of a stream of traces, counted, and where their runs lie."""

    def __init__(self) -> None:
        self._counts = KeyCounter()
        self._rows = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - lives as long as we
        weakref.finalize(self, self._rows.close)
        self._unwritten = bytearray()
        self._files: dict[str, int] = {}
        self._doubtful = KeyCounter()

    def note(self, trace: Trace, sketch: Sketch) -> None:
        """Count a trace's task and remember where the trace lies and what it comes to."""
        self.note_place(task_number(trace), trace.place.file, trace.place.line or 0, sketch)

    def note_place(self, task: int | None, file: str, line: int, sketch: Sketch | None) -> None:
        """Count a task by its number, and remember a run's file and line (0 in a document)."""
        if task is None or sketch is None:
            return
        self._counts.add(task)
        number = self._files.setdefault(file, len(self._files))
        row = _ROW.pack(task, number, line, sketch.did, sketch.broken, *sketch.given)
        self._unwritten += row
        if len(self._unwritten) >= _CHUNK:
            self._write()

    def _write(self) -> None:
        self._rows.seek(0, os.SEEK_END)
        self._rows.write(self._unwritten)
        self._unwritten.clear()

    def found(self) -> bool:
        """Say whether any task occurred more than once."""
        return self._counts.repeated()

    def settled(self) -> Iterator[list[Sketch]]:
        """Yield the runs of each repeated task in which a full comparison can find nothing.

        Afterwards `wanted` and `holds` know the tasks that are left.
        """
        for numbers in self._repeated():
            rows = [self._row(number) for number in numbers]
            sketches = [row.sketch for row in rows]
            if may_differ(sketches):
                self._doubtful.add(rows[0].task)
            else:
                yield sketches

    def wanted(self) -> dict[str, Sequence[int]]:
        """Return, by file, the lines that hold runs to be compared, ascending.

        A document's are all 0.
        """
        names = list(self._files)
        lines: dict[str, array[int]] = {}
        for task, file, line in self._each(_PLACE):
            if self._doubtful[task]:
                lines.setdefault(names[file], array("I")).append(line)
        # Files are read from their beginning, so lines ascend.
        return dict(lines)

    def holds(self, trace: Trace) -> bool:
        """Say whether a trace is a run to be compared."""
        task = task_number(trace)
        return task is not None and self._doubtful[task] > 0

    def _repeated(self) -> Iterator[list[int]]:
        """Yield the numbers of the rows of each repeated task."""
        chains, numbers = KeyChains(), array("I")
        for number, (task,) in enumerate(self._each(_TASK)):
            if self._counts[task] > 1:
                chains.add(task)
                numbers.append(number)
        for chain in chains:
            yield [numbers[place] for place in chain]

    def _row(self, number: int) -> _Row:
        self._rows.seek(number * _ROW.size)
        task, _, _, did, broken, *given = _ROW.unpack(self._rows.read(_ROW.size))
        return _Row(task, Sketch(tuple(given), did, broken=broken))

    def _each(self, part: struct.Struct) -> Iterator[tuple[int, ...]]:
        """Yield the first values of each row."""
        self._write()
        self._rows.seek(0)
        while chunk := self._rows.read(_CHUNK):
            yield from part.iter_unpack(chunk)


class Gathered:
    """The runs of tasks, on disk, given back task by task.

    Args:
        normal: How users' words are read where essentially the same inputs form one task; None
            where runs belong to the task that they name.
        one_model: As in `input_of`.
        wording: As in `run_of`; a report needs more of it than findings do.
        ungrouped: Traces that were left out for want of a known input.
        off_scale: Scores outside 0..1, the lowest and the highest; None where there is none.
    """

    def __init__(
        self,
        normal: Normaliser | None = None,
        *,
        one_model: bool = False,
        wording: WordingOf = wording_for_findings,
    ) -> None:
        self.ungrouped = 0
        self.off_scale: tuple[float, float] | None = None
        self._normal = normal
        self._one_model = one_model
        self._wording = wording
        self._runs = Spool(Run)
        self._tasks = KeyChains()

    def add(self, trace: Trace, contract: Contract) -> None:
        """Keep a trace as a run of its task; one without a known task is left out."""
        normal = self._normal
        key = essential_input(trace, normal) if normal else task_number(trace)
        if key is None:
            self.ungrouped += 1
            return
        self._tasks.add(hash(key))
        normal = normal or as_written
        run = run_of(
            trace, contract, normal, one_model=self._one_model, wording=self._wording
        )  # fmt: skip
        self._runs.append(run)
        if run.reward is not None and not is_on_scale(run.reward):
            low, high = self.off_scale or (run.reward, run.reward)
            self.off_scale = min(low, run.reward), max(high, run.reward)

    def tasks(self) -> Iterator[list[Run]]:
        """Yield the runs of each task, numbered, in the order in which the tasks were met.

        Where any score lies outside 0..1 no run has one: on that scale 1 is no full success.
        """
        for places in self._tasks:
            runs = [self._runs[place] for place in places]
            if self.off_scale:
                runs = [msgspec.structs.replace(run, reward=None) for run in runs]
            yield numbered(runs)


def gather_again(repeats: Repeats, paths: dict[str, str], contract: Contract) -> Gathered:
    """Read the runs of tasks that `Repeats.settled` left once more.

    Args:
        repeats: What the first reading left, `settled`.
        paths: Where each file lies, by the name that traces give.
        contract: What the tools promise.
    """
    gathered = Gathered()
    seen = KeyCounter()
    for name, lines in repeats.wanted().items():
        for trace in _traces(paths.get(name, name), name, lines):
            # Of a file with a record per line only the lines are read that are no duplicates.
            whole = (trace.place.line or 0) <= 1
            again = whole and trace.content_key and seen.add(trace.content_key)
            if not again and repeats.holds(trace):
                gathered.add(trace, contract)
    return gathered


def _traces(path: str, name: str, lines: Sequence[int]) -> Iterable[Trace]:
    return (item for item in read_again(path, name, lines) if isinstance(item, Trace))
