"""Verdicts told as the opposite of what the newest result says.

`198.51.100.140 is clean` right after `"verdict": "malicious"`; `All checks pass` after
`"e2e": "fail (7 of 112)"`; `征信良好` after `"征信": "逾期3次"`. Such words are a field of the
result with another value, where the text has not a word of what the result says: whoever judges
otherwise than a tool says so, and why. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.evidence.readings import single_sentences
from auditor.evidence.records import values_in
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.pairing import Pairing, last_result_before
from auditor.trace import Message, ToolCall, ToolResult
from auditor.values.blocks import Field
from auditor.values.labels import label_key
from auditor.values.literals import parse_value
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text
from auditor.values.verdict_words import SORTS, Sort, may_be_opposite, tells_good
from auditor.values.wording import Wording, late

_SCORE = 0.6
LONGEST_TEXT = 1500
_LONGEST_VALUE = 40
_REACH = 40
_FEWEST_STATES = 2
_SHORTEST = 3
_LONGEST_OUTPUT = 4000
_VERDICTS = (
    "verdict", "classification", "reputation", "assessment", "conclusion", "judgement", "outcome",
    "result", "status", "state", "health", "判定", "结论", "結論", "结果", "状态", "評価",
    "판정", "상태",
    "befund", "urteil", "ergebnis", "veredicto", "resultado", "estado", "résultat", "statut",
    "вердикт", "статус", "esito", "stato",
)  # fmt: skip
# Any of several things of a record may be meant by these.
_GENERAL = frozenset(
    ("status", "state", "result", "状态", "结果", "estado", "statut", "статус", "상태")
)
_LINKED = late(
    r"(?:\b(?:is|are|was|were|looks?|came|comes|seems?|appears?|remains?|stays?|all|as|both|ist|"
    r"sind|war|waren|es|está|están|est|sont|è|sono|é|são)\W+(?:\w+\W+){0,2}|[:=]\s*|"
    r"[\u0400-\u04ff]\s)$"
)
_IS = late(r"\b(?:is|are|ist|sind|es|está|est|è|é)\W+(?:still |fully |currently )?$")
_LINK = late(r"\W+(?:is|are|both|all|ist|es|está|est|è|é)\W*$")
_ALL = late(
    r"\b(?:all|every|everything|each|both|alle|alles|sämtliche|todos|todas|todo|tous|toutes|tout|"
    r"tutti|tutte|все|всё)\b|全部|所有|都|全て|すべて|모두|모든|전부"
)
# Whoever judges for himself, or tells why, says so.
_OWN_VIEW = Wording(
    r"\b(?:but|however|although|though|despite|except|other than|false (?:positive|alarm)s?|"
    r"overrid\w+|overrul\w+|ignor\w+|disregard\w*|nevertheless|even so|in my (?:view|opinion)|"
    r"i (?:judge|consider|think|believe|treat|would)|because|since|own|internal|"
    r"known(?! (?:to be )?(?:malicious|bad|phish\w*|c2|malware|threat|attack\w*))|"
    r"allow-?list\w*|white-?list\w*|manual\w*|reviewed|you (?:said|told|confirmed)|now|again|after|"
    r"meanwhile|"
    r"fixed|resolved|repaired|restarted|earlier|before|previous\w*|yesterday|"
    r"aber|obwohl|trotz\w*|außer|jedoch|weil|inzwischen|jetzt|pero|aunque|salvo|excepto|porque|"
    r"ahora|"
    r"mais|malgré|sauf|car|maintenant|però|tranne|perché|ora|mas|embora|exceto|agora|но|хотя|"
    r"wenn|falls|wird|werden|würde|sollte|si|será|sera|sería|debería|devrait|serait|sarà|se|"
    r"если|будет|станет|кроме|потому|теперь|уже)\b|但|虽|尽管|除|误报|不过|然而|因为|由于|已修复|恢复|现在|此前|之前|"
    r"しかし|ただし|誤検知|ですが|復旧|[えけせてねべめれげ]ば|たら|なら|べき|하지만|지만|오탐|복구|이제|면\b"
)


# How something was is not how it is.
_WAS = Wording(r"\b(?:was|were)\b")
_OTHERWISE = Wording(r"\b(?:until|from|once|only|no|none|nothing|neither|without)\b")
_CLAUSE = re.compile(r"[;；]")


class _Said(NamedTuple):
    """A field of a result that says that something did not turn out well.

    Attributes:
        is_own: The field of the whole, not of one of several things inside.
    """

    label: str
    value: str
    sort: Sort
    is_own: bool


def tells_opposite(event: Message | ToolCall, text: str, pairing: Pairing) -> bool:
    """Say whether words may tell the newest result of their turn as the opposite of what it is."""
    if type(event) is not Message:
        return False
    result = last_result_before(event.index, pairing)
    if result is None or result.turn != event.turn:
        return False
    return may_be_opposite(text, result.output) or bool(_denied_in(text, result.output))


def judge_opposite_verdicts(scene: Scene) -> Iterator[Imitation]:
    """Yield the sentence of a text that tells a verdict of the newest result as its opposite."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or len(text) > LONGEST_TEXT:
        return
    result = last_result_before(scene.event_index, scene.pairing)
    call = scene.pairing.answered.get(result.index) if result is not None else None
    if result is None or call is None or result.turn != scene.event.turn:
        return
    is_opposite = may_be_opposite(text, result.output)
    denied = _denied_in(text, result.output)
    if not (is_opposite or denied) or _says_so_himself(scene.asked):
        return
    # Whoever judges for himself may still tell a field otherwise.
    judges = gives_reason(text)
    bad, good = _verdicts_of(result.output) if is_opposite else ([], [])
    names = _asked_by(call) | _own_values(result.output)
    for start, sentence in single_sentences(text) if bad or denied else ():
        if not _is_about(sentence, result, call, scene) or (judges and gives_reason(sentence)):
            continue
        clauses = [one for one in _CLAUSE.split(sentence.lower()) if not _WAS.stands_in(one)]
        told_well = [] if is_unreal(sentence) else clauses
        found = (one for clause in told_well for one in _opposites(clause, bad, good, names))
        found = (one for one in found if not judges or one.label in label_key(sentence))
        told = next(found, None) or next(_granted([] if judges else clauses, denied), None)
        if told is not None:
            span = start, start + len(sentence)
            yield found_in(scene, span, "altered", call.name, _SCORE, [told], imitates=result.index)
            return


def _verdicts_of(output: str) -> tuple[list[_Said], list[Sort]]:
    """Return what fields of a result begin with a bad word, and the kinds that also have a good."""
    bad: list[_Said] = []
    good: list[Sort] = []
    whole = parse_value(output)
    top = (
        {label_key(key) for key, one in whole.items() if type(one) is str}
        if type(whole) is dict
        else set()
    )
    for label, value in _short_values(output):
        for sort in SORTS:
            if sort.bad.match(value.removeprefix("已")):
                bad.append(_Said(label, value, sort, label in top))
                top.discard(label)
            elif sort.good.match(value):
                good.append(sort)
    return bad, good


def _short_values(output: str) -> Iterator[tuple[str, str]]:
    """Yield labels and values of the first record of a result, which is all of it."""
    for read in values_in(output):
        for label, raws in read.values.items():
            yield from ((label, raw.lower()) for raw in raws if len(raw) <= _LONGEST_VALUE)
        return


def _is_about(sentence: str, result: ToolResult, call: ToolCall, scene: Scene) -> bool:
    """Say whether a sentence names what a call was for, or can only be about that."""
    normal, own = normal_text(sentence), _asked_by(call)
    if any(value.form not in own for value in named_in(sentence)):
        return False
    before = [one for one in scene.pairing.calls if one.index < scene.event_index]
    others = {value for one in before if one.name == call.name for value in _asked_by(one)}
    if any(occurs(normal, value) for value in others - own):
        return False
    if any(occurs(normal, value) for value in own):
        return True
    return [one for one in before if one.turn == result.turn] == [call]


def _own_values(output: str) -> set[str]:
    """Return the ids and names of a result that is one object, but not of things inside."""
    whole = parse_value(output)
    told = whole.values() if type(whole) is dict else ()
    values = {normal_text(str(one)) for one in told if type(one) in (str, int)}
    return {value for value in values if len(value) > 1}


def _asked_by(call: ToolCall) -> set[str]:
    values = {normal_text(field.value) for field in arguments_of(call)}
    return {value for value in values if len(value) > 1}


def gives_reason(text: str) -> bool:
    """Say whether a text judges for itself, tells why, or tells of what changed since."""
    return _OWN_VIEW.stands_in(text)


def is_verdict(label: str) -> bool:
    """Say whether a field, by its label key, judges what was looked up."""
    return label.endswith(_VERDICTS) and label not in _GENERAL


def _says_so_himself(asked: str) -> bool:
    """Say whether a user says that something turned out well; a question says nothing."""
    return any(
        tells_good(sentence)
        for _, sentence in single_sentences(asked)
        if not sentence.rstrip().endswith(("?", "？", "吗"))
    )


def _denied_in(text: str, output: str) -> list[str]:
    """Return the words of a text that a result's own record denies (`eligible: false`)."""
    if "false" not in output or len(output) > _LONGEST_OUTPUT:
        return []
    whole = parse_value(output)
    if type(whole) is not dict:
        return []
    words = (key.lower().removeprefix("is_") for key, one in whole.items() if one is False)
    lowered = text.lower()
    return [word for word in words if len(word) > _SHORTEST and word in lowered and word.isalpha()]


def _granted(clauses: list[str], denied: list[str]) -> Iterator[Field]:
    """Yield what clauses say of the thing that its record denies."""
    for clause in clauses:
        for word in denied:
            place = clause.find(word)
            head, rest = clause[: max(0, place)], clause[place + len(word) :]
            if rest[:1].isalpha() or rest.rstrip().endswith("?") or is_unreal(head):
                continue
            if _IS.search(head) and not _OTHERWISE.stands_in(head):
                yield Field(word, "true")


def _opposites(
    sentence: str, bad: list[_Said], good: list[Sort], names: set[str]
) -> Iterator[Field]:
    """Yield what a sentence says well of a field that says the opposite."""
    states = len(bad) + len(good)
    for sort in SORTS:
        for word in sort.good.finditer(sentence):
            if not _is_told(word, sentence):
                continue
            for said in bad:
                label = said.label
                if (
                    _stands_under(label, word.start(), sentence)
                    or (
                        said.sort is sort
                        and label.endswith(_VERDICTS)
                        and (
                            sort not in good
                            or (said.is_own and _follows_name(word, sentence, names))
                        )
                    )
                    or (said.sort is sort and states >= _FEWEST_STATES and _ALL.search(sentence))
                ):
                    yield Field(label, word[0])


def _follows_name(word: re.Match[str], sentence: str, names: set[str]) -> bool:
    """Say whether a word stands right behind a name of what a call was for, or a link behind it."""
    before = _LINK.sub("", sentence[: word.start()]).rstrip(" *`'\")")
    return before.endswith(tuple(names))


def _is_told(word: re.Match[str], sentence: str) -> bool:
    """Say whether a word is said of something: behind a link, as a verb, or in a script without."""
    if not word[0].isascii() or word[0].startswith(("pass", "succe")):
        return True
    return _LINKED.search(sentence, max(0, word.start() - _REACH), word.start()) is not None


def _stands_under(label: str, place: int, sentence: str) -> bool:
    """Say whether a word stands right behind the name of a field, or a link behind that."""
    before = sentence[max(0, place - _REACH) : place]
    return label not in _GENERAL and label_key(_LINK.sub("", before)).endswith(label)
