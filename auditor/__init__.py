"""Finds made-up tool results and disagreement between runs in agent transcripts.

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auditor.api import audit, audit_messages, compare_runs, read
    from auditor.gate import Gate
    from auditor.replaying import replay

__all__ = ["Gate", "audit", "audit_messages", "compare_runs", "read", "replay"]

_HOMES = {
    "Gate": "auditor.gate",
    "audit": "auditor.api",
    "audit_messages": "auditor.api",
    "compare_runs": "auditor.api",
    "read": "auditor.api",
    "replay": "auditor.replaying",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'auditor' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
