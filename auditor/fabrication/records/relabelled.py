"""Records under other labels: known by the order and the kinds of their values.

A model that translates the labels of a result, or names its fields anew, keeps its form: as many
values, of the same kinds, in the same order. Such a record is read under the labels of the genuine
one that it has the form of, and judged like any other.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.provenance import ENOUGH_LABELS, best_shape
from auditor.evidence.records import Shape, records_in
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.records.aligned import aligned_with
from auditor.fabrication.records.by_labels import judge_block
from auditor.fabrication.texts.sorts import sort_of
from auditor.fabrication.texts.told_fields import values_in_clauses
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.prose import LONGEST_PROSE
from auditor.values.values import normal_text, value_of
from auditor.values.verdict_words import tells_verdict

_FEWEST_FIELDS = 3
_FEWEST_ALIKE = 2
_WEAKER = 0.8


class _Like(NamedTuple):
    """A genuine record of the same form."""

    tool: str
    event_index: int
    fields: tuple[Field, ...]
    agreeing: int


def judge_relabelled(block: Block, scene: Scene) -> Imitation | None:
    """Return what is wrong with a record whose labels no result has, or None."""
    fields = _without_summary(_filled(block.fields))
    if len(fields) < _FEWEST_FIELDS or best_shape(fields, scene.shapes)[1] >= ENOUGH_LABELS:
        return None
    like = max(_alike(fields, scene), key=lambda one: one.agreeing, default=None)
    if like is None:
        return _told_in_part(block, fields, scene)
    if not like.agreeing and _is_worked_out(fields, scene):
        return None
    return _judged(block, like, fields, scene)


def _told_in_part(block: Block, fields: tuple[Field, ...], scene: Scene) -> Imitation | None:
    """Return what is wrong with a record that tells part of a genuine one, in its order."""
    like = aligned_with(fields, scene)
    if like is None:
        return None
    # Under labels of another language in one script, words may be translated as well.
    pairs = [(own, said) for own, said in like.pairs if not _may_be_translated(own, said)]
    own, said = zip(*pairs, strict=True)
    return _judged(block, _Like(like.tool, like.event_index, own, like.shared), said, scene)


def _may_be_translated(own: Field, said: Field) -> bool:
    words = {value_of(field.value).kind for field in (own, said)} <= {"word", "text"}
    return words and said.label.isascii() and normal_text(own.value) != normal_text(said.value)


def _judged(block: Block, like: _Like, fields: tuple[Field, ...], scene: Scene) -> Imitation | None:
    named = tuple(_named(own, said, like) for own, said in zip(like.fields, fields, strict=True))
    labels = frozenset(label_key(field.label) for field in like.fields) - {""}
    shape = Shape(like.tool, labels, like.event_index)
    found = judge_block(block._replace(fields=named), scene._replace(shapes=[shape]))
    return found and found._replace(sure=False, score=_WEAKER * found.score)


def _is_worked_out(fields: tuple[Field, ...], scene: Scene) -> bool:
    """Say whether most figures of a record follow from others: labels of its own may be sums'."""
    values = [value_of(field.value) for field in fields]
    numbers = [value for value in values if value.kind == "number"]
    return 2 * len(ground_of(scene).from_nowhere(numbers)) < len(numbers)


def _without_summary(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return fields without those that only repeat another, label and all: `In short: Name Ana`."""
    return tuple(
        one
        for one in fields
        if not any(
            other is not one and other.label in one.value and other.value in one.value
            for other in fields
        )
    )


def _named(own: Field, said: Field, like: _Like) -> Field:
    """Return a field under the genuine label; a translation says what that record says.

    A verdict of the model's own says nothing of it.

    Of another thing's record it says nothing: what stands there is left open.
    """
    if _is_sentence(own, said):
        return Field(own.label, "")
    if not (_is_translated(own, said) or _is_own_verdict(own, said)):
        return Field(own.label, said.value)
    return Field(own.label, own.value if like.agreeing else "")


def _is_sentence(own: Field, said: Field) -> bool:
    """Say whether words with figures stand where a result has words without any."""
    has_figures = [any(map(str.isdigit, one.value)) for one in (said, own)]
    return value_of(said.value).kind == "text" and has_figures == [True, False]


def _is_own_verdict(own: Field, said: Field) -> bool:
    """Say whether a verdict stands where a result has none: the model's own."""
    return tells_verdict(normal_text(said.value)) and not tells_verdict(normal_text(own.value))


def _is_translated(own: Field, said: Field) -> bool:
    """Say whether words stand in another script than the genuine ones: they may say the same."""
    return own.value.isascii() != said.value.isascii() and value_of(said.value).kind in (
        "word",
        "text",
    )


def _filled(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(field for field in fields if value_of(field.value).kind != "empty")


def _alike(fields: tuple[Field, ...], scene: Scene) -> Iterator[_Like]:
    """Yield the genuine records of the form of some fields, newest first."""
    forms = forms_of(fields)
    values = [value_of(field.value) for field in fields]
    for result, call in scene.latest_results():
        for own, forms_of_own in _records(result.output):
            if forms_of_own != forms:
                continue
            agreeing = sum(
                value_of(field.value) == value for field, value in zip(own, values, strict=True)
            )
            several = len(forms) > _FEWEST_FIELDS and len(set(forms)) >= _FEWEST_ALIKE
            if agreeing >= _FEWEST_ALIKE or several:
                yield _Like(call.name, result.index, own, agreeing)


@lru_cache(maxsize=256)
def _records(output: str) -> tuple[tuple[tuple[Field, ...], tuple[str, ...]], ...]:
    """Return the records of a result and their forms; one text after another asks for them."""
    clauses = values_in_clauses(output) if len(output) <= LONGEST_PROSE else None
    found = [*records_in(output), *([clauses.fields] if clauses else [])]
    filled = [_filled(record) for record in found]
    return tuple((fields, forms_of(fields)) for fields in filled if len(fields) >= _FEWEST_FIELDS)


def forms_of(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the sorts of values of a record, in order."""
    return tuple(sort_of(field) for field in fields)
