"""What records of a text tell that nothing holds, and whether some tool tells such things.

What people know by heart no tool was made for: what a record tells counts where its labels are
those of one tool's results, early or late, or stand in that tool's name.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache

from auditor.claims.deeds.calls import reach_of
from auditor.evidence.provenance import is_small
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import telling_values, unsourced_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.open_question import denies
from auditor.values.blocks import LEAD, Block, Field
from auditor.values.values import Value, is_placeholder, normal_text, value_of

ENOUGH = 0.5
"""So much weight of its values shows that a record is made up."""
_TEXT, _WORDS = 0.3, 0.2
_FEWEST_WORDS = 3
_MOST = 0.7
_MOSTLY = 0.6
_MOST_READ = 4000
_MOST_RESULTS = 30
_LABEL = re.compile(r"([^\W\d][\w ]{1,40}?)[\"']?\s?[:=：]")
_WORD = re.compile(r"[a-z]{4,}")
_CLAUSE = re.compile(r"[.。;；!！?？\n…](?=.)|\s[—–-]\s")


def with_leads(blocks: list[Block], text: str) -> Iterator[tuple[Block, str]]:
    """Yield the records of a text and the words that lead up to each, or to the first of a row."""
    last, lead = 0, ""
    for block in blocks:
        between = text[last : block.start]
        lead = between[-LEAD:] if re.search(r"\w", between) else lead
        last = block.end
        yield block, lead


def is_untold(block: Block, lead: str, scene: Scene) -> bool:
    """Say whether a record is put up, an example, or supposed or denied by what leads up to it."""
    before = lead.rstrip()
    if is_proposal(block, scene) or is_no_record(block, before, scene.asked):
        return True
    clause = _CLAUSE.split(before)[-1]
    return denies(before) or is_unreal(clause) or is_hedged(clause)


def new_in(fields: list[Field], scene: Scene) -> list[tuple[Field, float]]:
    """Return the fields whose values nothing holds and that follow from no others, with weights.

    Words weigh less than figures, ids, days and times do.
    """
    ground = ground_of(scene)
    weights = [dict(unsourced_in(field.value, ground)) for field in fields]
    rest = set(ground.from_nowhere(list(dict.fromkeys(v for own in weights for v in own))))
    told = [
        (field, max(_sum_of(own, rest), _weight_of_words(field, scene)))
        for field, own in zip(fields, weights, strict=True)
        if not is_placeholder(field.value)
    ]
    return [(field, weight) for field, weight in told if weight]


def weight_of(told: list[tuple[Field, float]]) -> float:
    """Return how much some fields tell together."""
    return round(sum(weight for _, weight in told), 2)


def is_mostly_new(fields: list[Field], scene: Scene, most: float = _MOSTLY) -> bool:
    """Say whether such a part of the figures, ids, days and times of some fields is new."""
    ground = ground_of(scene)
    told = [v for f in fields for v in telling_values(f.value) if not is_small(v)]
    new = {value for field in fields for value, _ in unsourced_in(field.value, ground)}
    return bool(new) and len(new.intersection(told)) >= most * len(told)


def _sum_of(own: dict[Value, float], rest: Collection[Value]) -> float:
    return sum(weight for value, weight in own.items() if value in rest)


def _weight_of_words(field: Field, scene: Scene) -> float:
    if value_of(field.value).kind not in ("word", "text"):
        return 0.0
    ground, normal = ground_of(scene), normal_text(field.value)
    words = _WORD.findall(normal)
    # Whoever sums up, or translates, has the words of what he read.
    held = sum(ground.mentions(word) for word in words)
    if ground.mentions(normal) or (words and held >= _MOST * len(words)):
        return 0.0
    return _TEXT if field.value.count(" ") >= _FEWEST_WORDS - 1 else _WORDS


def tools_telling(fields: list[Field], scene: Scene) -> list[str]:
    """Return the tools whose results, or whose names, have most of the labels of some fields."""
    labels = [words for field in fields if (words := _words_in_singular(field.label))]
    known = scene.once(words_of_tools) if labels else {}
    return [
        tool
        for tool, words in known.items()
        if 2 * sum(bool(label & words) for label in labels) >= len(labels)
    ]


def tools_for(words: str, scene: Scene) -> list[str]:
    """Return the tools whose names say that they are for what some words speak of."""
    spoken = _words_in_singular(words)
    tools = {*scene.argument_keys, *(call.name for call in scene.pairing.calls)}
    return [
        tool
        for tool in sorted(tools)
        if any(thing.removesuffix("s") in spoken for thing in reach_of(tool).things)
    ]


def words_of_tools(scene: Scene) -> dict[str, set[str]]:
    """Return the words in the name of each tool and in the labels of its results."""
    pairing = scene.pairing
    tools = {*scene.argument_keys, *(call.name for call in pairing.calls)}
    found = defaultdict(set, {tool: set(_words_in_singular(tool)) for tool in sorted(tools)})
    for result in pairing.results[:_MOST_RESULTS]:
        call = pairing.answered.get(result.index)
        if call is not None and result.source == "runtime":
            found[call.name] |= _label_words(result.output[:_MOST_READ])
    return found


@lru_cache(maxsize=512)
def _words_in_singular(name: str) -> frozenset[str]:
    """Return the words of a label or of a tool's name, without the sign of the plural."""
    return frozenset(word.removesuffix("s") for word in _WORD.findall(name.casefold()))


@lru_cache(maxsize=256)
def _label_words(output: str) -> frozenset[str]:
    """Return the words of the labels that a result sets out."""
    return frozenset(word for label in _LABEL.findall(output) for word in _words_in_singular(label))
