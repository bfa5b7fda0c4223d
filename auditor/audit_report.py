"""What an audit reports: the totals, the findings, and what could not be checked or read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from auditor.finding import Finding
from auditor.trace import ReadProblem

if TYPE_CHECKING:
    from auditor.drift.followed import Followed


class Blind(msgspec.Struct, frozen=True):
    """A rule that could not be checked, why, and in how many traces."""

    code: str
    reason: str
    traces: int


class Summary(msgspec.Struct):
    """What was audited.

    Attributes:
        findings: How many are reported, by code.
        ignored: How many records hold no part of a conversation, by the reason.
        accepted: How many are left out because people know them, by the reason.
    """

    traces: int = 0
    events: int = 0
    tool_calls: int = 0
    tool_results: int = 0
    records: dict[str, int] = {}
    problems: int = 0
    formats: dict[str, int] = {}
    findings: dict[str, int] = {}
    accepted: dict[str, int] = {}
    ignored: dict[str, int] = {}


class AuditReport(msgspec.Struct):
    """Everything an audit found.

    Attributes:
        not_checkable: Rules that some traces could not show; no finding of these is no pass.
        problems: Records that could not be read.
        followed: What the traces did over turns and time, for reports that draw it.
    """

    summary: Summary
    findings: Sequence[Finding]
    not_checkable: list[Blind]
    problems: Sequence[ReadProblem]
    followed: "Followed | None" = None
