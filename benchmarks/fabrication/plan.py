"""Which cases the benchmark runs: every class and every cell, so many of each."""

import random
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product

from benchmarks.fabrication.case import Case, Source, seeded
from benchmarks.fabrication.imitation import (
    CHANNELS,
    LANGUAGES,
    POSITIONS,
    imitate,
    manner,
    usable,
)
from benchmarks.fabrication.layouts import LAYOUTS
from benchmarks.fabrication.orphan import orphan

Maker = Callable[[Source, random.Random], Case | None]


def cases(sources: list[Source], per_cell: int, seed: int) -> Iterator[Case]:
    """Yield the cases of every class."""
    yield from _imitations(sources, per_cell, seed)
    yield from many(sources, per_cell * 4, seed, "orphan", orphan)


def _imitations(sources: list[Source], per_cell: int, seed: int) -> Iterator[Case]:
    fit = [source for source in sources if usable(source)]
    for layout, language, channel in product(LAYOUTS, LANGUAGES, CHANNELS):
        positions = cycle(POSITIONS)

        def one(source: Source, rng: random.Random) -> Case | None:
            how = manner(layout, language, rng)  # noqa: B023 - used up before the next round
            return imitate(source, how, channel, next(positions), rng)  # noqa: B023 - same

        yield from many(fit, per_cell, seed, f"{layout}/{language}/{channel}", one)


def many(sources: list[Source], wanted: int, seed: int, name: str, make: Maker) -> Iterator[Case]:
    """Yield up to so many cases, going round the sources in an order of their own.

    Each source is used at most four times, with another generator each time.
    """
    order = sorted(sources, key=lambda source: source.trace.trace_id)
    seeded(seed, name).shuffle(order)
    made = (
        make(source, seeded(seed, name, turn, source.trace.trace_id))
        for turn in range(4)
        for source in order
    )
    yield from islice((case for case in made if case is not None), wanted)
