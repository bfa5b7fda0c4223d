"""What a call that runs a command plainly is, or plainly is not: a step of versions, a test run."""

import re
from functools import lru_cache

from auditor.claims.deeds.calls import reach_of
from auditor.claims.deeds.commands import are_well_known, only_looks
from auditor.claims.deeds.commands import only_plain as is_plain_line
from auditor.trace import ToolCall, ToolResult

# What a command has to hold for a step of version control to be made by it.
_STEPS = {
    "pushed": re.compile(r"\bpush|\bgh\b|\bglab\b|\bsync\b|\bsubmit\b"),
    "merged": re.compile(r"merge|rebase|\bpull\b|cherry-pick|\bam\b"),
    "opened": re.compile(r"\bpr\b|\bmr\b|pull|merge|\bgh\b|\bglab\b|\bhub\b|push"),
}
_SENT_AWAY = re.compile(r"->|\bremote:|\borigin\b|\bpush|\bpull request\b|https?://")
_TESTS = re.compile(r"test|spec|\bcheck|\btox\b|\bnox\b|\bci\b|\bmake\b|\bnpm\b|\byarn\b|\bgo\b")
_EXIT = re.compile(r"(?:exit|return)[ _]?(?:code|status)\W{0,4}(-?\d+)", re.IGNORECASE)
_FAILING = re.compile(
    r"(?<![\d.])(?:[1-9]\d*) (?:tests? )?(?:failed|failures?|errors?)\b|\bFAILED\b|\bFAIL\b"
)


def lacks_step(call: ToolCall, answer: ToolResult | None, verb: str) -> bool:
    """Say whether a call plainly did not push, merge or open a request, as a deed has it.

    Commands of which each part is well known tell what they do, and a hook of theirs speaks up.
    """
    step = _STEPS.get(verb)
    if step is None or step.search(f"{call.name} {call.arguments_raw}".casefold()):
        return False
    if answer is None or _SENT_AWAY.search(answer.output):
        return False
    return reach_of(call.name).command and are_well_known(call.arguments_raw)


def only_plain(call: ToolCall) -> bool:
    """Say whether every part of a command is a program well known to run no other."""
    return reach_of(call.name).command and is_plain_line(call.arguments_raw)


def is_test_run(call: ToolCall) -> bool:
    """Say whether a call looks like a run of tests."""
    reach = reach_of(call.name)
    if reach.looks:
        return False
    if reach.command:
        return _speaks_of_tests(call.arguments_raw) and not only_looks(call.arguments_raw)
    return "run" in reach.families and "test" in call.name.casefold()


@lru_cache(maxsize=512)
def _speaks_of_tests(raw: str) -> bool:
    return _TESTS.search(raw) is not None


def tests_failed(result: ToolResult) -> bool:
    """Say whether the output of a run of tests says that some failed."""
    if result.is_error:
        return True
    code = _EXIT.search(result.output)
    if code is not None:
        return code[1] != "0"
    return bool(_FAILING.search(result.output))
