"""What became of a replay."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.formats import openai_chat
from auditor.replaying.conversing import State
from auditor.replaying.plan import Mode
from auditor.trace import Place, ReadProblem, Trace


class ReplayReport(msgspec.Struct):
    """What became of a replay.

    Attributes:
        mode: How results came about.
        asked: Runs that were wanted, of all inputs and versions.
        states: How many runs are over, by state: `valid`, `off-tape`, `cut`, `failed`.
        reasons: Why runs are not valid, with how many.
        resumed: Runs that earlier sessions had finished.
        stopped: Why the replay ended early, "" where it did not.
        attempts, failed_attempts: Requests of all sessions.
        prompt_tokens, completion_tokens, cost: What they took.
        further: Traces left out as further runs of a task that is an input already.
        unasked: Traces left out as nobody asks anything in them.
        problems: Records of the inputs that could not be read.
        files: The transcripts, by version; none where nothing was to be kept.
        records: The runs as records in OpenAI's chat form, where nothing was to be kept.
    """

    mode: Mode
    asked: int
    states: Counter[State]
    reasons: Counter[str]
    resumed: int = 0
    stopped: str = ""
    attempts: int = 0
    failed_attempts: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    further: int = 0
    unasked: int = 0
    problems: list[ReadProblem] = []
    files: dict[str, str] = {}
    records: list[dict[str, Any]] = []

    @property
    def valid(self) -> int:
        """Runs that say something of the model from their first to their last step."""
        return self.states["valid"]

    @property
    def compared(self) -> int:
        """Runs that can be compared: valid ones, and those that left the tape."""
        return self.states["valid"] + self.states["off-tape"]

    @property
    def left(self) -> int:
        """Runs that are not over."""
        return self.asked - sum(self.states.values())

    def enough(self, share: float) -> bool:
        """Say whether at least a share of the runs that were asked for can be compared.

        Those that left the tape can where they did what others did not.
        """
        return 0 < self.compared >= share * self.asked

    def traces(self) -> Iterator[Trace]:
        """Yield the runs as traces, for `compare_runs` and `audit`."""
        if not self.files:
            for number, record in enumerate(self.records, 1):
                place = Place(record["replay"]["version"], number)
                for item in openai_chat.read(record, place):
                    if isinstance(item, Trace):
                        yield item
            return
        from auditor.intake.reading import read

        yield from (item for item in read(*self.files.values()) if isinstance(item, Trace))
