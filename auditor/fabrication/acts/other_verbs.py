"""A deed told by the opposite of the verb that its tool is named after: deleted for archived.

`I cancelled the meeting` after `reschedule_meeting`; `deaktiviert` after `enable_user`. The text
tells the tool's own verb nowhere, and no call before did what it tells. Such a finding is at most
suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.claims.deeds.calls import words_of_tool
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.acts.acts import Act, acts_of_turn
from auditor.fabrication.acts.meant import clauses_of_acts, told_otherwise
from auditor.fabrication.imitation import Imitation, Scene
from auditor.pairing import calls_before
from auditor.values.blocks import Field
from auditor.values.opposites import VERBS, named_verbs, tells_verb, verbs_against

_MOST_CALLS = 60
_SAYS_VERB = re.compile(r"action|operation|op|command|method|verb|do|操作|动作", re.IGNORECASE)


def judge_other_verbs(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a deed."""
    text = scene.text.lower()
    acts = [(act, verb) for act in acts_of_turn(scene) for verb in _verbs_of_act(act)]
    done = {verb for _, verb in acts} | set(_done_before(scene))
    acts = [(act, verb) for act, verb in acts if not tells_verb(verb, text)]
    for clause, meant in clauses_of_acts(scene) if acts else ():
        lowered = clause.words.lower()
        for act, verb in acts:
            for other in verbs_against(verb):
                is_new = act in meant and other not in done
                word = tells_verb(other, lowered) if is_new else ""
                # What came back may say of itself that it was `accepted`.
                if word and not tells_verb(other, act.result.output.lower()):
                    yield told_otherwise(clause, act, Field(verb, word), act.call.index, scene)
                    return


def _verbs_of_act(act: Act) -> Iterator[str]:
    """Yield the verbs with opposites that a tool's name, or its action, speaks of."""
    names = [act.call.name]
    names += [one.value for one in arguments_of(act.call) if _SAYS_VERB.fullmatch(one.label)]
    for name in names:
        yield from named_verbs(words_of_tool(name) or (name.casefold(),))


def _done_before(scene: Scene) -> Iterator[str]:
    """Yield the verbs that any call before speaks of, in its name or its arguments."""
    for call in islice(calls_before(scene.event_index, scene.pairing), _MOST_CALLS):
        words = words_of_tool(f"{call.name} {call.arguments_raw[:500]}")
        yield from named_verbs(words)
        yield from (verb for verb in VERBS if tells_verb(verb, call.arguments_raw[:500].lower()))
