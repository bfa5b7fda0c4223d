"""Traces, findings and pairs of runs as pieces of HTML."""

from collections.abc import Sequence

from auditor.analysis import analyse
from auditor.finding import Finding
from auditor.language import Language
from auditor.setting import Setting
from auditor.timeline.aligned import SideBySide
from auditor.timeline.card import evidence_of
from auditor.timeline.claimed import Claimed, claimed_of
from auditor.timeline.markup import rendered
from auditor.timeline.rows import rows_of
from auditor.timeline.sentences import sentence, told
from auditor.timeline.words import words
from auditor.trace import Trace

ROOM = 36_000
"""Characters of a timeline that does not show the whole trace."""


def timeline_html(
    trace: Trace,
    findings: Sequence[Finding],
    *,
    language: Language = "en",
    current: Finding | None = None,
    focus: int | None = None,
    room: int | None = ROOM,
) -> str:
    """Return a trace event by event, with what findings say and what is missing.

    Args:
        trace: The trace.
        findings: What was found in it.
        language: Of the words around it.
        current: The finding that the reader looks at.
        focus: The event to begin at; without one that of the current finding.
        room: As in `chosen`; None shows everything.
    """
    rows = rows_of(trace, findings, current=current, focus=focus, room=room)
    return rendered("timeline.html", timeline=rows, trace=trace, w=words(language))


def card_html(
    finding: Finding,
    trace: Trace | None,
    setting: Setting,
    *,
    language: Language = "en",
) -> str:
    """Return what a finding says: its rule, its sentence, its evidence, and the two results.

    Args:
        finding: The finding.
        trace: Its trace, where it has one and that can be read.
        setting: What the audit was told.
        language: Of the words around it.
    """
    claimed: Claimed | None = None
    if trace is not None:
        claimed = claimed_of(analyse(trace, setting), finding)
    return rendered(
        "card.html",
        finding=finding,
        said=sentence(finding, language),
        claimed=claimed,
        evidence=evidence_of(finding, trace, claimed),
        w=words(language),
    )


def side_by_side_html(compared: SideBySide, *, language: Language = "en") -> str:
    """Return two runs of one task call by call, with the place where they part."""
    difference = compared.difference
    inputs = told("names", ", ".join(difference.preconditions), language)
    sides = [
        (told("run", run.name or run.trace_id, language), run.trace_id, decision)
        for run, decision in zip(
            (difference.left, difference.right), compared.decisions, strict=True
        )
    ]
    return rendered(
        "side_by_side.html", compared=compared, sides=sides, inputs=inputs, w=words(language)
    )
