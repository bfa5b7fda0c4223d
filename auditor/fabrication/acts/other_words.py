"""A word told of an act that its call was not given, where only one of a few can hold.

`set it to "Low"` after `"severity": "Critical"`; `the guest network is off` after `"enabled": 1`;
`ticket T-19 is closed` after a call with `"status": "in_progress"`; a name in quotation marks that
nobody told, in the place of one that the call was given. The text tells the call's own word
nowhere. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from auditor.claims.deeds.calls import acts as may_act
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.acts.acts import Act, acts_of_turn
from auditor.fabrication.acts.meant import acts_meant
from auditor.fabrication.acts.sentences import ToldAsDone, is_account, told_as_done
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.pairing import calls_before
from auditor.values.blocks import Field
from auditor.values.states import rules_out, states_of, states_told
from auditor.values.steps import Step, is_said_near, steps_of, tells_step
from auditor.values.values import normal_text

_SCORE = 0.6
_LONGEST = 40
_MOST_WORDS = 4
_LINES_OF_LIST = 3
_STATES = re.compile(
    r"(?:.*_)?(?:status|state|stage|list|column|状态|estado|statut)", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:\b(?:to|into|in|as|on|onto|under|named|titled|labell?ed|tagged|zu|nach|auf|als|a|en|como|à|"
    r"dans|sous|para|em|no|na) |[到为至成入「『《を在])(?:\*\*|[\"“„‘「『《])?"
    r"(?<=[*\"“„‘「『《])([^\"“”„’‘「」『』《》*\n:]{2,40})(?:\*\*|[\"”“’」』》])|"
    r"[「『《\"“]([^\"“”「」『』《》\n]{2,40})[」』》\"”] ?(?:list|column|folder|stage|列|栏|"
    r"文件夹|フォルダ)"
)
_ADVISES = re.compile(
    r"\b(?:click|tap|press|open|choose|select|type|say|reply|go to|look for|called|says?|reads?|"
    r"message|subject|title[d]?|note|text|klick\w*|wähl\w*|haga|pulse|cliquez)\b|点击|选择|回复|输入",
    re.IGNORECASE,
)
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
# Which words of a sentence name what fields of which labels hold.
_ROLES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(words), re.compile(labels, re.IGNORECASE))
    for words, labels in (
        (
            rf"\b(?:to|with|for|from|an|von|für|à|pour|para|con|a) ({_CAPITALS} {_CAPITALS})",
            (r"to|(?:.*_)?(?:recipients?|assignee|owner|user|contacts?|agent|invitees?|attendees?|"
            r"payee|manager|reviewer|host|customer|patient|employee|name|email|mail)s?"),
        ),
        (
            r"\b(?:assigned (?:\S+ )?to|owned by|handled by) @?([\w.-]+\w)",
            r"(?:.*_)?(?:assignee|assigned_to|owner|agent|handler|user)",
        ),
        (
            rf"\b(?:to|into|in|under|onto) (?:the )?({_CAPITALS})(?! {_CAPITALS})",
            r"(?:.*_)?(?:list|column|stage|status|folder|queue|team|channel|group|department|label)",
        ),
        (
            (
                r"\b(?:set|moved|changed|switched|transitioned|updated|put) (?:it )?(?:to|on|into) "
                rf"[\"“*]*({_CAPITALS}(?: {_CAPITALS}){{0,2}})"
            ),
            r"to|(?:.*_)?(?:status|state|stage|column|list|folder|to|target|level|mode)",
        ),
        (
            rf"\b({_CAPITALS}) (?:plan|tier|package|subscription)\b",
            r"(?:.*_)?(?:plan|tier|package|subscription|level)",
        ),
    )
)  # fmt: skip
_PRONOUNS = "you me him her them us someone somebody it the your my our"
_NOBODY = frozenset(_PRONOUNS.split())
_COMPOUND = re.compile(r"(?<![\w./-])([A-Za-z]\w+?)[-_.][A-Za-z][\w.-]*\w")
_PARTING = re.compile(r"[\s_.-]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


class _Own(NamedTuple):
    """A field that an act was given, or that came back from it."""

    act: Act
    label: str
    value: str
    is_given: bool

    @property
    def source(self) -> int:
        """The index of the event that holds it."""
        return self.act.call.index if self.is_given else self.act.result.index


def judge_other_words(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a word."""
    if not is_account(scene):
        return
    acts = acts_of_turn(scene)
    fields = {act.call.index: list(_fields_of(act)) for act in acts}
    is_only = (
        len(acts) == 1
        and not _has_further_acts(acts[0], scene)
        and scene.text.count("\n") < _LINES_OF_LIST
    )
    told = [
        # Of several acts the words may be about another.
        (clause, [one for act in acts_meant(clause, scene)
                  if is_only or act.is_named_in(clause.words)
                  for one in fields[act.call.index]])
        for clause in told_as_done(scene)
    ]  # fmt: skip
    for judge in _JUDGES:
        for clause, own in told:
            found = next(judge(clause, own, scene), None) if own else None
            if found is not None:
                word, instead = found
                place = clause.start, clause.start + len(clause.sentence)
                yield found_in(
                    scene, place, "altered", instead.act.call.name, _SCORE,
                    [Field(instead.label, word)], imitates=instead.source,
                )  # fmt: skip
                return


def _has_further_acts(act: Act, scene: Scene) -> bool:
    """Say whether another call of the turn may have done something."""
    calls = calls_before(scene.event_index, scene.pairing)
    turn = takewhile(lambda call: call.turn == act.call.turn, calls)
    return any(may_act(call) for call in turn if call is not act.call)


def _fields_of(act: Act) -> Iterator[_Own]:
    for label, value in arguments_of(act.call):
        yield _Own(act, label, value, is_given=True)
    for label, value in act.told:
        yield _Own(act, label, value, is_given=False)


def _other_step(clause: ToldAsDone, own: list[_Own], scene: Scene) -> Iterator[tuple[str, _Own]]:
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
            if word:
                yield word, one


def _other_state(clause: ToldAsDone, own: list[_Own], scene: Scene) -> Iterator[tuple[str, _Own]]:
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


def _other_name(clause: ToldAsDone, own: list[_Own], scene: Scene) -> Iterator[tuple[str, _Own]]:
    """Yield what a clause sets in marks, nobody told, and stands in the place of what was given."""
    lowered = scene.text.lower()
    free = [one for one in own if one.is_given and _is_free(one.value, lowered)]
    if not free or _ADVISES.search(clause.words):
        return
    for found in _MARKED.finditer(clause.words):
        name = found[1] or found[2]
        if _is_told(name, scene):
            continue
        for one in free:
            if _is_like(name, one.value):
                yield name, one


def _other_role(clause: ToldAsDone, own: list[_Own], scene: Scene) -> Iterator[tuple[str, _Own]]:
    """Yield the names of a clause that nobody told, said of what an act was given another for."""
    lowered = scene.text.lower()
    free = [one for one in own if one.is_given and _is_free(one.value, lowered)]
    for words, labels in _ROLES if free else ():
        for found in words.finditer(clause.words):
            name = found[1]
            if not (name.isdigit() or name.lower() in _NOBODY or _is_told(name, scene)):
                yield from ((name, one) for one in free if labels.fullmatch(one.label))


def _other_identifier(
    clause: ToldAsDone, own: list[_Own], scene: Scene
) -> Iterator[tuple[str, _Own]]:
    """Yield a compound name that nobody told and that begins as one that an act was given."""
    lowered = scene.text.lower()
    for one in own:
        parts = _COMPOUND.fullmatch(one.value) if one.is_given else None
        if parts is None or _joined(one.value) in _joined(lowered):
            continue
        for found in _COMPOUND.finditer(clause.words):
            name = found[0].lower()
            if found[1].lower() == parts[1].lower() and not scene.evidence.tells(
                name, scene.event_index
            ):
                yield found[0], one


def _joined(words: str) -> str:
    """Return words in small letters without what parts them."""
    return _PARTING.sub("", words.lower())


def _is_free(value: str, lowered: str) -> bool:
    """Say whether words that a call was given are a short name that a text does not tell."""
    if not (1 < len(value) <= _LONGEST and value.count(" ") < _MOST_WORDS):
        return False
    words = _words_of(value)
    return bool(words) and not any(word in lowered for word in words)


def _words_of(value: str) -> list[str]:
    return [value] if _WIDE.search(value) else [one.lower() for one in _WORD.findall(value)]


def _is_told(name: str, scene: Scene) -> bool:
    """Say whether anybody told a name, or any of its words."""
    evidence, index = scene.evidence, scene.event_index
    words = [name] if _WIDE.search(name) else _WORD.findall(name)
    return not words or any(evidence.tells(normal_text(one), index) for one in words)


def _is_like(name: str, value: str) -> bool:
    """Say whether two names are of one script."""
    return bool(_WIDE.search(name)) == bool(_WIDE.search(value))


_JUDGES = (_other_step, _other_state, _other_name, _other_role, _other_identifier)
