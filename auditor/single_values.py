"""One field told in a sentence: "The cabin of X7BYG1 is 12B", "X7BYG1 的舱位是12B".

A whole record gives itself away by its layout. A single value does only where it stands under the
label of a tool's field and is of a kind that cannot be common words.
"""

from collections.abc import Iterator

from auditor.blocks import Block, Field
from auditor.imitation import Imitation, Scene
from auditor.labels import label_key
from auditor.prose import clauses_of
from auditor.provenance import Shape, is_end_of, trace_fields

_LINKS = frozenset({"is", "was", "are", "equals", "="})
_CHINESE_LINKS = ("是", "为", "：")
_LONGEST_LABEL = 4
_LONGEST_VALUE = 60
_LONGEST_CODE = 8


def judge_single_values(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each specific value that a sentence gives a tool's field and that has no source."""
    if scene.evidence.is_partial(scene.event_index) or "```" in scene.text:
        return
    labels = {label: shape for shape in scene.shapes for label in shape.labels}
    for clause in clauses_of(scene.text):
        if any(block.start < clause.end and clause.start < block.end for block in blocks):
            continue
        field = _field_in(clause.text, labels)
        if field is None:
            continue
        shape = _shape_of(field.label, labels)
        if shape is None:
            continue
        found = _judged(field, shape, scene)
        if found:
            yield Imitation(
                scene.event_index, clause.start, clause.end, scene.text[clause.start : clause.end],
                "ungrounded", shape.tool, 0.6, False, (field,), shape.shown_by, scene.position,
            )  # fmt: skip


def _shape_of(label: str, labels: dict[str, Shape]) -> Shape | None:
    """Return the shape that a label, or the end of it, belongs to."""
    key = label_key(label)
    if key in labels:
        return labels[key]
    ends = [known for known in labels if is_end_of(known, key)]
    return labels[max(ends, key=len)] if ends else None


def _judged(field: Field, shape: Shape, scene: Scene) -> bool:
    traced = trace_fields([field], shape, scene.evidence, scene.event_index)[0]
    raw = field.value.strip(" .,;*`\"'。")
    is_code = traced.value.kind == "word" and raw.isupper() and len(raw) <= _LONGEST_CODE
    specific = traced.specific and traced.value.kind != "number"
    return traced.origin == "new" and (specific or is_code)


def _field_in(clause: str, labels: dict[str, Shape]) -> Field | None:
    words = clause.split()
    for link, word in enumerate(words):
        if word in _LINKS:
            return _english(words, link, labels)
    for sign in _CHINESE_LINKS:
        head, found, value = clause.partition(sign)
        label = head.rpartition("的")[2].strip()
        if found and _shape_of(label, labels) and 0 < len(value) <= _LONGEST_VALUE:
            return Field(label, value.strip())
    return None


def _english(words: list[str], link: int, labels: dict[str, Shape]) -> Field | None:
    """Return label and value around a link; the entity may stand between: `cabin of X is`."""
    value = " ".join(words[link + 1 :])
    if not value or len(value) > _LONGEST_VALUE:
        return None
    ends = [link, *(i for i in range(link) if words[i] in ("of", "for"))]
    for end in ends:
        for start in range(max(0, end - _LONGEST_LABEL), end):
            label = " ".join(words[start:end])
            if _shape_of(label, labels):
                return Field(label, value)
    return None
