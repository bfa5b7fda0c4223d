"""What forbids to call runs consistent, or makes the word mean less than it seems."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence

import msgspec

from auditor.runs.run import Run

_LONG = 200

EQUAL = frozenset({"copies", "identical-texts"})
"""The reservations under which agreement is no evidence that another run would agree."""


class Guard(msgspec.Struct, frozen=True):
    """A reservation about the runs of a task.

    Attributes:
        code: `copies`, `identical-texts`, `one-seed`, `determinism-check`, `temperature-0`,
            `broken-runs`, `off-tape` or `guessed-decisions`.
        text: One sentence.
    """

    code: str
    text: str


def guards_of(runs: Sequence[Run]) -> list[Guard]:
    """Return the reservations about the runs of one task."""
    whole = [run for run in runs if not run.broken]
    return [*_copies(whole), *_seeds(whole), *_broken(runs), *_off_tape(runs), *_guessed(runs)]


def _copies(runs: Sequence[Run]) -> Iterator[Guard]:
    """Runs that are one answer told several times are no evidence of consistency."""
    told_twice = _repeated((run.copy_key, run.replies_key) for run in runs if run.replies_key)
    exported_twice = _repeated(
        (run.copy_key, run.ids_key, run.at)
        for run in runs
        if run.copy_key and (run.ids_key or run.at)
    )
    copies = max(told_twice, exported_twice)
    if copies:
        same = "the replies' ids" if told_twice == copies else "call ids and times"
        yield Guard(
            "copies",
            f"{copies} of {len(runs)} runs are equal to the letter, {same} included: "
            "cached copies or one run exported twice, no replays. They show no consistency.",
        )
        return
    texts = Counter(run.copy_key for run in runs if run.said >= _LONG)
    alike = max(texts.values(), default=0)
    if alike > 1 and not _cold(runs):
        yield Guard(
            "identical-texts",
            f"{alike} of {len(runs)} runs say the same to the letter. At a temperature above 0 "
            "that points to a response cache.",
        )


def _repeated(marks: Iterable[Hashable]) -> int:
    """Return how many marks there are that occur more than once."""
    return sum(count for count in Counter(marks).values() if count > 1)


def _cold(runs: Sequence[Run]) -> bool:
    return all(run.given.temperature == 0 for run in runs)


def _seeds(runs: Sequence[Run]) -> Iterator[Guard]:
    seeds = {run.given.seed for run in runs}
    one_seed = len(runs) > 1 and len(seeds) == 1 and seeds != {""}
    if one_seed and _cold(runs):
        yield Guard(
            "determinism-check",
            "temperature 0 and one seed: equal runs show that the backend is deterministic, "
            "not that the model is consistent.",
        )
    elif one_seed:
        yield Guard("one-seed", "all runs have the same seed: give each replay a seed of its own.")
    elif _cold(runs) and runs:
        yield Guard(
            "temperature-0",
            "temperature 0: what differs comes from the backend, what agrees says little about "
            "sampling.",
        )


def _broken(runs: Sequence[Run]) -> Iterator[Guard]:
    broken = Counter(run.broken for run in runs if run.broken)
    if broken:
        reasons = "; ".join(f"{count}: {reason}" for reason, count in sorted(broken.items()))
        yield Guard(
            "broken-runs",
            f"{sum(broken.values())} of {len(runs)} runs say nothing of the model ({reasons}). "
            "They count neither as agreement nor as disagreement.",
        )


def _off_tape(runs: Sequence[Run]) -> Iterator[Guard]:
    left = sum(run.left_tape for run in runs)
    if left:
        yield Guard(
            "off-tape",
            f"{left} of {len(runs)} runs ended at a call that was not recorded: they count as "
            "another decision where they did what others did not, and otherwise take no part.",
        )


def _guessed(runs: Sequence[Run]) -> Iterator[Guard]:
    if any(not run.decision.declared for run in runs):
        yield Guard(
            "guessed-decisions",
            "no contract says which tools act: decisions are guessed by the tools' names.",
        )
