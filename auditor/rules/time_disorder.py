"""Events whose times run backwards.

What it does:
    Reports the first event of a trace that is dated before its predecessor, by more than a second.

Why it matters:
    Order decides which call a result answers. Where times and order disagree, one of them is wrong.

Example:
    A tool result dated eleven seconds before its call.

Known false alarms:
    Clocks of several machines that differ by more than a second.

How to fix or suppress:
    Synchronise the clocks, or export in order of time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from auditor.analysis import Analysis
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit
from auditor.rules import rule

_TOLERANCE = timedelta(seconds=1)


@rule("TA904", "time-disorder", "low", Coverage.TIMES)
def check(analysis: Analysis) -> Iterator[Hit]:
    """Report the first step back in time."""
    last: datetime | None = None
    last_index = 0
    for event in analysis.trace.events:
        now = _time(event.at)
        if now is None:
            continue
        comparable = last and (now.tzinfo is None) == (last.tzinfo is None)
        if last is not None and comparable and now < last - _TOLERANCE:
            yield Hit(
                event.index,
                "This event is dated before the one that precedes it.",
                evidence=(
                    Evidence(event.index, event.at or "", "finding"),
                    Evidence(last_index, last.isoformat(), "source"),
                ),
            )
            return
        last, last_index = now, event.index


def _time(at: str | None) -> datetime | None:
    if at is None:
        return None
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return None
