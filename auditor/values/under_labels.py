"""Pairs that a text tells under labels that are known, whatever stands between and around them.

`The origin is PRG, and for the destination it's BER`, `**Price** – 212`, `| city | Graz |` and
`status open; seats 4` tell fields of one record in layouts of their own. Where the labels are known
they say where each value begins and where the one before it ends.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from auditor.values.flattened import FEWEST_PAIRS, Told

_MOST_LABELS, _LONGEST_LABEL, _SHORTEST_LABEL = 120, 50, 2
_LONGEST_VALUE = 160
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
"""The words that a label is made of, however they are joined."""
_MARKS = r"\s*_`\"'“”|:：=~·•→>–—-"
# What may stand between a label and its value.
_TIE = re.compile(
    rf"(?P<marks>[{_MARKS}]*)"
    r"(?:(?:it['’]s|is|are|reads?|says|shows?|stands at|comes (?:up|out) as|(?:is )?given as|"
    r"set to|ist|lautet|beträgt|es|est|vale|为|是|は)(?![^\W_])[ :]*|[为是は])?"
    rf"[{_MARKS}]*"
    # `opened on 2 October`
    r"(?:(?<![^\W_])(?:on|at|since|am|um|seit|le|el|dal?|em) (?:the )?"
    r"(?=\d|(?:Jan|Feb|Mar|Apr|May|Ju[nl]|Aug|Sep|Oct|Nov|Dec)))?",
    re.IGNORECASE,
)
# Behind these nothing more is told of a field.
_END = re.compile(
    r"\n|。|[.!?](?! (?:Jan|Feb|M[äa]r|Apr|Ma[iy]|Ju[nl]|Aug|Sep|O[ck]t|Nov|De[cz]))"
    r"(?=\s+[^\W\da-z_]|\s*$)|[;；]"
)
_JOINTS = re.compile(
    r"(?:[\s,，.、;；(（|·•*_`\"'“”–—-]|(?<![^\W_])(?:and|then|as|for|the|its?|also|with|und|y|et|e|the)"
    r"(?![^\W_]))+$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[\s*_`\"'”|,，、;；.)）}\]]+$|(?:です|となっています)[。\s]*$")
# A field of a list begins behind one of these.
_OPENS = re.compile(
    r"(?:^|[\n,，、;；:：(（|·•*_`\"'>。–—]|(?<![^\W_])-|[.!?] |"
    r"(?<![^\W_])(?:and|und|y|et|with))\s*$",
    re.IGNORECASE,
)

_JOINT = re.compile(r"[,;](?: and| y| und| et| e)? |[，、；]|\.(?=\s|$)|。| y | und | and ")
_FEWEST_KNOWN, _MOST_WORDS = 2, 4
_EDGES = " \t*_`\"'-–—•·:"


def told_under_labels(text: str, names: frozenset[tuple[str, ...]]) -> list[Told]:
    """Return the values that a text tells under some labels; [] where they are too few.

    Args:
        text: A text.
        names: Labels, each as the names that lead to a value: the last of them, or more.
    """
    pattern = _pattern_of(names)
    places = list(pattern.finditer(text)) if pattern else []
    if len(places) < FEWEST_PAIRS - 1:
        return []
    ends = [place.start() for place in places[1:]] + [len(text)]
    return [
        told
        for place, end in zip(places, ends, strict=True)
        if (told := _told_at(text, place, end)) is not None
    ]


def count_labels(text: str, names: frozenset[tuple[str, ...]], most: int) -> int:
    """Return how many different labels a text holds, up to some number."""
    pattern = _pattern_of(names)
    seen: set[str] = set()
    for place in pattern.finditer(text) if pattern else ():
        seen.add(place[0].lower())
        if len(seen) >= most:
            break
    return len(seen)


@lru_cache(maxsize=256)
def _pattern_of(names: frozenset[tuple[str, ...]]) -> re.Pattern[str] | None:
    phrases = {phrase for one in names for phrase in _phrases_of(one)}
    if not phrases or len(phrases) > _MOST_LABELS:
        return None
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    spelt = [r"[\s_-]*".join(map(re.escape, phrase.split(" "))) for phrase in longest]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spelt)})(?![^\W_]|\d)", re.IGNORECASE)


def _phrases_of(names: Iterable[str]) -> Iterator[str]:
    """Yield a label in words: its last name alone, and behind the one that it stands under."""
    parts = [" ".join(PART.findall(name)) for name in names]
    for phrase in {parts[-1], " ".join(parts[-2:])}:
        if _SHORTEST_LABEL <= len(phrase) <= _LONGEST_LABEL:
            yield phrase


def _told_at(text: str, place: re.Match[str], end: int) -> Told | None:
    tie = _TIE.match(text, place.end(), end)
    opens = tie.end() if tie else place.end()
    marks = tie["marks"] if tie else ""
    if "\n" in marks or (not _is_tied(marks, tie) and not _OPENS.search(text, 0, place.start())):
        return None
    stop = _END.search(text, opens, end)
    value = text[opens : stop.start() if stop else end]
    value = _JOINTS.sub("", value)
    if "(" not in value:
        value = value.partition(")")[0]
    value = _CLOSING.sub("", value)
    if not value or len(value) > _LONGEST_VALUE:
        return None
    return Told((place[0],), (), value, place.start(), opens + len(value), False)


def _is_tied(marks: str, tie: re.Match[str] | None) -> bool:
    return tie is not None and tie[0].strip() != "" and (tie[0] != marks or marks.strip(" ") != "")


def told_before_values(text: str, values: tuple[str, ...]) -> list[Told]:
    """Return the items of a list that end in a value, with the words before it as their labels.

    Args:
        text: A text; of several lines it is the one with most items that end in known values.
        values: The values of one record: where some items end in them, the others end in one, too.
    """
    best: list[Told] = []
    most, start = _FEWEST_KNOWN - 1, 0
    for line in text.split("\n"):
        told, known = _items_in(line, start, values)
        if known > most:
            best, most = told, known
        start += len(line) + 1
    return best


def _items_in(line: str, offset: int, values: tuple[str, ...]) -> tuple[list[Told], int]:
    found: list[Told] = []
    known, start = 0, 0
    for joint in [*_JOINT.finditer(line), None]:
        end = joint.start() if joint else len(line)
        item = line[start:end]
        value = next((one for one in values if _ends_in(item, one)), "")
        known += bool(value)
        told = value or item.rpartition(" ")[2]
        label = item.removesuffix(told).strip(_EDGES).rpartition(": ")[2].strip(_EDGES)
        if told and 0 < len(label) <= _LONGEST_LABEL and label.count(" ") <= _MOST_WORDS:
            place = offset + end - len(told)
            found.append(Told((label,), (), told, place - len(label), place + len(told), False))
        start = joint.end() if joint else end
    return found, known


def _ends_in(item: str, value: str) -> bool:
    return item.endswith(value) and not item[: -len(value)][-1:].isalnum()
