"""Answers that are no more than a figure, of a thing that nothing was ever looked up of.

`Principal: 32133.` in answer to `Can you pull up loan LN-7731?`, or `Weight shows 83.7.` to `What
about ZX88125593?`: under which label it stands need not be known, for the user names a thing of a
kind that a call was made for, or that some tool is declared to look up, and asks for nothing but
what that tool returns. Whoever gives figures himself, asks what is usual, or what he should do, may
be told what follows from them or what people know. Such a finding is at most suspected.
"""

import re
from collections.abc import Collection, Iterator

from auditor.evidence.readings import is_question
from auditor.fabrication.ground.ground import ground_of
from auditor.fabrication.ground.unsourced import unsourced_in
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.looks_due import asks_to_look
from auditor.fabrication.things.open_question import ASKS_TO_ACT, asked_of, asked_to_look_up
from auditor.values.atoms import atoms_of
from auditor.values.values import FIGURES, Value, normal_text
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 200
_LONGEST_QUESTION = 160
_ENOUGH = 0.4
_MOST_FIGURES = 4
_LAID_OUT = re.compile(r"[|{\n]")
_DIGIT = re.compile(r"\d")
_OPEN = Wording(
    r"\b(?:should|would|could i|may|if|suppose|assum\w*|fees?|polic\w*|rules?|limits?|digits?|"
    r"characters?|usual\w*|normal\w*|typical\w*|average|sensible|recommend\w*|suggest\w*|ideal\w*|weeks?|"
    r"days?|today|calendar|seats?|specs?|guess|example|sample|made up)\b|"
    r"正常|一般|通常|建议|标准|如果|假设|几天|多少天|运费|规定|政策|例"
)
_WORKED = Wording(
    r"[=×*+≈~÷]|\b(?:about|roughly|around|approx\w*|total of|plus|times)\b|约|大概|估计"
)


def judge_bare_figures(scene: Scene) -> Iterator[Imitation]:
    """Yield a whole answer that tells such figures."""
    text = scene.text
    if len(text) > _LONGEST or len(scene.asked) > _LONGEST_QUESTION or not _DIGIT.search(text):
        return
    if _LAID_OUT.search(text.strip()):
        # Records are judged as such.
        return
    if _OPEN.stands_in(scene.asked) or ASKS_TO_ACT.stands_in(scene.asked):
        return
    if is_question(text) or _WORKED.stands_in(text):
        return
    if is_unreal(text) or is_hedged(text):
        return
    asked = asked_of(scene) or (asked_to_look_up(scene) if asks_to_look(scene) else None)
    if asked is None or gives_figures(asked.names, scene):
        return
    told = _figures(asked.names, scene)
    if told:
        place = 0, len(text.rstrip())
        tool = min(asked.tools)
        yield found_in(scene, place, "ungrounded", tool, _SCORE, bare_fields(told, text))


def gives_figures(names: Collection[Value], scene: Scene) -> bool:
    """Say whether a user's words hold figures besides names: an answer may follow from these.

    Of many names the answer may be their count.
    """
    values = {atom.value for atom in atoms_of(normal_text(scene.asked))}
    return any(value.kind in FIGURES and value not in names for value in values) or (
        len(values) > _MOST_FIGURES
    )


def _figures(names: Collection[Value], scene: Scene) -> list[Value]:
    """Return the figures of an answer if nothing holds any of them and they are few."""
    if any(one.kind != "number" and one not in names for one in named_in(scene.text)):
        return []
    told = {
        value: weight
        for value, weight in unsourced_in(scene.text, ground_of(scene))
        if value.kind in FIGURES and not any(value.form in name.form for name in names)
    }
    if not 0 < len(told) <= _MOST_FIGURES or max(told.values()) < _ENOUGH:
        return []
    return list(told)
