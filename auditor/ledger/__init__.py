"""The tool servers' own logs: read, checked, and held against transcripts."""

from auditor.ledger.chain import verify_chain
from auditor.ledger.files import read_ledger
from auditor.ledger.reconciling import reconcile

__all__ = ["read_ledger", "reconcile", "verify_chain"]
