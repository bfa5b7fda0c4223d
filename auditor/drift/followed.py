"""What traces did with their tools, over the turns of a conversation and over time."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from auditor.drift.over_time import Day, DayKey
from auditor.drift.over_turns import TurnsReport
from auditor.finding import Finding


class Followed(NamedTuple):
    """What charts of drift are drawn from.

    Attributes:
        turns: The report over turns.
        days: What happened by day; empty where the transcripts give no times.
        alarms: Findings of the control charts.
    """

    turns: TurnsReport
    days: Mapping[DayKey, Day]
    alarms: Sequence[Finding]
