"""`auditor.replay`: run recorded inputs again and keep what the model does now."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Literal

from auditor.contract import Contract, load_contract
from auditor.errors import NothingAudited, UsageError
from auditor.reading import read
from auditor.replaying.asking import Version, now
from auditor.replaying.conversing import Ask, Ended, act_once, converse
from auditor.replaying.inputs import Gathered, Input, end_of, gather, points_of
from auditor.replaying.journal import Journal, Memory
from auditor.replaying.plan import Job, Mode, Plan, digest_of
from auditor.replaying.report import ReplayReport
from auditor.replaying.responding import Decoding, Respond
from auditor.replaying.running import Play, Progress, Work, make_runs
from auditor.replaying.spending import Limits, Pace
from auditor.replaying.tape import Playing, Tape
from auditor.trace import ReadProblem, Trace

Items = Iterable[Trace | ReadProblem | dict[str, Any]]
At = Literal["every", "end"]


def replay(
    inputs: Items | str,
    *,
    respond: Respond | Mapping[str, Respond],
    mode: Mode = "frozen",
    runs: int = 5,
    decoding: Decoding = Decoding(),  # noqa: B008 - immutable
    config: Contract | str | None = None,
    at: At = "every",
    out: str | None = None,
    seed: int = 0,
    concurrency: int = 1,
    max_steps: int = 20,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    progress: Progress | None = None,
) -> ReplayReport:
    """Run inputs again and return what became of it; the first trace of each task is its input.

    Args:
        inputs: The path of transcripts, what `read` yields, or records `{messages, tools}`.
        respond: Stands in for the model, `respond(messages, tools, decoding)`; several by name
            are versions to be compared.
        mode: `frozen` answers calls from the record and ends a run where it has no answer;
            `teacher-forced` asks for the next action only, given the recorded conversation.
        runs: Runs of each input (of each action, where teacher-forced) and version.
        decoding: How replies are drawn. Each run and step gets a seed of its own.
        config: A contract or its path: tells which tools only read.
        at: Where teacher-forced: at `every` recorded action, or at the open `end` only.
        out: Folder for transcripts and log; called again, the replay goes on where it stood.
        seed: From which all others are drawn.
        concurrency: Runs at a time; `respond` is called from as many threads.
        max_steps: The most replies to one message of a user.
        limits: Budget and patience.
        progress: Called after each run.

    Raises:
        UsageError: The inputs, the contract or the folder cannot be used.
        NothingAudited: There is nothing to replay.
    """
    if mode == "live":
        raise UsageError("Live tools need a configuration.", "Use `auditor replay --mode live`.")
    contract = load_contract(config) if isinstance(config, str) else config or Contract()
    answering = respond if isinstance(respond, Mapping) else {"model": respond}
    versions = {name: Version(one, Pace(), model=name) for name, one in answering.items()}
    gathered = gather(read(inputs) if isinstance(inputs, str) else inputs)
    given = expanded(gathered.inputs, mode, at)
    plan = Plan(
        mode, dict.fromkeys(versions, ""), decoding, seed, digest_of(given), max_steps, now()
    )
    play = player(mode, contract, max_steps)
    work = Work(given, runs, versions, limits, play, concurrency)
    return carried_out(work, plan, out, gathered, progress)


def expanded(inputs: list[Input], mode: Mode, at: At = "every") -> list[Input]:
    """Return what each run of a mode starts from.

    Raises:
        NothingAudited: Nothing is left to run.
    """
    if mode == "teacher-forced" and at == "every":
        inputs = [point for given in inputs for point in points_of(given)]
    elif mode == "teacher-forced":
        inputs = [point for given in inputs if (point := end_of(given)) is not None]
    if not inputs:
        raise NothingAudited("There is nothing to replay: no trace holds a user's message.")
    return inputs


def player(mode: Mode, contract: Contract, max_steps: int) -> Play:
    """Return what makes one run of a mode out of what was recorded."""
    if mode == "teacher-forced":
        return _next_action
    return partial(_frozen, {}, contract, max_steps)


def carried_out(
    work: Work, plan: Plan, out: str | None, gathered: Gathered, progress: Progress | None
) -> ReplayReport:
    """Carry a plan out, in memory or in a folder, and return the report."""
    shelf = Memory(plan) if out is None else Journal(out, plan)
    try:
        report = make_runs(work, shelf, progress)
    finally:
        shelf.close()
    report.further, report.unasked = gathered.further, gathered.unasked
    report.problems = gathered.problems
    if isinstance(shelf, Memory):
        report.records = shelf.records
    else:
        report.files = {name: shelf.path_of(name) for name in work.versions}
    return report


def _next_action(job: Job, ask: Ask) -> Ended:
    return act_once(job.given, ask)


def _frozen(
    tapes: dict[str, Tape], contract: Contract, max_steps: int, job: Job, ask: Ask
) -> Ended:
    given = job.given
    tape = tapes.setdefault(given.key, tapes.get(given.key) or Tape(given.trace, contract))
    return converse(given, ask, Playing(tape), max_steps)
