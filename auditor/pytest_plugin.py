"""pytest plugin: fail a test when an agent's transcript holds a made-up tool result.

`assert_no_fabrication` is a function to import and a fixture of the same name. The plugin loads
the auditor only when it is used.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from auditor.contract import Contract
    from auditor.finding import Finding
    from auditor.trace import Trace

_FAMILY = "TA1"


def assert_no_fabrication(
    trace: "Trace | str | Sequence[dict[str, Any]]",
    *,
    tools: Sequence[dict[str, Any]] | None = None,
    contract: "Contract | str | None" = None,
    proven_only: bool = False,
) -> None:
    """Fail unless a trace holds no result that no tool gave (rules TA101 to TA108).

    Args:
        trace: A trace, the path of transcripts, or a conversation as a list of chat messages.
        tools: Definitions of the tools, for a list of messages.
        contract: A contract or the path of its file.
        proven_only: Let findings pass that are only suspected.

    Raises:
        AssertionError: There is such a finding; the message quotes it.
        NothingAudited: The path holds no trace, so that nothing was shown.
    """
    # pytest leaves this frame out of the traceback: the caller's line is what matters.
    __tracebackhide__ = True
    found = [
        finding
        for finding in _findings(trace, tools, contract)
        if finding.code.startswith(_FAMILY)
        and finding.severity != "info"
        and (finding.grade == "proven" or not proven_only)
    ]
    if found:
        raise AssertionError("\n".join(_told(finding) for finding in found))


@pytest.fixture(name="assert_no_fabrication")
def checker() -> Callable[..., None]:
    """Return `assert_no_fabrication`."""
    return assert_no_fabrication


def _findings(
    trace: "Trace | str | Sequence[dict[str, Any]]",
    tools: Sequence[dict[str, Any]] | None,
    contract: "Contract | str | None",
) -> "Sequence[Finding]":
    from auditor import api
    from auditor.errors import NothingAudited
    from auditor.trace import Trace

    if isinstance(trace, (str, Trace)):
        report = api.audit(trace if isinstance(trace, str) else [trace], config=contract)
        if not report.summary.traces:
            raise NothingAudited(f"{trace} holds no trace that can be read.")
        return report.findings
    return api.audit_messages(trace, tools, config=contract)


def _told(finding: "Finding") -> str:
    from auditor.safe_text import safe_text

    where = "" if finding.step is None else f" at step {finding.step}"
    quotes = "".join(f"\n    {e.role}: {safe_text(e.quote)}" for e in finding.evidence)
    return f"{finding.code} {finding.name}{where}: {safe_text(finding.message)}{quotes}"
