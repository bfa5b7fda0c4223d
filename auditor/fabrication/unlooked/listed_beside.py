"""Things that stand in one list of a result with others that calls were made for, and no call was.

Of three addresses that a case holds two were scanned; of the plates in today's table all but one
were asked about. The list must name them: each of its things once, by a code or as a proper name.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.evidence.records import Read, values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.named_beside import in_rows, is_called_for, known_of
from auditor.fabrication.unlooked.of_one_sort import of_one_sort
from auditor.fabrication.unlooked.rows_left import rows_left
from auditor.trace import ToolResult
from auditor.values.occurrences import place_of
from auditor.values.values import Value, normal_text, value_of

_LONGEST_LIST = 8000
_LONGEST_NAME = 80
_MOST_LISTED = 40
_MOST_KNOWN = 20
_BULLET = re.compile(r"^ *[-*•] +(\S.*?)[ \r]*$", re.MULTILINE)
# What may begin a part of a list, and names nothing.
_NO_NAME = re.compile(
    r"(?:the|an?|my|your|our|any|all|each|assuming|given|supposing|including|if|please|and|or|with|"
    r"also|then|finally|(?:per|each|every) \w+)",
    re.IGNORECASE,
)
_Column = tuple[list[str], dict[str, tuple[Value, ...]]]
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?", re.IGNORECASE)


class Odd(NamedTuple):
    """A thing that a text tells of beside some that were looked up, and was not.

    Attributes:
        raw: Its name as the text writes it.
        siblings: Names of those, as the text writes them.
        tool, result: Who was asked about one of them, and what came back.
        at_hand: What a list holds of the thing itself: other values may follow from these.
        has_failed: It was asked about, in vain.
    """

    raw: str
    siblings: tuple[str, ...]
    tool: str
    result: ToolResult
    at_hand: tuple[Value, ...] = ()
    has_failed: bool = False


def odd_ones(scene: Scene) -> list[Odd]:
    """Return such things: named so by a user, in one list of a result, of one sort, or a row."""
    named: dict[str, Odd] = {}
    for one in scene.once_of_text(in_rows):
        siblings = dict.fromkeys((one.sibling, *(thing.raw for thing in known_of(scene, one))))
        if not is_called_for(normal_text(one.raw), scene):
            named[one.raw] = Odd(one.raw, tuple(siblings), one.known.tool, one.known.result)
    for odd in _listed(scene):
        named.setdefault(odd.raw, odd)
    for thing in of_one_sort(scene):
        named.setdefault(thing.raw, Odd(*thing[:4], has_failed=thing.has_failed))
    for row in rows_left(scene):
        named.setdefault(row.raw, Odd(*row))
    return [odd for odd in named.values() if not _NO_NAME.fullmatch(odd.raw)]


def _listed(scene: Scene) -> Iterator[Odd]:
    """Yield the things of each list of which some were asked about, and the text tells of both."""
    asked = list(_asked(scene))
    for result, call in scene.latest_results() if asked else ():
        about = {raw: held for raw, held in asked if held[0] != call.name}
        for names, rows in _columns(result.output) if about else ():
            known = [name for name in names if name in about]
            told = [short for name in known if (short := _as_told(name, scene.text))]
            for name in names if told else ():
                short = _as_told(name, scene.text)
                if name in about or not short or _is_plain(name):
                    continue
                if is_called_for(normal_text(short), scene):
                    continue
                tool, answer = about[known[0]]
                yield Odd(short, tuple(told), tool, answer, rows[name])


def _asked(scene: Scene) -> Iterator[tuple[str, tuple[str, ToolResult]]]:
    """Yield what calls were for, their tools and their results, newest first."""
    for result, call in islice(scene.latest_results(), _MOST_KNOWN):
        for field in arguments_of(call):
            yield field.value, (call.name, result)


def _columns(output: str) -> tuple[_Column, ...]:
    """Return the names in each column of a result that names several things, and their rows."""
    return _columns_of(output[:_LONGEST_LIST], is_whole=len(output) <= _LONGEST_LIST)


@lru_cache(maxsize=64)
def _columns_of(output: str, *, is_whole: bool) -> tuple[_Column, ...]:
    return tuple(_found_columns(output, is_whole=is_whole))


def _found_columns(output: str, *, is_whole: bool) -> Iterator[_Column]:
    reads = list(values_in(output)) if is_whole else []
    labels = dict.fromkeys(label for read in reads for label in read.values)
    for label in labels:
        rows = {raw: read for read in reads for raw in read.values.get(label, ())}
        if _names_things(list(rows)):
            yield list(rows), {raw: _values_of(read) for raw, read in rows.items()}
    bulleted = [found[1] for found in _BULLET.finditer(output)]
    if _names_things(bulleted):
        yield bulleted, dict.fromkeys(bulleted, ())


def _names_things(names: list[str]) -> bool:
    return 1 < len(names) <= _MOST_LISTED and max(map(len, names)) <= _LONGEST_NAME


def _values_of(read: Read) -> tuple[Value, ...]:
    return tuple(value_of(raws[0]) for raws in read.values.values() if len(raws) == 1)


def _is_plain(name: str) -> bool:
    """Say whether a name is but small words, as a state or a sort is."""
    return name.islower() and name.replace(" ", "").isalpha()


def _as_told(name: str, text: str) -> str:
    """Return a name as a text writes it, an address without its scheme as well; else ""."""
    short = _SCHEME.sub("", name)
    return next((one for one in (name, short) if len(one) > 1 and place_of(one, text) >= 0), "")
