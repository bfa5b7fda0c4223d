"""What a record says is so, or not so, told the other way round.

`BK-77120 is refundable` after `"refundable": false`; `Breakfast is not included` after
`"breakfast_included": true`; `Two-factor authentication is enabled` after `"two_factor": false`.
The words of the field's name must all stand in the clause, the last behind a link or all of them
before it. Only what the one look of the turn returned counts. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import parted
from auditor.fabrication.imitation import Imitation, Scene
from auditor.fabrication.texts.told_fields import is_hedged
from auditor.fabrication.things.newest_look import first_otherwise, is_of_look
from auditor.fabrication.things.readings_of_things import Reading
from auditor.values.blocks import Field
from auditor.values.flags import (
    OPPOSITE_IN_CHINESE,
    Flag,
    are_told,
    flags_of,
    in_chinese,
    may_tell_flags,
    stem_of,
)
from auditor.values.wording import Wording, late

_SCORE = 0.6
_CLAUSE = re.compile(r"[;；。，]|,(?! ?\d)| (?:and|but|while|though|because|since|so) ")
_SEVERAL, _REACH = 2, 40
_LINK = late(
    r"\b(?P<none>no )?(?:is|are|has been|have been|ist|sind|es|está|son|est|sont)"
    r"(?P<no>n['’]t|\W+(?:not|no longer|nicht|pas)\b)?"
    r"(?P<more>\W+(?:now|already|currently|still|also|fully|completely|both|yet))*\W+"
)
_HAS = late(
    r"\b(?:(?:includes?|has|have|offers?|comes? with|provides?|supports?|allows?|features?)"
    r"(?P<no> no\b)?|do(?:es)?(?: not|n['’]t) (?P<none>include|have|offer|come with|provide|"
    r"support|allow|feature)) (?:(?:an?|the|free|full) )?"
)
_NEVER = late(r"\b(?:won['’]t|will not|do(?:es)?(?: not|n['’]t))\b")
# `no baggage or insurance is included`
_NONE = late(r"\b(?:no|none|neither|nor|without)\b")
_ON = late(
    r"(?P<on>enabled|active|activated|available|on|included|supported|offered|allowed|possible|"
    r"turned on|set up|in place)|(?P<off>disabled|off|inactive|deactivated|unavailable|excluded|"
    r"turned off|unsupported)"
)
OPPOSITES: dict[str, tuple[str, ...]] = {
    "online": ("offline", "disconnected", "unreachable", "down"),
    "offline": ("online", "connected", "reachable", "up"),
    "connected": ("disconnected", "offline", "unreachable"),
    "isolated": (
        "uncontained",
        "unisolated",
        "not isolated",
        "online and uncontained",
        "on the network",
    ),
    "contained": ("uncontained", "not contained", "on the network"),
    "patched": ("unpatched", "vulnerable", "missing the patch"),
    "unpatched": ("patched", "up to date"),
    "locked": ("unlocked", "open"),
    "unlocked": ("locked",),
    "encrypted": ("unencrypted", "in plain text"),
    "signed": ("unsigned",),
    "unsigned": ("signed",),
    "verified": ("unverified",),
    "managed": ("unmanaged",),
    "expired": ("valid", "still valid"),
}
"""How what is in a state is told as the opposite, in small letters."""
_NOT_BEFORE = re.compile(r"(?:未|没有?|尚未|并未|不|非|解除|取消)(?:被|有|打|安装|做)?$")
_NOT_BEHIND = re.compile(
    r"(?:都|均|还|仍|状态)?(?:未|没有?|尚未|不)(?!知)|"
    r"[^，。；]{0,3}(?:关闭|停用|禁用|离线|失败|解除)"
)
_SO_BEFORE = re.compile(r"(?:已经?|已被|处于|均|正常|是|为|打了?|安装了?|完成)$")
_SO_BEHIND = re.compile(r"(?:都|均|状态)?(?:已|正常|启用|开启|安装|完成|是|中|$)")
_SUPPOSED_IN_CHINESE = re.compile(
    r"可以?|能|才|需|要|请|应|建议|如果|若|待|将|会|是否|之?后|先|再|吗|？|为什么|怎么|一般|通常"
)
_SUPPOSED = Wording(
    r"\b(?:if|whether|neither|nor|unless|would|could|should|might|may|will|once|when|until|can|"
    r"not only|than|"
    r"except|only|please|want|like|need)\b|[?？]"
)


def judge_told_flags(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells such a field the other way round."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not may_tell_flags(text):
        return
    yield from first_otherwise(scene, _turned_round, _SCORE)


def _turned_round(said: str, own: Reading) -> Iterator[Field]:
    """Yield what a sentence says of flags, where their record says the opposite."""
    if _SUPPOSED.stands_in(said):
        return
    sentence, flags = said.lower(), flags_of(own.result.output)
    for place, (_, clause) in enumerate(parted(sentence, _CLAUSE)):
        if is_hedged(clause):
            return
        for flag in flags:
            told = _linked(flag.words, clause, sentence, own, is_first=not place)
            told = _had(flag.words, clause) if told is None else told
            told = _beside_label(flag, clause) if told is None else told
            told = _told_in_chinese(flag, clause) if told is None else told
            if told is not None and told is not flag.holds:
                yield Field(flag.key, str(told).lower())


def _linked(
    words: tuple[str, ...], clause: str, sentence: str, own: Reading, *, is_first: bool
) -> bool | None:
    """Return whether a clause says by a link that a flag holds; None where it doesn't tell.

    Args:
        words: The words of the flag's name.
        clause, sentence: In small letters.
        own: The record that has it.
        is_first: No clause of the sentence stands before this one.
    """
    link = _LINK.search(clause)
    if link is None or _NONE.search(clause, 0, link.start()):
        return None
    head, rest = clause[: link.start()], clause[link.end() :]
    said = _said(words, head, rest)
    if said is None or not (
        are_told(words[:1], head) or is_of_look(head, sentence, own, is_first=is_first)
    ):
        return None
    return said is not bool(link["no"] or link["none"])


def _had(words: tuple[str, ...], clause: str) -> bool | None:
    """Return whether a clause says that a thing has or does what several words name, or not."""
    if len(words) < _SEVERAL:
        return None
    verb = _HAS.search(clause)
    if verb is not None and are_told(words, clause[verb.end() :][:_REACH]):
        return not (verb["no"] or verb["none"])
    never = _NEVER.search(clause)
    return False if never is not None and are_told(words, clause[never.end() :]) else None


def _beside_label(flag: Flag, clause: str) -> bool | None:
    """Return whether a clause tells a state right beside its field's name: `agent offline`."""
    state = flag.words[0]
    key = flag.key.lower()
    if len(flag.words) != 1 or state not in OPPOSITES or not flag.holds:
        return None
    told = re.search(rf"\b{re.escape(key)} (?:is )?({'|'.join(OPPOSITES[state])})\b", clause)
    return False if told else None


def _told_in_chinese(flag: Flag, clause: str) -> bool | None:
    """Return whether a clause in Chinese says that a flag holds; None where it doesn't tell."""
    if _SUPPOSED_IN_CHINESE.search(clause):
        return None
    for word in in_chinese(flag):
        opposite = OPPOSITE_IN_CHINESE.get(word)
        if opposite and word not in clause and re.search(opposite, clause):
            return False
        place = clause.find(word)
        if place < 0:
            continue
        head, rest = clause[:place], clause[place + len(word) :]
        if _NOT_BEFORE.search(head) or _NOT_BEHIND.match(rest):
            return False
        if _SO_BEFORE.search(head) or _SO_BEHIND.match(rest):
            return True
    return None


def _said(words: tuple[str, ...], head: str, rest: str) -> bool | None:
    """Return whether the words around a link say that a flag holds; None where they don't tell.

    Args:
        words: The words of its name.
        head: What stands before the link.
        rest: What stands behind it.
    """
    *others, last = words
    if rest.startswith(stem_of(last)) and are_told(tuple(others), head):
        return True
    if not others and rest.startswith(OPPOSITES.get(last, (f"un{last}",))):
        return False
    switch = _ON.match(rest)
    if switch and are_told(words, head):
        return switch["on"] is not None
    return None
