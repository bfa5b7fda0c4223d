"""What calls were about, by the names under which a user speaks of it.

It is an argument, a part of one, or what the result calls that.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import fields_of_arguments
from auditor.fabrication.imitation import Scene
from auditor.trace import ToolResult
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.names import LONGEST_QUESTION
from auditor.values.occurrences import place_of
from auditor.values.values import value_of

LONGEST_NAME = 40
_LONGEST_OUTPUT = 4000
_MOST_CALLS = 8
_MOST_QUESTIONS = 3
SHORTEST_LABEL = 3
FEWEST_SIGNS = 2
_PAIR = re.compile(r"[\s=:,]+")
_PART = re.compile(r"[\s._/:=-]+")
_LISTED = re.compile(r",(?=\S)")


class Known(NamedTuple):
    """What a call was about, by a name that a user said.

    Attributes:
        raw: The name as the call or its result writes it.
        tool, result: Who was asked, and what came back.
        labels: Labels under which call or result hold the name, and the tool's name.
    """

    raw: str
    tool: str
    result: ToolResult
    labels: frozenset[str]


def is_proper(raw: str) -> bool:
    """Say whether a value may be a name: a code, or a word that is not written small."""
    value = value_of(raw)
    return value.kind == "id" or (value.kind == "word" and not raw[:1].islower())


def newest_questions(scene: Scene) -> Iterator[str]:
    """Yield the user's newest words before a text, as far as they are short."""
    texts = scene.evidence.texts[: scene.evidence.place_of(scene.event_index)]
    said = (text.raw for text in reversed(texts) if text.author == "user")
    for raw in islice(said, _MOST_QUESTIONS):
        if len(raw) <= LONGEST_QUESTION:
            yield _LISTED.sub(", ", raw)


def known_things(scene: Scene) -> Iterator[Known]:
    """Yield what calls were about as users name it; nothing of a tool that asked otherwise, too.

    A call for something that no user named may be for the same thing by another name.
    """
    asked = "\n".join(newest_questions(scene))
    by_tool: dict[str, list[Known] | None] = {}
    for result, call in islice(scene.latest_results(), _MOST_CALLS) if asked else ():
        others = by_tool.get(call.name, [])
        if others is not None and not failed(result):
            named = [
                Known(raw, call.name, result, labels)
                for raw, labels in _names_of(call.name, call.arguments_raw, result.output, asked)
            ]
            by_tool[call.name] = [*others, *named] if named else None
    for things in by_tool.values():
        yield from {thing.raw: thing for thing in reversed(things or ())}.values()


@lru_cache(maxsize=256)
def _names_of(
    tool: str, arguments: str, output: str, asked: str
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the names under which some words speak of what a call was for, with their labels.

    Its result may give further names to what an argument names.
    """
    return tuple(_names_told(tool, arguments, output, asked))


def _names_told(
    tool: str, arguments: str, output: str, asked: str
) -> Iterator[tuple[str, frozenset[str]]]:
    small, given = asked.lower(), fields_of_arguments(arguments)
    about = [field for field in given if _stands_in(field.value, asked, small)]
    about += _parts_in(given, asked, small)
    told = _short_values(output) if about else ()
    labels = frozenset((label_key(tool),))
    for field in about:
        if _can_name(field.value):
            keys = {label for label, raw in told if raw == field.value}
            own = labels | keys | {label_key(field.label)}
            yield field.value, own
    for _, raw in told:
        if raw.lower() in small and is_proper(raw) and _can_name(raw) and place_of(raw, asked) >= 0:
            yield raw, labels


def _parts_in(given: tuple[Field, ...], asked: str, small: str) -> list[Field]:
    """Return the parts of a call's arguments that stand in some words: `nursery_temp`, `app=web`.

    Arguments that stand there as a whole have none; smaller parts count where no larger one does.
    """
    whole = [
        field
        for field in given
        if len(field.value) <= LONGEST_NAME and not _stands_in(field.value, asked, small)
    ]
    found: list[Field] = []
    for border in (_PAIR, _PART):
        parts = [Field(f.label, part) for f in whole for part in border.split(f.value)]
        found = found or [
            part
            for part in parts
            if len(part.value) >= SHORTEST_LABEL and _stands_in(part.value, asked, small)
        ]
    return found


def _stands_in(raw: str, asked: str, small: str) -> bool:
    return len(raw) <= LONGEST_NAME and raw.lower() in small and place_of(raw, asked) >= 0


@lru_cache(maxsize=64)
def _short_values(output: str) -> tuple[tuple[str, str], ...]:
    """Return the labels and values of a result that are short enough for a name, of short ones."""
    if len(output) > _LONGEST_OUTPUT:
        return ()
    return tuple(
        (label, raw)
        for read in values_in(output)
        for label, raws in read.values.items()
        for raw in raws
        if FEWEST_SIGNS <= len(raw) <= LONGEST_NAME
    )


def _can_name(raw: str) -> bool:
    value = value_of(raw)
    if len(raw) > LONGEST_NAME or "\n" in raw or value.kind in ("flag", "empty", "date", "time"):
        return False
    return len(raw) >= FEWEST_SIGNS
