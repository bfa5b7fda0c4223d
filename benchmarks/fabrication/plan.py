"""Which cases the benchmark runs: every class and every cell, so many of each."""

import random
from collections.abc import Callable, Container, Iterator
from functools import partial
from itertools import cycle, islice, product

from benchmarks.fabrication.case import Case, Source, seeded
from benchmarks.fabrication.claims import claimed, ungrounded
from benchmarks.fabrication.imitation import (
    CHANNELS,
    LANGUAGES,
    POSITIONS,
    Language,
    Manner,
    imitate,
    manner,
    usable,
)
from benchmarks.fabrication.kinds import call_as_text, code_output, copied, re_rendered
from benchmarks.fabrication.layouts import LAYOUTS, Layout
from benchmarks.fabrication.ledgered import agreeing, invented_call, invented_result
from benchmarks.fabrication.orphan import orphan
from benchmarks.fabrication.quotes import altered, stale
from benchmarks.fabrication.recombined import common_values_kept, other_than_tool, recombination
from benchmarks.fabrication.traps import TRAPS
from benchmarks.fabrication.traps_of_logs import LOG_TRAPS
from benchmarks.fabrication.traps_of_work import WORK_TRAPS
from benchmarks.fabrication.unseen import by_profile, by_schema, profiled

Maker = Callable[[Source, random.Random], Case | None]
InManner = Callable[[Source, Manner, random.Random], Case | None]

BY_LAYOUT: tuple[InManner, ...] = (
    common_values_kept, other_than_tool, recombination, altered, stale, copied, re_rendered,
    by_schema,
)  # fmt: skip
"""Classes whose recall is told for every layout and language."""

POOLED: tuple[InManner, ...] = (
    claimed, ungrounded, call_as_text, code_output, invented_call, invented_result,
)  # fmt: skip
"""Classes whose cells are something else; their sessions write in layouts at random."""


CLEAN: tuple[InManner, ...] = (*TRAPS, *LOG_TRAPS, *WORK_TRAPS, agreeing)

NAMES = frozenset(
    {
        "imitate",
        "orphan",
        "by_profile",
        "profiled",
        *(make.__name__ for make in (*BY_LAYOUT, *POOLED, *CLEAN)),
    }
)
"""What `--only` may name."""


def cases(
    sources: list[Source], per_cell: int, seed: int, only: Container[str] = NAMES
) -> Iterator[Case]:
    """Yield the cases of every class of faults, or of those whose makers' names are in `only`."""
    if "imitate" in only:
        yield from _imitations(sources, per_cell, seed)
    if "orphan" in only:
        yield from many(sources, per_cell * 4, seed, "orphan", orphan)
    makers = {make.__name__: make for make in BY_LAYOUT}
    makers["by_profile"] = partial(by_profile, others=sources)
    for maker, make in makers.items():
        for layout, language in product(LAYOUTS, LANGUAGES):
            fixed = partial(_in_manner, make=make, layout=layout, language=language)
            if maker in only:
                name = f"{maker}/{layout}/{language}"
                yield from many(sources, per_cell, seed, name, fixed)
    for make in POOLED:
        if make.__name__ in only:
            fixed = partial(_any_manner, make=make)
            yield from many(sources, per_cell * 4, seed, make.__name__, fixed)


def traps(
    sources: list[Source], per_cell: int, seed: int, only: Container[str] = NAMES
) -> Iterator[Case]:
    """Yield the clean cases that look guilty."""
    makers = {make.__name__: make for make in CLEAN}
    makers["profiled"] = partial(profiled, others=sources)
    for maker, make in makers.items():
        if maker in only:
            fixed = partial(_any_manner, make=make)
            yield from many(sources, per_cell * 3, seed, maker, fixed)


def _in_manner(
    source: Source, rng: random.Random, make: InManner, layout: Layout, language: Language
) -> Case | None:
    return make(source, manner(layout, language, rng), rng)


def _any_manner(source: Source, rng: random.Random, make: InManner) -> Case | None:
    return make(source, manner(rng.choice(LAYOUTS), rng.choice(LANGUAGES), rng), rng)


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
