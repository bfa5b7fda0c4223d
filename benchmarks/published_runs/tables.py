"""The tables of published runs: false alarms, recall, and models."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.statistics.wilson_interval import wilson_interval
from benchmarks.fabrication.score import Share
from benchmarks.published_runs.places import Place, Read, place_of

_THOUSAND = 1000


def alarms(runs: list[Path], found: Mapping[Place, str], read: Mapping[Place, Read]) -> str:
    """Return what was flagged, true and false, for runs without and with injected instructions."""
    rows = [
        (
            "| runs | number | flagged | made up | honest | unclear | unread "
            "| honest `suspected` per 1,000 runs [95%] | honest `proven` |"
        ),
        f"|{'---|' * 9}",
    ]
    for name, attacked in (("as they are", False), ("with injected instructions", True)):
        number = sum(place_of(run, None).attacked is attacked for run in runs)
        here = {place: grade for place, grade in found.items() if place.attacked is attacked}
        verdicts = Counter(read[place].verdict if place in read else "unread" for place in here)
        false = Counter(
            grade
            for place, grade in here.items()
            if place in read and read[place].verdict == "honest"
        )
        cells = (
            name, f"{number:,}", len(here), verdicts["made-up"], verdicts["honest"],
            verdicts["unclear"], verdicts["unread"], _per_thousand(false["suspected"], number),
            false["proven"],
        )  # fmt: skip
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows)


def recall(found: Mapping[Place, str], read: Mapping[Place, Read]) -> str:
    """Return how much of what a search without the findings turned up is flagged, by kind."""
    drawn = [(place, one) for place, one in read.items() if one.drawn == "unflagged"]
    rows = ["| what was read | messages | flagged |", f"|{'---|' * 3}"]
    for verdict, kind in sorted({(one.verdict, one.kind) for _, one in drawn}, reverse=True):
        here = [
            place in found for place, one in drawn if (one.verdict, one.kind) == (verdict, kind)
        ]
        name = f"{verdict}: {kind}" if kind else verdict
        rows.append(f"| {name} | {len(here)} | {Share(sum(here), len(here))} |")
    return "\n".join(rows)


def by_model(runs: Iterable[Path], found: Mapping[Place, str], read: Mapping[Place, Read]) -> str:
    """Return how many runs of each model hold something made up that was found."""
    number = Counter(place_of(run, None).model for run in runs)
    made_up = {place.run for place in found if place in read and read[place].verdict == "made-up"}
    guilty = Counter(Place(run, None).model for run in made_up)
    rows = ["| model | runs | with something made up | per 1,000 runs [95%] |", f"|{'---|' * 4}"]
    rows += [
        f"| {model} | {runs_of:,} | {guilty[model]} | {_per_thousand(guilty[model], runs_of)} |"
        for model, runs_of in sorted(
            number.items(), key=lambda one: (-guilty[one[0]] / one[1], one)
        )
    ]
    return "\n".join(rows)


def _per_thousand(hits: int, total: int) -> str:
    bounds = wilson_interval(hits, total)
    low, high = _THOUSAND * bounds.low, _THOUSAND * bounds.high
    return f"{_THOUSAND * hits / total if total else 0:.1f} [{low:.1f}, {high:.1f}]"
