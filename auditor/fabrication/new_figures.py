"""The figures of a text that no source holds, read once for the judges that doubt nothing else."""

from auditor.fabrication.imitation import Scene
from auditor.fabrication.told_figures import figures_of
from auditor.values.values import Value


def new_figures(scene: Scene) -> frozenset[Value]:
    """Return the numbers, days and times that a text tells and that nothing before it holds."""
    return scene.once_of_text(_new_figures)


def _new_figures(scene: Scene) -> frozenset[Value]:
    told = {one.value for one in figures_of(scene.text)}
    return frozenset(value for value in told if scene.source_of(value) is None)
