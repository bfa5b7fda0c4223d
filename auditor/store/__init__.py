"""Audits kept in a database: what was read, how far, what was found, what people say of it."""

from auditor.store.database import DEFAULT, Store, open_store
from auditor.store.ingesting import Ingested, ingest
from auditor.store.queries import (
    Listed,
    Outcomes,
    Wanted,
    count_findings,
    findings_page,
    live_sources,
    outcomes,
    raw_of,
    report_of,
    stored_trace,
    trace_rows,
)
from auditor.store.traces import read_traces
from auditor.store.upkeep import StoreInfo, backup, info, verify

__all__ = [
    "DEFAULT",
    "Ingested",
    "Listed",
    "Outcomes",
    "Store",
    "StoreInfo",
    "Wanted",
    "backup",
    "count_findings",
    "findings_page",
    "info",
    "ingest",
    "live_sources",
    "open_store",
    "outcomes",
    "raw_of",
    "read_traces",
    "report_of",
    "stored_trace",
    "trace_rows",
    "verify",
]
