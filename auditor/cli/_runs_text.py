"""The report on repeated runs, for reading."""

import math
from collections import Counter
from collections.abc import Iterator

from auditor.cli._tasks_text import number_text, tasks_text
from auditor.measure import Estimate, Interval
from auditor.report import Look
from auditor.runs.difference import MEANINGS, Class
from auditor.runs.levels import LEVELS, LevelAgreement
from auditor.runs.outcomes import MOST_K, OutcomeReport
from auditor.runs.pairs import PairCounts, harmless_pairs
from auditor.runs.report import SYSTEM, RunReport
from auditor.runs.reservations import Reservation, reservations
from auditor.safe_text import one_line
from auditor.summary_text import counted, findings_line, severity_counts, unread_line
from auditor.terminal import Paint, block


def report_text(report: RunReport, look: Look, limit: int) -> Iterator[str]:
    """Yield the report: what was compared, agreement, success, pairs, batch, tasks."""
    paint = Paint(look.colour)
    yield from _compared(report, paint, look)
    if report.tasks:
        yield from _agreement(report, paint, look)
    if report.outcomes:
        yield from _outcomes(report.outcomes, report.runs_per_task[1], paint)
    if report.pairs.pairs:
        yield from _pairs(report.pairs, paint)
    yield from _batch(report, paint)
    yield from tasks_text(report, paint, look, limit)
    if report.tasks:
        yield _findings(report)
    for why, number in report.accepted.items():
        yield f"Left out: {counted(number, 'finding')} ({why}).\n"


def _findings(report: RunReport) -> str:
    line = findings_line(severity_counts(report.findings))
    codes = sorted(Counter(finding.code for finding in report.findings).items())
    told = ", ".join(f"{code} {number:,}" for code, number in codes)
    return f"{line} {told}; `auditor audit` shows them.\n" if told else f"{line}\n"


def _compared(report: RunReport, paint: Paint, look: Look) -> Iterator[str]:
    fewest, most = report.runs_per_task
    each = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    head = f"{counted(report.runs, 'run')} of {counted(len(report.tasks), 'task')}"
    yield paint("bold", head) + (f", {each} each" if report.tasks else "")
    yield f"; {counted(report.single, 'task')} run once"
    if report.ungrouped:
        yield f"; {counted(report.ungrouped, 'trace')} without a known input"
    yield "\n"
    if report.problems:
        yield unread_line(len(report.problems)) + "\n"
    for said in _left_out(report):
        yield from block(said, "", look.width)
    if report.level == SYSTEM:
        yield from block(_system_level(report), "", look.width)
    elif any(task.whole > 1 for task in report.tasks):
        yield from block(_repeats(report), "", look.width)


def _left_out(report: RunReport) -> Iterator[str]:
    if report.copies:
        yield (
            f"{counted(report.copies, 'record')} left out, equal to an earlier one to the "
            "letter: nothing says that it was another run. Give repeats an id or a run index."
        )
    if report.off_scale:
        low, high = report.off_scale
        yield (
            f"There are scores outside 0..1 ({low:g} to {high:g}): what a full success is on such "
            "a scale is not known, so no score is taken as success or failure."
        )
    if report.tasks and not any(task.whole > 1 for task in report.tasks):
        yield "No two runs of a task can be compared: fewer than two of each came to their own end."


def _repeats(report: RunReport) -> str:
    if not report.unrecorded:
        return "True repeats: prompt, user turns, tools, model and decoding are the same."
    missing = " and ".join(report.unrecorded)
    return (
        "Repeats as far as the transcripts tell: what they record of prompt, user turns, tools, "
        f"model and decoding is the same. Not recorded in all of them: {missing}."
    )


def _system_level(report: RunReport) -> str:
    pairs = report.pairs
    names = ", ".join(f"{name} ({n:,})" for name, n in pairs.differing.most_common())
    return (
        f"System level: {pairs.classes['P']:,} of {pairs.compared:,} pairs of runs are no repeats "
        f"(class P); they differ in {names}. The figures measure model, user and world together; "
        "the rules blame no model for them."
    )


def _agreement(report: RunReport, paint: Paint, look: Look) -> Iterator[str]:
    label = f" ({report.level})" if report.level == SYSTEM else ""
    yield "\n" + paint("bold", f"Agreement of two runs of one task{label}") + "\n"
    for each in report.levels:
        yield _level_line(each, each.level == report.headline)
    yield f"  edit similarity of two chains {_estimate(report.similarity).rstrip()}\n"
    lower = report.agreement_if_broken_differ
    if lower is not None and not math.isnan(lower.value):
        said = (
            "If runs that broke off, left their tape or show no decision had decided otherwise, "
            f"two runs agree in {report.headline} with {_estimate(lower).rstrip()}."
        )
        yield from block(said, "  ", look.width)
    for one in reservations(report):
        yield from block(_told(one, report), "  ", look.width)


def _told(one: Reservation, report: RunReport) -> str:
    """Return a reservation in words."""
    number = int(one.number)
    if one.code == "undecided":
        return (
            f"Not in the line `decision`: {counted(number, 'run')} without a decision "
            f"({counted(one.of, 'task')} in which no run shows one)."
        )
    if one.code == "off-tape":
        return (
            f"The lines from `acts` on, similarity and pairs are of the {counted(one.of, 'run')} "
            f"that stayed on their tape. The {counted(number, 'run')} that left it did something "
            "else, so that these figures are too high."
        )
    if one.code == "guessed":
        return (
            "No contract says which tools act: decisions and acts are guessed by the tools' names."
        )
    if one.code == "equal":
        return (
            f"In {number:,} of {counted(one.of, 'task')} runs are equal to the letter: reprints or "
            "a cache, it seems. They count here, and are no evidence of agreement."
        )
    return (
        f"Consistent so far: no task flips in {report.headline}, but in each one another outcome "
        f"may still come up with q <= {one.number:.0%} at 95%."
    )


def _level_line(level: LevelAgreement, headline: bool) -> str:
    flips = f"{level.flips.hits} of {level.flips.total} tasks flip"
    mark = "*" if headline else " "
    return (
        f" {mark}{level.level:<9}{_estimate(level.agreement)}  {flips:<22}"
        f"majority {number_text(level.modal_share)}  {LEVELS[level.level]}\n"
    )


def _estimate(estimate: Estimate) -> str:
    return f"{number_text(estimate.value)} {_interval(estimate.interval, estimate.inputs)}"


def _interval(interval: Interval, inputs: int) -> str:
    """Return an interval over inputs; one input has none."""
    if inputs < 2:  # noqa: PLR2004 - nothing to draw from
        return f"{'(one input)' if inputs else '':<14}"
    return f"[{interval.low:.3f}, {interval.high:.3f}]"


def _outcomes(outcomes: OutcomeReport, most: int, paint: Paint) -> Iterator[str]:
    size = f"{counted(outcomes.inputs, 'task')}, {counted(outcomes.runs, 'run')}"
    yield "\n" + paint("bold", f"Success ({size}; 95% intervals over tasks)") + "\n"
    for each in outcomes.by_k:
        bounds = _interval(each.pass_hat_k_interval, each.inputs)
        some_bounds = _interval(each.pass_at_k_interval, each.inputs)
        every = f"pass^{each.k} {each.pass_hat_k:.4f} {bounds}"
        yield f"  {every}   pass@{each.k} {each.pass_at_k:.4f} {some_bounds.rstrip()}\n"
    first = outcomes.by_k[0].pass_hat_k if outcomes.by_k else math.inf
    if outcomes.success_if_broken_fail < first:
        yield (
            "  If runs that broke off count as failures, pass^1 is "
            f"{outcomes.success_if_broken_fail:.4f}.\n"
        )
    if not outcomes.by_k:
        return
    if len(outcomes.by_k) < min(most, MOST_K):
        yield f"  No k beyond {len(outcomes.by_k)}: a task has no more whole runs with a score.\n"
    yield (
        f"  beyond chance: AC1 {number_text(outcomes.gwet_ac1)}; beside a prevalence of "
        f"{outcomes.by_k[0].pass_hat_k:.2f} also Fleiss "
        f"{number_text(outcomes.fleiss_kappa)}, alpha {number_text(outcomes.krippendorff_alpha)}; "
        f"intraclass correlation {number_text(outcomes.intraclass_correlation)}\n"
    )


def _pairs(pairs: PairCounts, paint: Paint) -> Iterator[str]:
    sample = f", {pairs.compared:,} compared" if pairs.compared < pairs.pairs else ""
    yield "\n" + paint("bold", f"Between two runs ({counted(pairs.pairs, 'pair')}{sample})") + "\n"
    outer: Counter[str] = Counter({name: pairs.classes[name] for name in ("P", "I", "W")})
    for name, number in outer.items():
        if number:
            yield f"  {name:<4}{number:>7,}  {_meaning(name)}\n"
    if any(outer.values()):
        yield "  What the models did, that aside:\n"
    for name, number in pairs.conduct.most_common():
        flips = f"; success flips in {pairs.flips[name]:,}" if pairs.flips[name] else ""
        yield f"  {name:<4}{number:>7,}  {_meaning(name)}{flips}\n"
    share = harmless_pairs(pairs) / pairs.compared if pairs.compared else math.nan
    forks = ", ".join(f"{kind} {n:,}" for kind, n in pairs.forks.most_common())
    yield f"  Harmless: {share:.1%}. First divergence: {forks}.\n"


def _meaning(name: str) -> str:
    known: Class
    for known in MEANINGS:
        if known == name:
            return MEANINGS[known]
    return name


def _batch(report: RunReport, paint: Paint) -> Iterator[str]:
    batch = report.batch
    yield "\n" + paint("bold", "Batch") + "\n"
    if batch.one_pass.total:
        rate = f"{batch.one_pass.value:.1%}"
        yield (
            f"  one pass: {rate} of {counted(batch.one_pass.total, 'run')} right end to end "
            f"without a person (by {batch.judged_by})\n"
        )
    else:
        yield "  one pass: not checkable (no scores, and no [policy] that judges a decision)\n"
    if batch.review.total and (report.tasks or batch.one_pass.total or batch.reasons):
        reasons = ", ".join(f"{name} {n:,}" for name, n in batch.reasons.items())
        yield (
            f"  for people to review: {batch.review.hits:,} of "
            f"{counted(batch.review.total, 'input')}{f' ({reasons})' if reasons else ''}\n"
        )
    for row in batch.evidence:
        actions = ", ".join(f"{one_line(name)} {n:,}" for name, n in row.actions.items())
        allowed = f"   policy: {one_line(' or '.join(row.allowed))}" if row.allowed else ""
        yield f"  on the evidence {one_line(row.evidence)}: {actions}{allowed}\n"
    alike = batch.equal_evidence
    if alike.total:
        yield (
            f"  two decisions on equal evidence agree with chance {alike.value:.3f} "
            f"({alike.hits:,} of {counted(alike.total, 'pair')})\n"
        )
