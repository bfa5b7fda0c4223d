"""What `auditor replay` does between its options and the replay itself."""

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from typing import Any, NamedTuple

import click

from auditor.cli._replay_text import ReplayProgress, replay_text
from auditor.cli._tasks import of_tasks
from auditor.config import Loaded
from auditor.errors import NothingAudited, UsageError
from auditor.replaying.asking import Version
from auditor.replaying.inputs import Gathered, gather
from auditor.replaying.plan import Mode
from auditor.replaying.report import ReplayReport
from auditor.replaying.responding import Decoding
from auditor.replaying.spending import Limits, Pace
from auditor.replaying.starting import At
from auditor.runs.report import RunReport
from auditor.trace import ReadProblem, Trace


class Asked(NamedTuple):
    """The options of the command; see there."""

    paths: tuple[str, ...]
    store: str | None
    endpoints: tuple[str, ...]
    respond: str | None
    mode: Mode
    at: At
    runs: int
    out: str
    again: bool
    tasks: tuple[str, ...]
    first: int | None
    temperature: float | None
    top_p: float | None
    max_tokens: int | None
    max_steps: int
    seed: int
    concurrency: int | None
    max_tokens_total: int | None
    max_cost: float | None
    retries: int
    deadline: float
    min_valid: float
    limit: int
    form: str


class Done(NamedTuple):
    """A replay and, by version, how far its runs agree; none where there is no score."""

    replay: ReplayReport
    consistency: dict[str, RunReport]
    loaded: Loaded


def replayed(asked: Asked, flags: dict[str, Any]) -> Done:
    """Carry out what was asked for, and compare the runs where enough are valid."""
    from auditor import api
    from auditor.cli.runs import without_accepted
    from auditor.config import load
    from auditor.replaying.starting import Stage, Terms, carried_out

    if bool(asked.paths) == bool(asked.store):
        raise click.UsageError("Give either transcripts or --store URL.")
    loaded = load(flags)
    limits = Limits(
        asked.max_tokens_total, asked.max_cost, asked.retries, asked.deadline, again=asked.again
    )
    decoding = Decoding(asked.temperature, asked.top_p, asked.max_tokens)
    stage = Stage(
        asked.mode, loaded.contract, asked.max_steps, asked.out, loaded.values.mcp, asked.at
    )
    progress = ReplayProgress(sys.stderr.isatty())
    with ExitStack() as opened:
        versions, words = _versions(asked, loaded, opened)
        workers = asked.concurrency or _usual_concurrency(asked, loaded)
        terms = Terms(asked.runs, versions, words, decoding, asked.seed, limits, workers)
        report = carried_out(_gathered(asked), stage, terms, progress.told)
    progress.end()
    consistency = {}
    if report.enough(asked.min_valid) and asked.runs > 1:
        consistency = {
            name: without_accepted(api.compare_runs(file, config=loaded.contract), loaded)
            for name, file in report.files.items()
        }
    return Done(report, consistency, loaded)


def _versions(
    asked: Asked, loaded: Loaded, stack: ExitStack
) -> tuple[dict[str, Version], dict[str, str]]:
    """Return what answers, by name, and the words for it that the plan keeps."""
    from auditor.replaying.endpoint import opened
    from auditor.replaying.stand_in import stand_in

    if asked.endpoints and asked.respond:
        raise UsageError("Two things say what to replay against.", "Give --endpoint or --respond.")
    if not (asked.endpoints or asked.respond):
        raise UsageError("Nothing says what to replay against.", "Give --endpoint or --respond.")
    if asked.respond:
        if asked.max_cost is not None:
            raise UsageError("--max-cost needs an endpoint with prices.")
        name = asked.respond.partition(":")[0].rpartition(".")[2]
        version = Version(stand_in(asked.respond), Pace(), model=asked.respond)
        return {name: version}, {name: asked.respond}
    known = loaded.values.endpoints
    versions, words = {}, {}
    for name in asked.endpoints:
        if name not in known:
            raise UsageError(
                f"The settings have no endpoint {name!r}.",
                f"Known: {', '.join(known)}." if known else "Write [endpoints.NAME] first.",
            )
        endpoint = known[name]
        versions[name] = stack.enter_context(opened(name, endpoint))
        if asked.max_cost is not None and versions[name].price is None:
            raise UsageError(
                f"--max-cost: [endpoints.{name}] has no prices.",
                "Give price_prompt and price_completion, per million tokens.",
            )
        words[name] = f"{endpoint.model} at {endpoint.base_url} {endpoint.extra or ''}".rstrip()
    return versions, words


def _usual_concurrency(asked: Asked, loaded: Loaded) -> int:
    known = loaded.values.endpoints
    return min((known[name].concurrency for name in asked.endpoints), default=1)


def _gathered(asked: Asked) -> Gathered:
    """Return the inputs, of the tasks that were asked for."""
    from auditor.intake.reading import read

    with ExitStack() as opened:
        items: Iterable[Trace | ReadProblem]
        if asked.store:
            from auditor.cli._stored import open_existing
            from auditor.store import read_traces

            items = read_traces(opened.enter_context(open_existing(asked.store)))
        else:
            items = read(*asked.paths)
        found = gather(of_tasks(items, asked.tasks))
    return found._replace(inputs=list(islice(found.inputs, asked.first)))


def print_report(done: Done, asked: Asked) -> None:
    """Print what became of the replay, and how far its runs agree."""
    from auditor.cli._output import colours_wanted, columns, print_pieces
    from auditor.report import Look
    from auditor.runs.as_json import as_json
    from auditor.safe_text import safe_json

    if asked.form == "json":
        value = {"replay": as_json(done.replay), "consistency": as_json(done.consistency)}
        print_pieces([safe_json(value), "\n"])
        return
    look = Look(colours_wanted(), columns())
    print_pieces(replay_text(done.replay, done.consistency, look, asked.limit))


def exit_code(done: Done, asked: Asked) -> int:
    """Return what the command line says: 0, 1, or 3 where there is no score."""
    from auditor.cli import runs

    replay = done.replay
    if not replay.enough(asked.min_valid):
        click.echo(
            f"No score: {replay.compared} of {replay.asked} runs can be compared, fewer than the "
            f"share {asked.min_valid:g} that --min-valid asks for.",
            err=True,
        )
        return NothingAudited.exit_code
    values = done.loaded.values
    return max((runs.exit_code(each, values) for each in done.consistency.values()), default=0)
