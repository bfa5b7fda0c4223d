"""Charts and versions of `fixtures/rules/TA50?.yaml` as the rules see them."""

from auditor.analysis import analyse
from auditor.drift.chart import ChartRule
from auditor.drift.comparison import compare_versions
from auditor.drift.course import ToolUse
from auditor.drift.over_time import NOTHING, Happened, continued
from auditor.drift.portrait import portrait_of
from auditor.drift.rate_drift import Named, rate_finding


def drift_findings(case, setting):
    """Return the findings of a case that speaks of many traces."""
    if "chart" in case:
        found = continued(NOTHING, happened(case["chart"]), ChartRule(**case.get("rule", {})))
        return [rate_finding(a, named(a.at), named(a.since)) for a in found.alarms]
    sides = (portraits(case["sides"][name], setting) for name in ("baseline", "candidate"))
    return compare_versions(*sides).findings


def happened(stretches, tool="lookup_uri", model="desk-8b", prompt_version="v2", start=0):
    """Return traces in order: of each stretch so many have a made-up result, evenly spread."""
    found = []
    for traces, hits in stretches:
        for n in range(traces):
            number = start + len(found)
            made_up = (n + 1) * hits // traces - n * hits // traces
            uses = (ToolUse(tool, 1, 0, made_up),)
            found.append(Happened(number, moment(number), model, prompt_version, uses))
    return found


def moment(number):
    """Return a time that grows with the number: ten traces a day."""
    day = number // 10
    return f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}T{number % 10:02d}:00:00+00:00"


def named(number):
    return Named(
        f"run-{number}", f"task-{number}", None, "runs.jsonl", number + 1, "", moment(number)
    )


def portraits(runs, setting):
    from tests.rule_cases import run_trace

    found = []
    for run in runs:
        for _ in range(run.get("times", 1)):
            trace = run_trace({}, run, len(found))
            trace.task_id = f"task-{len(found)}"
            found.append(portrait_of(analyse(trace, setting)))
    return found
