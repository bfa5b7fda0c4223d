"""What became of a replay, for reading, while it runs and afterwards."""

import sys
import time
from collections.abc import Iterator, Mapping

from auditor.cli._runs_text import report_text
from auditor.replaying.report import ReplayReport
from auditor.report import Look
from auditor.runs.report import RunReport
from auditor.safe_text import one_line
from auditor.summary_text import counted, unread_line
from auditor.terminal import Paint, block

_REASONS = 8
_REDRAWN = 0.2
_TOLD = 10.0


class ReplayProgress:
    """How far a replay is, on standard error: redrawn on a terminal, else a line now and then.

    Args:
        drawn: Standard error is a terminal.
    """

    def __init__(self, drawn: bool) -> None:
        self._drawn = drawn
        self._last = time.monotonic() if not drawn else 0.0
        self._width = 0

    def told(self, report: ReplayReport) -> None:
        """Take where the replay stands."""
        now = time.monotonic()
        if now - self._last < (_REDRAWN if self._drawn else _TOLD):
            return
        self._last = now
        line = one_line(_standing(report))
        if self._drawn:
            sys.stderr.write(f"\r{line:<{self._width}}")
            self._width = len(line)
        else:
            sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Clear what was drawn."""
        if self._drawn and self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()


def _standing(report: ReplayReport) -> str:
    over = report.asked - report.left
    return (
        f"{over:,} of {counted(report.asked, 'run')} over ({_states(report)}), "
        f"{counted(report.attempts, 'request')}, {_tokens(report)}"
    )


def _states(report: ReplayReport) -> str:
    said = [f"{number:,} {state}" for state, number in report.states.items() if number]
    return ", ".join(said) or "none yet"


def _tokens(report: ReplayReport) -> str:
    if not (report.prompt_tokens or report.completion_tokens):
        return "no token counted"
    return f"{report.prompt_tokens:,} + {report.completion_tokens:,} tokens"


def replay_text(
    report: ReplayReport, consistency: Mapping[str, RunReport], look: Look, limit: int
) -> Iterator[str]:
    """Yield what became of the runs, and the report on those of each version.

    Args:
        report: The replay.
        consistency: Of the runs of each version; none where there is no score.
        look: How to print.
        limit: Tasks to show of each version.
    """
    paint = Paint(look.colour)
    yield paint("bold", f"Replay ({report.mode}): {counted(report.asked, 'run')}")
    yield f", {_states(report)}"
    yield f", {report.left:,} not made" if report.left else ""
    yield f" ({report.resumed:,} from earlier sessions)\n" if report.resumed else "\n"
    for reason, number in report.reasons.most_common(_REASONS):
        yield from block(f"{number:,} {one_line(reason)}", "  ", look.width, 2)
    yield from block(_requests(report), "  ", look.width)
    for said in _notices(report):
        yield from block(said, "  ! ", look.width)
    for name, file in report.files.items():
        yield f"  {one_line(name)}: {one_line(file)}\n"
    for name, each in consistency.items():
        yield "\n" + paint("bold", f"{one_line(name)}: ")
        yield from report_text(each, look, limit)


def _requests(report: ReplayReport) -> str:
    cost = f", cost {report.cost:.4f}" if report.cost else ""
    return (
        f"{counted(report.attempts, 'request')}, {report.failed_attempts:,} of them failed; "
        f"{_tokens(report)}{cost}."
    )


def _notices(report: ReplayReport) -> Iterator[str]:
    if report.stopped:
        yield (
            f"Stopped early: {report.stopped}. The runs that are left were not given up: the same "
            "command goes on, with more where a budget is used up."
        )
    if report.states["failed"]:
        yield (
            "Runs that failed are over. Once the cause is mended, the same command with --again "
            "makes them once more."
        )
    if report.states["off-tape"]:
        yield (
            "Runs that ask for what was not recorded end there: nothing is made up. They count as "
            "another decision where they did what others did not, and otherwise take no part. "
            "Tools that the contract does not call `read` count as acting, and nothing is recorded "
            "behind an act that was not recorded."
        )
    if report.further:
        yield (
            f"{counted(report.further, 'trace')} left out: further runs of a task whose first run "
            "is the input."
        )
    if report.unasked:
        yield f"{counted(report.unasked, 'trace')} left out: nobody asks anything in them."
    if report.problems:
        yield unread_line(len(report.problems))
