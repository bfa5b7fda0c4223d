"""An act told of the other one of a few that a look-up had named side by side.

`Coach Ellery has received the note` after `{"coach": "Madani", "assistant": "Ellery"}` and a
message to Madani; `upgraded to Gold` where Silver and Gold are tiers of one table. The text tells
the value that the call was given nowhere. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from auditor.fabrication.acts.acts import Act, Held, acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.acts.sentences import ToldAsDone
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values.blocks import Field
from auditor.values.literals import parse_value
from auditor.values.values import value_of

_LONGEST_LIST, _LONGEST = 6000, 40
_MOST_LISTS, _MOST_WORDS, _MOST_NODES = 8, 3, 400
_SHORTEST = 3
# What a record says of its thing, and not beside it.
_OF_IT = re.compile(
    r".*(?:dep|team|role|city|country|state|status|type|kind|company|org|title|unit|area|region|"
    r"category|lang|currency|note|comment|reason|desc|address|street|colou?r|brand|model|abteilung|"
    r"ort|land|ciudad|pa[ií]s|ville|pays|部门|城市|状态|类型)\w*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def judge_siblings(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a value."""
    lowered = scene.text.casefold()
    acts = acts_of_turn(scene)
    known = " ".join((scene.asked, *(f"{a.call.arguments_raw} {a.result.output}" for a in acts)))
    free = [
        (act, held)
        for act in acts
        for held in act.held
        if held.is_given and _can_be_told(held.written) and not _tells(lowered, held.written)
    ]
    for clause, meant in clauses_of_acts(scene) if free else ():
        for act, held in free:
            if act not in meant:
                continue
            told = next(_siblings_told(clause, act, held, known.casefold(), scene), None)
            if told is not None:
                yield told_otherwise(clause, act, told, act.call.index, scene)
                return


def _can_be_told(value: str) -> bool:
    return (
        (_SHORTEST if value.isascii() else 2) <= len(value) <= _LONGEST
        and value.count(" ") < _MOST_WORDS
        and value_of(value).kind == "word"
    )


def _tells(lowered: str, value: str) -> bool:
    """Say whether a text tells a value, or one of its words."""
    if _WIDE.search(value):
        return value in lowered
    return any(word.casefold() in lowered for word in _WORD.findall(value))


def _siblings_told(
    clause: ToldAsDone, act: Act, held: Held, known: str, scene: Scene
) -> Iterator[Field]:
    """Yield what a clause names that stood beside what a call was given, and nobody else told."""
    results = [one for one, _ in scene.latest_of_any_length() if one.index < act.call.index]
    for result in results[:_MOST_LISTS]:
        if len(result.output) > _LONGEST_LIST:
            continue
        for label, value in _beside(result.output, held.written):
            named = [value] if _WIDE.search(value) else _WORD.findall(value)[:_MOST_WORDS]
            yield from (
                Field(label, one)
                for one in named
                if _is_named(one, clause.words) and one.casefold() not in known
            )


def _is_named(name: str, words: str) -> bool:
    """Say whether words name something: what has a capital, with it."""
    if _WIDE.search(name):
        return name in words
    told = words if name[0].isupper() else words.casefold()
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) is not None


@lru_cache(maxsize=128)
def _beside(output: str, given: str) -> tuple[tuple[str, str], ...]:
    """Return what stands beside a value in a result and is of its sort, with the labels."""
    found: list[tuple[str, str]] = []
    stack: list[Any] = [parse_value(output)]
    for _ in range(_MOST_NODES):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, dict):
            stack += node.values()
            found += _in_record(node, given)
        elif isinstance(node, list):
            stack += node
    return tuple(found)


def _in_record(node: dict[Any, Any], given: str) -> Iterator[tuple[str, str]]:
    """Yield the siblings of a value among the values of an object, or among its keys."""
    keys = [str(key) for key in node]
    if given in keys and len({type(value) for value in node.values()}) == 1:
        yield from (("", key) for key in keys if key != given and _is_of_sort(key, given))
    own = [key for key, value in node.items() if value == given]
    if len(own) != 1 or _OF_IT.fullmatch(str(own[0])):
        return
    for key, value in node.items():
        if isinstance(value, str) and value != given and not _OF_IT.fullmatch(str(key)):
            bare = value.partition(" (")[0]
            if _is_of_sort(bare, given):
                yield str(key), bare


def _is_of_sort(one: str, other: str) -> bool:
    """Say whether two names are of one form: as many words, begun alike, of one script."""
    return (
        _can_be_told(one)
        and one.count(" ") == other.count(" ")
        and one.count(",") == other.count(",")
        and one[0].isupper() == other[0].isupper()
        and bool(_WIDE.search(one)) == bool(_WIDE.search(other))
    )
