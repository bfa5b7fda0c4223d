"""How long it takes to bring the charts of a store up to date: CPU seconds by number of traces."""

import random
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.drift.chart import ChartRule
from auditor.drift.course import ToolUse
from auditor.store import Store, open_store
from auditor.store.charting import update_charts
from auditor.store.tables import RUN, SOURCE, TRACE

_TOOLS = ("lookup_uri", "block_uri", "archive_case", "escalate_case")
_BATCH = 50_000


def daily(traces: int) -> None:
    """Print CPU seconds for charts of all traces at once, and of one more day of them."""
    print(f"\n## Daily series of a store of {traces:,} traces\n")
    print("| update | traces | CPU s | charts | days |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder, "audit.db")))
        day = traces // 365
        fill(store, 0, traces - day, traces)
        _row("everything at once", store)
        fill(store, traces - day, traces, traces)
        _row("the next day", store)
        _row("nothing new", store)
        store.close()


def _row(what: str, store: Store) -> None:
    began = time.process_time()
    charted = update_charts(store, ChartRule())
    seconds = time.process_time() - began
    charts, days = charted.series
    print(f"| {what} | {charted.added:,} | {seconds:.2f} | {len(charts)} | {len(days):,} |")


def fill(store: Store, first: int, end: int, total: int) -> None:
    """Store traces of a year, of two prompt versions, with one to three tools each."""
    draw = random.Random(first)
    uses = [_uses(draw) for _ in range(2_000)]
    with store.adding() as connection:
        if not first:
            connection.execute(sa.insert(RUN), [_run()])
            connection.execute(sa.insert(SOURCE), [_source()])
        for start in range(first, end, _BATCH):
            rows = [_trace(n, total, draw, uses) for n in range(start, min(start + _BATCH, end))]
            connection.execute(sa.insert(TRACE), rows)


def _uses(draw: random.Random) -> str:
    tools = draw.sample(_TOOLS, draw.randint(1, 3))
    made_up = draw.random() < 0.01
    return msgspec.json.encode(
        [
            ToolUse(tool, draw.randint(1, 4), 0, int(made_up and not n))
            for n, tool in enumerate(tools)
        ]
    ).decode()


def _trace(number: int, total: int, draw: random.Random, uses: list[str]) -> dict[str, Any]:
    day = number * 365 // total
    at = f"2026-{1 + day // 31:02d}-{1 + day % 31:02d}T{number % 24:02d}:00:00+00:00"
    return {
        "id": number + 1, "source_id": 1, "trace_id": f"run-{number}", "task_key": f"{number:016x}",
        "run_index": None, "format": "openai-chat", "line": number + 1, "offset": number * 2_000,
        "length": 2_000, "pointer": "", "sha256": f"{number:064x}", "events": 12, "tool_calls": 3,
        "tool_results": 3, "turns": 3, "incomplete": 0, "at": at, "model": "desk-8b",
        "prompt_version": "v1" if 2 * number < total else "v2", "reward": None,
        "not_checkable": "[]", "compared": 1, "uses": draw.choice(uses), "course": None,
        "raw": None, "normal": None,
    }  # fmt: skip


def _run() -> dict[str, Any]:
    return {"id": 1, "started_at": "", "ended_at": None, "version": "", "setting": ""}


def _source() -> dict[str, Any]:
    words = ("path", "shape", "setting", "start", "sha256", "tail", "tally", "checkpoint")
    numbers = {"id": 1, "run_id": 1, "offset": 0, "line": 1, "tail_length": 0}
    return {**dict.fromkeys(words, ""), **numbers, "replaced_by": None}
