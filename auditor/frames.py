"""Tables of figures as polars frames: the schemas, and the one place where their types stand."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["text", "whole", "real", "day", "truth"]
Schema = Mapping[str, Kind]

FINDINGS: Schema = {
    "code": "text",
    "name": "text",
    "severity": "text",
    "grade": "text",
    "score": "real",
    "trace_id": "text",
    "task_key": "text",
    "run_index": "whole",
    "turn": "whole",
    "step": "whole",
    "event_index": "whole",
    "file": "text",
    "line": "whole",
    "tool": "text",
    "message": "text",
    "evidence": "text",
    "fingerprint": "text",
    "onset_step": "whole",
    "kind": "text",
    "pointer": "text",
}
HAZARD: Schema = {
    "version": "text",
    "axis": "text",
    "place": "whole",
    "until": "whole",
    "onsets": "whole",
    "at_risk": "whole",
    "hazard": "real",
    "low": "real",
    "high": "real",
}
SURVIVAL: Schema = {
    "version": "text",
    "at": "whole",
    "at_risk": "whole",
    "events": "whole",
    "survival": "real",
    "low": "real",
    "high": "real",
}
CALLS: Schema = {
    "version": "text",
    "place": "whole",
    "measure": "text",
    "hits": "whole",
    "total": "whole",
    "value": "real",
}
RASTER: Schema = {
    "version": "text",
    "row": "whole",
    "trace_id": "text",
    "place": "whole",
    "doing": "text",
}
DAILY: Schema = {
    "version": "text",
    "tool": "text",
    "day": "day",
    "traces": "whole",
    "fabricated": "whole",
    "calls": "whole",
    "invalid": "whole",
    "rate": "real",
    "low": "real",
    "high": "real",
}
RATES: Schema = {
    "rate": "text",
    "side": "text",
    "value": "real",
    "low": "real",
    "high": "real",
    "hits": "whole",
    "total": "whole",
    "p_worse": "real",
    "q": "real",
}
MIXES: Schema = {
    "mix": "text",
    "label": "text",
    "side": "text",
    "share": "real",
    "excess": "real",
    "p": "real",
    "q": "real",
}


def frame(schema: Schema, rows: Iterable[Mapping[str, Any]]) -> "pl.DataFrame":
    """Return rows as a frame of a schema, also where there are none.

    Days are given as ISO 8601 text.
    """
    import polars as pl

    kinds = {"text": pl.String, "whole": pl.Int64, "real": pl.Float64, "truth": pl.Boolean}
    given = {name: kinds.get(kind, pl.String) for name, kind in schema.items()}
    made = pl.DataFrame(list(rows), schema=given, orient="row")
    days = [name for name, kind in schema.items() if kind == "day"]
    return made.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in days)
