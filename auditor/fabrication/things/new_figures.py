"""The figures of a text that no source holds, read once for the judges that doubt nothing else."""

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_figures import Figure, figures_of
from auditor.fabrication.things.readings_of_things import readings_of_things
from auditor.values.values import Value, value_of


def new_figures(scene: Scene) -> frozenset[Value]:
    """Return the numbers, days and times that a text tells and that nothing before it holds."""
    return scene.once_of_text(_new_figures)


def _new_figures(scene: Scene) -> frozenset[Value]:
    told = {one.value: one for one in figures_of(scene.text)}
    return frozenset(value for value, one in told.items() if not is_held_figure(one, scene))


def is_held_figure(one: Figure, scene: Scene) -> bool:
    """Say whether a source holds a figure, its unit perhaps glued to it: `512 Mi` for `512Mi`."""
    if scene.source_of(one.value) is not None or one.value in scene.once(_at_hand):
        return True
    if not one.unit.isascii() or not one.unit.isalpha():
        return False
    return scene.source_of(value_of(one.value.form + one.unit)) is not None


def _at_hand(scene: Scene) -> frozenset[Value]:
    """Return what the newest calls were given, and the cells of what they returned."""
    given = (one.value for own in readings_of_things(scene) for one in arguments_of(own.call))
    told = (value for own in readings_of_things(scene) for value in own.fields.values())
    return frozenset((*map(value_of, given), *told))
