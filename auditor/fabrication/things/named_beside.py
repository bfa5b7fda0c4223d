"""Things that a user names in one row with others that calls were made for, and no call was.

Of `orders 701, 702 and 703` two were looked up; the third stands beside them, whatever its form is:
a short number, a code, a name in any language. What nobody but the user spoke of was not looked up.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.source_texts import Text
from auditor.fabrication.ground.unsourced import PUBLIC
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.known_things import (
    FEWEST_SIGNS,
    LONGEST_NAME,
    SHORTEST_LABEL,
    Known,
    known_things,
    newest_questions,
)
from auditor.values.occurrences import occurs, place_of
from auditor.values.values import normal_text, value_of
from auditor.values.wording import late

_LONGEST_LINK = 80
_MOST_WORDS = 4
_MOST_SIGNS = 8
_LINKS = (
    r"(?:,|،|;|/|&|\+|、|，|；|\n)\s*(?:and\s|und\s|y\s|et\s|e\s|и\s|و|[-*•]\s)?\s*|"
    r"\s+(?:and|und|y|et|e|o|or|ou|oder|og|och|en|i|ve|va|oraz|și|és|dan|và|και|и|или|و|أو|और|तथा|एवं|vs\.?|versus|plus|sowie)\s+|"
    r"\s+و|\s?(?:와|과|하고|및|그리고)\s*|\s?[和与跟及]\s?|以及|还有|と|や|および"
)
# `Ruiz (id 81) and`, `orders "701" and`
_ASIDE = r"[\"'”’」』]?\s?(?:[(（][^()（）\n]{1,30}[)）])?[\"'”’]?"
_BEHIND = late(rf"{_ASIDE}\s*(?:{_LINKS})")
_AHEAD = late(rf"(?:{_LINKS})[\"'“‘「『]?$")
_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\s,;:!?()（）、，。；：？！؟،\"“”]+")
_NUMBERED = re.compile(r"[(（][^()（）\n]{0,12}?\d[\w-]*[)）]")
_DIGIT = re.compile(r"\d")
_LEAD = re.compile(r"(?<!\w)[^\W\d_]{2,}\.? ?[#:№]? ?$")
_NUMBER = re.compile(r"(?<![\w.,:/#-])\d{2,}(?![\w/-]|[.,:]\d)")


class Beside(NamedTuple):
    """What stands beside that, and nobody but the user spoke of.

    Attributes:
        raw: Its name as the text writes it.
        named: Its name as the user writes it.
        sibling: What it stands beside, as the text writes it.
        is_code: A number or a code: nobody knows by heart what such a name means.
        label: What leads up to the name where it stands alone; "" in a row.
        known: What it stands beside.
    """

    raw: str
    named: str
    sibling: str
    is_code: bool
    label: str
    known: Known


def named_beside(scene: Scene) -> list[Beside]:
    """Return the things that a text tells of, that a user named so, and that no call was for."""
    rows = scene.once_of_text(in_rows)
    return [one for one in rows if not _is_spoken_of(normal_text(one.named), one, scene)]


def in_rows(scene: Scene) -> list[Beside]:
    """Return what a text tells of and a user named beside what calls were for."""
    known = list(known_things(scene))
    found: dict[str, Beside] = {}
    for number, question in enumerate(newest_questions(scene) if known else ()):
        rows = (
            one
            for thing in known
            for one in (
                *_in_row(thing, question, known, scene),
                *_under_same_word(thing, question, known, scene),
            )
        )
        alone = _alone(known, question, scene) if number == 0 else iter(())
        for one in (*rows, *alone):
            found.setdefault(normal_text(one.named), one)
    return list(found.values())


def known_of(scene: Scene, one: Beside) -> list[Known]:
    """Return all that the tool was asked about beside a thing."""
    return [thing for thing in known_things(scene) if thing.tool == one.known.tool]


def _is_spoken_of(normal: str, one: Beside, scene: Scene) -> bool:
    """Say whether anybody but the user and the model spoke of a thing, or a call was for it.

    What another tool lists by its code may be looked up with this one.
    """
    for text in others_naming(normal, scene):
        call = scene.pairing.answered.get(text.event_index)
        if not one.is_code or call is None or call.name == one.known.tool:
            return True
    return is_called_for(normal, scene)


def others_naming(normal: str, scene: Scene) -> Iterator[Text]:
    """Yield the results, arguments and system's texts before a text that hold a normal name."""
    evidence = scene.evidence
    for place in evidence.places_with((normal,), scene.event_index):
        text = evidence.texts[place]
        if text.author != "user" and occurs(evidence.normal(place), normal):
            yield text


def is_called_for(normal: str, scene: Scene) -> bool:
    """Say whether a call before a text was for something, by its normal name, and did not fail."""
    return any(
        occurs(normal_text(call.arguments_raw), normal)
        for call in scene.pairing.calls
        if call.index < scene.event_index and not failed(scene.pairing.answer.get(call.index))
    )


def _in_row(thing: Known, question: str, known: list[Known], scene: Scene) -> Iterator[Beside]:
    """Yield what a question names right before and behind a thing, as the text names it."""
    place = place_of(thing.raw, question)
    while place >= 0:
        end = place + len(thing.raw)
        yield from _behind(thing, question, (place, end), known, scene)
        ahead = _start_of_link(question, place)
        name = _name_before(question[:ahead], scene.text) if ahead >= 0 else ""
        if name and not _is_known(name, known):
            yield _beside(name, "", thing)
        place = place_of(thing.raw, question, end)


# Every text of a turn, and the same task run again, asks of the same words.
@lru_cache(maxsize=512)
def _start_of_link(question: str, end: int) -> int:
    """Return where the link begins that ends at a place of a question, else -1."""
    ahead = _AHEAD.search(question, max(0, end - _LONGEST_LINK), end)
    return ahead.start() if ahead else -1


def _behind(
    thing: Known, question: str, span: tuple[int, int], known: list[Known], scene: Scene
) -> Iterator[Beside]:
    start, end = span
    before = question[:start].split()
    while (link := _BEHIND.match(question, end)) or _stands_side_by_side(question, span, known):
        rest = question[link.end() if link else end :]
        label = rest.split(" ", 1)[0]
        if before and label.casefold() == before[-1].casefold():
            rest = rest[len(label) :]
        rest = rest.lstrip(" \"'“‘「『#")
        name = _name_at(rest, scene.text)
        if not name:
            yield from _by_part(thing, rest, scene.text)
            return
        if _is_known(name, known):
            return
        end = len(question) - len(rest) + len(name)
        yield _beside(name, question[end : end + LONGEST_NAME], thing)
        span = (end, end)


def _under_same_word(
    thing: Known, question: str, known: list[Known], scene: Scene
) -> Iterator[Beside]:
    """Yield the codes of a question behind the word that a known one stands behind: `MRN 38891`."""
    place = place_of(thing.raw, question) if _DIGIT.search(thing.raw) else -1
    lead = _LEAD.search(question, max(0, place - LONGEST_NAME), place) if place > 0 else None
    if lead is None:
        return
    for found in re.finditer(rf"(?<!\w){re.escape(lead[0])}([\w-]*\d[\w-]*)(?![.:/]\w)", question):
        name = found[1]
        if _can_be(name, scene.text) and not _is_known(name, known):
            yield _beside(name, question[found.end() : found.end() + LONGEST_NAME], thing)


def _beside(name: str, rest: str, thing: Known) -> Beside:
    is_code = bool(_DIGIT.search(name)) and " " not in name and value_of(name).kind != "host"
    if "." in name or PUBLIC.fullmatch(name.lower()):
        # A version, an address or a number of the trade.
        is_code = False
    is_code = is_code or bool(_NUMBERED.match(rest.lstrip()))
    return Beside(name, name, thing.raw, is_code, "", thing)


def _by_part(thing: Known, rest: str, told: str) -> Iterator[Beside]:
    """Yield what a text calls by the part alone in which two names of files differ."""
    word = _WORD.match(rest)
    if word is None or not {".", "/", "_"}.intersection(thing.raw):
        return
    one, other = thing.raw, word[0].rstrip(".")
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    mine, part = one[head : len(one) - tail], other[head : len(other) - tail]
    if head + tail and all(len(p) > 1 and place_of(p, told) >= 0 for p in (mine, part)):
        yield Beside(part, other, mine, False, "", thing)


def _common(one: str, other: str) -> int:
    """Return how many signs two names begin with in common."""
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _stands_side_by_side(question: str, span: tuple[int, int], known: list[Known]) -> bool:
    """Say whether two known names stand side by side without a link, as Chinese ones do."""
    start, end = span
    if start == end or not _EASTERN.match(question, end) or not start:
        return False
    return any(question.endswith(one.raw, 0, start) for one in known)


def _is_known(name: str, known: list[Known]) -> bool:
    normal = normal_text(name)
    return any(
        occurs(normal, own) or occurs(own, normal) for own in (normal_text(k.raw) for k in known)
    )


def _name_at(rest: str, told: str) -> str:
    """Return the longest beginning of some words that a text holds as a name, or ""."""
    if _EASTERN.match(rest):
        signs = len(re.split(r"[\s,，、。？?]", rest, maxsplit=1)[0])
        sizes = range(min(signs, _MOST_SIGNS), FEWEST_SIGNS - 1, -1)
        return next((rest[:size] for size in sizes if rest[:size] in told), "")
    if eastern := _EASTERN.search(rest):
        # `A-12의`, `A12三`
        rest = rest[: eastern.start()]
    ends = [word.end() for word in islice(_WORD.finditer(rest), _MOST_WORDS)]
    names = (rest[:end].rstrip(".") for end in reversed(ends))
    return next((name for name in names if _can_be(name, told)), "")


def _name_before(head: str, told: str) -> str:
    """Return the longest end of some words that a text holds as a name, or ""."""
    if head and _EASTERN.match(head[-1]):
        sizes = range(min(len(head), _MOST_SIGNS), FEWEST_SIGNS - 1, -1)
        return next((head[-size:] for size in sizes if head[-size:] in told), "")
    starts = [word.start() for word in _WORD.finditer(head[-4 * LONGEST_NAME :])][-_MOST_WORDS:]
    tail = head[-4 * LONGEST_NAME :]
    return next((tail[s:].strip() for s in starts if _can_be(tail[s:].strip(), told)), "")


def _can_be(name: str, told: str) -> bool:
    if len(name) < FEWEST_SIGNS or re.search(r"[,;\n]", name):
        return False
    return place_of(name, told) >= 0


def _alone(known: list[Known], question: str, scene: Scene) -> Iterator[Beside]:
    """Yield the numbers of a question that a text tells of under the label of such as were known.

    `How did 15 go?` after sprints 13 and 14 were looked up, answered by `Sprint 15`.
    """
    for thing in known:
        if not thing.raw.isdecimal():
            continue
        for found in _NUMBER.findall(question):
            if len(found) != len(thing.raw) or _is_known(found, known):
                continue
            for label in thing.labels:
                named = rf"\b{re.escape(label)} #?{found}(?!\w)"
                if len(label) >= SHORTEST_LABEL and re.search(named, scene.text, re.IGNORECASE):
                    yield Beside(found, found, thing.raw, True, label, thing)
