"""The records that a text sets out, each judged by its labels: blocks, and runs of sentences."""

from collections.abc import Iterator
from itertools import pairwise

from auditor.evidence.records import Shape
from auditor.fabrication.examples import is_no_record
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.records.by_labels import AFTER_WRITTEN_CALL, judge_block
from auditor.fabrication.records.relabelled import judge_relabelled
from auditor.fabrication.texts.call_syntax import WrittenCall
from auditor.fabrication.texts.positions import Position
from auditor.fabrication.texts.told_fields import values_in_clauses
from auditor.values.blocks import Block, Spans, blocks_of
from auditor.values.labels import label_key
from auditor.values.parted_lines import parted_records
from auditor.values.prose import aligned_clauses, labelled_clauses

_FILL = " \t\n|-:+`,"


def blocks_between(
    text: str, positions: list[Position], known: frozenset[str] = frozenset()
) -> list[Block]:
    """Return the blocks of a text, none of which runs over a mark of the runtime's place.

    Args:
        text: A text.
        positions: The marks.
        known: The keys of the labels of results, which may say where a label in a line ends.
    """
    borders = sorted({0, len(text), *(p.opens for p in positions), *(p.start for p in positions)})
    return [
        block._replace(start=block.start + start, end=block.end + start)
        for start, end in pairwise(borders)
        for block in _blocks_in(text[start:end], known)
    ]


def _blocks_in(text: str, known: frozenset[str]) -> list[Block]:
    blocks = blocks_of(text)
    taken = Spans((block.start, block.end) for block in blocks if block.is_record)
    parted = (one for one in parted_records(text, known) if not taken.meet(one.start, one.end))
    return sorted([*blocks, *parted], key=lambda block: block.start)


def mark_over(positions: list[Position], start: int) -> str:
    """Return the mark of the runtime's place that a stretch stands in, or ""."""
    for position in positions:
        if position.opens <= start < position.end:
            return position.mark
    return ""


def judge_blocks(
    blocks: list[Block], positions: list[Position], unmade: list[WrittenCall], scene: Scene
) -> Iterator[Imitation]:
    """Yield what is wrong with each record that a text sets out.

    Args:
        blocks: The records.
        positions: Places where only a runtime may write.
        unmade: Calls that were only written.
        scene: The text.
    """
    lead, last = "", 0
    for block in blocks:
        gap = scene.text[last : block.start]
        # Rows and records that follow each other share the words before the first.
        lead = gap if gap.strip(_FILL) else lead
        last = block.end
        mark = mark_over(positions, block.start) or scene.position
        if any(call.end <= block.start for call in unmade):
            mark = mark or AFTER_WRITTEN_CALL
        elif not mark and is_no_record(block, lead, ""):
            continue
        place = scene._replace(position=mark, lead=lead)
        found = judge_block(block, place) or judge_relabelled(block, place)
        if found is not None:
            yield found


def judge_prose(positions: list[Position], scene: Scene) -> Iterator[Imitation]:
    """Judge the text as sentences, first with labels that are known, then by likeness.

    Several results may be alike; one that the text is true to but for a few values explains more.
    """
    found = _judge_clauses(positions, scene)
    if all(one.kind == "invented" for one in found):
        aligned = list(_judge_aligned(positions, scene))
        if not found or any(one.kind != "invented" for one in aligned):
            found = aligned
    clauses = None if found else values_in_clauses(scene.text)
    renamed = judge_relabelled(clauses, scene) if clauses else None
    if renamed is not None:
        found = [renamed]
    yield from sorted(found, key=lambda one: one.kind == "invented")


def _judge_clauses(positions: list[Position], scene: Scene) -> list[Imitation]:
    first: list[Imitation] = []
    for shape in scene.shapes:
        found = [
            judged
            for block in labelled_clauses(scene.text, shape.labels)
            if (judged := _judge_sentences(block, shape, positions, scene)) is not None
        ]
        if any(one.kind != "invented" for one in found):
            return found
        # The shape that more of it belongs to.
        first = max(first, found, key=_values_in)
    return first


def _values_in(found: list[Imitation]) -> int:
    return sum(len(one.values) for one in found)


def _judge_aligned(positions: list[Position], scene: Scene) -> Iterator[Imitation]:
    seen: set[str] = set()
    for tool, result in scene.evidence.prose_before(scene.event_index):
        if tool in seen:
            continue
        seen.add(tool)
        blocks = aligned_clauses(scene.text, result.output)
        if not blocks:
            continue
        heads = {field.label for block in blocks for field in block.fields}
        scene.evidence.learn_heads(tool, heads, scene.event_index)
        shape = Shape(tool, frozenset(map(label_key, heads)), result.index)
        for block in blocks:
            found_one = _judge_sentences(block, shape, positions, scene)
            if found_one is not None:
                yield found_one


def _judge_sentences(
    block: Block, shape: Shape, positions: list[Position], scene: Scene
) -> Imitation | None:
    mark = mark_over(positions, block.start) or scene.position
    lead = scene.text[: block.start]
    return judge_block(block, scene._replace(position=mark, shapes=[shape], lead=lead))
