"""What a run tells while it goes: one JSON line a step, a progress bar, and other trackers."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

_BAR = 24


class Reporter(NamedTuple):
    """Where the figures of a run go.

    Attributes:
        file: JSON lines, `{"step", "seconds", ...}`.
        total: Steps of the whole run.
        shown: Draw a bar on standard error.
        began: On the monotonic clock.
        trackers: Of accelerate, such as TensorBoard.
    """

    file: Path
    total: int
    shown: bool
    began: float
    trackers: tuple[Any, ...]


def reporter(
    file: Path, total: int, *, shown: bool, report_to: Sequence[str] = (), from_step: int = 0
) -> Reporter:
    """Begin to report; lines of steps that will be done again are taken out of the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if line.endswith("}") and json.loads(line)["step"] <= from_step]
    file.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
    return Reporter(file, total, shown, time.monotonic(), _trackers(report_to, file.parent))


def report(to: Reporter, step: int, figures: Mapping[str, float | str]) -> None:
    """Write the figures of a step, steps counted from 1."""
    line = {"step": step, "seconds": round(time.monotonic() - to.began, 2), **figures}
    with to.file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")
    for tracker in to.trackers:
        tracker.log(line, step=step)
    if to.shown:
        filled = _BAR * step // to.total
        loss = f" loss {figures['loss']:.3f}" if "loss" in figures else ""
        bar = "#" * filled + "." * (_BAR - filled)
        sys.stderr.write(f"\r[{bar}] {step}/{to.total} steps, {line['seconds']:.0f} s{loss}   ")
        sys.stderr.flush()


def finish(to: Reporter) -> None:
    """End the bar and the trackers."""
    if to.shown:
        sys.stderr.write("\n")
        sys.stderr.flush()
    for tracker in to.trackers:
        tracker.finish()


def _trackers(names: Sequence[str], folder: Path) -> tuple[Any, ...]:
    if not names:
        return ()
    from accelerate.tracking import LOGGER_TYPE_TO_CLASS, filter_trackers

    made = []
    for name in filter_trackers(list(names), folder):
        kind = LOGGER_TYPE_TO_CLASS[str(name)]
        placed = {"logging_dir": folder} if kind.requires_logging_directory else {}
        made.append(kind("auditor", **placed))
    for tracker in made:
        tracker.start()
    return tuple(made)
