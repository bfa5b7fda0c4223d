"""The figures of a text that no source holds, read once for the judges that doubt nothing else."""

from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_figures import Figure, figures_of
from auditor.values.values import Value, value_of


def new_figures(scene: Scene) -> frozenset[Value]:
    """Return the numbers, days and times that a text tells and that nothing before it holds."""
    return scene.once_of_text(_new_figures)


def _new_figures(scene: Scene) -> frozenset[Value]:
    told = {one.value: one for one in figures_of(scene.text)}
    return frozenset(value for value, one in told.items() if not _is_held(one, scene))


def _is_held(one: Figure, scene: Scene) -> bool:
    """Say whether a source holds a figure, its unit perhaps glued to it: `512 Mi` for `512Mi`."""
    if scene.source_of(one.value) is not None:
        return True
    if not one.unit.isascii() or not one.unit.isalpha():
        return False
    return scene.source_of(value_of(one.value.form + one.unit)) is not None
