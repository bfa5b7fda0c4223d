"""TA102 at its most plausible: most or all values of a made-up result occur in genuine ones."""

import random
from typing import Any

from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import Slot, borders, finish, message, slots, turn_at
from benchmarks.fabrication.imitation import Manner, block, fake, group_of, in_layout
from benchmarks.fabrication.made_up import another
from benchmarks.fabrication.records import Lookup, Path, Scalar, is_data_key, leaves
from benchmarks.fabrication.wordings import ASK_ABOUT


def common_values_kept(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """A new record: words, flags and small numbers as in genuine ones, the rest made up."""
    lookup = _entity_lookup(source, rng)
    if lookup is None:
        return None

    def told(_path: Path, old: Scalar) -> Scalar:
        return old if _is_common(old) else another(old, source.known, rng)

    value = _mapped(lookup.value, told)
    group = group_of("TA102 common values kept", how)
    return _case(source, in_layout(source, how), how, block(value, how, rng), group, rng)


def other_than_tool(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """A made-up record in a layout that the session's tools, left as they are, do not write."""
    lookup = _entity_lookup(source, rng)
    if lookup is None:
        return None
    value = fake(source, lookup, rng)
    written = lookup.result.output.lstrip()[:1] in {"{", "["}
    if written and how.layout in {"json", "fenced", "observation"}:
        return None
    name = "TA102 invented in another layout than the tool's"
    if how.own.labels == "zh":
        name += ", labels translated"
    return _case(source, slots(source.trace), how, block(value, how, rng), name, rng)


def recombination(source: Source, how: Manner, rng: random.Random) -> Case | None:
    """A new record all of whose values but its id come from genuine ones, each from another."""
    lookup = _entity_lookup(source, rng)
    if lookup is None or not isinstance(lookup.value, dict):
        return None
    tools = [one for one in source.lookups if one.call.name == lookup.call.name]
    distinct = {str(one.value) for one in tools}
    if len(distinct) < 3:
        return None
    pool: dict[Path, list[Scalar]] = {}
    for one in tools:
        for leaf in leaves(one.value):
            pool.setdefault(_shape(leaf.path), []).append(leaf.value)
    fresh = another(lookup.entity, source.known, rng)

    def told(path: Path, old: Scalar) -> Scalar:
        return fresh if old == lookup.entity else rng.choice(pool.get(_shape(path), [old]))

    value = _mapped(lookup.value, told)
    group = group_of("TA102 recombined", how)
    return _case(source, in_layout(source, how), how, block(value, how, rng), group, rng)


def _entity_lookup(source: Source, rng: random.Random) -> Lookup | None:
    found = [one for one in source.lookups if one.entity]
    return rng.choice(found) if found else None


def _is_common(value: Scalar) -> bool:
    if isinstance(value, str):
        return not any(c.isdigit() for c in value) and not value.isupper()
    return value is None or isinstance(value, bool) or abs(value) < 100


def _shape(path: Path) -> Path:
    """Return a path without places in lists and keys that are data."""
    return tuple(part for part in path if isinstance(part, str) and not is_data_key(part))


def _mapped(value: Any, told: Any, path: Path = ()) -> Any:
    if isinstance(value, dict):
        return {
            str(told(path, key)) if is_data_key(key) else key: _mapped(inner, told, (*path, key))
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_mapped(inner, told, (*path, n)) for n, inner in enumerate(value)]
    return told(path, value)


def _case(
    source: Source, places: list[Slot], how: Manner, words: str, group: str, rng: random.Random
) -> Case:
    language = "en" if how.language == "en" else "zh"
    latest = max(one.result.index for one in source.lookups)
    at = rng.choice(borders(places, latest))
    asked = rng.choice(ASK_ABOUT[language]).format("the next one" if language == "en" else "下一个")
    edited = turn_at(places, at, asked, [(message(words), "fault-0")])
    finished = finish(source.trace, edited, group)
    case = injected(group, (how.layout, how.language), finished, "TA102")
    expected = tuple(one._replace(also=("TA105", "TA108")) for one in case.expected)
    return case._replace(expected=expected)
