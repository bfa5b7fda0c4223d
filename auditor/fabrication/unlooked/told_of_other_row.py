"""Records of one row that are told under the key of another one.

A list has row 1 with 100.00 to Ann and row 2 with 200.00 to Ben, and then `id: 2, amount: 100.00,
recipient: Ann` is told. Each value is genuine, but no row holds them with this key, and one other
row, which has another key in the same column, holds them all. What a call was made for is part of
its one record. Values that both rows have, that a user named or that a call gave to the thing tell
nothing.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.excused.put_up import is_proposal
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.unlooked.new_records import is_untold, with_leads
from auditor.trace import ToolResult
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.occurrences import place_of
from auditor.values.values import Value, normal_text, value_of

_SCORE = 0.7
_FEWEST = 2
_MOST_RESULTS, _MOST_ROWS = 30, 400
_LONGEST = 8000
_NAMING = re.compile(
    r"(?:^|[\W_]|(?i:file))(?i:id|number|code|name)[\W_]*$|[a-z](?:I[dD]|Number|Code|Name)$"
)
# What sets a record out under a key has such a field.
_KEY_FIELD = re.compile(r"(?:id|number|code|name)[\"'*_ \t]*[:=|：—–·]", re.IGNORECASE)


class _Row(NamedTuple):
    """A record of a result: the values of the labels that it has once, and its place."""

    result: ToolResult
    tool: str
    values: dict[str, Value]


def may_tell_other_row(text: str) -> bool:
    """Say whether a text may set out a record with a key."""
    return len(text) <= _LONGEST and _KEY_FIELD.search(text) is not None


def judge_told_of_other_row(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each record of a text that is another row's than that of its key.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    records = [block for block in blocks if len(block.fields) > _FEWEST]
    if not records or scene.channel == "argument" or scene.is_partial:
        return
    if len(scene.text) > _LONGEST:
        return
    rows = scene.once(_rows_before)
    for block, lead in with_leads(records, scene.text) if len(rows) > 1 else ():
        if is_untold(block, lead, scene) or is_proposal(block, scene):
            continue
        told = {label_key(field.label): field for field in block.fields}
        if len(told) < len(block.fields):
            continue
        for label in (one for one, field in told.items() if _NAMING.search(field.label)):
            found = _other_row(label, told, rows, scene)
            if found is not None:
                row, fields = found
                yield found_in(
                    scene, (block.start, block.end), "stale", row.tool, _SCORE,
                    [told[label], *fields], imitates=row.result.index,
                )  # fmt: skip
                break


def _rows_before(scene: Scene) -> list[_Row]:
    """Return the rows of the newest results; that of one record has what its call asked with."""
    rows: list[_Row] = []
    for result, call in islice(scene.latest_results(), _MOST_RESULTS):
        if failed(result):
            continue
        read = list(values_in(result.output))
        asked = {label_key(one.label): value_of(one.value) for one in arguments_of(call)}
        for record in read:
            own = {key: value_of(raws[0]) for key, raws in record.values.items() if len(raws) == 1}
            rows.append(_Row(result, call.name, asked | own if len(read) == 1 else own))
    return rows if len(rows) <= _MOST_ROWS else []


def _other_row(
    label: str, told: dict[str, Field], rows: list[_Row], scene: Scene
) -> tuple[_Row, list[Field]] | None:
    """Return the row that a record is, and what it tells of it, where its key is another's."""
    key = value_of(told[label].value)
    mine = [row for row in rows if row.values.get(label) == key]
    others = [row for row in rows if row.values.get(label, key) != key]
    values = {one: value_of(field.value) for one, field in told.items() if one != label}
    # What only some of the rows under a key hold is no key's own.
    held = {one: [row.values[one] for row in mine if one in row.values] for one in values}
    known = {one: value for one, value in values.items() if held[one]}
    foreign = {one: value for one, value in known.items() if value not in held[one]}
    if not mine or _is_given(key, foreign, scene):
        return None
    for row in others:
        alike = [one for one, value in foreign.items() if row.values.get(one) == value]
        kept = [one for one in known if one not in foreign and row.values.get(one) != known[one]]
        telling = [one for one in alike if foreign[one].kind not in ("flag", "empty")]
        if kept or len(telling) < _FEWEST or 2 * len(alike) <= len(foreign):
            continue
        return row, [told[one] for one in alike]
    return None


def _is_given(key: Value, foreign: dict[str, Value], scene: Scene) -> bool:
    """Say whether a user named one of some values, or a call gave it to the thing of a key."""
    if any(place_of(normal_text(value.form), scene.asked) >= 0 for value in foreign.values()):
        return True
    for call in scene.pairing.answered.values():
        given = {value_of(field.value) for field in arguments_of(call)} if call else set()
        if key in given and given & set(foreign.values()):
            return True
    return False
