"""Which looked-up things a clause speaks of, and what anybody but the model says of one.

A clause speaks of the things that it names; `both`, `all` and their like, of all that were looked
up in the turn; a clause without a name in a sentence with one, of that; `it` and `the address`, of
the only one that was looked up in the turn.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import single_sentences
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.looked_up import Thing, things_looked_up
from auditor.values.occurrences import occurs, place_of
from auditor.values.values import Value, normal_text
from auditor.values.wording import late

_REACH = 60
_CLAUSE = re.compile(r"[;；。，、]|,(?!\d)|\.\s| (?:and|but|while|whereas|und|y|et) |而|但")
# Between a link and its word stand articles and words of rating: `is free of malware` tells none.
_LINKED = late(
    r"(?:\b(?:is|are|was|were|as|be|came back|comes back|returned|ist|sind|es|est|è|é)|['’]s)\W+"
    r"(?:(?:an?|the|as|to be|back|rated|ranked|classified|considered|known|flagged|confirmed|"
    r"marked|listed|reported|deemed|judged|found|clearly|indeed|highly|very|definitely|both|all|"
    r"als|eine?|un|una|une|como|comme|come)\W+){0,4}$|[:=：]\W*$|[\u0400-\u04ff]\s$|"
    r"(?:[是为属被很]|判定|结论|返回|结果|は|が|은|는|이|가)[^，。；、\n]{0,6}$|"
    r"\b(?:classif(?:ies|ied)|rates?|rated|marks?|marked|flags?|flagged|lists?|calls?) "
    r"(?:it|this|that) (?:as )?(?:an? )?$"
)
_IT = re.compile(
    r"\b(?:classif(?:ies|ied)|rates?|marks?|flags?|lists?|calls?) (?:it|this|that) |"
    r"^\W*(?:(?:it|this|the)(?: (?:ip|address|domain|url|uri|indicator|host|site|link|ip address))?"
    r"\W+(?:is|was|came)|verdict|该(?:ip|域名|地址|网址|链接|url)|它|此(?:ip|域名|地址)|结论|判定)"
)
_ALL = re.compile(
    r"\b(?:both|all|each)(?: of (?:them|these|the))?(?: (?:two|three|four|five|\d+))?"
    r"(?: (?:ip )?(?:addresses|ips|domains|urls|uris|indicators|iocs|hosts|links|sites))?"
    r"(?: (?:are|were|is|was|came))? (?:back |rated |classified as |flagged as )?$|"
    r"(?:两个?|三个?|四个?|\d+个?|所有|全部|这些)?的?(?:ip|地址|域名|指标|url|链接|网址)*"
    r"(?:均|都|全部|全)被?(?:为|是|判定为|标记为|属于)?$"
)
_PAIR = 2
_ORDER = re.compile(
    r"\b(?:the )?(?:(?P<first>first|former)|second|latter|other)\b(?: (?:one|ip|address|domain|url|"
    r"host|hash))?|(?P<first_zh>前者|前一个|第一个)|后者|后一个|第二个|另一个"
)
_SUPPOSED = re.compile(
    r"[?？]|吗|\b(?:whether|if|unless|would|could|should|might|can|will|than|until)\b|是否|如果|若"
)
# `From 80 on it is malicious`.
_RULE = re.compile(
    r"(?:[<>≥≤]=?|\b(?:above|over|below|under|from|least|than|exceed\w*|reach\w*)|超过|低于|高于|"
    r"大于|小于|达到|不足)\W*\d|\d\d?\d?%? (?:or|and) (?:more|above|over|less|below|higher|lower)|"
    r"\d ?(?:分)?(?:及|或)?(?:以上|以下)|\d ?(?:-|to|–|~) ?\d"
)


def stated_clauses(text: str) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Yield where each sentence stands, itself, and its clauses in small letters.

    Clauses end where one supposes, plans or denies: what follows it may belong to that.
    """
    for start, sentence in single_sentences(text):
        lowered = sentence.lower()
        if _SUPPOSED.search(lowered):
            continue
        for clause in _CLAUSE.split(lowered):
            if is_unreal(clause) or is_hedged(clause):
                break
            yield (start, start + len(sentence)), sentence, clause


def is_linked(head: str) -> bool:
    """Say whether a word behind the head of a clause is said of something."""
    if _LINKED.search(head[-_REACH:]) or _ALL.search(head):
        return True
    named = named_in(head)
    return bool(named) and head.rstrip(" *`'\")(（").endswith(named[-1].form)


def things_meant(clause: str, head: str, sentence: str, scene: Scene) -> list[Thing]:
    """Return the things that a clause speaks of.

    Args:
        clause: In small letters.
        head: What of it stands before the word that is told.
        sentence: What holds the clause, as written.
        scene: Where it stands.
    """
    things = things_looked_up(scene)
    named = [one for one in things if place_of(one.name.form, clause) >= 0]
    if named:
        return named
    turn = [one for one in things if _is_of_turn(one, scene)]
    if _ALL.search(head):
        return turn if len(turn) > 1 else []
    by_order = named_by_order(head, scene)
    if by_order:
        return [one for one in things if one.name in by_order]
    in_sentence = set(named_in(sentence))
    if in_sentence:
        alone = [one for one in things if in_sentence == {one.name}]
        return alone if len(alone) == 1 else []
    is_of_it = _IT.search(sentence.lower()) is not None or not head.strip(" *_`-–—•")
    return turn if len(turn) == 1 and is_of_it else []


def named_by_order(words: str, scene: Scene) -> list[Value]:
    """Return what words call the first or the second of two things that the user named."""
    told = _ORDER.search(words)
    names = list(dict.fromkeys(named_in(scene.asked))) if told else []
    if told is None or len(names) != _PAIR:
        return []
    return [names[0 if told["first"] or told["first_zh"] else 1]]


def _is_of_turn(thing: Thing, scene: Scene) -> bool:
    answered = scene.pairing.answered
    return any(answered[index].turn == scene.event.turn for index in thing.results)


def outputs_of(thing: Thing, scene: Scene) -> Iterator[str]:
    """Yield what came back about a thing."""
    pairing = scene.pairing
    for index in sorted(thing.results):
        yield pairing.answer[pairing.answered[index].index].output


def said_about(thing: Thing, scene: Scene) -> Iterator[str]:
    """Yield normal text of results, users and the system about a thing, or rules with figures."""
    evidence = scene.evidence
    for place, text in enumerate(evidence.texts[: evidence.place_of(scene.event_index)]):
        normal = evidence.normal(place)
        if text.author == "result":
            if text.event_index in thing.results or occurs(normal, thing.name.form):
                yield normal
        elif text.author != "argument":
            yield from _said_in(text.raw, thing.name)
    yield from said_by_user(scene.asked)


def _said_in(text: str, name: Value) -> Iterator[str]:
    for _, sentence in single_sentences(text):
        normal = normal_text(sentence)
        if _RULE.search(normal) or occurs(normal, name.form):
            yield from said_by_user(sentence)


def said_by_user(text: str) -> Iterator[str]:
    """Yield the sentences of a text, in normal text, that neither ask nor suppose; rules do."""
    for _, sentence in single_sentences(text):
        normal = normal_text(sentence)
        if _RULE.search(normal) or not _SUPPOSED.search(normal):
            yield normal
