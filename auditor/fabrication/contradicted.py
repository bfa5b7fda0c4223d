"""Figures told under a word of a result's label, where the result holds other figures.

`score 92/100, 340 reports` names the fields `abuse_score` and `total_reports` in its own way. A
result of this conversation has these fields with other numbers, and the figures told stand in no
result and in nobody's words but the model's own, neither rounded nor worked out. Sentences that
ask, plan, deny, suppose or compare tell nothing. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.evidence.arithmetic import is_worked_out, number_of
from auditor.evidence.derived import underived
from auditor.evidence.provenance import is_small
from auditor.evidence.readings import sentences_of
from auditor.evidence.rounding import is_rounding_of, is_share
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.ground import ground_of, number_at
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.result_rows import columns_of, is_summary
from auditor.fabrication.told_fields import is_unreal
from auditor.fabrication.unsourced import asks_for_currency, asks_for_unit
from auditor.fabrication.worked_records import worked_in_prose
from auditor.values.atoms import Atom, atoms_of
from auditor.values.flattened import counted_labels
from auditor.values.grids import is_shown_by
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import Value, normal_text, value_of

_SCORE = 0.6
_MOST_RECORDS = 20
_REACH = 40
_FEW_FIGURES = 3
_BEFORE = re.compile(r"([a-z]{4,})[\"'*`]*(?: (?:is|was|of|at)|\s?[:=])?[ *`\"'$€£]*$")
_THOUSANDS = re.compile(r"(?<![\w.,])[1-9]\d{0,2}(?:\.\d{3})+(?!\w|[.,]\d)")
_PHONE = re.compile(r"\+\d[\d ()/.-]{6,20}\d")
_APART = re.compile(r"[ ()/.-]")
_PERCENT = re.compile(r" ?(?:%|percent)")
_AFTER = re.compile(r"(?:\s?/\s?\d+)?[*`]* ([a-z]{4,})")
COMPARES = (
    "above|over|below|under|least|most|than|threshold|up to|between|average|total|sum|about|around|"
    "roughly|some|nearly|almost"
)
"""Words by which a figure need not be the one that a result holds, for a regular expression."""

_COMPARED = re.compile(
    rf"\b(?:{COMPARES}|limit|max\w*|min\w*|mean|median|days?|hours?|minutes?|per|each)\b|"
    r"\b(?:por|par|pro|je) (?:cada |chaque )?(?:\d|mil\b|kg|km|m²|hab|person|tag|monat|mois|mes|"
    r"hora|heure|stunde|stück)|[<>≥≤~≈±]"
)
# Labels that end in these words hold what anybody counts or numbers.
_COMMON = frozenset(
    ("number", "count", "page", "index", "line", "step", "version", "year", "month")
)


def judge_contradicted(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence of a text that tells such a figure."""
    if not scene.is_checkable or asks_for_example(scene.asked) or _converts(scene.asked):
        return
    held: dict[str, frozenset[str]] | None = None
    for start, sentence in sentences_of(scene.text):
        normal = numbers_plain(_without_phones(sentence, scene))
        numbers = [
            atom
            for atom in atoms_of(normal)
            if all(_is_unsaid(one, scene) for one in _readings(atom, normal))
        ]
        if not numbers or is_compared(normal) or is_unreal(sentence):
            continue
        held = _figures_of_results(scene) if held is None else held
        told = _not_worked_out(
            [
                atom.value
                for atom, word in _told(normal, numbers, held)
                if _contradicts(atom, word, (normal, sentence), held, scene)
            ],
            scene,
        )
        if told:
            place, tool = (start, start + len(sentence)), scene.newest_tool
            yield found_in(scene, place, "ungrounded", tool, _SCORE, bare_fields(told, sentence))


def _contradicts(
    atom: Atom,
    word: str,
    spellings: tuple[str, str],
    held: dict[str, frozenset[str]],
    scene: Scene,
) -> bool:
    """Say whether a figure told under a word is none that results hold there, or that follows.

    Args:
        atom: The figure, with its place in the normal sentence.
        word: The word of a label.
        spellings: The sentence in normal spelling, and as written.
        held: What results hold under each label.
        scene: The text.
    """
    normal, sentence = spellings
    raw, forms = normal[atom.start : atom.end], _forms_under(word, held)
    if not all(_is_false(one, raw, forms, scene) for one in _readings(atom, normal)):
        return False
    if _is_told_short(atom, normal, forms):
        return False
    is_percentage = bool(_PERCENT.match(normal, atom.end))
    return not _follows(raw, word, sentence, held, scene, is_percentage=is_percentage)


def _not_worked_out(told: list[Value], scene: Scene) -> list[Value]:
    """Return those of some figures that the text, or the results, do not come to."""
    if told:
        worked = scene.once_of_text(worked_in_prose)
        told = [value for value in told if value not in worked]
        summed = ground_of(scene).summed(told)
        told = [value for value in told if value not in summed]
    return told


def _without_phones(sentence: str, scene: Scene) -> str:
    """Return a sentence without the telephone numbers that a result has, however set apart."""
    for phone in _PHONE.finditer(sentence) if "+" in sentence else ():
        digits = _APART.sub("", phone[0])
        if any(
            digits in _APART.sub("", text.raw)
            for text in scene.evidence.texts
            if text.event_index < scene.event_index and text.author == "result"
        ):
            sentence = sentence.replace(phone[0], " " * len(phone[0]))
    return sentence


def _converts(asked: str) -> bool:
    return asks_for_unit(asked) or asks_for_currency(asked)


def is_compared(normal: str) -> bool:
    """Say whether a normal sentence compares, bounds or measures out: its figures tell no field."""
    return bool(_COMPARED.search(normal))


def _figures_of_results(scene: Scene) -> dict[str, frozenset[str]]:
    """Return what newer results hold under each label; nothing where it is not only numbers."""
    held: dict[str, frozenset[str]] = {}
    for record in islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS):
        for label, raws in record.values.items():
            values = [value_of(raw) for raw in raws]
            numbers = frozenset(value.form for value in values if value.kind == "number")
            whole = len(numbers) and all(value.kind == "number" for value in values)
            known = held.get(label, numbers)
            held[label] = known | numbers if whole and known else frozenset()
    return held


def _is_unsaid(value: Value, scene: Scene) -> bool:
    """Say whether a value is a number that nobody but the model says."""
    if value.kind != "number" or is_small(value) or value.form in counted_labels(scene.text):
        return False
    evidence, before = scene.evidence, scene.event_index
    source = scene.source_of(value)
    if source is not None and source.author != "argument":
        return False
    return not any(
        evidence.texts[place].author != "argument"
        for place in evidence.places_holding(value, before)
    )


def _told(
    normal: str, numbers: list[Atom], held: dict[str, frozenset[str]]
) -> Iterator[tuple[Atom, str]]:
    """Yield the numbers that stand right beside the last word of a label, and that word."""
    for atom in numbers:
        before = _BEFORE.search(normal, max(0, atom.start - _REACH), atom.start)
        after = _AFTER.match(normal, atom.end)
        for found in (before, after):
            if found and _forms_under(found[1], held):
                yield atom, found[1]
                break


def _forms_under(word: str, held: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the numbers under the labels that end in a word; none if one holds other things."""
    if word in _COMMON:
        return frozenset()
    found = [forms for label, forms in held.items() if label.endswith(word)]
    return frozenset().union(*found) if found and all(found) else frozenset()


def _follows(
    told: str,
    word: str,
    sentence: str,
    held: dict[str, frozenset[str]],
    scene: Scene,
    *,
    is_percentage: bool,
) -> bool:
    """Say whether a number sums up what results hold under the labels that end in a word.

    Or it follows from that and from what the user names.
    """
    if is_summary(told, sentence, columns_of(scene, lambda label: label.endswith(word))):
        return True
    form = value_of(told).form
    if is_percentage and is_share(form, scene.evidence, scene.event_index):
        return True
    forms = _forms_under(word, held)
    asked = [atom.value for atom in atoms_of(normal_text(scene.asked))]
    at_hand = [*map(value_of, forms), *asked]
    return len(forms) <= _FEW_FIGURES and not underived({value_of(told): told}, at_hand)


def _is_told_short(atom: Atom, normal: str, forms: frozenset[str]) -> bool:
    """Say whether a number is one of some in the unit of ten behind it: `184.2 lakh`."""
    told = number_at(atom, normal)
    numbers = (number for number in map(number_of, forms) if number is not None)
    return told is not None and any(is_shown_by(told, one) for one in numbers)


def _readings(atom: Atom, normal: str) -> list[Value]:
    """Return the number as it is, and where a point may part thousands that number: `5.300`."""
    written = normal[atom.start : atom.end]
    whole = [Value("number", written.replace(".", ""))] if _THOUSANDS.fullmatch(written) else []
    return [atom.value, *whole]


def _is_false(value: Value, written: str, forms: frozenset[str], scene: Scene) -> bool:
    """Say whether a number that nobody says is none of some others, and does not follow.

    What the model said before was judged where it said it first.
    """
    said = dict.fromkeys((value.form, written))
    if any(scene.evidence.told_before(form, scene.event_index) for form in said):
        return False
    if value.form in forms:
        return False
    text = scene.text
    if value.form == written.replace(".", "") != written:
        text = _THOUSANDS.sub(lambda found: found[0].replace(".", ""), text)
    if is_worked_out(value.form, text, scene.evidence, scene.event_index):
        return False
    numbers = [number for number in map(number_of, forms) if number is not None]
    return not is_rounding_of(value.form, numbers)
