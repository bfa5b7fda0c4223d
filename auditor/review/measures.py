"""How far reviewers agree, and how often each rule is right."""

import math
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from auditor.measure import DRAWS, Estimate, Interval
from auditor.review.standing import blind_verdicts
from auditor.review.verdicts import VERDICTS
from auditor.statistics.gwet_ac1 import gwet_ac1
from auditor.statistics.pairwise_agreement import pairwise_agreement
from auditor.statistics.wilson_interval import wilson_interval
from auditor.store import Store, Wanted
from auditor.store.findings import EVERYTHING, conditions
from auditor.store.tables import EVENT, FINDING, SOURCE, STANDING

_LEVEL = 0.95
_RESAMPLES = 2_000
_FEWEST = 200


class Agreement(NamedTuple):
    """How far reviewers agree.

    An interval is a bootstrap over findings. Where these do not differ, as a single one never does,
    it would have no width and tell nothing of other findings: its ends are NaN.

    Attributes:
        findings: Judged by two people or more.
        raw: The chance that two of a finding's reviewers say the same.
        ac1: Gwet's AC1 over the three verdicts: agreement beyond chance; NaN without findings.
    """

    findings: int
    raw: Estimate
    ac1: Estimate


class Precision(NamedTuple):
    """How often a rule is right, by the people who looked.

    Attributes:
        confirmed, dismissed: Findings on which everybody who was sure said so.
        unsure, conflict: Findings with no sure verdict, and with opposite ones; they count in
            neither.
        share: Confirmed of confirmed and dismissed; NaN where there are none.
        interval: Wilson's, at 0.95. Of the findings that were reviewed: if the gravest were
            looked at first, it speaks of these.
    """

    code: str
    confirmed: int
    dismissed: int
    unsure: int
    conflict: int
    share: float
    interval: Interval


def agreement(store: Store, wanted: Wanted = EVERYTHING) -> Agreement:
    """Return the agreement of reviewers on the first verdicts that they gave blind.

    Args:
        store: The store.
        wanted: Which of the findings in force count.
    """
    counted = (
        sa.select(FINDING.c.fingerprint)
        .select_from(FINDING.join(SOURCE))
        .where(*conditions(wanted))
    )
    query = sa.select(EVENT).where(EVENT.c.fingerprint.in_(counted)).order_by(EVENT.c.number)
    with store.reading() as connection:
        events = connection.execute(query).all()
    by_finding: dict[str, list[Any]] = {}
    for event in events:
        by_finding.setdefault(event.fingerprint, []).append(event)
    groups = {key: [e.verdict for e in blind_verdicts(own)] for key, own in by_finding.items()}
    judged = [groups[key] for key in sorted(groups) if len(groups[key]) > 1]
    return Agreement(len(judged), _borne(pairwise_agreement(judged)), ac1_of(judged))


def ac1_of(groups: Sequence[Sequence[str]]) -> Estimate:
    """Return Gwet's AC1 with a percentile bootstrap over findings; NaN without findings."""
    if not groups:
        return Estimate(math.nan, Interval(math.nan, math.nan, _LEVEL), 0)
    size, labels = len(groups), len(VERDICTS)
    times = min(_RESAMPLES, max(_FEWEST, DRAWS // size))
    choose = random.Random(0).choices  # noqa: S311 - resampling, not secrecy
    drawn = sorted(gwet_ac1(choose(groups, k=size), labels=labels) for _ in range(times))
    cut = int(times * (1 - _LEVEL) / 2)
    interval = Interval(drawn[cut], drawn[times - 1 - cut], _LEVEL)
    return _borne(Estimate(gwet_ac1(groups, labels=labels), interval, size))


def _borne(estimate: Estimate) -> Estimate:
    """Return an estimate with the interval that its findings bear, if any."""
    low, high, level = estimate.interval
    return (
        estimate._replace(interval=Interval(math.nan, math.nan, level)) if low == high else estimate
    )


def precision(store: Store, wanted: Wanted = EVERYTHING) -> list[Precision]:
    """Return, by rule, how many findings in force people confirmed and dismissed.

    Args:
        store: The store.
        wanted: Which of them count.
    """
    query = (
        sa.select(FINDING.c.code, STANDING.c.fingerprint, STANDING.c.verdict)
        .join(FINDING, FINDING.c.fingerprint == STANDING.c.fingerprint)
        .join(SOURCE, SOURCE.c.id == FINDING.c.source_id)
        .where(*conditions(wanted))
        .distinct()
    )
    said: dict[tuple[str, str], set[str]] = {}
    with store.reading() as connection:
        for code, fingerprint, verdict in connection.execute(query):
            said.setdefault((code, fingerprint), set()).add(verdict)
    codes = sorted({code for code, _ in said})
    return [_precision(code, [v for (of, _), v in said.items() if of == code]) for code in codes]


def _precision(code: str, said: Sequence[set[str]]) -> Precision:
    sure = [verdicts - {"unsure"} for verdicts in said]
    confirmed = sure.count({"confirmed"})
    dismissed = sure.count({"dismissed"})
    judged = confirmed + dismissed
    return Precision(
        code,
        confirmed,
        dismissed,
        sure.count(set()),
        len(said) - judged - sure.count(set()),
        confirmed / judged if judged else math.nan,
        wilson_interval(confirmed, judged, level=_LEVEL),
    )
