"""`auditor drift --surgery`: histories put to a model, and what it did next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import click

from auditor.analysis import Analysis
from auditor.cli._drift_input import Aside, Items, Span, analysed
from auditor.cli._drift_ways import Told, look
from auditor.cli._output import write_file
from auditor.config import Loaded, setting_from
from auditor.drift.comparison import VERSION
from auditor.errors import UsageError
from auditor.measure import Share
from auditor.pairs.conversation import Unusable
from auditor.replaying.endpoint import opened
from auditor.replaying.responding import Decoding, Respond
from auditor.replaying.stand_in import stand_in
from auditor.report import Look
from auditor.runs.as_json import as_json
from auditor.safe_text import safe_json
from auditor.statistics.wilson_interval import wilson_interval
from auditor.summary_text import counted
from auditor.surgery.contexts import Genuine, Operation, operation_of
from auditor.surgery.genuine import or_else, recorded
from auditor.surgery.trial import SurgeryReport, draws, preferences, surgery_report
from auditor.terminal import Paint, prose


class Asked(NamedTuple):
    """The options of surgery; see the command."""

    endpoint: str | None
    respond: str | None
    tools: str | None
    runs: int
    temperature: float | None
    seed: int
    pairs: str | None


def surgery(items: Items, loaded: Loaded, span: Span, asked: Asked) -> Told:
    """Operate on the histories of traces and ask a model what it does next."""
    setting, aside = setting_from(loaded), Aside()
    analyses = list(analysed(items, setting, span, aside))
    operations, unusable = _operations(analyses, _genuine(analyses, asked.tools))
    with ExitStack() as stack:
        respond = _responder(asked, loaded, stack)
        decoding = Decoding(temperature=asked.temperature)
        found, lost = draws(
            operations, respond, setting, runs=asked.runs, decoding=decoding, seed=asked.seed
        )
    report = surgery_report(
        found, len(operations), runs=asked.runs, lost=dict(lost), unusable=dict(unusable)
    )
    if asked.pairs:
        rows = preferences(operations, found)
        write_file(asked.pairs, (f"{safe_json(row)}\n" for row in rows))
    value: dict[str, Any] = {"version": VERSION, "surgery": as_json(report)}
    return Told(surgery_text(report, look()), value, [], [], [], len(analyses), aside)


def _operations(
    analyses: Sequence[Analysis], genuine: Genuine
) -> tuple[list[Operation], Counter[str]]:
    operations: list[Operation] = []
    unusable: Counter[str] = Counter()
    for analysis in analyses:
        found = operation_of(analysis, genuine)
        if isinstance(found, Unusable):
            unusable[found.reason] += 1
        else:
            operations.append(found)
    return operations, unusable


def _genuine(analyses: Sequence[Analysis], tools: str | None) -> Genuine:
    known = recorded(analysis.pairing for analysis in analyses)
    if tools is None:
        return known
    call: Any = stand_in(tools)
    return or_else(known, call)


def _responder(asked: Asked, loaded: Loaded, stack: ExitStack) -> Respond:
    if bool(asked.endpoint) == bool(asked.respond):
        raise click.UsageError("Give --endpoint or --respond: --surgery asks a model.")
    if asked.respond:
        return stand_in(asked.respond)
    known = loaded.values.endpoints
    if asked.endpoint not in known:
        raise UsageError(
            f"The settings have no endpoint {asked.endpoint!r}.",
            f"Known: {', '.join(known)}." if known else "Write [endpoints.NAME] first.",
        )
    return stack.enter_context(opened(asked.endpoint, known[asked.endpoint])).respond


def surgery_text(report: SurgeryReport, look: Look) -> Iterator[str]:
    """Yield the report: what was operated on, what each history led to, what follows."""
    paint = Paint(look.colour)
    head = f"Context surgery: {counted(report.operations, 'history', 'histories')}"
    yield paint("bold", head) + f", {report.runs} draws each in four forms\n"
    for reason, number in sorted(report.unusable.items()):
        yield from prose(f"left out {counted(number, 'trace')}: {reason}", "  ", look.width)
    for reason, number in sorted(report.lost.items()):
        yield from prose(f"lost {counted(number, 'reply', 'replies')}: {reason}", "  ", look.width)
    if not report.operations:
        return
    yield "\n  history         made up next                  called next\n"
    for arm in report.arms:
        yield f"  {arm.arm:<15} {_share(arm.fabricated)}  {_share(arm.called)}\n"
    yield "\n"
    for each in report.contrasts:
        between = f"{each.first} - {each.second}"
        yield (
            f"  {each.name:<34} {each.change:+.3f}  p = {each.p_rise:.3g} one-sided  ({between})\n"
        )
    yield "\n"
    yield from prose(_verdict(report), "", look.width)


def _share(share: Share) -> str:
    low, high, _ = wilson_interval(*share)
    counts = f"{share.hits:,} of {share.total:,}"
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}] {counts:<14}" if share.total else "-"


def _verdict(report: SurgeryReport) -> str:
    if report.proven:
        return (
            "Self-imitation: with the made-up result in its history the model makes up the next "
            "one more often than after the genuine call, and than after filler of the same length."
        )
    return (
        "Self-imitation is not shown: the made-up result in the history is not seen to make the "
        "next one more likely, or there are too few histories to tell."
    )
