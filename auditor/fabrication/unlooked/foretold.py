"""Records in the layout of a tool that returns its first result only later.

The first call of a tool is the one that a model is most tempted to make up, and no earlier result
shows its layout. Whoever has the whole trace finds it further down. What the model set out before
may have been a proposal or a guess, though: where later calls or results bear most of it out, it is
none of the tool's words. What a file holds has the layout of the file, so tools that read what a
path says teach none. All of this only suspects.
"""

import re
import sys
from collections import Counter
from functools import cached_property, lru_cache

from auditor.evidence.failures import failed
from auditor.evidence.index import Evidence
from auditor.evidence.provenance import is_small
from auditor.evidence.records import Shape
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.texts.programs import code_fences
from auditor.pairing import Pairing
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import Block, Field
from auditor.values.labels import label_key
from auditor.values.values import NAMES, SPECIFIC, value_of

_FEWEST_LABELS = 2
_FEWEST_WORDS = 3
_HALF = 0.5
_MOST_READ = 4000
_LABEL = re.compile(r"([^\W\d]\w{1,40})[\"']?\s?[:=：]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_STRUCTURE = ("{", "|", "</", "\t", ": ", "：", ":\n")
_SHORTEST_NAME = 3
_FILE = re.compile(r"[^\s,;]*[\w-]+\.[A-Za-z]\w{0,5}|[~.]{0,2}/[^\s]*")


class LaterTools:
    """The layouts that a trace shows further down.

    Args:
        evidence: The sources of the whole trace.
        pairing: Its calls and results.
    """

    def __init__(self, evidence: Evidence, pairing: Pairing) -> None:
        self._evidence, self._pairing = evidence, pairing

    @cached_property
    def _first(self) -> dict[str, ToolResult]:
        """The first result of each tool that returned something."""
        first: dict[str, ToolResult] = {}
        for result in self._pairing.results:
            call = self._pairing.answered.get(result.index)
            if call is None or result.source != "runtime" or call.name in first:
                continue
            if not failed(result) and not _reads_a_file(call):
                first[call.name] = result
        return first

    def may_lay_out(self, text: str, index: int) -> bool:
        """Say whether a text holds labels of a tool's first result, which comes after an event."""
        results = self._pairing.results
        if not results or index > results[-1].index:
            return False
        if not any(sign in text for sign in _STRUCTURE):
            return False
        later = [r.output[:_MOST_READ] for r in self._first.values() if r.index > index]
        words = set(_WORD.findall(text.casefold())) if later else set[str]()
        return any(len(words & _label_words(output)) >= _FEWEST_LABELS for output in later)

    def shapes_after(self, index: int) -> list[Shape]:
        """Return the layouts of the tools whose first result comes after an event."""
        later = {tool for tool, result in self._first.items() if result.index > index}
        return [shape for shape in self._shapes if shape.tool in later]

    @cached_property
    def _shapes(self) -> list[Shape]:
        return self._evidence.records_before(sys.maxsize).shapes


def _reads_a_file(call: ToolCall) -> bool:
    return any(_FILE.fullmatch(field.value) for field in arguments_of(call))


@lru_cache(maxsize=256)
def _label_words(output: str) -> frozenset[str]:
    """Return the words of the labels that a result sets out."""
    return frozenset(
        word for label in _LABEL.findall(output) for word in _WORD.findall(label.casefold())
    )


def stands_for_later(found: Imitation, scene: Scene) -> bool:
    """Say whether a record in a later tool's layout was made up: nothing that comes bears it out.

    Args:
        found: The record.
        scene: The text that holds it.
    """
    if found.kind not in ("invented", "altered") or not scene.asked:
        return False
    if not found.position and _is_draft(found, scene):
        return False
    told = [field for field in found.values if scene.source_of(value_of(field.value)) is None]
    return _tell_enough(told) and not _is_borne_out(told, scene)


def _is_draft(found: Imitation, scene: Scene) -> bool:
    """Say whether most of a record's labels are what its own tool is called with."""
    keys = {label_key(field.label) for field in found.values} - {""}
    own = scene.argument_keys.get(found.tool, frozenset())
    return len(keys & own) > _HALF * len(keys)


def _tell_enough(told: list[Field]) -> bool:
    values = [value_of(field.value) for field in told]
    solid = sum(value.kind in SPECIFIC and not is_small(value) for value in values)
    words = sum(value.kind == "word" for value in values)
    return solid > 1 or (solid > 0 and words > 0) or words >= _FEWEST_WORDS


def _is_borne_out(told: list[Field], scene: Scene) -> bool:
    """Say whether one later call or result holds most of some values: it was what they foretold."""
    values = {value_of(field.value) for field in told}
    evidence, later = scene.evidence, Counter[int]()
    for value in values:
        later.update(
            {
                evidence.texts[place].event_index
                for place in evidence.places_holding(value, sys.maxsize)
                if evidence.texts[place].event_index > scene.event_index
                and evidence.texts[place].author in ("result", "argument")
            }
        )
    return bool(later) and max(later.values()) * 2 > len(values)


def records_told(blocks: list[Block], marked: list[Block], scene: Scene) -> list[Block]:
    """Return the records of a text that may be told as a result.

    Lists and tables are for people, and set out much that nobody looked up; they count where they
    tell of something that a user named.

    Args:
        blocks: What the text sets out.
        marked: Those that stand where a runtime would write.
        scene: The text.
    """
    code = code_fences(scene.text)
    found = [
        block
        for block in blocks
        if not any(start < block.start < end for start, end in code)
        and not any("(" in field.label and '"' in field.label for field in block.fields)
    ]
    if any(_names_what_is_known(block, scene) for block in found):
        return found
    return [one for one in found if one in marked or _is_for_machines(one, scene.text)]


def _names_what_is_known(block: Block, scene: Scene) -> bool:
    for field in block.fields:
        value = value_of(field.value)
        source = scene.source_of(value) if value.kind not in ("flag", "empty", "number") else None
        if source is None or len(value.form) < _SHORTEST_NAME:
            continue
        if source.author == "user" or value.kind in NAMES:
            return True
    return False


def _is_for_machines(block: Block, text: str) -> bool:
    """Say whether a record is written as programs read it."""
    if block.layout in ("json", "literal"):
        return True
    return block.layout == "lines" and all(
        f"</{label}>" in text or f"{label}," in text or f",{label}" in text
        for label, _ in block.fields
    )
