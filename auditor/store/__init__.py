"""Audits kept in a database: what was read, how far, what was found, what people say of it."""

from auditor.store.database import DEFAULT, Store, open_store
from auditor.store.findings import Copies, Wanted, count_copies, count_findings
from auditor.store.ingesting import Ingested, ingest
from auditor.store.pages import Listed, findings_page
from auditor.store.reports import Outcomes, live_sources, outcomes, report_of
from auditor.store.traces import raw_of, read_traces, stored_trace, trace_rows
from auditor.store.upkeep import StoreInfo, backup, info, verify

__all__ = [
    "DEFAULT",
    "Copies",
    "Ingested",
    "Listed",
    "Outcomes",
    "Store",
    "StoreInfo",
    "Wanted",
    "backup",
    "count_copies",
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
