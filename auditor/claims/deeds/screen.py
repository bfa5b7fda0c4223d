"""The cheap sign that words may tell of a deed: one of a few hundred words stands among them."""

import re
from collections.abc import Iterator

from stringzilla import find

from auditor.claims.deeds.first_persons import (
    OWN_DONE,
    OWN_NOUNS,
    OWN_VERBS,
    RUN_WORDS,
    SAID_IN_EAST,
)
from auditor.claims.deeds.news import NEWS_WORDS
from auditor.claims.deeds.nouns import DONE_WORDS, NOUN_WORDS
from auditor.claims.deeds.verbs import SAID, SAID_IN_CHINESE, Family
from auditor.claims.own_acts import without_ascii
from auditor.values.one_pass import any_whole, in_one_pass

_TELLING_WORDS = (
    "run pass passes passed passing green succeed succeeds succeeded through calendar care set "
    "done confirmed"
)
_TELLING = any_whole({*SAID, *OWN_VERBS, *RUN_WORDS, *NEWS_WORDS, *_TELLING_WORDS.split()})
_DONE = any_whole(DONE_WORDS | OWN_DONE)
_NOUNS = any_whole(NOUN_WORDS | OWN_NOUNS.keys())
_LATIN = in_one_pass(f"(?s:{_TELLING}|(?:{_DONE}).*(?:{_NOUNS})|(?:{_NOUNS}).*(?:{_DONE}))")
_CHINESE = "|".join(SAID_IN_CHINESE)
_BEFORE = re.compile(rf"已[^，。！？；\n]{{0,9}}?({_CHINESE})")
_BEHIND = re.compile("了|成功|完")
_SIGNS = ("已".encode(), "了".encode(), "成功".encode(), "完".encode())
_OWN = tuple(own.encode() for own in ("我", "为您", "帮您", "替您", "为你", "帮你"))
_LENGTH = 2
# Whoever wonders whether it was done asks for nothing: `发给客户了吗`.
_IS_DONE = re.compile("了|[^，。！？；\n]{1,12}(?:了吗|了没|过吗|了？|没有)")
# As long as what is looked at before a verb.
_APART = "\n\n"
_EASTERN_ENDS = tuple(end.encode() for end in ("ました", "済み", "습니다", "했어요"))
_EASTERN = tuple(verb.encode() for verb in SAID_IN_EAST)
_ONE_SIGN = tuple(sign.encode() for sign in "发订删退")
_OF_FAMILY: dict[Family, list[str]] = {}
for _verb, _family in SAID_IN_CHINESE.items():
    _OF_FAMILY.setdefault(_family, []).append(_verb)


# How a user asks for what is told by another verb.
_ASKED_AS: dict[Family, str] = {
    "pay": "退钱 退费 退掉 转钱 打款 汇款",
    "send": "发给 发个 发条",
    "remove": "删掉 删了 撤销 退订 退掉",
    "create": "开个 建个 提个 开张",
    "change": "改成 改为 改到 换成 换到 调到",
}
for _family, _words in _ASKED_AS.items():
    _OF_FAMILY[_family] += _words.split()
_MAY_ASK = {family: in_one_pass("|".join(verbs)) for family, verbs in _OF_FAMILY.items()}


def may_tell_of_deeds(raw: bytes) -> bool:
    """Say whether a text may say that something was done.

    Args:
        raw: Words of the model in UTF-8.
    """
    if _may_in_latin_words(raw) or any(True for _ in _done_in_chinese(raw)):
        return True
    return not raw.isascii() and _may_elsewhere(raw)


def may_claim_deeds(raw: bytes, asked: list[str]) -> bool:
    """Say whether a text may claim deeds as the model's own, or ones that somebody asked for.

    Args:
        raw: Words of the model in UTF-8.
        asked: Words of the user.
    """
    if _may_in_latin_words(raw) or (not raw.isascii() and _may_elsewhere(raw)):
        return True
    done = set(_done_in_chinese(raw))
    if not done:
        return False
    if any(find(raw, own) >= 0 for own in _OWN):
        return True
    together = _APART.join(asked)
    return any(asks_in_chinese(together, family) for family in done)


def asks_in_chinese(text: str, family: Family | None) -> bool:
    """Say whether a Chinese text asks for a deed of a family, or of any: one not told as done."""
    if text.isascii() or (family and not _MAY_ASK[family](text)):
        return False
    for verb in _OF_FAMILY[family] if family else SAID_IN_CHINESE:
        place = text.find(verb)
        while place >= 0:
            end = place + _LENGTH
            if not _IS_DONE.match(text, end) and "已" not in text[max(0, place - _LENGTH) : place]:
                return True
            place = text.find(verb, end)
    return False


def _may_in_latin_words(raw: bytes) -> bool:
    # Whoever stresses a word may part it so.
    return _LATIN(raw.lower().replace(b"_", b" "))


def _may_elsewhere(raw: bytes) -> bool:
    """Say whether Japanese or Korean words, or Chinese verbs of one sign, may tell of a deed."""
    if any(find(raw, end) >= 0 for end in _EASTERN_ENDS):
        return any(find(raw, verb) >= 0 for verb in _EASTERN)
    return find(raw, _SIGNS[0]) >= 0 and any(find(raw, sign) >= 0 for sign in _ONE_SIGN)


def _done_in_chinese(raw: bytes) -> Iterator[Family]:
    """Yield the kinds of deeds that a Chinese text may say are done.

    What is not Chinese is left out first, so that words may come nearer but never part.
    """
    if raw.isascii() or not any(find(raw, sign) >= 0 for sign in _SIGNS):
        return
    text = without_ascii(raw)
    for said in _BEFORE.finditer(text):
        yield SAID_IN_CHINESE[said[1]]
    for sign in _BEHIND.finditer(text):
        verb = text[max(0, sign.start() - _LENGTH) : sign.start()]
        if verb in SAID_IN_CHINESE:
            yield SAID_IN_CHINESE[verb]
