"""A tool's own definition, told as what the tool returned.

A small model opens the runtime's mark of a result and copies into it what it was told of the tool.
The words are the system's, yet as a result they are made up: no tool returned them.
"""

import re

from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.positions import Position
from auditor.values.blocks import Field

_SCORE = 0.7
_NAME = re.compile(r"[\"']name[\"'] ?: ?[\"']([\w.-]{1,80})[\"']")
_DEFINES = re.compile(r"[\"'](?:parameters|description|input_?schema)[\"'] ?:", re.IGNORECASE)


def judge_definition(position: Position, scene: Scene) -> Imitation | None:
    """Return what is wrong with marked words that define a declared tool, or None."""
    body = scene.text[position.start : position.end].strip()
    # Whoever explains a runtime's marks goes on in words.
    if position.mark != "markup" or not body.startswith(("{", "[")) or scene.has_called:
        return None
    if not _DEFINES.search(body) or asks_for_example(scene.asked):
        return None
    name = next((n for n in _NAME.findall(body) if n in scene.argument_keys), None)
    if name is None:
        return None
    place = position.start, position.end
    found = found_in(scene, place, "invented", name, _SCORE, [Field("name", name)])
    return found._replace(quote=body)
