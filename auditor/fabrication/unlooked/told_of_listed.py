"""Records of a thing that no call was for, in one list with others that the tool was called for.

`get_channels` lists general and random, `read_messages` was called for general, and then a record
with `body` and `sender` is told of random, in an answer, a thought or a note. Its labels are those
of that tool's results, no call of it had the thing, none of its results speaks of it, and what the
record tells comes from nowhere. Such a finding is at most suspected.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.things.worded_names import head_of
from auditor.fabrication.unlooked.new_records import (
    ENOUGH,
    is_mostly_new,
    is_untold,
    new_in,
    tools_telling,
    weight_of,
    with_leads,
)
from auditor.trace import ToolResult
from auditor.values.blocks import Block, fields_of
from auditor.values.literals import parse_value
from auditor.values.occurrences import occurs, place_of
from auditor.values.values import normal_text

_SCORE = 0.6
_LONGEST, _LONGEST_LIST = 4000, 8000
_SHORTEST_NAME, _LONGEST_NAME = 4, 60
_MOST_CALLS, _MOST_ITEMS = 30, 300
_LINE = re.compile(
    r"^[ \t]*(?:[-*•]|\d+[.)])?[ \t]*(?:[^:\n]{1,40}: )?(\S[^:{}\[\]|\n]*?)[ \t\r]*$",
    re.MULTILINE,
)


def judge_told_of_listed(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield each record of a text that tells of such a thing.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    records = [block for block in blocks if block.fields]
    if not records or scene.is_partial or len(scene.text) > _LONGEST:
        return
    left = scene.once(_left_by_tool)
    for block, lead in with_leads(records, scene.text) if left else ():
        tools = [tool for tool in tools_telling(list(block.fields), scene) if tool in left]
        for tool in tools:
            called, uncalled, newest = left[tool]
            name = _name_of(block, lead, uncalled)
            if not name or _names_one(called, lead) or is_untold(block, lead, scene):
                continue
            rest = [field for field in block.fields if field.value != name]
            told = new_in(rest, scene)
            fields = [field for field, _ in told]
            # Who tells a genuine record in words of his own has its figures.
            if (
                is_mostly_new(rest, scene, most=1)
                and weight_of(told) >= ENOUGH
                and tool in tools_telling(fields, scene)
            ):
                yield found_in(
                    scene, (block.start, block.end), "invented", tool, _SCORE, fields,
                    imitates=newest.index,
                )  # fmt: skip
                break


def _name_of(block: Block, lead: str, rest: set[str]) -> str:
    """Return which of some things a record is about, by what it is named or led by; or ""."""
    head = head_of(block)
    if head in rest:
        return head
    return next((one for one in rest if place_of(one, lead) >= 0), "") if lead else ""


def _names_one(called: set[str], words: str) -> bool:
    return any(place_of(one, words) >= 0 for one in called)


def _left_by_tool(scene: Scene) -> dict[str, tuple[set[str], set[str], ToolResult]]:
    """Return for each tool what it was called for of a list, what of it is left, and a result."""
    called: dict[str, set[str]] = defaultdict(set)
    outputs: dict[str, list[ToolResult]] = defaultdict(list)
    items: set[str] = set()
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        given = {field.value for field in arguments_of(call) if _can_name(field.value)}
        called[call.name] |= given
        outputs[call.name].append(result)
        items |= given if failed(result) else given | _items_of(result.output)
    if len(items) > _MOST_ITEMS:
        return {}
    found: dict[str, tuple[set[str], set[str], ToolResult]] = {}
    for tool, given in called.items():
        if not given & _listed_elsewhere(tool, outputs):
            continue
        own = [normal_text(result.output) for result in outputs[tool]]
        rest = {
            one
            for one in items - given
            if not any(occurs(output, normal_text(one)) for output in own)
        }
        if rest:
            found[tool] = given, rest, outputs[tool][0]
    return found


def _listed_elsewhere(tool: str, outputs: dict[str, list[ToolResult]]) -> set[str]:
    """Return what the results of other tools list."""
    return {
        item
        for other, results in outputs.items()
        if other != tool
        for result in results
        for item in _items_of(result.output)
    }


def _items_of(output: str) -> frozenset[str]:
    """Return the short words that a result lists: lines, texts of a list, names of an object."""
    return _kept_items(output) if len(output) <= _LONGEST_LIST else frozenset()


# Every text behind a result asks for what it lists.
@lru_cache(maxsize=128)
def _kept_items(output: str) -> frozenset[str]:
    value = parse_value(output)
    if isinstance(value, dict):
        found = [*map(str, value), *(field.value for field in fields_of(value))]
    elif value is not None:
        found = [field.value for field in fields_of(value)]
    else:
        found = [line[1] for line in _LINE.finditer(output)]
    return frozenset(one for one in found if _can_name(one))


def _can_name(raw: str) -> bool:
    if not _SHORTEST_NAME <= len(raw) <= _LONGEST_NAME or "\n" in raw:
        return False
    return any(map(str.isalpha, raw)) and raw.lower() not in ("true", "false", "none", "null")
