"""Whether a session makes texts and code: its words then hold much that no result ever held."""

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene

_LONGEST_LINE = 200
_MANY_LINES = 2


def is_workshop(scene: Scene) -> bool:
    """Say whether calls before a text write long words, or several lines, of their own."""
    return any(
        len(field.value) > _LONGEST_LINE or field.value.count("\n") >= _MANY_LINES
        for call in scene.evidence.executed_before(scene.event_index)
        for field in arguments_of(call)
    )
