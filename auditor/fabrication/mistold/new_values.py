"""Values from nowhere that stand where a result has others of their sort.

What follows from figures beside it was worked out; where a list was returned, or the user gives
figures, much is. Days count, though people count to others: what tells a record counts to none.
"""

import re
from collections.abc import Iterator

from auditor.evidence.arithmetic import number_of
from auditor.evidence.derived import underived
from auditor.evidence.provenance import is_small
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.ground import Ground, ground_of
from auditor.fabrication.ground.of_record import follows_from_record
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.ground.worked_records import worked_in_prose
from auditor.fabrication.imitation import Scene
from auditor.fabrication.mistold.against_own import tells_otherwise
from auditor.fabrication.texts.compared import is_compared
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.readings_of_things import Reading, without_labels
from auditor.fabrication.things.told_clauses import (
    Clause,
    is_held,
    other_day,
    spelt,
    without_points,
)
from auditor.values.atoms import atoms_of
from auditor.values.dates import day_of
from auditor.values.full_names import full_names_in, is_wide
from auditor.values.signature import signature
from auditor.values.values import NAMES, SPECIFIC, Value, value_of

_NEAR_SIZE = 20
_LONGEST = 4000
_LEAST_WEIGHT = 0.4
_FEWEST_DIGITS = 3
_ZONE = re.compile(
    r"(?<![a-z])(?:utc|gmt)(?![a-z])|(?:北京|东京|纽约|伦敦|当地|本地)时间", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]")
_DAY = re.compile(r"([12]?[1-9]|[123]0|31)\.(0?[1-9]|1[0-2])")
# To where anybody may be sent.
_OF_A_ROLE = re.compile(
    r"(?:support|info|contact|help(?:desk)?|(?:customer)?(?:service|care)|sales|office|hello|admin|"
    r"team|no-?reply|press|privacy|billing|jobs|careers|kontakt|contacto|feedback|bookings?|"
    r"reservations?|example|you(?:r[._-]?\w+)?|name|user|me)@"
)
_RECKONS = re.compile(r"(?:[=×±→+~≈≤≥<>÷/]|(?<!\*)\*)\s?\d|\d\s?(?:[=×±→+÷]|\*(?!\*))|\d\s?/\s?\d")


def new_values(
    own: Reading, clauses: list[Clause], free: list[Value], scene: Scene
) -> dict[Clause, list[Value]]:
    """Return the values from nowhere by their clauses, where the result has others of their sort.

    What follows from the figures beside it was worked out; where a list was returned, or the user
    gives figures, much is.
    """
    if not free:
        return {}
    names = _new_names(own, free, scene)
    found: dict[Clause, list[Value]] = {}
    for clause in clauses:
        new = [value for name, value in names.items() if _tells_name(name, clause)]
        told = [] if _RECKONS.search(clause.normal) else list(_new_in(clause, free, scene))
        if told:
            # Nobody works out an id.
            kinds = NAMES if _is_given(own, scene) or own.is_list else SPECIFIC
            new += (value for value in told if value.kind in kinds)
        values = [
            v
            for v in new
            if any(_is_alike(v, one) for one in free) and not _is_moved(v, clause, free)
        ]
        values = [v for v in values if not is_reckoned(v, own, clause, scene)]
        if values and not _is_loose(clause, own):
            found[clause] = values
    numbers = [value for values in found.values() for value in values if value.kind == "number"]
    left = set(not_worked_out(numbers, scene))
    return {
        clause: rest
        for clause, values in found.items()
        if (rest := [v for v in values if v.kind != "number" or v in left])
    }


def is_reckoned(value: Value, own: Reading, clause: Clause, scene: Scene) -> bool:
    """Say whether a number follows from the record, or from those of the turn together."""
    if follows_from_record(value, own.fields, clause.normal, scene):
        return True
    return ground_of(scene).is_total(value, clause.words)


def _is_given(own: Reading, scene: Scene) -> bool:
    """Say whether the user gives figures beside what the call was for."""
    about = {value_of(field.value) for field in arguments_of(own.call)}
    asked = {atom.value for atom in atoms_of(spelt(scene.asked))} - about
    return bool(asked - set(named_in(scene.asked)))


def not_worked_out(told: list[Value], scene: Scene) -> list[Value]:
    """Return those of some numbers that do not follow from what the text and results tell."""
    if not told:
        return []
    ground = ground_of(scene)
    gone = ground.summed(told) | scene.once_of_text(worked_in_prose)
    left = [v for v in told if not (v in gone or v in ground.spans or ground.holds(v))]
    rest = underived(
        {value: ground.written.get(value, value.form) for value in left},
        ground.values_beside(left),
    )
    return [value for value in rest if not ground.follows_from_near(value, rest)]


def _is_loose(clause: Clause, own: Reading) -> bool:
    """Say whether a clause need not tell what is so; the result's own labels say no such thing."""
    words = without_labels(clause.words, own)
    return (
        is_unreal(words)
        or is_hedged(words)
        or is_compared(words.lower())
        or tells_otherwise(_ZONE.sub("", words))
    )


def _new_in(clause: Clause, free: list[Value], scene: Scene) -> Iterator[Value]:
    """Yield the values of a clause that nothing explains."""
    ground = ground_of(scene)
    atoms = atoms_of(clause.normal)
    free_days = [value for value in free if value.kind == "date"]
    figures = [atom.value for atom in atoms if atom.value.kind == "number"]
    unheld = [value for value in figures if not ground.holds(value)]
    if len(figures) > 1 and (len(unheld) > 1 or any(map(_is_short, unheld))):
        # One follows from another.
        return
    # Days that somebody counts to are near; what tells a record counts to none.
    days = [atom.value for atom in atoms if atom.value.kind == "date"]
    days = [day for day in days if has_year(day) or not all(map(has_year, free_days))]
    new = [day for day in days if not ground.holds(day) and not _is_said_abroad(day, scene)]
    new += (value for value, weight in unsourced_in(clause.normal, ground) if _tells(value, weight))
    boxes = [a.value for a in atoms if _is_mailbox(a.value) and not _OF_A_ROLE.match(a.value.form)]
    new += (box for box in boxes if scene.source_of(box) is None)
    yield from (value for value in new if not _is_held_so(value, clause, scene))


def _is_mailbox(value: Value) -> bool:
    return value.kind == "host" and "@" in value.form


def _is_moved(value: Value, clause: Clause, free: list[Value]) -> bool:
    """Say whether a moment may be the result's own in another zone, which the clause names."""
    if not _ZONE.search(clause.words) or value.kind not in ("date", "time"):
        return False
    said = [day for atom in atoms_of(clause.normal) if (day := day_of(atom.value.form))]
    days = [day for one in free if one.kind == "date" and (day := day_of(one.form))]
    return not said or any(abs((one - day).days) <= 1 for one in said for day in days)


def has_year(day: Value) -> bool:
    """Say whether a day is told with its year."""
    return day.form[:1] != "-"


def _is_said_abroad(day: Value, scene: Scene) -> bool:
    """Say whether a text before names a day in the words of another language."""
    return any(
        is_held(day, spelt(text.raw))
        for text in scene.evidence.texts
        if text.event_index < scene.event_index and len(text.raw) <= _LONGEST
    )


def _is_held_day(value: Value, ground: Ground) -> bool:
    """Say whether a number is a day that a source holds: as `19.11.` is."""
    found = _DAY.fullmatch(value.form)
    if found is None:
        return False
    return ground.holds(Value("date", f"--{int(found[2]):02}-{int(found[1]):02}"))


def _is_short(value: Value) -> bool:
    return sum(map(str.isdigit, value.form)) < _FEWEST_DIGITS


def _tells(value: Value, weight: float) -> bool:
    return weight >= _LEAST_WEIGHT and not is_small(value) and value.kind != "date"


def _is_held_so(value: Value, clause: Clause, scene: Scene) -> bool:
    """Say whether a source holds a value as it may be meant: with its unit, or read otherwise."""
    other = other_day(value) if value.kind == "date" else None
    if other is not None and scene.source_of(other) is not None:
        return True
    if value.kind != "number":
        return False
    if _is_held_day(value, ground_of(scene)):
        return True
    whole = value_of(without_points(value.form))
    if whole != value and scene.source_of(whole) is not None:
        return True
    with_unit = re.search(rf"(?<!\w){re.escape(value.form)} ?([^\W\d_]+)", clause.words.lower())
    return with_unit is not None and any(
        scene.source_of(value_of(f"{value.form}{between}{with_unit[1]}")) is not None
        for between in ("", "-", " ")
    )


def _new_names(own: Reading, free: list[Value], scene: Scene) -> dict[str, Value]:
    """Return the full names that a text tells, and no source holds.

    Between Chinese signs they stand out; among Latin letters, where labels and places look alike,
    none of a name's parts may stand anywhere, and the result has a name that is not told.
    """
    text, held = scene.text, any
    told = full_names_in(text)
    if told and not is_wide(text):
        theirs = {name.lower() for name in full_names_in(own.result.output)}
        told = told if any(value.form in theirs for value in free) else []
        held = all
    values = {name: value_of(name) for name in told}
    return {
        name: value
        for name, value in values.items()
        if value.kind == "word"
        and scene.source_of(value) is None
        # A result may have the parts of a name apart.
        and held(scene.source_of(value_of(part)) is None for part in name.split())
    }


def _tells_name(name: str, clause: Clause) -> bool:
    """Say whether a clause tells a name: among Latin letters it ends what leads up to it."""
    if is_wide(clause.words):
        return name in clause.words
    head, found, rest = clause.words.partition(name)
    return bool(found) and bool(_WORD.search(head)) and not _WORD.search(rest)


def _is_alike(said: Value, own: Value) -> bool:
    """Say whether a value may stand for another in its place."""
    if said.kind != own.kind:
        return False
    if _is_mailbox(said):
        return _is_mailbox(own)
    if said.kind in NAMES:
        return signature(said) == signature(own)
    if said.kind == "word":
        return " " in own.form
    if said.kind != "number":
        return True
    one, other = number_of(said.form), number_of(own.form)
    if not one or not other:
        return False
    return max(abs(one), abs(other)) <= _NEAR_SIZE * min(abs(one), abs(other))
