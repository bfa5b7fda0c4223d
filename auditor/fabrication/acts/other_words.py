"""A word told of an act that its call was not given, where only one of a few can hold.

`set it to "Low"` after `"severity": "Critical"`; `the guest network is off` after `"enabled": 1`;
`ticket T-19 is closed` after a call with `"status": "in_progress"`. The text tells the call's own
word nowhere. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.acts.given_words import Own, found_by
from auditor.fabrication.acts.sentences import ToldAsDone
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values.states import rules_out, states_of, states_told
from auditor.values.steps import Step, is_said_near, steps_of, tells_step

_STATES = re.compile(
    r"(?:.*_)?(?:status|state|stage|list|column|状态|estado|statut)", re.IGNORECASE
)


def judge_other_words(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a word."""
    for judge in (_other_step, _other_state):
        yield from found_by(judge, scene)


def _other_step(clause: ToldAsDone, own: list[Own], scene: Scene) -> Iterator[tuple[str, Own]]:
    """Yield the words of a clause for another step of a scale than an act was given."""
    text, lowered = scene.text.lower(), clause.words.lower()
    steps = [(one, step) for one in own for step in steps_of(one.label, one.value)]
    given = [step.scale for one, step in steps if one.is_given]
    steps = [(one, step) for one, step in steps if one.is_given or step.scale not in given]
    for one, step in steps:
        if tells_step(step, text) or not is_said_near(step.scale, lowered):
            continue
        names = {other.name for _, other in steps if other.scale is step.scale}
        if len(names) > 1:
            continue
        for name in step.scale.steps:
            word = "" if name == step.name else tells_step(Step(step.scale, name), lowered)
            # An act that was itself `accepted` may have denied something.
            if word and word not in one.act.result.output.lower():
                yield word, one


def _other_state(clause: ToldAsDone, own: list[Own], scene: Scene) -> Iterator[tuple[str, Own]]:
    """Yield the words of a clause for a state that the one an act was given rules out."""
    told = {one.state for one in states_told(scene.text.lower())}
    words = states_told(clause.words.lower())
    if not words:
        return
    for one in own:
        held = states_of(one.value) if one.is_given and _STATES.fullmatch(one.label) else set()
        if held and told.isdisjoint(held):
            for word in words:
                if all(rules_out(word.state, state) for state in held):
                    yield word.word, one
