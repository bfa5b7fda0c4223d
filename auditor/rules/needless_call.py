"""A call where none is due.

What it does:
    Reports calls that go beyond the expectations of the task (`--expectations FILE`): any call at
    a step where none is expected, and each one too many where some are (calls compared as
    multisets, arguments parsed). A call of another tool than the expected one is wrong, not
    needless, and is left to the accuracies. Kind `policy`: an acting call on an evidence value
    whose entry in `[policy]` is empty.

Why it matters:
    Training against made-up results can teach a model to call tools for everything. Each needless
    call costs time and money, and an acting one changes the world.

Example:
    The user says thanks; the expectation for that step is no call; the run calls `lookup_uri`.

Known false alarms:
    Expectations written for one way to solve a task that has several.

How to fix or suppress:
    List only steps whose calls are certain: steps that are not listed are not judged.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from auditor.analysis import Analysis
from auditor.contract import forbids_acting
from auditor.coverage import Coverage
from auditor.decisions.policy_reading import decisions_of
from auditor.finding import Evidence, Hit, NotCheckable, quote
from auditor.measure import Call, call
from auditor.rules import rule
from auditor.trace import ToolCall


@rule("TA207", "needless-call", "low", Coverage.EXPECTATIONS | Coverage.CALLS)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report calls beyond the expectation, then actions that the policy rules out."""
    setting = analysis.setting
    if setting.expectations:
        steps = setting.expectations.get(analysis.trace.task_key)
        if steps is None:
            yield NotCheckable("the expectations do not name this task")
        else:
            yield from _beyond(analysis.pairing.calls, steps)
    if forbids_acting(setting.contract):
        yield from _ruled_out(analysis)


def _beyond(calls: list[ToolCall], steps: Mapping[int, tuple[Call, ...]]) -> Iterator[Hit]:
    by_step: dict[int, list[ToolCall]] = {}
    for each in calls:
        if not steps or each.step in steps:
            by_step.setdefault(each.step, []).append(each)
    for step, made in by_step.items():
        expected = steps.get(step, ())
        for extra in _extra(made, expected):
            due = f"{len(expected)} are expected" if expected else "none is expected"
            yield _hit(extra, f"{extra.name} is called at a step where {due}.", "expectation")


def _extra(made: list[ToolCall], expected: tuple[Call, ...]) -> list[ToolCall]:
    """Return the calls that no expected one stands for; a wrong call takes the place of a right."""
    open_calls = Counter(expected)
    unmatched = []
    for each in made:
        form = call(each.name, each.arguments_raw)
        if open_calls[form] > 0:
            open_calls[form] -= 1
        else:
            unmatched.append(each)
    return unmatched[open_calls.total() :]


def _ruled_out(analysis: Analysis) -> Iterator[Hit]:
    contract = analysis.setting.contract
    for decision in decisions_of(analysis.pairing, contract):
        words = [reading.word for reading in decision.readings]
        decide = contract.policy.decide if contract.policy is not None else {}
        if words and all(decide.get(word) == () for word in words):
            name = decision.call.name
            yield _hit(
                decision.call, f"{name} is called, but on {words[0]} nothing is due.", "policy"
            )


def _hit(each: ToolCall, message: str, kind: str) -> Hit:
    evidence = (Evidence(each.index, quote(f"{each.name} {each.arguments_raw}"), "finding"),)
    return Hit(each.index, message, each.name, evidence, kind=kind)
