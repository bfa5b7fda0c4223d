"""Fields of a record that need no source: worked out, summed up, told in other words."""

import re

from auditor.evidence.arithmetic import is_amount, is_worked_out
from auditor.evidence.provenance import Traced, is_small
from auditor.evidence.retellings import is_in_words, says, tells_of_user
from auditor.fabrication.examples import asks_for_other_words
from auditor.fabrication.ground.abbreviated import unless_abbreviated
from auditor.fabrication.ground.converted import own_values, unless_converted
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.relations import unless_relation
from auditor.fabrication.ground.result_rows import columns_named_in, is_summary, speaks_of_sums
from auditor.fabrication.ground.told_times import without_told_times
from auditor.fabrication.imitation import Scene
from auditor.values.atoms import atoms_of
from auditor.values.blocks import LEAD, Block
from auditor.values.equal_values import equal
from auditor.values.values import normal_text, value_of

# The label itself says how the total comes about: `total (device + filters)`.
_FORMULA = re.compile(r"\S ?[+×*÷] ?\S")
_GLUED = re.compile(
    r"/[^/:：]{1,20}[:：]|(?:合计|总[计价额数]?|小计|共计?|均价)[:：]? ?[¥￥$€£]?\d"
)
_DAYS = re.compile(r"\d ?(?:天|日间|days?\b|tage?n?\b|jours?\b|d[ií]as?\b|giorni?\b|dagen\b)")
_IS_NOT = re.compile(r"\bnot\b", re.IGNORECASE)


def explained(traced: list[Traced], block: Block, scene: Scene) -> list[Traced]:
    """Return the fields of a record, neutral where its words explain what no source holds."""
    if block.layout in ("lines", "prose"):
        traced = [_unless_worked_out(field, scene) for field in traced]
        traced = [_unless_of_own_label(field, scene) for field in traced]
    if block.layout == "prose":
        traced = [_unless_sentence(field, scene) for field in traced]
    traced = [unless_summary(field, block, scene) for field in traced]
    traced = [_unless_glued(field) for field in traced]
    traced = [unless_converted(field, scene) for field in traced]
    traced = [unless_abbreviated(field, scene) for field in traced]
    traced = [unless_relation(field, scene) for field in traced]
    traced = [_unless_counted_in_days(field, scene) for field in traced]
    traced = without_told_times(traced, scene)
    traced = [_unless_reworded(field, scene) for field in traced]
    traced = [_unless_repaired(field, scene) for field in traced]
    return _without_own_words(traced, scene)


def _unless_sentence(field: Traced, scene: Scene) -> Traced:
    """What a sentence says behind a label is no value: its figures and names are.

    Where one is the result's own, the rest is what the model says of it.
    """
    if field.origin != "new" or field.value.kind != "text":
        return field
    ground = ground_of(scene)
    said = [atom.value for atom in atoms_of(field.value.form)]
    if any(equal(value, own) for value in said for own in own_values(field, scene)):
        return field._replace(origin="neutral")
    new = [value for value in said if not is_small(value) and not ground.holds(value)]
    return field if ground.from_nowhere(new) else field._replace(origin="neutral")


def _unless_worked_out(field: Traced, scene: Scene) -> Traced:
    """An amount in prose or a list may be a sum; a field of an imitated layout may not."""
    if field.origin == "new" and field.value.kind == "number" and is_amount(field.field):
        form, index = field.value.form, scene.event_index
        if is_worked_out(form, scene.text, scene.evidence, index):
            return field._replace(origin="neutral")
    return field


def _unless_of_own_label(field: Traced, scene: Scene) -> Traced:
    """A number under a longer label than a result's (`effective rate`) may follow from others."""
    if field.origin != "new" or any(field.key in shape.labels for shape in scene.shapes):
        return field
    if field.known and ground_of(scene).follows_from_near(field.value, [field.value]):
        return field._replace(origin="neutral")
    return field


def unless_summary(field: Traced, block: Block, scene: Scene) -> Traced:
    """A total that is named after a field is none of a result's own fields.

    Under the field's own name it is one where the words around it speak of a mean or the like.
    """
    if not (field.known and field.origin == "new"):
        return field
    said = field.field.label
    if block.layout in ("lines", "prose"):
        said += scene.lead[-LEAD:] + scene.text[block.start : block.end]
    is_own = any(field.key in shape.labels for shape in scene.shapes)
    label = field.field.label
    if not is_own and _FORMULA.search(label) and speaks_of_sums(label):
        return field._replace(origin="neutral")
    if is_own and (block.layout in ("json", "literal", "table") or not speaks_of_sums(said)):
        return field
    columns = columns_named_in(field.field.label, scene)
    return (
        field._replace(origin="neutral") if is_summary(field.field.value, said, columns) else field
    )


def _unless_glued(field: Traced) -> Traced:
    """A word for a sum between a label and its value is the label's end: `商品合计¥7,898.00`.

    So is a second label behind a slash: `房型/房号：家庭房，1306房`.
    """
    is_glued = field.origin == "new" and _GLUED.match(field.field.value)
    return field._replace(origin="neutral") if is_glued else field


def _unless_counted_in_days(field: Traced, scene: Scene) -> Traced:
    """A count of days under a label of days says how long ago such a day was: `30 days`."""
    if field.origin != "new" or not _DAYS.search(normal_text(field.field.value)):
        return field
    owns = [value_of(own).kind for own in own_values(field, scene)]
    is_of_days = bool(owns) and all(kind == "date" for kind in owns)
    return field._replace(origin="neutral") if is_of_days else field


def _unless_reworded(field: Traced, scene: Scene) -> Traced:
    """New words are what the user asked for, where it was a translation."""
    in_words = field.origin == "new" and field.value.kind in ("word", "text")
    if in_words and asks_for_other_words(scene.asked):
        return field._replace(origin="neutral")
    return field


def _unless_repaired(field: Traced, scene: Scene) -> Traced:
    """Blanks that broke a value, `you` for its `me` and the names in addresses are not new.

    Nor is what a thing is not: `not open on Sunday` is what the model makes of it.
    """
    if not field.known or field.origin == "neutral":
        return field
    said = field.field.value
    owns = own_values(field, scene)
    if tells_of_user(said.strip(), owns):
        return field._replace(origin="neutral")
    if field.origin != "new":
        return field
    whole = "".join(said.split())
    if any("".join(own.split()) == whole for own in owns):
        return field._replace(origin="neutral")
    if is_in_words(said) and said.count(" ") > 1 and _IS_NOT.search(said):
        return field._replace(origin="neutral")
    return field


def _without_own_words(traced: list[Traced], scene: Scene) -> list[Traced]:
    """Return the fields of a block, new words neutral where it tells a result's in its own.

    Who quotes labels as a program writes them quotes the other words, too.
    """
    words = [one for one in traced if one.origin == "new" and is_in_words(one.field.value)]
    own = [one for one in words if any(says(one.field.value, o) for o in own_values(one, scene))]
    if own and not any("_" in one.field.label for one in traced):
        own = words
    return [one._replace(origin="neutral") if one in own else one for one in traced]
