"""An action without the call that the contract requires before it.

What it does:
    Takes each `[[require]]` of the contract: before every call of the tool `before`, a call of the
    tool `call` must have been made and answered, about the same entity where `same` names the
    argument. A call that failed counts as made; one whose result came only after the action does
    not. Values are compared in one spelling, so that `hxxp://a[.]example/` and
    `http://a.example` are the same. With `--expectations`, also each step at which a call that is
    due there was not made, or was made with other arguments (kind `expectation`).

Why it matters:
    An action that nothing was looked up for cannot be justified afterwards. It is also what
    follows a made-up result: the lookup is in the text and not in the log.

Example:
    `[[require]] before = "block_uri" call = "lookup_uri" same = "uri"`, and the run blocks
    `b.example` after it looked up `a.example` only.

Known false alarms:
    A lookup that names the entity by another key (an order by its customer). Leave `same` out.

How to fix or suppress:
    Make the call. Change the requirement where it is too strict.
"""

from collections import Counter
from collections.abc import Iterator

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.decisions.entities import missing_part
from auditor.decisions.requirements import Unmet, unmet_requirements
from auditor.finding import Evidence, Hit, NotCheckable, quote
from auditor.measure import Call, call
from auditor.rules import rule
from auditor.trace import Message, ToolCall


@rule("TA204", "expected-call-missing", "high", Coverage.REQUIREMENTS | Coverage.CALLS)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each action whose required call is not there, then each step without its due call."""
    missing = unmet_requirements(analysis.pairing, analysis.setting.contract)
    reason = missing_part(analysis.trace) if missing else ""
    if reason:
        yield NotCheckable(f"the required call may stand elsewhere: {reason}")
        return
    for unmet in missing:
        yield _hit(analysis, unmet)
    yield from _not_as_expected(analysis)


def _not_as_expected(analysis: Analysis) -> Iterator[Hit]:
    """Yield a hit for each step that lacks an expected call; steps that were not taken are left."""
    steps = analysis.setting.expectations.get(analysis.trace.task_key, {})
    made: dict[int, list[ToolCall]] = {}
    for each in analysis.pairing.calls:
        made.setdefault(each.step, []).append(each)
    said = {message.step: message for message in analysis.pairing.words}
    for step, expected in steps.items():
        calls = made.get(step, [])
        due = Counter(expected) - Counter(call(one.name, one.arguments_raw) for one in calls)
        at = calls[0] if calls else said.get(step)
        if due and at is not None:
            yield _due(next(iter(due)), at)


def _due(due: Call, at: ToolCall | Message) -> Hit:
    shown = f"{at.name} {at.arguments_raw}" if isinstance(at, ToolCall) else at.text
    instead = "was not made" if isinstance(at, Message) else f"was not made, but {at.name}"
    return Hit(
        at.index,
        f"{due.name} {due.arguments} was due at this step and {instead}.",
        due.name,
        (Evidence(at.index, quote(shown), "finding"),),
        kind="expectation",
    )


def _hit(analysis: Analysis, unmet: Unmet) -> Hit:
    acting, late = unmet.acting, unmet.late
    evidence = [Evidence(acting.index, quote(f"{acting.name} {acting.arguments_raw}"), "finding")]
    if late is not None:
        evidence.append(Evidence(late.index, quote(f"{late.name} {late.arguments_raw}"), "call"))
    grade = analysis.grade_of(unmet.requirement.call)
    return Hit(
        acting.index,
        f"{acting.name} was called, but {unmet.what}.",
        acting.name,
        tuple(evidence),
        grade,
        1.0 if grade == "proven" else 0.8,
        kind="not made" if late is None else "not awaited",
    )
