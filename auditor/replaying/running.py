"""Makes the runs of a plan, several at a time, and goes on where an earlier session stood."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from auditor.errors import AuditorError
from auditor.replaying.asking import Asking, Heard, Shared, Version
from auditor.replaying.conversing import Ended, State
from auditor.replaying.inputs import Input
from auditor.replaying.journal import Attempt, Done, Journal, Memory
from auditor.replaying.plan import Job, jobs_of, now
from auditor.replaying.record import record_of
from auditor.replaying.report import ReplayReport
from auditor.replaying.spending import Limits, Price, Spending, Stopped

Play = Callable[[Job, Asking], Ended]
"""Makes one run with the replies that the asking gets."""

Progress = Callable[[ReplayReport], None]


class Work(NamedTuple):
    """What a replay is to do.

    Attributes:
        inputs, runs: How many runs of what.
        versions: What answers, by name.
        limits: As asked for.
        play: Makes one run.
        concurrency: How many runs at a time.
    """

    inputs: Sequence[Input]
    runs: int
    versions: Mapping[str, Version]
    limits: Limits
    play: Play
    concurrency: int = 1


class _Made(NamedTuple):
    """What became of one run in this session; the state is None where it stays open."""

    state: State | None
    reason: str
    attempts: int
    failed_attempts: int


def make_runs(work: Work, shelf: Journal | Memory, progress: Progress | None) -> ReplayReport:
    """Make every run that is not over yet, and return what became of all.

    Raises:
        AuditorError: A run met something that all others would meet too. What is over is kept.
    """
    spending = Spending(work.limits)
    shared = Shared(shelf.plan.decoding, shelf, spending, work.limits, threading.Event(), Heard())
    jobs = list(jobs_of(shelf.plan, work.inputs, work.runs))
    report = _before(work, shelf, spending, jobs)
    earlier = _earlier(shelf.done)
    waiting = [job for job in jobs if job.run_id not in shelf.done.over]
    with ThreadPoolExecutor(work.concurrency) as pool:
        try:
            for future in as_completed(
                pool.submit(_make, job, work, shared, earlier.get(job.run_id, ()))
                for job in waiting
            ):
                _count(report, future.result())
                _note_spent(report, spending)
                if progress is not None:
                    progress(report)
        except BaseException:
            shared.stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return report


def _make(job: Job, work: Work, shared: Shared, earlier: Sequence[Attempt]) -> _Made:
    version = work.versions[job.version]
    ask = Asking(job, version, shared, earlier)
    began = now()
    try:
        ended = work.play(job, ask)
    except Stopped as end:
        told = "" if shared.stop.is_set() else str(end)
        shared.stop.set()
        return _Made(None, told, ask.attempts, ask.failed_attempts)
    except AuditorError:
        shared.stop.set()
        raise
    record = record_of(job, ended, shared.shelf.plan, version, began)
    shared.shelf.over(job.version, record)
    return _Made(ended.state, ended.reason, ask.attempts, ask.failed_attempts)


def _before(
    work: Work, shelf: Journal | Memory, spending: Spending, jobs: Sequence[Job]
) -> ReplayReport:
    """Return the report as earlier sessions left it, and count what they spent."""
    over, attempts = shelf.done
    report = ReplayReport(shelf.plan.mode, len(jobs), Counter(), Counter())
    versions = {job.run_id: job.version for job in jobs}
    for run_id in versions.keys() & over.keys():
        _count(report, _Made(over[run_id]["state"], over[run_id].get("reason", ""), 0, 0))
        report.resumed += 1
    for attempt in attempts:
        report.attempts += 1
        if attempt.reply is None:
            report.failed_attempts += 1
        elif attempt.run_id in versions:
            price = work.versions[versions[attempt.run_id]].price
            spending.add(attempt.reply, price or Price())
    _note_spent(report, spending)
    return report


def _earlier(done: Done) -> dict[str, list[Attempt]]:
    """Return the attempts at runs that were begun and are not over."""
    found: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in done.attempts:
        if attempt.run_id not in done.over:
            found[attempt.run_id].append(attempt)
    return found


def _count(report: ReplayReport, made: _Made) -> None:
    report.attempts += made.attempts
    report.failed_attempts += made.failed_attempts
    if made.state is None:
        report.stopped = report.stopped or made.reason
    else:
        report.states[made.state] += 1
        if made.reason:
            report.reasons[f"{made.state}: {made.reason}"] += 1


def _note_spent(report: ReplayReport, spending: Spending) -> None:
    report.prompt_tokens = spending.prompt_tokens
    report.completion_tokens = spending.completion_tokens
    report.cost = spending.cost
