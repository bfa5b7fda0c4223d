"""Places in published runs, and what was read there without knowing what the audit says.

`read.jsonl` keeps places and verdicts only: the run, the index of the message, the verdict, how it
was drawn and why.
"""

import hashlib
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

Half = Literal["look", "held"]
Verdict = Literal["made-up", "honest", "unclear"]
Drawn = Literal["flagged", "unflagged"]
Kind = Literal["claimed", "claimed-failed", "invented", "misquoted", "written", "denied", ""]
FILE = Path(__file__).with_name("read.jsonl")
_LEVELS = 5
"""Of a run's path: model, suite, task, attack, injected task."""


class Place(NamedTuple):
    """A message of a run.

    Attributes:
        run: Its path below `runs`, without the suffix.
        message: Its index; None where a finding concerns the run as a whole.
    """

    run: str
    message: int | None

    @property
    def model(self) -> str:
        """The model and what guarded it."""
        return self.run.split("/")[0]

    @property
    def attacked(self) -> bool:
        """Whether instructions were injected."""
        return not self.run.endswith("/none/none")

    @property
    def half(self) -> Half:
        """The half of the tasks that the run belongs to."""
        return _half(self.run.split("/"))


class Read(NamedTuple):
    """What somebody read.

    Attributes:
        verdict: `made-up` where the message claims a call or tells a result that is not there.
        kind: What is made up: an act or a look that was not made (`claimed`) or failed
            (`claimed-failed`), values from nowhere (`invented`) or changed (`misquoted`), a call or
            a result in words (`written`), a result that came and is said not to have (`denied`).
        drawn: `flagged` where a finding led there, `unflagged` where a search did that knows
            nothing of the findings.
        reason: One line.
    """

    verdict: Verdict
    kind: Kind
    drawn: Drawn
    reason: str


def half_of(path: Path) -> Half:
    """Return the half of a run's file: all runs of one task lie in the same."""
    return _half(list(path.parts[-_LEVELS:]))


def _half(parts: list[str]) -> Half:
    _, suite, task, *_ = parts
    digest = hashlib.sha1(f"{suite}/{task}".encode(), usedforsecurity=False).digest()
    return "look" if digest[0] % 2 else "held"


def place_of(path: Path, pointer: str | None) -> Place:
    """Return the place of a finding from its file and its pointer, `/messages/N`."""
    run = "/".join(path.with_suffix("").parts[-_LEVELS:])
    keys = (pointer or "").split("/")
    return Place(run, int(keys[2]) if keys[1:2] == ["messages"] and keys[2:] else None)


def read_places() -> dict[Place, Read]:
    """Return every place that was read."""
    rows = (msgspec.json.decode(row, type=_Row) for row in FILE.read_bytes().splitlines())
    return {
        Place(row.run, row.message): Read(row.verdict, row.kind, row.drawn, row.reason)
        for row in rows
    }


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    run: str
    message: int | None
    verdict: Verdict
    kind: Kind
    drawn: Drawn
    reason: str
