"""A result told of a thing though every look at it in the turn failed, and none came back before.

`{"verdict": "malicious", "risk": 88}` where the service timed out: whatever the layout and however
small its figures, nobody can have said so. Told are several figures, or one beside a verdict. A
text that speaks of the failure, supposes, asks, or names another such thing says nothing so, nor
does one that repeats what the user gave. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.canonical import canonical_arguments
from auditor.claims.deeds.calls import reach_of
from auditor.evidence.failures import failed
from auditor.evidence.pasted import is_pasted
from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.looked_up import are_alike
from auditor.fabrication.unlooked.after_failure import (
    failed_calls,
    tells_of_failure,
    tells_otherwise,
)
from auditor.pairing import Pairing
from auditor.trace import ToolCall, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.values import Value, normal_text, value_of
from auditor.values.verdict_levels import levels_in

_SCORE = 0.6
# What a desk decides, and one source does not know, says nothing of a failure.
_DECISIONS = re.compile(r"\b(?:den(?:y|ied)|block\w*|reject\w*|unknown)\b", re.IGNORECASE)
_LONGEST = 1500
_FEWEST = 2


def judge_told_despite_failure(scene: Scene) -> Iterator[Imitation]:
    """Yield a text that tells such a result, as a whole."""
    text = scene.text
    if not scene.answers or not scene.has_called or len(text) > _LONGEST:
        return
    calls = failed_calls(scene)
    if not calls or asks_for_fiction(scene.asked) or _speaks_of_failure(text):
        return
    if any(
        _came_back_before(call, scene.pairing) or not _may_look(call, scene.pairing)
        for call, _ in calls
    ):
        return
    if _names_another(text, calls) or is_pasted(text, scene.asked):
        return
    stated = _stated(text)
    told, levels = _figures(stated, calls, scene), levels_in(stated) - {"unknown"}
    if len(told) >= _FEWEST or (told and levels):
        call, result = calls[0]
        yield found_in(
            scene, (0, len(text)), "invented", call.name, _SCORE, bare_fields(told, text),
            imitates=result.index, sure=False,
        )  # fmt: skip


def _speaks_of_failure(text: str) -> bool:
    """Say whether a text owns up, or speaks of another time."""
    words = _DECISIONS.sub(" ", text)
    return tells_of_failure(words) or tells_otherwise(words)


def _stated(text: str) -> str:
    """Return the sentences of a text that neither ask nor suppose."""
    return "\n".join(
        sentence
        for _, sentence in single_sentences(text)
        if not (is_question(sentence) or is_unreal(sentence) or is_hedged(sentence))
    )


def _may_look(call: ToolCall, pairing: Pairing) -> bool:
    """Say whether a tool is for looks by its name, or by what it returned of other things."""
    reach = reach_of(call.name)
    if reach.command or reach.families:
        return False
    return reach.looks or any(other.name == call.name for other in _that_came_back(call, pairing))


def _came_back_before(call: ToolCall, pairing: Pairing) -> bool:
    """Say whether the same was asked before, of this tool, and came back."""
    asked = canonical_arguments(call.arguments_raw)
    return any(
        canonical_arguments(other.arguments_raw) == asked
        for other in _that_came_back(call, pairing)
    )


def _that_came_back(call: ToolCall, pairing: Pairing) -> Iterator[ToolCall]:
    """Yield the calls before one whose results tell of no failure."""
    for other in pairing.calls:
        answer = pairing.answer.get(other.index) if other.index < call.index else None
        if answer is not None and not failed(answer):
            yield other


def _names_another(text: str, calls: list[tuple[ToolCall, ToolResult]]) -> bool:
    """Say whether a text names such a thing as some calls were for, and they were not for it."""
    things = {value_of(field.value) for call, _ in calls for field in arguments_of(call)}
    return any(
        name not in things and any(are_alike(name, thing) for thing in things)
        for name in named_in(text)
    )


def _figures(text: str, calls: list[tuple[ToolCall, ToolResult]], scene: Scene) -> list[Value]:
    """Return the figures that a text tells, but for those of the failure and of the user."""
    said = " ".join([scene.asked, *(result.output for _, result in calls)])
    given = {atom.value for atom in atoms_of(normal_text(said))}
    words = normal_text(text)
    for call, _ in calls:
        for field in arguments_of(call):
            words = words.replace(normal_text(field.value), " ")
    told = dict.fromkeys(atom.value for atom in atoms_of(words))
    return [value for value in told if value.kind in ("number", "date") and value not in given]
