"""Rules: one per file, found by themselves.

A rule's module docstring is its page (`auditor explain CODE`). Its check is a plain function from
the shared analysis of a trace to hits; who, where and which rule is added by the audit.
"""

import sys
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Literal, NamedTuple

import msgspec

from auditor.analysis import Analysis
from auditor.catalogue import Catalogue
from auditor.coverage import MISSING, Coverage
from auditor.finding import Hit, NotCheckable, Severity

Scope = Literal["record", "trace", "group", "series"]
Check = Callable[[Analysis], Iterable[Hit | NotCheckable]]

HEADINGS = (
    "What it does",
    "Why it matters",
    "Example",
    "Known false alarms",
    "How to fix or suppress",
)


class Rule(msgspec.Struct, frozen=True):
    """A rule as the catalogue holds it.

    Attributes:
        code, name, severity: As findings print them.
        scope: What it looks at: a record, a trace, the runs of one task, or a series of traces.
        needs: What must be visible; where it is not, the rule is *not checkable*.
        check: From a trace's analysis to hits; None for scopes that the audit, the comparison of
            runs or drift check themselves.
        page: The module's docstring.
        when: Dotted attribute of the analysis without which there is nothing to check, so that a
            clean trace costs one truth test for all rules that share it; "" to check always.
    """

    code: str
    name: str
    severity: Severity
    scope: Scope
    needs: Coverage
    check: Check | None
    page: str
    when: str = ""


RULES: Catalogue[Rule] = Catalogue("rule", "auditor.rules", "auditor.runs", "auditor.drift")


NOTHING = Coverage(0)


def rule(
    code: str, name: str, severity: Severity, needs: Coverage = NOTHING, *, when: str = ""
) -> Callable[[Check], Check]:
    """Register a check of a trace as a rule."""

    def register(check: Check) -> Check:
        page = sys.modules[check.__module__].__doc__ or ""
        RULES.add(code, Rule(code, name, severity, "trace", needs, check, page, when))
        return check

    return register


def declare(code: str, name: str, severity: Severity, scope: Scope, page: str) -> Rule:
    """Register a rule that is not checked trace by trace, so that it is listed and explained."""
    return RULES.add(code, Rule(code, name, severity, scope, NOTHING, None, page))


def rule_named(given: str) -> Rule:
    """Return a rule by its code or name, in capitals or not.

    Raises:
        UsageError: There is none.
    """
    named = {rule.name: rule.code for rule in RULES}
    return RULES[named.get(given.lower(), given.upper())]


class Group(NamedTuple):
    """Rules that have something to check under the same condition."""

    condition: Callable[[Analysis], object] | None
    checks: tuple[tuple[Rule, Check], ...]


class Plan(NamedTuple):
    """The rules that can be checked under some coverage, and why the others can't."""

    groups: tuple[Group, ...]
    not_checkable: tuple[tuple[str, str], ...]


_plans: dict[Coverage, Plan] = {}


def plan_for(coverage: Coverage) -> Plan:
    """Return which trace rules can be checked under a coverage."""
    plan = _plans.get(coverage)
    if plan is None:
        plan = _plans[coverage] = _plan(coverage)
    return plan


def _plan(coverage: Coverage) -> Plan:
    checks: dict[str, list[tuple[Rule, Check]]] = {}
    blind: list[tuple[str, str]] = []
    for entry in RULES:
        if entry.check is None:
            continue
        lacking = entry.needs & ~coverage
        if lacking:
            reasons = [text for flag, text in MISSING.items() if flag in lacking]
            blind.append((entry.code, "; ".join(reasons)))
        else:
            checks.setdefault(entry.when, []).append((entry, entry.check))
    groups = [
        Group(attrgetter(when) if when else None, tuple(checks[when])) for when in sorted(checks)
    ]
    return Plan(tuple(groups), tuple(blind))
