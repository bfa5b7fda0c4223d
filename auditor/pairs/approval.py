"""What people said of findings, as far as pairs are concerned."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from auditor.finding import Finding
from auditor.store import Store
from auditor.store.tables import STANDING


class Approval(NamedTuple):
    """The verdict of people on a finding.

    Attributes:
        event: Number of the verdict event that approved it.
        corrected: What the model should have said, where a reviewer wrote it.
    """

    event: int
    corrected: str | None


class Opinion(NamedTuple):
    """Findings by what people said of them.

    Attributes:
        approved: Confirmed by everybody who was sure, by fingerprint.
        dismissed: Fingerprints of findings that somebody dismissed.
    """

    approved: dict[str, Approval]
    dismissed: frozenset[str]


def approved_part(findings: Sequence[Finding], opinion: Opinion) -> tuple[Finding, ...]:
    """Return the findings of a step that people approved, in their order."""
    return tuple(one for one in findings if one.fingerprint in opinion.approved)


NOBODY = Opinion({}, frozenset())
"""Nobody looked at anything."""


def opinion_of(store: Store, reader: str | None = None) -> Opinion:
    """Return the verdicts of a store that stand; a correction wins over a bare confirmation.

    Args:
        store: The store.
        reader: Who is to see it; nobody sees others' verdicts on a finding before giving one.
            None for what everybody said, to be trained on.
    """
    query = sa.select(STANDING).order_by(STANDING.c.event)
    if reader is not None:
        own = sa.select(STANDING.c.fingerprint).where(STANDING.c.reviewer == reader)
        query = query.where(STANDING.c.fingerprint.in_(own))
    with store.reading() as connection:
        rows = connection.execute(query).all()
    dismissed = frozenset(row.fingerprint for row in rows if row.verdict == "dismissed")
    approved: dict[str, Approval] = {}
    for row in rows:
        if row.verdict != "confirmed" or row.fingerprint in dismissed:
            continue
        known = approved.get(row.fingerprint)
        corrected = row.corrected if (row.corrected or "").strip() else None
        if known is None or (corrected and not known.corrected):
            approved[row.fingerprint] = Approval(row.event, corrected)
    return Opinion(approved, dismissed)
