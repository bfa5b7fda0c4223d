"""What training came to, stage by stage: the report, its tables, and what may be promoted.

Torch-free: whoever trains writes the report, whoever shows it reads it.
"""

from auditor.training.promotion import Decision, Limits, may_promote
from auditor.training.report import (
    METRICS,
    Consistency,
    Curve,
    Metric,
    Stage,
    StageKind,
    TrainingReport,
    metric,
    pooled,
    read_report,
    report_text,
)
from auditor.training.tables import changes, overview, to_html, to_markdown

__all__ = [
    "METRICS",
    "Consistency",
    "Curve",
    "Decision",
    "Limits",
    "Metric",
    "Stage",
    "StageKind",
    "TrainingReport",
    "changes",
    "may_promote",
    "metric",
    "overview",
    "pooled",
    "read_report",
    "report_text",
    "to_html",
    "to_markdown",
]
