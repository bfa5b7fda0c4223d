"""Records that the user gave: whoever sets these out anew tells nothing of a tool's."""

from auditor.fabrication.imitation import Scene
from auditor.values.blocks import Block
from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import normal_text, value_of

_FEWEST = 2
_SHORTEST = 40


def is_users_record(block: Block, scene: Scene) -> bool:
    """Say whether the user's newest words hold every value of a record.

    What is empty, and what is only so or not so, says nothing by itself.
    """
    if len(scene.asked) < _SHORTEST:
        return False
    values = {value_of(field.value) for field in block.fields}
    told = [value for value in values if value.kind not in ("empty", "flag")]
    if len(told) < _FEWEST:
        return False
    asked = scene.once(_asked)
    return all(holds(asked, value, spellings(value)) for value in told)


def _asked(scene: Scene) -> str:
    return normal_text(scene.asked)
