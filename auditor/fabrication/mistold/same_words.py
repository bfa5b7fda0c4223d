"""Another thing's figures told in the very words in which a result's were told before.

`Oslo tomorrow: high 3 °C, wind 11 km/h` told what came back; `Bergen tomorrow: high 6 °C, wind
27 km/h` follows in a turn without any call. Label by label, whatever the language, other figures
stand where the result's stood, and nothing holds them. Figures that all grew alike were worked out.
Such a finding is at most suspected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from auditor.evidence.arithmetic import number_of, numbers_told
from auditor.evidence.means import is_mean
from auditor.fabrication.ground.unsourced import was_seen
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.mistold.new_values import not_worked_out
from auditor.fabrication.mistold.other_readings import asks_otherwise
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.open_question import denies
from auditor.fabrication.things.told_clauses import Clause, clauses_in, spelt
from auditor.fabrication.things.told_sentences import CONDITION
from auditor.trace import Message, ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.values import FIGURES, Value, number_form

_SCORE = 0.6
_LONGEST, _MOST_TEXTS = 4000, 4
_FEWEST = 2
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")


class _Slot(NamedTuple):
    """A figure and the clause that tells it."""

    value: Value
    clause: Clause


def judge_same_words(scene: Scene) -> Iterator[Imitation]:
    """Yield each clause of a text that tells other figures in the words of a result's."""
    text = scene.text
    if scene.has_called or not scene.answers or len(text) > _LONGEST or not _DIGIT.search(text):
        return
    if not scene.pairing.results or asks_otherwise(None, scene):
        return
    told = _slots(text)
    for message in islice(scene.evidence.said_before(scene.event_index), _MOST_TEXTS):
        if len(message.text) > _LONGEST:
            continue
        before = _slots(message.text)
        changed = {
            key: slot
            for key, slot in told.items()
            if key in before and slot.value != before[key].value
        }
        if len(changed) < _FEWEST:
            continue
        shared = [slot.value for key, slot in before.items() if key in told]
        source = _source(message, shared, scene)
        if source is None:
            continue
        new = _new(list(changed.values()), scene)
        if len(new) >= _FEWEST and not _grew_alike(
            [(before[key].value, slot.value) for key, slot in changed.items()]
        ):
            for clause in dict.fromkeys(slot.clause for slot in new):
                values = [slot.value for slot in new if slot.clause is clause]
                place = clause.start, clause.start + len(clause.words)
                yield found_in(
                    scene, place, "invented", source[1].name, _SCORE,
                    bare_fields(values, clause.words), imitates=source[0].index,
                )  # fmt: skip
            return


@lru_cache(maxsize=64)
def _slots(text: str) -> dict[str, _Slot]:
    """Return the figures of a text by the words around each, where these stand there once."""
    found: list[tuple[str, _Slot]] = []
    for clause in clauses_in(text):
        atoms = [atom for atom in atoms_of(clause.normal) if atom.value.kind in FIGURES]
        ends = [0, *(atom.end for atom in atoms)]
        starts = [*(atom.start for atom in atoms), len(clause.normal)]
        for place, atom in enumerate(atoms):
            before = _words(clause.normal[ends[place] : atom.start])
            behind = _words(clause.normal[atom.end : starts[place + 1]])
            if len(before or behind) > 1:
                found.append((before or f"_{behind}", _Slot(atom.value, clause)))
    times = Counter(key for key, _ in found)
    return {key: slot for key, slot in found if times[key] == 1}


def _words(stretch: str) -> str:
    return " ".join(_LETTERS.findall(stretch))


def _source(
    message: Message, values: list[Value], scene: Scene
) -> tuple[ToolResult, ToolCall] | None:
    """Return the newest result before a message that holds several of its values."""
    for result, call in scene.latest_results():
        if result.index < message.index:
            held = _figures_of(result.output)
            if sum(value in held or _hundredth(value) in held for value in values) >= _FEWEST:
                return result, call
    return None


@lru_cache(maxsize=64)
def _figures_of(output: str) -> frozenset[Value]:
    return frozenset(atom.value for atom in atoms_of(spelt(output)))


def _hundredth(value: Value) -> Value:
    """Return the share that a percentage is."""
    number = number_of(value.form) if value.kind == "number" else None
    return value if number is None else Value("number", number_form(format(number / 100, "f")))


def _new(slots: list[_Slot], scene: Scene) -> list[_Slot]:
    """Return what no source holds and nobody works out."""
    new = [slot for slot in slots if not _is_held(slot.value, scene) and not _is_loose(slot.clause)]
    if not _may_reckon(scene.asked):
        return new
    numbers = [slot.value for slot in new if slot.value.kind == "number"]
    left = set(not_worked_out(numbers, scene))
    return [slot for slot in new if slot.value.kind != "number" or slot.value in left]


def _is_mean(value: Value, scene: Scene) -> bool:
    number = number_of(value.form) if value.kind == "number" else None
    told = numbers_told(scene.text)
    return number is not None and is_mean(number, told, scene.evidence, scene.event_index)


def _is_held(value: Value, scene: Scene) -> bool:
    """Say whether a source holds a value, be it between commas: `95,88` may be two numbers."""
    if scene.source_of(value) is not None or _is_mean(value, scene):
        return True
    whole = re.compile(rf"(?<![\d.]){re.escape(value.form)}(?![\d.])")
    return value.kind == "number" and was_seen(whole, scene)


def _may_reckon(asked: str) -> bool:
    """Say whether a user gives a figure or supposes something: much follows from that."""
    kinds = {atom.value.kind for atom in atoms_of(spelt(asked))}
    return "number" in kinds or CONDITION.stands_in(asked)


def _is_loose(clause: Clause) -> bool:
    words = clause.sentence
    return is_unreal(words) or is_hedged(words) or CONDITION.stands_in(words) or denies(words)


def _grew_alike(pairs: list[tuple[Value, Value]]) -> bool:
    """Say whether all figures grew by one factor, or by one amount."""
    numbers = [(number_of(a.form), number_of(b.form)) for a, b in pairs if a.kind == "number"]
    known = [(a, b) for a, b in numbers if a is not None and b is not None]
    if len(known) < _FEWEST:
        return False
    ratios = {(Decimal(b) / Decimal(a)).quantize(Decimal("0.01")) for a, b in known if a}
    return len(ratios) == 1 or len({b - a for a, b in known}) == 1
