"""`auditor.replay`: run recorded inputs again and keep what the model does now."""

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from os import PathLike
from typing import Any, Literal, NamedTuple, get_args

from auditor.contract import Contract
from auditor.endpoints import ToolServer
from auditor.errors import NothingAudited, UsageError
from auditor.intake.reading import read
from auditor.messages.openai import calls_of
from auditor.replaying.asking import Asking, Version
from auditor.replaying.conversing import Ended, act_once, converse
from auditor.replaying.inputs import Gathered, Input, end_of, gather, points_of, rounds_of
from auditor.replaying.journal import Journal, Memory
from auditor.replaying.live import Workshop, workshop
from auditor.replaying.plan import Job, Mode, Plan, digest_of, now
from auditor.replaying.report import ReplayReport
from auditor.replaying.responding import Decoding, Respond
from auditor.replaying.running import Play, Progress, Work, make_runs
from auditor.replaying.spending import Limits, Pace
from auditor.replaying.tape import Playing, Tape
from auditor.setting import Setting, setting_given
from auditor.trace import ReadProblem, Trace

Items = Iterable[Trace | ReadProblem | dict[str, Any]]
At = Literal["every", "end"]
LEDGER = "ledger.journal"


def replay(
    inputs: Items | str | PathLike[str],
    *,
    respond: Respond | Mapping[str, Respond],
    mode: Mode = "frozen",
    runs: int = 5,
    decoding: Decoding = Decoding(),  # noqa: B008 - immutable
    config: Setting | Contract | str | PathLike[str] | None = None,
    at: At = "every",
    servers: Mapping[str, ToolServer] | None = None,
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
            `teacher-forced` asks for the next action only, given the recorded conversation;
            `live` calls the tools that `servers` allow, and answers others from the record.
        runs: Runs of each input (of each action, where teacher-forced) and version.
        decoding: How replies are drawn. Each run and step gets a seed of its own.
        config: A contract, its path or a whole setting: tells which tools only read.
        at: `every` recorded turn (action, where teacher-forced), or only what follows the `end` of
            conversations that are open, everything in them taken as given.
        servers: Where live: the MCP servers and what may be called on them.
        out: Folder for transcripts and log; called again, the replay goes on where it stood.
        seed: From which all others are drawn.
        concurrency: Runs at a time; `respond` is called from as many threads.
        max_steps: The most replies to one message of a user.
        limits: Budget and patience.
        progress: Called after each run.

    Raises:
        UsageError: The inputs, the contract, the servers or the folder cannot be used.
        NothingAudited: There is nothing to replay.
    """
    contract = setting_given(config).contract
    answering = respond if isinstance(respond, Mapping) else {"model": respond}
    versions = {name: Version(one, Pace(), model=name) for name, one in answering.items()}
    gathered = gather(read(inputs) if isinstance(inputs, str | PathLike) else inputs)
    stage = Stage(mode, contract, max_steps, out, servers or {}, at)
    words = dict.fromkeys(versions, "")
    terms = Terms(runs, versions, words, decoding, seed, limits, concurrency)
    return carried_out(gathered, stage, terms, progress)


class Stage(NamedTuple):
    """Where runs take place: how results come about, and where they are kept.

    Attributes:
        mode, contract, max_steps, out, servers, at: As in `replay`.
    """

    mode: Mode
    contract: Contract
    max_steps: int
    out: str | None
    servers: Mapping[str, ToolServer]
    at: At = "every"


class Terms(NamedTuple):
    """Who answers how often, and on which terms.

    Attributes:
        versions: What answers, by name; `words` say it in words that change when it does.
        runs, decoding, seed, limits, concurrency: As in `replay`.
    """

    runs: int
    versions: Mapping[str, Version]
    words: dict[str, str]
    decoding: Decoding
    seed: int
    limits: Limits
    concurrency: int


def carried_out(
    gathered: Gathered, stage: Stage, terms: Terms, progress: Progress | None
) -> ReplayReport:
    """Run the inputs on a stage, in memory or in a folder, and return the report.

    Raises:
        UsageError, NothingAudited: As in `replay`.
    """
    for name, given, possible in (("mode", stage.mode, Mode), ("`at`", stage.at, At)):
        if given not in get_args(possible):
            raise UsageError(
                f"There is no {name} {given!r}.", f"Known: {', '.join(get_args(possible))}."
            )
    inputs = _expanded(gathered.inputs, stage)
    plan = Plan(
        stage.mode,
        terms.words,
        terms.decoding,
        terms.seed,
        digest_of(inputs),
        stage.max_steps,
        now(),
        {name: one.allow for name, one in stage.servers.items()} if stage.mode == "live" else {},
    )
    with ExitStack() as stack:
        again = terms.limits.again
        shelf = Memory(plan) if stage.out is None else Journal(stage.out, plan, again=again)
        stack.callback(shelf.close)
        inputs, play = _staged(inputs, stage, stack)
        work = Work(inputs, terms.runs, terms.versions, terms.limits, play, terms.concurrency)
        report = make_runs(work, shelf, progress)
    report.further, report.unasked = gathered.further, gathered.unasked
    report.problems = gathered.problems
    if isinstance(shelf, Memory):
        report.records = shelf.records
    else:
        report.files = {name: shelf.path_of(name) for name in work.versions}
    return report


def _expanded(inputs: list[Input], stage: Stage) -> list[Input]:
    """Return what each run of a mode starts from."""
    if stage.at == "end":
        inputs = [point for given in inputs if (point := end_of(given)) is not None]
    elif stage.mode == "teacher-forced":
        inputs = [point for given in inputs for point in points_of(given)]
    if not inputs:
        raise NothingAudited(
            "There is nothing to replay: "
            + (
                "every conversation ends with the model's words."
                if stage.at == "end"
                else "no trace holds a user's message."
            )
        )
    return inputs


def _staged(inputs: list[Input], stage: Stage, stack: ExitStack) -> tuple[list[Input], Play]:
    """Return the inputs with their tools, and what makes one run."""
    if stage.mode == "teacher-forced":
        return inputs, _next_action
    tapes = Tapes(stage.contract)
    if stage.mode == "frozen":
        return inputs, partial(_frozen, tapes, stage.max_steps)
    if stage.out is None:
        raise UsageError("A live replay needs a folder for its ledger.", "Give out.")
    ledger = os.path.join(stage.out, LEDGER)
    shop = stack.enter_context(workshop(stage.servers, stage.contract, ledger))
    if not all(given.tools for given in inputs):
        tools = shop.tools()
        inputs = [given if given.tools else given._replace(tools=tools) for given in inputs]
    return inputs, partial(_live, shop, tapes, stage.max_steps)


class Tapes:
    """The record of each input, made when it is first asked for."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._tapes: dict[str, Tape] = {}

    def begun(self, given: Input) -> Playing:
        """Return the record of an input, at the place from which its runs start."""
        if given.key not in self._tapes:
            self._tapes[given.key] = Tape(given.trace, self._contract)
        playing = Playing(self._tapes[given.key])
        if given.step is not None:
            for message in given.messages:
                for call in calls_of(message):
                    playing.note(call.name, call.arguments_raw)
        return playing


def _next_action(job: Job, ask: Asking) -> Ended:
    return act_once(job.given, ask)


def _frozen(tapes: Tapes, max_steps: int, job: Job, ask: Asking) -> Ended:
    return converse(job.given, ask, tapes.begun(job.given), max_steps)


def _live(shop: Workshop, tapes: Tapes, max_steps: int, job: Job, ask: Asking) -> Ended:
    if ask.resumed and not shop.only_reads:
        return Ended(
            rounds_of(job.given.messages)[0],
            "failed",
            "an earlier session ended while the run could act; nothing is done twice",
            [],
        )
    with shop.opened(job.run_id, tapes.begun(job.given)) as desk:
        return converse(job.given, ask, desk, max_steps)
