"""A whole text of the model: every way in which it could set out a tool result, in turn."""

from collections.abc import Iterator

from auditor.blocks import Block, blocks_of
from auditor.imitation import Imitation, Scene, judge_block, judge_position
from auditor.labels import label_key
from auditor.positions import Position, positions_of
from auditor.prose import aligned_clauses, labelled_clauses
from auditor.provenance import Shape
from auditor.unlabelled import judge_unlabelled

_GAP = 200


def judge_text(scene: Scene) -> list[Imitation]:
    """Return what the scene's text imitates, one finding per stretch, in order of place."""
    found: list[Imitation] = []
    positions = positions_of(scene.text)
    blocks = blocks_of(scene.text)
    for candidates in (
        _judge_blocks(blocks, positions, scene),
        _judge_prose(positions, scene),
        _judge_positions(positions, blocks, scene),
        _judge_unknown(blocks, scene),
    ):
        for candidate in candidates:
            if not any(_overlap(candidate, other) for other in found):
                found.append(candidate)
    found.sort(key=lambda imitation: imitation.start)
    return _joined(found, scene.text)


def _joined(found: list[Imitation], text: str) -> list[Imitation]:
    """Make one of neighbours of one kind and tool: the rows of a table are one result."""
    joined: list[Imitation] = []
    for one in found:
        last = joined[-1] if joined else None
        same = last is not None and (last.kind, last.tool) == (one.kind, one.tool)
        if last is not None and same and one.start - last.end <= _GAP:
            joined[-1] = last._replace(
                end=one.end,
                quote=text[last.start : one.end],
                values=last.values + one.values,
                score=max(last.score, one.score),
            )
        else:
            joined.append(one)
    return joined


def _overlap(one: Imitation, other: Imitation) -> bool:
    return one.start < other.end and other.start < one.end


def _mark_over(positions: list[Position], start: int) -> str:
    for position in positions:
        if position.opens <= start < position.end:
            return position.mark
    return ""


def _judge_blocks(
    blocks: list[Block], positions: list[Position], scene: Scene
) -> Iterator[Imitation]:
    for block in blocks:
        mark = _mark_over(positions, block.start) or scene.position
        found = judge_block(block, scene._replace(position=mark))
        if found is not None:
            yield found


def _judge_prose(positions: list[Position], scene: Scene) -> Iterator[Imitation]:
    """Judge the text as sentences, first with labels that are known, then by likeness."""
    for shape in scene.shapes:
        block = labelled_clauses(scene.text, shape.labels)
        if block is not None:
            mark = _mark_over(positions, block.start) or scene.position
            found = judge_block(block, scene._replace(position=mark, shapes=[shape]))
            if found is not None:
                yield found
                return
    seen: set[str] = set()
    for tool, result in scene.evidence.prose_before(scene.event_index):
        if tool in seen:
            continue
        seen.add(tool)
        block = aligned_clauses(scene.text, result.output)
        if block is None:
            continue
        heads = {field.label for field in block.fields}
        scene.evidence.learn_heads(tool, heads, scene.event_index)
        shape = Shape(tool, frozenset(map(label_key, heads)), result.index)
        mark = _mark_over(positions, block.start) or scene.position
        found = judge_block(block, scene._replace(position=mark, shapes=[shape]))
        if found is not None:
            yield found


def _judge_positions(
    positions: list[Position], blocks: list[Block], scene: Scene
) -> Iterator[Imitation]:
    for position in positions:
        if not any(position.start <= block.start < position.end for block in blocks):
            found = judge_position(position, scene)
            if found is not None:
                yield found


def _judge_unknown(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    found = judge_unlabelled(blocks, scene)
    if found is not None:
        yield found
