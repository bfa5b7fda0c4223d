"""What a trace, its format and the settings let a rule see; what they do not show is no pass."""

from enum import IntFlag

from auditor.contract import forbids_acting
from auditor.setting import Setting
from auditor.trace import Tool, Trace


class Coverage(IntFlag):
    """What a trace, its format and the settings let a rule see."""

    CALLS = 1
    RESULTS = 2
    WORDS = 4
    SCHEMAS = 8
    REQUIREMENTS = 16
    POLICY = 32
    ANSWER_SCHEMA = 64
    LEDGER = 128
    TIMES = 256
    EXPECTATIONS = 512
    ARGUMENTS = 1024


MISSING: dict[Coverage, str] = {
    Coverage.CALLS: "the transcript records no tool calls",
    Coverage.RESULTS: "the transcript records no tool results",
    Coverage.WORDS: "the transcript holds no words of the model",
    Coverage.SCHEMAS: "no tool schemas: give a contract or declare the tools in the transcript",
    Coverage.REQUIREMENTS: "no [[require]] in the contract, and no expectations given",
    Coverage.POLICY: "no [policy] and no opposites of [decision] in the contract",
    Coverage.ANSWER_SCHEMA: "no answer_schema in the contract",
    Coverage.LEDGER: "no ledger given",
    Coverage.TIMES: "the transcript gives no times",
    Coverage.ARGUMENTS: "the calls of this format hold free text, no JSON",
    Coverage.EXPECTATIONS: "no expectations given, and no [policy] value that forbids acting",
}


def coverage_of(
    trace: Trace, setting: Setting, tools: dict[str, Tool],
    *, words: bool, calls: bool, results: bool,
) -> Coverage:  # fmt: skip
    """Return what a trace lets rules see; worked out once for traces that are alike in it.

    Args:
        trace: The trace; only what was read beside its events counts.
        setting: What the audit is told.
        tools: The declared tools.
        words: The model says anything.
        calls: It holds calls.
        results: It holds results.
    """
    seen = (id(setting), bool(tools), words, calls, results, trace.at is not None, trace.notes)
    known = _coverages.get(seen)
    if known is None or known[0] is not setting:
        if len(_coverages) > 256:  # noqa: PLR2004 - a bound on memory, not a rule
            _coverages.clear()
        found = _work_out_coverage(trace, setting, tools, words=words, calls=calls, results=results)
        known = _coverages[seen] = (setting, found)
    return known[1]


_coverages: dict[tuple[object, ...], tuple[Setting, Coverage]] = {}


def _work_out_coverage(
    trace: Trace, setting: Setting, tools: dict[str, Tool],
    *, words: bool, calls: bool, results: bool,
) -> Coverage:  # fmt: skip
    found = setting_coverage(setting)
    if tools:
        found |= Coverage.SCHEMAS
    if words or calls:
        found |= Coverage.WORDS
    if trace.at is not None:
        found |= Coverage.TIMES
    notes = trace.notes
    if "free-text-arguments" not in notes:
        found |= Coverage.ARGUMENTS
    if calls or not (results or "calls-not-recorded" in notes):
        found |= Coverage.CALLS
    if results or not (calls or "results-not-recorded" in notes):
        found |= Coverage.RESULTS
    return found


def setting_coverage(setting: Setting) -> Coverage:
    """Return what the settings alone cover."""
    contract = setting.contract
    found = Coverage(0)
    if contract.require or setting.expectations:
        found |= Coverage.REQUIREMENTS
    if contract.policy is not None or contract.decision.opposites:
        found |= Coverage.POLICY
    if setting.expectations or forbids_acting(contract):
        found |= Coverage.EXPECTATIONS
    if contract.answer_schema is not None:
        found |= Coverage.ANSWER_SCHEMA
    if setting.ledger is not None:
        found |= Coverage.LEDGER
    return found
