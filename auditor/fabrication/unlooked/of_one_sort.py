"""Things of a sort that a tool was asked about several times, told like these but not asked about.

`web-01` and `web-02` were measured, and the report tells of `mq-01`, too; silos 1 and 2 were read,
and the answer has a `Silo 3`. A code is of the sort if it is written like theirs, a number if it
stands behind the name of their argument. A call that failed has told nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from auditor.evidence.failures import failed
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.untraced import form_of, named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.named_beside import is_called_for, others_naming
from auditor.trace import ToolResult
from auditor.values.occurrences import name_told
from auditor.values.spellings import as_written
from auditor.values.values import normal_text, value_of

_MOST_CALLS = 30
_FEWEST = 2
_SHORTEST_LABEL = 4
_SMALL = re.compile(r"\d{1,3}")


class OfSort(NamedTuple):
    """A thing of such a sort.

    Attributes:
        raw: Its name as the text writes it.
        siblings: The names of those that were asked about, as the text may write them.
        tool, result: Who was asked about one of them, and what came back.
        has_failed: It was asked about, in vain.
    """

    raw: str
    siblings: tuple[str, ...]
    tool: str
    result: ToolResult
    has_failed: bool = False


def of_one_sort(scene: Scene) -> Iterator[OfSort]:
    """Yield the things of a text that are of such a sort, and that no result speaks of."""
    for (tool, label), asked in scene.once(_asked_for).items():
        known = {raw: result for raw, result in asked.items() if not failed(result)}
        yield from _in_vain(tool, known, [raw for raw in asked if raw not in known], scene)
        if len(known) < _FEWEST:
            continue
        newest = next(iter(known.values()))
        if all(map(_SMALL.fullmatch, known)):
            yield from _numbered(tool, label, known, scene)
        else:
            forms = {form_of(value_of(raw)) for raw in known}
            for name in dict.fromkeys(named_in(scene.text)):
                if name.kind == "id" and form_of(name) in forms and _is_new(name.form, scene):
                    raw = as_written(name, scene.text)
                    yield OfSort(raw, tuple(known), tool, newest)


def _asked_for(scene: Scene) -> dict[tuple[str, str], dict[str, ToolResult]]:
    """Return what arguments of each tool were given before a text, newest first, with results."""
    found: dict[tuple[str, str], dict[str, ToolResult]] = defaultdict(dict)
    for result, call in islice(scene.latest_results(), _MOST_CALLS):
        for field in arguments_of(call):
            if field.label:
                found[call.name, field.label].setdefault(field.value, result)
    return found


def _in_vain(
    tool: str, known: dict[str, ToolResult], vain: list[str], scene: Scene
) -> Iterator[OfSort]:
    """Yield what a text tells of and all calls for it failed, beside what others told of."""
    told = {short: result for raw, result in known.items() if (short := _as_told(raw, scene.text))}
    for raw in vain if told else ():
        short = _as_told(raw, scene.text)
        if short and not is_called_for(normal_text(raw), scene):
            yield OfSort(short, tuple(told), tool, next(iter(told.values())), has_failed=True)


def _as_told(raw: str, text: str) -> str:
    """Return a name as a text writes it, whole or cut short: `9be77a10…`; else ""."""
    if len(raw) < _FEWEST or not re.search(r"[^\W_]", raw):
        return ""
    return name_told(raw, text)


def _numbered(
    tool: str, label: str, known: dict[str, ToolResult], scene: Scene
) -> Iterator[OfSort]:
    """Yield the numbers behind the name of an argument that it was not given, or in vain."""
    word = label.replace("_", " ").removesuffix(" id")
    if len(word) < _SHORTEST_LABEL:
        return
    names: dict[str, str] = {}
    for told in re.finditer(rf"\b{re.escape(word)} #?(\d{{1,3}})\b", scene.text, re.IGNORECASE):
        names.setdefault(told[1], told[0])
    siblings = tuple(name for number, name in names.items() if number in known)
    for number, name in names.items():
        if siblings and number not in known:
            yield OfSort(name, siblings, tool, next(iter(known.values())))


def _is_new(form: str, scene: Scene) -> bool:
    """Say whether no call and no result before a text, and no system, speaks of a name."""
    return not is_called_for(form, scene) and not any(others_naming(form, scene))
