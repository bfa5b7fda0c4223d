"""Rows of logs put together as runs, whatever their order."""

from collections.abc import Hashable
from typing import Any

from auditor.messages.parts import text_or_none
from auditor.spans.spans import with_later

Runs = dict[str | None, dict[Hashable, tuple[int, dict[str, Any]]]]
"""The rows of each run by their own ids, with the places at which they are last recorded."""


def keep_row(runs: Runs, run_id: Any, own_id: Hashable, number: int, row: dict[str, Any]) -> None:
    """Put a row into its run; one that is recorded more than once is one row.

    Args:
        runs: The runs so far; the row is added.
        run_id: As the row tells it.
        own_id: The row's own.
        number: Its place.
        row: The row.
    """
    run = runs.setdefault(text_or_none(run_id), {})
    before = run.get(own_id)
    run[own_id] = (number, with_later(before[1], row) if before else row)
