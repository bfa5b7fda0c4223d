"""Rows of a list of which there are more than calls that can have told them.

Four quarters are set out, and three queries were run that differ in the quarter alone: each of
three rows holds what one of them returned, and the fourth figures from nowhere. What the rows are
called is of no account, nor whether a call or a result writes it so.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.readings import single_sentences
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.compared import COMPARES
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.texts.told_figures import figures_in_normal
from auditor.fabrication.unlooked.cited import from_nowhere
from auditor.trace import ToolCall, ToolResult
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value
from auditor.values.wording import Wording

_FEWEST = 2
_ENOUGH = 0.6
_MANY = 3
_FIRST_WORD = re.compile(r"[\s*_`]*(\w[\w-]*)")
_FIGURE = re.compile(r"\d[\d.,:/-]*")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_HEAD = re.compile(
    r"[\s|>*_`#•·–—-]*(?:\d{1,2}[.)]\s+)?[*_`]*(\w[^|\t:：(（\n]{0,40}?)"
    r"(?=[*_` ]*(?:\||\t|[:：(（]|  | [–—-] ))"
)
# Such a row tells what is meant to be, or what others come to.
_OF_OTHERS = Wording(
    rf"\b(?:{COMPARES}|targets?|goals?|budget\w*|forecast\w*|projected|baseline|benchmark|limits?|"
    r"max\w*|min\w*|totals?|overall|all|combined|mean|median|change|difference|delta|"
    r"both|together|trip|general|per|each|daily|weekly|monthly|pro|je|por|par|al|"
    r"beide|zusammen|ambos|ambas|ensemble|entrambi|summe|gesamt|ziel|plan|prognose|differenz|total|objetivo|meta|diferencia|moyenne|somme|"
    r"objectif|écart|media|totale|obiettivo)\b|合计|总计|总和|平均|目标|预测|差|合計|目標|합계|평균|[=×*÷+≈~]"
)


class Left(NamedTuple):
    """A row that no call is left for.

    Attributes:
        raw: How its row begins.
        siblings: How the rows begin that tell what calls returned.
        tool, result: Who was asked, and the newest that came back.
    """

    raw: str
    siblings: tuple[str, ...]
    tool: str
    result: ToolResult


class _Row(NamedTuple):
    head: str
    figures: frozenset[Value]


def rows_left(scene: Scene) -> Iterator[Left]:
    """Yield such rows, where each alike call of the turn has told one of the others."""
    alike = scene.once(_alike_calls)
    rows = _rows_of(scene.text) if alike else []
    if len(rows) <= _FEWEST:
        return
    told = [_figures_in(result.output) for result, _ in alike]
    owners = [_owners(row, told) for row in rows]
    backed = [row.head for row, own in zip(rows, owners, strict=True) if own]
    if len(set().union(*owners)) < len(told) or len(set(backed)) < len(told):
        return
    newest, call = alike[0]
    new = scene.once_of_text(from_nowhere)
    for row, own in zip(rows, owners, strict=True):
        if not own and row.head not in backed and _tells_enough(row, new, scene):
            yield Left(row.head, tuple(dict.fromkeys(backed)), call.name, newest)


def _tells_enough(row: _Row, new: dict[Value, float], scene: Scene) -> bool:
    """Say whether figures of a row follow from nothing, or so many have no source by themselves."""
    if round(sum(new.get(value, 0) for value in row.figures), 2) >= _ENOUGH:
        return True
    return len(row.figures) >= _MANY and not any(map(scene.source_of, row.figures))


def _alike_calls(scene: Scene) -> list[tuple[ToolResult, ToolCall]]:
    """Return the calls of the text's turn of one tool that differ little, newest first; else []."""
    turn = scene.event.turn
    latest = takewhile(lambda one: one[1].turn == turn, scene.latest_results())
    made = [one for one in latest if not failed(one[0])]
    if not made:
        return []
    first = made[0][1]
    alike = {
        call.arguments_raw: (result, call)
        for result, call in reversed(made)
        if call.name == first.name and _is_alike(call.arguments_raw, first.arguments_raw)
    }
    return list(reversed(alike.values())) if len(alike) >= _FEWEST else []


def _is_alike(one: str, other: str) -> bool:
    mine, theirs = (frozenset(_WORD.findall(raw)) for raw in (one, other))
    return 2 * len(mine & theirs) >= max(len(mine), len(theirs))


def _rows_of(text: str) -> list[_Row]:
    """Return the lines and sentences of a text that begin with a name and tell figures."""
    rows = []
    sentences = [sentence for _, sentence in single_sentences(text)]
    shapes = Counter(map(_shape_of, sentences))
    for sentence in sentences:
        alike = shapes[_shape_of(sentence)] > _FEWEST
        head = _HEAD.match(sentence) or (_FIRST_WORD.match(sentence) if alike else None)
        if head is None or is_unreal(sentence) or is_hedged(sentence):
            continue
        figures = _figures_in(sentence[head.end() :])
        first = _DIGIT.search(sentence, head.end())
        lead = sentence[: first.start()] if first else ""
        if figures and not _OF_OTHERS.stands_in(lead):
            rows.append(_Row(head[1].strip(), figures))
    return rows


def _shape_of(sentence: str) -> str:
    """Return what a sentence says behind its first word, its figures left out."""
    return _FIGURE.sub("#", sentence.strip().partition(" ")[2].casefold())


def _figures_in(words: str) -> frozenset[Value]:
    """Return the figures of some words, but for single digits."""
    return frozenset(
        one.value
        for one in figures_in_normal(numbers_plain(words))
        if sum(map(str.isdigit, one.value.form)) > 1
    )


def _owners(row: _Row, told: list[frozenset[Value]]) -> set[int]:
    """Return which results hold most of the figures of a row, as many as any."""
    held = [len(row.figures & figures) for figures in told]
    most = max(held)
    return {n for n, count in enumerate(held) if count == most > 0}
