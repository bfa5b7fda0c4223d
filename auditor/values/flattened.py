"""What a text tells pair by pair, with the place that each pair says it has.

A pair stands under one label or, in brackets and by indentation, under several names; numbers in
labels, rows and lists say which item it is of.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.values.blocks import Block, blocks_of
from auditor.values.labels import label_key
from auditor.values.places import counted, leaves_of, structure_of
from auditor.values.values import value_of

_LINK = re.compile(r"(?<=[\w)）]) (?:is|are|was|ist) (?=\S)|(?<=[\w)）])(?:[为是] ?|は ?)(?=\S)")
_WIDE_LINK = re.compile(r"(?<=[\w)）])(?:[为是] ?|は ?)(?=\S)")
# In English `est` is a time zone.
_ROMANCE_LINK = re.compile(r"(?<=\w) (?:est|es|está|è|é) (?=\S)")
_EQUALS_LINK = re.compile(r"(?<=[\w)）]) = (?=\S)")
_COLON_LINK = re.compile(
    r"(?:(?<=[^\W\d])|(?<=[)）]))(?:: |：|(?<=[\u3040-\u9fff]):)(?=\S)|(?<=\d): (?=\S)"
)
_BORDER = re.compile(r"[,，、;；。\n：]\s*|[.:!?] +|(?<=[\u4e00-\u9fff]):|\band ")
# A title ends no sentence.
_TITLES = "".join(
    rf"(?<!\b{one})" for one in ("Dr", "Mr", "Ms", "Mrs", "St", "Hon", "Prof", "Dott")
)
_END = re.compile(rf"[\n。]|{_TITLES}[.!?](?=\s+[A-Z]|\s*$)|[;；]")
_LEADS = re.compile(r"^(?:and |the |its |your |their |an? )+", re.IGNORECASE)
# Behind Chinese and Japanese words a colon needs no space.
_CLOSE_COLON = re.compile(r"(?<=[\u3040-\u30ff\u4e00-\u9fff]):(?=[^\s/])")
_LISTED = re.compile(r"[,，、；;] ?(?:and )?[^\W\d][^,:：，、；;]{1,30}[:：] ?\S")
_LONGEST_LABEL = 60
_MOST_WORDS = 9
FEWEST_PAIRS = 3
_NAMED = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)*_\d{3,}(?:_[A-Za-z]+)+")
_MARKS = " \t*_`\"',，"
_FEWEST_LINES = 4
_FEWEST_ROWS = 2
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
# A comma within a number parts nothing.
_JOINT = re.compile(r"[,;](?: and)? | and |[，、；]")
_BEHIND = re.compile(r"(?P<value>.+) for (?P<label>.+)")
_LONGEST_KNOWN = 4


class Told(NamedTuple):
    """A value that a text tells, and what it says of its place.

    Attributes:
        names: Its label, or the keys that lead to it.
        items: Which items of lists it is of: numbers that only part one from another.
        value: As written.
        start, end: Where it stands.
        is_nested: Brackets or indentation say where it stands, and not its label alone.
        is_point: It is one of a list of fields, which says neither how deep nor where it stands.
    """

    names: tuple[str, ...]
    items: tuple[int, ...]
    value: str
    start: int
    end: int
    is_nested: bool
    is_point: bool = False

    @property
    def label(self) -> str:
        """The name nearest to it."""
        return self.names[-1] if self.names else ""


def told_in_blocks(blocks: Sequence[Block], text: str) -> list[Told]:
    """Return what records that follow each other tell."""
    if len(blocks) == 1 and blocks[0].layout in ("json", "literal"):
        return _nested(text, blocks[0].start, blocks[0].end)
    rows = _are_rows(blocks)
    found = []
    for row, block in enumerate(blocks):
        for field in block.fields:
            base, items = counted(field.label)
            items = (row,) if rows and not items else items
            label = base if items and not rows else field.label
            found.append(Told((label,), items, field.value, block.start, block.end, False))
    return found


def _are_rows(blocks: Sequence[Block]) -> bool:
    """Say whether records are the rows of one list: they have the same labels."""
    labels = {block.fields[0].label for block in blocks}
    shared = set.intersection(*({field.label for field in block.fields} for block in blocks))
    return len(blocks) >= _FEWEST_ROWS and len(labels) == 1 and len(shared) > 1


def _nested(text: str, start: int, end: int) -> list[Told]:
    value = structure_of(_CLOSE_COLON.sub(": ", text[start:end]))
    inner = next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
    points = _are_points(inner)
    return [
        Told(leaf.names, () if points else leaf.items, leaf.value, start, end, not points, points)
        for leaf in leaves_of(value)
    ]


def _are_points(value: Any) -> bool:
    """Say whether each point of a list holds one field of its own name: it then counts nothing."""
    if not isinstance(value, list) or len(value) < _FEWEST_ROWS:
        return False
    names = [name for one in value if isinstance(one, dict) and len(one) == 1 for name in one]
    return len(names) == len(value) == len(set(names))


def told_by_indentation(text: str) -> Iterator[list[Told]]:
    """Yield what each paragraph tells that is nested by indentation."""
    start = 0
    for border in [*_PARAGRAPH.finditer(text), None]:
        end = border.start() if border else len(text)
        paragraph = text[start:end]
        if paragraph.count("\n") + 1 >= _FEWEST_LINES and "\n" in paragraph and ":\n" in paragraph:
            told = _nested(text, start, end)
            if len(told) >= FEWEST_PAIRS:
                yield told
        start = border.end() if border else end


@lru_cache(maxsize=16)
def counted_labels(text: str) -> frozenset[str]:
    """Return the forms of the labels in a text that say which item, or which thing, a field is of.

    `flight_number_1` and `card_8190333_source` look like ids, and are none.
    """
    found: set[str] = set()
    for block in blocks_of(text):
        for field in block.fields if block.is_record else ():
            items = counted(field.label)[1] if field.label[:1].isalpha() else ()
            if items and f"{field.label},{field.value}" in text:
                # A number and a value that a comma parts are none with thousands.
                found.add(value_of(f"{items[-1]},{field.value}").form)
            if (items or _NAMED.fullmatch(field.label)) and " " not in field.label:
                found.add(value_of(field.label).form)
    return frozenset(found)


@lru_cache(maxsize=16)
def told_in_sentences(text: str) -> tuple[Told, ...]:
    """Return the pairs that one line tells one behind another: `the status is open, the ...`.

    A value reaches to the label of the next one, so that it may have commas of its own. Of several
    lines it is the one with most pairs.
    """
    best: list[Told] = []
    start = 0
    for line in text.split("\n"):
        best = max(best, _told_in_line(line, start), key=len)
        start += len(line) + 1
    return tuple(best) if len(best) >= FEWEST_PAIRS else ()


def _told_in_line(line: str, offset: int) -> list[Told]:
    found: list[Told] = []
    label, opens, start = "", 0, 0
    ties = _ties_of(line)
    for link in [*ties.finditer(line), None]:
        border, name = _label_before(line, opens, link.start()) if link else (len(line), "")
        if link and not name:
            continue
        if label:
            found.append(_pair(label, line, (start, opens, border), offset))
        if link:
            label, opens, start = name, link.end(), border
    return found


def _ties_of(line: str) -> re.Pattern[str]:
    """Return the words that stand between label and value in a line of its language."""
    if max(line.count("为"), line.count("は")) >= FEWEST_PAIRS:
        # In a line of another script English words belong to its values.
        return _WIDE_LINK
    if " is " not in line and line.count(" = ") >= FEWEST_PAIRS:
        return _EQUALS_LINK
    if " is " not in line and len(_LISTED.findall(line)) >= FEWEST_PAIRS - 1:
        return _COLON_LINK
    is_romance = " is " not in line and len(_ROMANCE_LINK.findall(line)) >= FEWEST_PAIRS
    return _ROMANCE_LINK if is_romance else _LINK


def _label_before(text: str, opens: int, end: int) -> tuple[int, str]:
    """Return where a label that ends before a link begins, and the label, "" if it is none."""
    border = opens
    for found in _BORDER.finditer(text, opens, end):
        border = found.end()
    label = _LEADS.sub("", text[border:end]).strip(_MARKS)
    if len(label) > _LONGEST_LABEL or label.count(" ") > _MOST_WORDS or not label_key(label):
        return border, ""
    return border, label


def _pair(label: str, line: str, place: tuple[int, int, int], offset: int) -> Told:
    start, opens, border = place
    rest = line[opens:border]
    end = _END.search(rest)
    value = rest[: end.start()] if end else rest
    for joint in (" and", ",", "，", "、"):
        value = value.rstrip().removesuffix(joint)
    value = value.removesuffix("です")
    base, items = counted(label)
    name = base if items else label
    end_of_value = offset + opens + len(value)
    return Told((name,), items, value.strip(_MARKS), offset + start, end_of_value, False)


def told_beside_labels(text: str, known: Container[str]) -> list[Told]:
    """Return the pairs that a line lists without a word between: `city Bonn`, `Bonn for city`.

    Args:
        text: A text; of several lines it is the one with most pairs.
        known: The keys of the labels that a result has: nothing else says where a value begins.
    """
    best: list[Told] = []
    start = 0
    for line in text.split("\n"):
        if len(_JOINT.findall(line)) >= FEWEST_PAIRS - 1:
            best = max(best, _listed_in(line, start, known), key=len)
        start += len(line) + 1
    return best if len(best) >= FEWEST_PAIRS else []


def _listed_in(line: str, offset: int, known: Container[str]) -> list[Told]:
    """Return the pairs of the first list in a line of which each item is one."""
    found: list[Told] = []
    opens = 0
    for joint in [*_JOINT.finditer(line), None]:
        border = joint.start() if joint else len(line)
        start = opens if found else opens + line[opens:border].rfind(": ") + 1
        end = _END.search(line, start, border)
        pair = _beside(line[start : end.start() if end else border].strip(), known)
        if pair is None and found:
            break
        if pair is not None:
            name, items = counted(pair[0])
            label = name if items else pair[0]
            found.append(Told((label,), items, pair[1], offset + start, offset + border, False))
            if end:
                break
        opens = joint.end() if joint else border
    return found


def _beside(item: str, known: Container[str]) -> tuple[str, str] | None:
    """Return the label and the value of an item that begins or ends with a known label."""
    behind = _BEHIND.fullmatch(item)
    if behind and label_key(behind["label"]) in known:
        return behind["label"], behind["value"].strip(_MARKS)
    words = item.split(" ")
    for size in range(min(_LONGEST_KNOWN, len(words) - 1), 0, -1):
        label = " ".join(words[:size])
        if label_key(counted(label)[0]) in known or label_key(label) in known:
            return label, " ".join(words[size:]).strip(_MARKS)
    return None
