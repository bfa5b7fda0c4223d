"""Records under other labels that fill in the form of a tool's results anew.

A model that tells a made-up result in another language translates the labels and keeps what stands
under them: ids look like the tool's ids, days are days, a cabin is one of the tool's cabins, in the
tool's order, however many flights or hits there are. What it sets out is parted into columns, and
these are held against the columns of genuine results; no list of words is asked what a label means.
Only values that nothing holds make it a made-up one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.provenance import ENOUGH_LABELS, best_shape, is_small
from auditor.evidence.records import Shape
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.ground.subnets import is_set_apart
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.records.by_labels import judge_block
from auditor.fabrication.texts.sorts import sort_of
from auditor.values.blocks import LEAD, Block, Field, blocks_of, fields_of
from auditor.values.labels import field_key, label_key
from auditor.values.literals import parse_value
from auditor.values.signature import signature
from auditor.values.values import FIGURES, NAMES, SPECIFIC, Value, value_of

_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 60
_FEWEST_ALIKE = 3
_FEWEST_NEW = 2
_MOST_OF_COLUMN = 3
_FEWEST_OF_PART = 4
_SHARE_TOLD = 0.7
_SHARE_OWN = 0.6
_HALF = 0.5
_WEAKER = 0.8
_LONGEST_GAP = 60
_LONG_NUMBER = 6
_LONGEST_CODE = 5
_BETWEEN = re.compile(r"(?:<[^<>\n]{1,60}>|[\s,;|:：*`\-]|[^\s.!?。！？<>]{1,20}[:：])*")
_BLANK = re.compile(r"[Xx]{3,}|_{3,}|\?{2,}|#{3,}|\.{3}|…")


class Column(NamedTuple):
    """What stands under one label.

    Attributes:
        label: The label, as written.
        sort: The sort that most of its values are of.
        sorts: The sorts of its values.
        values: The values.
        looks: What each of them looks like.
    """

    label: str
    sort: str
    sorts: frozenset[str]
    values: tuple[Value, ...]
    looks: tuple[str, ...]


class _Fit(NamedTuple):
    """A genuine result whose columns fit those of a record, and which fits which."""

    tool: str
    event_index: int
    labels: tuple[str, ...]
    named: dict[str, Column]
    score: float


def judge_same_form(
    blocks: list[Block], scene: Scene, settled: list[Imitation]
) -> Iterator[Imitation]:
    """Yield the records under unknown labels that fill in the form of a genuine result anew.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
        settled: What was found in it before: records in it are not looked at again.
    """
    if scene.is_partial:
        return
    for block in _runs(blocks, scene.text):
        if any(block.start < one.end and one.start < block.end for one in settled):
            continue
        found = _judged(block, scene)
        if found is not None:
            yield found


def _runs(blocks: list[Block], text: str) -> Iterator[Block]:
    """Yield records that follow each other as one: rows and inner objects share their columns."""
    run: Block | None = None
    for block in blocks:
        if run is not None and _goes_on(run, block, text):
            run = run._replace(fields=run.fields + block.fields, end=block.end)
            continue
        if run is not None:
            yield run
        run = block
    if run is not None:
        yield run


def _goes_on(run: Block, block: Block, text: str) -> bool:
    gap = text[run.end : block.start]
    near = run.layout == block.layout and len(gap) <= _LONGEST_GAP
    return near and _BETWEEN.fullmatch(gap) is not None


def _judged(block: Block, scene: Scene) -> Imitation | None:
    told = columns_of(block.fields)
    if not _FEWEST_COLUMNS <= len(told) <= _MOST_COLUMNS or not _tells_anew(block, scene):
        return None
    if best_shape(block.fields, scene.shapes)[1] >= ENOUGH_LABELS or is_proposal(block, scene):
        return None
    if any(_BLANK.search(field.value) for field in block.fields):
        return None
    before = scene.text[: block.start]
    if is_no_record(block, before, scene.asked):
        return None
    fit = max(_fits(told, scene), key=lambda one: one.score, default=None)
    if fit is None:
        return None
    fields = tuple(_renamed(field, fit) for field in block.fields)
    shape = Shape(fit.tool, frozenset(map(label_key, fit.labels)) - {""}, fit.event_index)
    place = scene._replace(shapes=[shape], lead=before[-LEAD:])
    found = judge_block(block._replace(fields=fields), place)
    if found is None or not _is_made_up(found, scene):
        return None
    return found._replace(sure=False, score=_WEAKER * found.score)


def _tells_anew(block: Block, scene: Scene) -> bool:
    """Say whether most of the specific values stand in no source."""
    values = {value_of(field.value) for field in block.fields}
    telling = [value for value in values if value.kind in SPECIFIC and not is_small(value)]
    new = [value for value in telling if _is_new(value, scene)]
    return len(new) >= max(_FEWEST_NEW, _HALF * len(telling))


def _is_new(value: Value, scene: Scene) -> bool:
    if scene.source_of(value) is not None or is_set_apart(value.form):
        return False
    before = scene.event_index
    return value.kind != "number" or not is_worked_out(
        value.form, scene.text, scene.evidence, before
    )


def _is_made_up(found: Imitation, scene: Scene) -> bool:
    """Say whether what was found rests on several values that nothing holds."""
    values = {value_of(field.value) for field in found.values}
    new = [v for v in values if v.kind in SPECIFIC and not is_small(v) and _is_new(v, scene)]
    names = [v for v in new if v.kind in NAMES or _is_long(v)]
    return found.kind in ("invented", "altered") and len(new) >= _FEWEST_NEW and bool(names)


def _is_long(value: Value) -> bool:
    """Say whether a number is as long as those that name things."""
    return value.kind == "number" and len(value.form) >= _LONG_NUMBER


def columns_of(fields: Sequence[Field]) -> tuple[Column, ...]:
    """Return what stands under each label, numbers in labels apart, in the order of the labels."""
    return _columns((field_key(field.label), field) for field in fields)


def _columns(keyed: Any) -> tuple[Column, ...]:
    labels: dict[str, str] = {}
    found: dict[str, list[Field]] = {}
    for key, field in keyed:
        if key and value_of(field.value).kind != "empty":
            labels.setdefault(key, field.label)
            found.setdefault(key, []).append(field)
    return tuple(
        Column(
            labels[key],
            Counter(map(sort_of, some)).most_common(1)[0][0],
            frozenset(map(sort_of, some)),
            tuple(value_of(raw) for raw in raws),
            tuple(_look(raw) for raw in raws),
        )
        for key, some in found.items()
        for raws in [tuple(dict.fromkeys(field.value for field in some))]
    )


@lru_cache(maxsize=256)
def _ways_to_part(output: str) -> tuple[tuple[Column, ...], ...]:
    """Return the columns of a result, by the names of its fields and by their whole paths."""
    value = parse_value(output)
    if value is None:
        blocks = [block for block in blocks_of(output) if block.is_record]
        return (columns_of([field for block in blocks for field in block.fields]),)
    by_name = columns_of(list(fields_of(value)))
    by_path = _columns(_by_path(value))
    return (by_name,) if len(by_name) == len(by_path) else (by_name, by_path)


def _by_path(value: Any) -> Iterator[tuple[str, Field]]:
    stack: list[tuple[str, str, Any]] = [("", "", value)]
    while stack:
        path, name, node = stack.pop()
        if isinstance(node, dict):
            stack.extend(
                (f"{path}.{field_key(str(key))}", str(key), child)
                for key, child in reversed(node.items())
            )
        elif isinstance(node, list | tuple):
            stack.extend((path, name, child) for child in reversed(node))
        else:
            for field in fields_of(node, name):
                yield path, field


def _fits(told: tuple[Column, ...], scene: Scene) -> Iterator[_Fit]:
    """Yield the genuine results whose columns are those of a record."""
    for result, call in scene.latest_results():
        for own in _ways_to_part(result.output):
            if not _FEWEST_COLUMNS <= len(own) <= _MOST_COLUMNS:
                continue
            pairs = _paired(told, own)
            if not _is_same_form(pairs, told, own):
                continue
            named = {field_key(one.label): other for one, other in pairs}
            score = sum(_likeness(one, other) for one, other in pairs)
            labels = tuple(column.label for column in own)
            yield _Fit(call.name, result.index, labels, named, score)


def _is_same_form(
    pairs: list[tuple[Column, Column]], told: tuple[Column, ...], own: tuple[Column, ...]
) -> bool:
    """Say whether enough columns of a record are such as a result has, in kind and look.

    Of a part of a result most columns must look like it.
    """
    if len(pairs) < max(_FEWEST_COLUMNS, _SHARE_TOLD * len(told)):
        return False
    alike = [(one, count) for one, other in pairs if (count := _alike(one, other))]
    telling = [one for one in told if any(value.kind in SPECIFIC for value in one.values)]
    names = any(value.kind not in FIGURES for one, _ in alike for value in one.values)
    if not names or len({one.sort for one, _ in pairs}) == 1:
        return False
    if len(pairs) >= _SHARE_OWN * len(own):
        return sum(count for _, count in alike) >= _FEWEST_ALIKE
    return len(alike) >= max(_FEWEST_OF_PART, _HALF * len(telling))


def _paired(told: tuple[Column, ...], own: tuple[Column, ...]) -> list[tuple[Column, Column]]:
    """Return which columns stand for each other, both in order, so that they are most alike."""
    best = [[0.0] * (len(own) + 1) for _ in range(len(told) + 1)]
    for i in range(len(told) - 1, -1, -1):
        for j in range(len(own) - 1, -1, -1):
            alike = _likeness(told[i], own[j])
            both = alike + best[i + 1][j + 1] if alike else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    pairs, i, j = [], 0, 0
    while i < len(told) and j < len(own):
        alike = _likeness(told[i], own[j])
        if alike and best[i][j] == alike + best[i + 1][j + 1]:
            pairs.append((told[i], own[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


@lru_cache(maxsize=4096)
def _likeness(told: Column, own: Column) -> float:
    """Return how well a column may stand for another, 0.0 where it cannot."""
    if told.sort not in own.sorts:
        return 0.0
    same = field_key(told.label) == field_key(own.label)
    return 1.0 + _alike(told, own) + 2.0 * same


@lru_cache(maxsize=4096)
def _alike(told: Column, own: Column) -> int:
    """Return how many values of a column, three at most, look like those of another."""
    looks = {*own.looks} - {""}
    return min(sum(1 for look in told.looks if look in looks), _MOST_OF_COLUMN)


def _look(raw: str) -> str:
    """Return what a value looks like; a word is only like itself, a short number like none."""
    value = value_of(raw)
    if value.kind == "number":
        return signature(value) if _is_long(value) else ""
    if value.kind == "host":
        # Home pages are known by heart.
        return "page" if "/" in value.form else ""
    if value.kind in FIGURES:
        return value.kind
    if raw.isupper() and raw.isalpha() and len(raw) <= _LONGEST_CODE:
        return f"code of {len(raw)}"
    return signature(value) if value.kind == "id" else value.form


def _renamed(field: Field, fit: _Fit) -> Field:
    """Return a field under the genuine label; words in another script are left open."""
    own = fit.named.get(field_key(field.label))
    if own is None:
        return field
    kind = value_of(field.value).kind
    if kind in ("word", "text") and any(
        value.form.isascii() != field.value.isascii() for value in own.values
    ):
        return Field(own.label, "")
    return Field(own.label, field.value)
