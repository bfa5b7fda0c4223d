"""InterCode steps that somebody read without seeing what the rules say of them.

They were drawn by chance from all steps of the four logs: a hundred that the rules flagged, a
hundred of the others, and a hundred of those others where misses would hide: actions that are more
than one statement (a new line, a label, a bracketed or bordered layout, words behind a semicolon).
Steps read beside these say `drawn: beside`. Only places and verdicts are kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from auditor.setting import setting_of
from auditor.trace_audit import audit_trace
from benchmarks.fabrication.corpora import load
from benchmarks.fabrication.score import counts

FILE = Path(__file__).parents[2] / "fixtures" / "fabrication" / "intercode-read.jsonl"
MADE_UP = frozenset({"result", "outline", "reward"})


class ReadStep(msgspec.Struct, frozen=True):
    """A step and what was read there.

    Attributes:
        file, trace, turn: Where it stands, spelt as in the labels of the data.
        drawn: From which steps it was drawn.
        verdict: `result` for output that the model wrote itself; `outline` for such output without
            values (`<integer>`, a heading, a description); `reward` for a made-up reward alone;
            `mark` for a label with nothing behind it; `none`.
    """

    file: str
    trace: str
    turn: int
    drawn: Literal["flagged", "unflagged", "unusual", "beside"]
    verdict: Literal["result", "outline", "reward", "mark", "none"]


def read_steps() -> Iterator[ReadStep]:
    """Yield the steps that were read."""
    for line in FILE.read_bytes().splitlines():
        yield msgspec.json.decode(line, type=ReadStep)


def judged_again(data: str) -> dict[str, Counter[tuple[str, bool]]]:
    """Return, by where a step was drawn, how often each verdict is flagged today."""
    wanted = {(Path(one.file).name, f"/{one.trace}") for one in read_steps()}
    flagged: dict[tuple[str, str], set[int]] = defaultdict(set)
    setting = setting_of()
    for trace in load(data, "intercode", None).traces:
        key = (Path(trace.place.file).name, trace.place.pointer)
        if key in wanted:
            findings = filter(counts, audit_trace(trace, setting).findings)
            flagged[key] = {one.step or 0 for one in findings}
    summed: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for one in read_steps():
        steps = flagged[Path(one.file).name, f"/{one.trace}"]
        summed[one.drawn][one.verdict, one.turn in steps] += 1
    return summed
