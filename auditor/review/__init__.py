"""Review: people's verdicts on findings, as events that are added and never changed."""

from auditor.review.chain import Head, Verified, head, read_head, verify_chain
from auditor.review.measures import Agreement, Precision, agreement, precision
from auditor.review.queue import Item, Progress, Queue, next_item, page, progress
from auditor.review.verdicts import (
    VERDICTS,
    Event,
    Opinions,
    Recorded,
    Verdict,
    Vote,
    opinions,
    press_id,
    record,
    record_all,
    undo,
)

__all__ = [
    "VERDICTS",
    "Agreement",
    "Event",
    "Head",
    "Item",
    "Opinions",
    "Precision",
    "Progress",
    "Queue",
    "Recorded",
    "Verdict",
    "Verified",
    "Vote",
    "agreement",
    "head",
    "next_item",
    "opinions",
    "page",
    "precision",
    "press_id",
    "progress",
    "read_head",
    "record",
    "record_all",
    "undo",
    "verify_chain",
]
