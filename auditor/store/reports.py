"""What an audit of some sources reports, from the store, and what each rule could say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from auditor.audit_report import AuditReport, Blind, Summary
from auditor.runs.group_rules import group_rules
from auditor.sources import display_name
from auditor.store.database import Store
from auditor.store.findings import StoredFindings, among
from auditor.store.tables import FINDING, OUTCOME, PROBLEM, SOURCE, TASK, TRACE
from auditor.store.tally import Tally, decoded
from auditor.trace import Place, ReadProblem


def live_sources(store: Store) -> list[int]:
    """Return the numbers of all sources that no later one replaced."""
    with store.reading() as connection:
        live = sa.select(SOURCE.c.id).where(SOURCE.c.replaced_by.is_(None))
        return list(connection.execute(live.order_by(SOURCE.c.id)).scalars())


def report_of(store: Store, numbers: Iterable[int | None]) -> AuditReport:
    """Return the report that an audit of some sources gives, whenever they were read.

    Args:
        numbers: The sources' numbers as `ingest` returned them; None is left out.
    """
    sources_ = list(dict.fromkeys(number for number in numbers if number is not None))
    with store.reading() as connection:
        tallies = [_tally(connection, number) for number in sources_]
        problems = [found for number in sources_ for found in _problems(connection, number)]
        blind = _blind_groups(connection, sources_)
        grouped = _grouped_findings(connection, sources_)
    for tally in tallies:
        for outcome in tally.outcomes:
            if outcome.outcome == "not checkable":
                blind[outcome.code, outcome.reason] += outcome.traces
    unseen = [Blind(code, reason, traces) for (code, reason), traces in sorted(blind.items())]
    summary = summary_of(tallies)
    found = Counter(summary.findings) + grouped
    summary.findings = dict(sorted(found.items()))
    return AuditReport(summary, StoredFindings(store, sources_), unseen, problems)


def _blind_groups(connection: sa.Connection, numbers: Sequence[int]) -> Counter[tuple[str, str]]:
    """Return in how many runs, by reason, the rules that compare runs could not be checked."""
    tasks = sa.select(TRACE.c.task_key).where(among(TRACE.c.source_id, numbers))
    query = (
        sa.select(TASK.c.reason, sa.func.sum(TASK.c.runs))
        .where(TASK.c.reason != "", TASK.c.task_key.in_(tasks))
        .group_by(TASK.c.reason)
    )
    blind: Counter[tuple[str, str]] = Counter()
    for reason, runs in connection.execute(query):
        blind.update({(rule.rule.code, reason): int(runs) for rule in group_rules()})
    return blind


def _grouped_findings(connection: sa.Connection, numbers: Sequence[int]) -> Counter[str]:
    query = (
        sa.select(FINDING.c.code, sa.func.count())
        .where(among(FINDING.c.source_id, numbers), FINDING.c.grouped >= 1)
        .group_by(FINDING.c.code)
    )
    return Counter({code: int(count) for code, count in connection.execute(query)})


def _tally(connection: sa.Connection, number: int) -> Tally:
    text = connection.execute(sa.select(SOURCE.c.tally).where(SOURCE.c.id == number)).scalar_one()
    return decoded(text)


def _problems(connection: sa.Connection, number: int) -> Iterator[ReadProblem]:
    query = sa.select(PROBLEM, SOURCE.c.path).join(SOURCE).where(PROBLEM.c.source_id == number)
    for row in connection.execute(query.order_by(PROBLEM.c.id)):
        place = Place(display_name(row.path), row.line, row.offset, row.length, row.pointer)
        yield ReadProblem(place, row.code, row.reason, row.cure, b"", row.sha256)


def summary_of(tallies: Sequence[Tally]) -> Summary:
    """Add up what came of some sources."""
    ignored: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for tally in tallies:
        formats.update(tally.accounts.formats)
        ignored.update(tally.accounts.ignored)
        findings.update(tally.findings)
    records = {
        "read": sum(tally.accounts.records for tally in tallies),
        "used": sum(tally.accounts.used for tally in tallies),
        "ignored": ignored.total(),
        "duplicate": sum(tally.accounts.duplicate for tally in tallies),
        "problem": sum(tally.accounts.problem for tally in tallies),
        "blank": sum(tally.accounts.blank for tally in tallies),
    }
    return Summary(
        sum(tally.traces for tally in tallies),
        sum(tally.events for tally in tallies),
        sum(tally.tool_calls for tally in tallies),
        sum(tally.tool_results for tally in tallies),
        records,
        sum(tally.problems for tally in tallies),
        dict(sorted(formats.items())),
        dict(sorted(findings.items())),
        ignored=dict(sorted(ignored.items())),
    )


class Outcomes(NamedTuple):
    """In how many traces a rule found something, was clean, or could not be checked."""

    code: str
    finding: int
    clean: int
    not_checkable: int
    reasons: dict[str, int]


def outcomes(store: Store) -> list[Outcomes]:
    """Return, for every rule, what it could say of the traces in force."""
    query = (
        sa.select(
            OUTCOME.c.code, OUTCOME.c.outcome, OUTCOME.c.reason, sa.func.sum(OUTCOME.c.traces)
        )
        .join(SOURCE)
        .where(SOURCE.c.replaced_by.is_(None))
        .group_by(OUTCOME.c.code, OUTCOME.c.outcome, OUTCOME.c.reason)
    )
    counts: dict[str, dict[str, int]] = {}
    reasons: dict[str, dict[str, int]] = {}
    with store.reading() as connection:
        for code, outcome, reason, traces in connection.execute(query):
            of_code = counts.setdefault(code, {})
            of_code[outcome] = of_code.get(outcome, 0) + int(traces)
            if reason:
                reasons.setdefault(code, {})[reason] = int(traces)
    return [
        Outcomes(
            code,
            found.get("finding", 0),
            found.get("clean", 0),
            found.get("not checkable", 0),
            dict(sorted(reasons.get(code, {}).items())),
        )
        for code, found in sorted(counts.items())
    ]
