"""Things that a text names and that no call and no result ever spoke of.

Whatever a text sets out as a tool's answer about such a thing cannot have come from that tool.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Scene
from auditor.trace import ToolCall
from auditor.values.atoms import atoms_of
from auditor.values.names import SHORT_ID, parted
from auditor.values.signature import signature
from auditor.values.values import Value, normal_text, value_of

NAMING_NUMBER = 6
"""A number of so many digits may be an id."""
_MEASURE = re.compile(r"[0-9.]{1,4}(?:-[a-z]+|[a-z]{1,4})")
# No id and no host goes without a digit or a dot, which may be spelt out in brackets.
_NAMING = re.compile(r"[\d.\[]")


def named_in(text: str) -> list[Value]:
    """Return the ids and hosts that a text names; a long number may be an id."""
    return list(_named_in(text)) if _NAMING.search(text) else []


@lru_cache(maxsize=256)
def _named_in(text: str) -> tuple[Value, ...]:
    return tuple(
        atom.value
        for atom in atoms_of(normal_text(parted(text)))
        if atom.value.kind == "host"
        or (atom.value.kind == "id" and _is_name(atom.value.form))
        or (atom.value.kind == "number" and len(atom.value.form) >= NAMING_NUMBER)
    )


def _is_name(form: str) -> bool:
    """Say whether an id can name a thing; `28-inch` and `24h` are measures."""
    return len(form) > SHORT_ID and not _MEASURE.fullmatch(form)


def was_looked_up(name: Value, scene: Scene) -> bool:
    """Say whether a call, or what came back, spoke of a thing until the end of a text's turn."""
    source = scene.source_of(name)
    if source is not None and source.author in ("result", "argument"):
        return True
    return scene.evidence.was_asked_for(name.form, scene.event.turn)


def is_users(value: Value, scene: Scene) -> bool:
    """Say whether a user said a value; one digit stands in many an argument."""
    source = scene.source_of(value)
    return source is not None and source.author == "user"


def call_about_such(named: Iterable[Value], scene: Scene) -> ToolCall | None:
    """Return the newest call that was made for a thing of the same outer form, or None."""
    alike = {form_of(name) for name in named}
    if not alike:
        return None
    for call in scene.evidence.executed_before(scene.event_index):
        if any(form_of(value_of(field.value)) in alike for field in arguments_of(call)):
            return call
    return None


def form_of(name: Value) -> str:
    """Return the outer form by which names of one sort of thing are alike."""
    return name.kind if name.kind == "host" else signature(name)
