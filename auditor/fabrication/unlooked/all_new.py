"""Answers that tell nothing of what the calls of their turn returned, but another record's values.

Who works something out, plans or sums up beside a result names some of it: a name, an amount, a
day. An answer all of whose values are new, some of them such as only a record has, was made up
without it. One name may be that of the thing that all is told of.
"""

from collections.abc import Sequence

from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import is_known_by_heart, saw_epoch, telling_values
from auditor.fabrication.imitation import Scene, stands_in_result
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.told_sentences import Told
from auditor.fabrication.unlooked.as_found import tells_a_look
from auditor.fabrication.unlooked.opinions import proper_names
from auditor.values.values import NAMES, Value

_FEWEST = 2
_DIGITS_OF_NAME, _DIGITS_OF_NUMBER = 3, 7


def tells_only_new(told: Sequence[Told], scene: Scene) -> bool:
    """Say whether all values of a text are new.

    Args:
        told: Sentences with those of them that nothing holds or explains: one that is no plan has
            to tell what only a record has.
        scene: The text.
    """
    if scene.worked or len({value for one in told for value in one.weights}) < _FEWEST:
        return False
    found = (one for one in told if any(_is_of_record(value, scene) for value in one.weights))
    if all(is_unreal(scene.text[one.start : one.end]) for one in found):
        return False
    ground = ground_of(scene)
    held = [value for value in {*telling_values(scene.text)} if ground.holds(value)]
    if len(held) > 1 or (held and held[0].kind not in NAMES):
        return False
    return not any(stands_in_result(name, scene) for name in proper_names(scene.text))


def _is_of_record(value: Value, scene: Scene) -> bool:
    """Say whether a value is none that is worked out or known: a name, a long number.

    Times may be told of seconds since 1970; days are known of many things, unless a look at this
    one is told.
    """
    if value.kind == "date":
        is_whole = not value.form.startswith("--")
        return is_whole and (" " in value.form or tells_a_look(scene.text))
    if value.kind == "time":
        return not scene.once(saw_epoch)
    digits = sum(map(str.isdigit, value.form))
    if value.kind == "number":
        return digits == len(value.form) >= _DIGITS_OF_NUMBER
    return digits >= _DIGITS_OF_NAME and not is_known_by_heart(value)
