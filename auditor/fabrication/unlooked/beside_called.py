"""Figures told of a thing that no call was for, beside those of things that were looked up.

`701: shipped, 9 March. 703: shipped, 11 March, tracking PQ4410098` where the user named all three
orders and the last was never looked up: the words need be no result's, nor the layout, for nobody
can know what nobody spoke of. Of a number or a code that holds in any words; of a name, which
people may know something about, only in the shape in which the text tells what was looked up. What
is denied, planned, guessed or compared tells nothing. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from auditor.evidence.derived import underived
from auditor.evidence.readings import section_under, single_sentences
from auditor.evidence.records import values_in
from auditor.fabrication.ground.ground import Ground
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.ground.untraced import is_users
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.compared import COMPARES
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import denies, is_hedged, is_unreal
from auditor.fabrication.things.known_things import Known
from auditor.fabrication.things.named_beside import Beside, known_of, named_beside
from auditor.fabrication.unlooked.cited import is_near
from auditor.values.atoms import atoms_of
from auditor.values.occurrences import holds, place_of
from auditor.values.plain_numbers import numbers_plain
from auditor.values.spellings import spellings
from auditor.values.tables import Row, tables_of
from auditor.values.values import Value, normal_text, value_of
from auditor.values.wording import Wording

_SCORE = 0.6
_LONGEST = 2000
_ENOUGH = 0.4
_MOST_WORDS = 3
_MOST_ANSWERS = 3
_DIGIT = re.compile(r"\d")
_MARKS = " \t*_`#|:：-–—•·>\"'“”「」"
_LIST_MARK = re.compile(r"\s*(?:[-*•·]|\d{1,2}[.)])\s+")
_BORDER = re.compile(r"[,，、;；。:：(（|\n]| (?:and|but|while|whereas|und|y|et|e|и|و) |而|和")
CLAUSE = re.compile(r"[;；，、()（）|\n]|,(?!\d)| [–—-] |\.\s| (?:and|but|und|y|et|и) ")
COMPARED = Wording(rf"\b(?:{COMPARES}|limit\w*|max\w*|min\w*|every)\b|[<>≥≤~≈±]")
_LINKS = ("and", "und", "y", "et", "e", "but", "for", "和", "而", "与")
_SHAPE = re.compile(r"(\D*)(\d[\d.,  ]*\d|\d)[ ]?([^\W\d_]{1,3}|%|€|\$)?")
_STATES = Wording(
    r"\b(?:unknown|unavailable|missing|fail\w*|error|pending|skipped|unable|unchecked|open|still|"
    r"yet|standard|default)\b"
)
# What anybody works out, or knows by its number.
_OF_ANYBODY = Wording(
    r"\b(?:calculat\w*|comput(?:e|ing)|conver\w+|squared?|sqrt|roots?|factor\w*|primes?|percent|"
    r"sum|product|add|multipl\w*|divid\w*|binary|hex\w*|decimal|roman|translat\w*|mean|explain\w*|"
    r"errors?|codes?|status(?:es)?|ports?|https?|articles?|sections?|chapters?|verses?|versions?|"
    r"berechn\w*|umrechn\w*|rechne|calcul\w*|conviert\w*|artikel)\b|\d ?[*×+÷^=] ?\d|§|"
    r"换算|计算|平方|翻译|错误码|状态码|端口|版本|第\d+[条章]"
)


class _About(NamedTuple):
    """What a text says of a thing: the words behind its name, and where they begin and end."""

    start: int
    name_end: int
    end: int


class _Ground(Ground):
    """What the user's newest words, or anybody before them, explains; no thought of the answer."""

    @cached_property
    def _asked_at(self) -> int:
        texts, before = self.scene.evidence.texts, self.scene.event_index
        said = (t.event_index for t in texts if t.author == "user" and t.event_index < before)
        return max(said, default=0)

    def holds(self, value: Value) -> bool:
        """Say whether a source holds a value, or the model told it before the user's words."""
        if self.scene.source_of(value) is not None:
            return True
        return self.scene.evidence.told_before(value.form, self._asked_at)


def asks_of_anybody(asked: str) -> bool:
    """Say whether a user asks for what anybody may tell without a look."""
    return asks_for_fiction(asked) or _OF_ANYBODY.stands_in(asked)


def judge_beside_called(scene: Scene) -> Iterator[Imitation]:
    """Yield what a text tells of each such thing."""
    text = scene.text
    if not scene.answers or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    named = named_beside(scene)
    if not named or asks_of_anybody(scene.asked):
        return
    bare = _Ground(scene._replace(text=""))
    given = _given(scene, named)
    # `North and the average` names one thing.
    for one in (one for one in named if not COMPARED.stands_in(one.raw)):
        for about, words in _stretches(one, known_of(scene, one), scene):
            told = _figures(words, bare)
            told = [value for value in told if not (given and is_near(value, given))]
            if not one.is_code:
                told = underived({v: v.form for v in told}, bare.values_beside(told))
            if told:
                yield found_in(
                    scene, (about.start, about.end), "ungrounded", one.known.tool, _SCORE,
                    bare_fields(told, text), imitates=one.known.result.index,
                )  # fmt: skip


def _stretches(one: Beside, known: list[Known], scene: Scene) -> Iterator[tuple[_About, str]]:
    """Yield where a text tells of a thing, and the words that do."""
    text = scene.text
    for about in _told_of(one, known, text):
        words = text[about.name_end : about.end]
        told = (text, *told_before(scene)) if not one.is_code else ()
        if one.is_code or any(_is_told_alike(words, known, before) for before in told):
            yield about, words
    yield from _in_columns(one, text)


def _given(scene: Scene, named: list[Beside]) -> list[Value]:
    """Return what figures may follow from where the user gave some, as a sum of all; else []."""
    names = {value_of(one.raw) for one in named}
    values = [atom.value for atom in atoms_of(numbers_plain(scene.asked))]
    own = [v for v in values if v not in names and v.kind == "number" and is_users(v, scene)]
    return [*own, *(_Ground(scene._replace(text="")).values_beside(own))] if own else []


def _told_of(one: Beside, known: list[Known], text: str) -> Iterator[_About]:
    """Yield the stretches of a text that begin with a name; a heading leads to lines of its own."""
    for start, sentence in single_sentences(text):
        place = place_of(one.raw, sentence)
        while place >= 0:
            name_end = place + len(one.raw)
            ends = [at for k in known if (at := place_of(k.raw, sentence, name_end)) >= 0]
            again = place_of(one.raw, sentence, name_end)
            end = min([*ends, *([again] if again > 0 else [])], default=len(sentence))
            if _leads(sentence[:place], one.label):
                more = 0
                is_heading = "|" not in sentence and not sentence[name_end:].strip(_MARKS)
                if end == len(sentence) and is_heading:
                    more = len(section_under(text, start + end)) + 1
                yield _About(start + place, start + name_end, start + end + more)
            place = again


def _in_columns(one: Beside, text: str) -> Iterator[tuple[_About, str]]:
    """Yield the tables with a column about a thing, and its cells, beside a true one's column."""
    for rows in tables_of(text) if "|" in text else ():
        mine, other = (_column_of(raw, rows) for raw in (one.raw, one.sibling))
        output = normal_text(one.known.result.output)
        is_true = any(len(cell) > 1 and normal_text(cell) in output for cell in other)
        if mine and (is_true or _has_left_out(rows)):
            start, end = rows[0].start, rows[-1].end
            yield _About(start, start, end), "; ".join(mine)


def _has_left_out(rows: list[Row]) -> bool:
    """Say whether a column is left out of a table: it only tells what is true."""
    return any(not any(cells) for cells in zip(*(row.cells for row in rows), strict=False))


def _column_of(raw: str, rows: list[Row]) -> list[str]:
    """Return the cells under the only heading that names a thing, [] where it is the first."""
    heads = [number for number, cell in enumerate(rows[0].cells) if place_of(raw, cell) >= 0]
    if len(heads) != 1 or not heads[0] or is_unreal(rows[0].cells[heads[0]]):
        return []
    return [row.cells[heads[0]] for row in rows[1:] if len(row.cells) > heads[0]]


def _leads(head: str, label: str) -> bool:
    """Say whether what stands before a name belongs to it."""
    mark = _LIST_MARK.match(head)
    rest = _BORDER.split(head[mark.end() :] if mark else head)[-1]
    if label and not rest.rstrip(" #").lower().endswith(label):
        return False
    return rest.count(" ") <= _MOST_WORDS and not _DIGIT.search(rest)


def _figures(words: str, bare: _Ground) -> list[Value]:
    """Return the values that some words tell and nothing holds, where these say enough."""
    if is_hedged(words):
        return []
    weights: dict[Value, float] = {}
    clauses = [clause for clause in CLAUSE.split(words) if clause.strip(_MARKS)]
    denied = [
        is_unreal(clause) or _STATES.stands_in(clause) or denies(clause) for clause in clauses
    ]
    if not clauses or denied[0]:
        return []
    for clause, is_denied in zip(clauses, denied, strict=True):
        if not is_denied and not COMPARED.stands_in(clause):
            weights.update(unsourced_in(clause, bare))
    if any(denied) and all(value.kind in ("date", "time") for value in weights):
        # When something begins, ends or opens again says nothing of what came of it.
        return []
    return list(weights) if round(sum(weights.values()), 2) >= _ENOUGH else []


def told_before(scene: Scene) -> Iterator[str]:
    """Yield the newest answers before a text."""
    words = scene.pairing.words
    before = (one.text for one in reversed(words) if one.index < scene.event_index)
    return islice(before, _MOST_ANSWERS)


def _is_told_alike(words: str, known: list[Known], text: str) -> bool:
    """Say whether what is told of something that was looked up has the same shape, and is true."""
    shape = _shape_of(words)
    for thing in known:
        if not values_in(thing.result.output):
            # What is told in sentences may be what everybody can read.
            continue
        place = place_of(thing.raw, text)
        while shape and place >= 0:
            rest = text[place + len(thing.raw) :].split("\n", 1)[0]
            if _shape_of(rest) == shape and _is_true(rest, thing):
                return True
            place = place_of(thing.raw, text, place + 1)
    return False


def _shape_of(words: str) -> tuple[str, str] | None:
    """Return what stands before and right behind the first figure of some words."""
    found = _SHAPE.match(words)
    unit = "" if found is None or found[3] in _LINKS else (found[3] or "")[:1]
    return (found[1].strip(_MARKS).casefold(), unit) if found else None


def _is_true(rest: str, thing: Known) -> bool:
    """Say whether the result holds the first figure of some words."""
    first = next((atom.value for atom in atoms_of(numbers_plain(rest))), None)
    output = normal_text(thing.result.output)
    return first is not None and holds(output, first, spellings(first))
