"""An action without the call that the contract requires before it.

What it does:
    Takes each `[[require]]` of the contract: before every call of the tool `before`, a call of the
    tool `call` must have been made and answered, about the same entity where `same` names the
    argument. A call that failed counts as made; one whose result came only after the action does
    not. Values are compared in one spelling, so that `hxxp://a[.]example/` and
    `http://a.example` are the same.

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

from collections.abc import Iterator

from auditor.analysis import Analysis, Coverage
from auditor.contract import Requirement
from auditor.entities import answered_before, missing_part, values_of
from auditor.finding import Evidence, Hit, NotCheckable, quote
from auditor.rules import rule
from auditor.trace import ToolCall


@rule("TA204", "expected-call-missing", "high", Coverage.REQUIREMENTS | Coverage.CALLS)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report each action whose required call is not there."""
    missing = [
        _hit(analysis, requirement, call)
        for requirement in analysis.setting.contract.require
        for call in analysis.pairing.calls
        if call.name == requirement.before and not _is_met(analysis, requirement, call)
    ]
    reason = missing_part(analysis.trace) if missing else ""
    if reason:
        yield NotCheckable(f"the required call may stand elsewhere: {reason}")
        return
    yield from missing


def _is_met(analysis: Analysis, requirement: Requirement, acting: ToolCall) -> bool:
    made = [
        call
        for call, _ in answered_before(analysis.pairing, acting.index)
        if call.name == requirement.call
    ]
    if not requirement.same:
        return bool(made)
    wanted = values_of(acting, (requirement.same,))
    if not wanted:
        return bool(made)
    asked = [_asked(analysis, requirement, call) for call in made]
    return wanted <= frozenset().union(*asked)


def _asked(analysis: Analysis, requirement: Requirement, call: ToolCall) -> frozenset[str]:
    """Return what a required call was about; its argument may have another name."""
    named = values_of(call, (requirement.same or "",))
    if named:
        return named
    spec = analysis.setting.contract.tools.get(call.name)
    return values_of(call, (spec.entity_arg,) if spec is not None and spec.entity_arg else ())


def _hit(analysis: Analysis, requirement: Requirement, acting: ToolCall) -> Hit:
    about = ", ".join(sorted(values_of(acting, (requirement.same,)))) if requirement.same else ""
    of_it = f" about {about}" if about else ""
    late = _late(analysis, requirement, acting)
    if late is None:
        kind, what = "not made", f"no call of {requirement.call}{of_it} stands before it"
    else:
        kind, what = "not awaited", f"{requirement.call}{of_it} had not answered yet"
    evidence = [Evidence(acting.index, quote(f"{acting.name} {acting.arguments_raw}"), "finding")]
    if late is not None:
        evidence.append(Evidence(late.index, quote(f"{late.name} {late.arguments_raw}"), "call"))
    grade = analysis.grade_of(requirement.call)
    return Hit(
        acting.index, f"{acting.name} was called, but {what}.", acting.name, tuple(evidence),
        grade, 1.0 if grade == "proven" else 0.8, kind=kind,
    )  # fmt: skip


def _late(analysis: Analysis, requirement: Requirement, acting: ToolCall) -> ToolCall | None:
    """Return the required call of the same step whose result the action did not wait for."""
    for call in analysis.pairing.calls:
        if call.name != requirement.call or call.step != acting.step:
            continue
        wanted = values_of(acting, (requirement.same,)) if requirement.same else frozenset()
        if wanted <= _asked(analysis, requirement, call):
            return call
    return None
