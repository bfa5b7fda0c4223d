"""A name that nobody told, told of an act in the place of the one that its call was given.

`I moved the card to "Done"` after `"list": "In review"`; `sent to Daniel Weber` after
`"to": "dana.weiss@corp.example"`; `payments-api` for `payments-worker`. The text tells the call's
own name nowhere. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.acts.given_words import Own, found_by
from auditor.fabrication.acts.sentences import ToldAsDone
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values.values import normal_text

_LONGEST = 40
_MOST_WORDS = 4
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


def judge_names_of_acts(scene: Scene) -> Iterator[Imitation]:
    """Yield the first clause of an account that tells such a name."""
    for judge in (_other_name, _other_role, _other_identifier):
        yield from found_by(judge, scene)


def _other_name(clause: ToldAsDone, own: list[Own], scene: Scene) -> Iterator[tuple[str, Own]]:
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


def _other_role(clause: ToldAsDone, own: list[Own], scene: Scene) -> Iterator[tuple[str, Own]]:
    """Yield the names of a clause that nobody told, said of what an act was given another for."""
    lowered = scene.text.lower()
    free = [one for one in own if one.is_given and _is_free(one.value, lowered)]
    for words, labels in _ROLES if free else ():
        for found in words.finditer(clause.words):
            name = found[1]
            if not (name.isdigit() or name.lower() in _NOBODY or _is_told(name, scene)):
                yield from ((name, one) for one in free if labels.fullmatch(one.label))


def _other_identifier(
    clause: ToldAsDone, own: list[Own], scene: Scene
) -> Iterator[tuple[str, Own]]:
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
