"""Output formats: one writer per file, found by itself.

A format is a plain function from a report to pieces of text. It never changes what was found;
it makes hostile text visible and harmless.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor.audit_report import AuditReport
from auditor.catalogue import Catalogue
from auditor.finding import Gate
from auditor.language import Language


class Look(NamedTuple):
    """How the reader wants it.

    Attributes:
        colour: ANSI colours are understood.
        width: Columns of the screen.
        gate: Which findings fail a check, for formats that tell.
        language: Of formats that speak more than English.
    """

    colour: bool = False
    width: int = 100
    gate: Gate = Gate()
    language: Language = "en"


Render = Callable[[AuditReport, Look], Iterator[str]]

REPORTS: Catalogue[Render] = Catalogue("output format", "auditor.report")


def report_format(render: Render) -> Render:
    """Register a function as the output format that its module is named after."""
    return REPORTS.add(render.__module__.rsplit(".", 1)[1], render)
