"""The cheap sign that words may tell of a deed: one of a few hundred words stands among them."""

import re
from collections.abc import Iterator

from auditor.claims.deeds.left_behind import LEFT_SIGNS
from auditor.claims.deeds.news import NEWS_WORDS
from auditor.claims.deeds.nouns import DONE_WORDS, NOUN_WORDS, PHRASE_SIGNS
from auditor.claims.deeds.runs import RUN_SIGNS, RUN_WORDS
from auditor.claims.deeds.told_in_east import SAID_IN_EAST
from auditor.claims.deeds.verbs import SAID, SAID_IN_CHINESE, Family
from auditor.claims.deeds.verbs_abroad import OWN_DONE, OWN_NOUNS, OWN_VERBS, PASSIVE_WORDS
from auditor.claims.own_acts import without_ascii
from auditor.values.one_pass import any_whole, in_one_pass
from auditor.values.wording import late

_TELLING_WORDS = (
    "run pass passes passed passing green succeed succeeds succeeded through calendar care set "
    "done confirmed"
)
_TELLING = any_whole(
    {*SAID, *OWN_VERBS, *PASSIVE_WORDS, *RUN_WORDS, *NEWS_WORDS, *_TELLING_WORDS.split()}
)
_DONE = any_whole(DONE_WORDS | OWN_DONE)
_NOUNS = any_whole(NOUN_WORDS | OWN_NOUNS.keys())
_ANYTHING = "(?u:(?s:.*))"
_LATIN = in_one_pass(
    f"(?i-u:{PHRASE_SIGNS}|{LEFT_SIGNS}|(?:able|managed) to |{_TELLING}|"
    "(?:finished|completed|done|liberty of) [a-z]+ing|"
    f"(?:{_DONE}){_ANYTHING}(?:{_NOUNS})|(?:{_NOUNS}){_ANYTHING}(?:{_DONE}))"
)
_CHINESE = "|".join(SAID_IN_CHINESE)
_BEFORE = re.compile(rf"已[^，。！？；\n]{{0,9}}?({_CHINESE})")
_BEHIND = re.compile("已?(?:了|成功|完)")
_MAY_BE_DONE = in_one_pass("已|了|成功|完")
_OWN = in_one_pass("我|[为帮替]您|[为帮]你")
_LENGTH = 2
# Whoever wonders whether it was done asks for nothing: `发给客户了吗`.
_IS_DONE = re.compile("了|[^，。！？；\n]{1,12}(?:了吗|了没|过吗|了？|没有)")
# As long as what is looked at before a verb.
_APART = "\n\n"
_EASTERN_END = in_one_pass("ました|されています|済み|습니다|했어요|했고 ")
_IN_EAST = in_one_pass(f"{'|'.join(SAID_IN_EAST)}|{RUN_SIGNS}")
_BY_ONE_SIGN = in_one_pass(
    f"(?s:已.*[发订删退]|[发订删退].*已)|[发订删退加](?:去|好|上|掉)?了|{RUN_SIGNS}"
)
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
_MAY_ASK_ANYTHING = in_one_pass(_CHINESE)
ASKED_IN_CHINESE = f"(?:^|[^已])(?:^|[^已])(?:{_CHINESE})"
"""What stands in each Chinese text that asks for a deed: a verb that is not told as done."""
_VERBS_OF = {family: late("|".join(verbs)) for family, verbs in _OF_FAMILY.items()}
_VERBS = late(_CHINESE)


def may_tell_of_deeds(text: str) -> bool:
    """Say whether words of the model may say that something was done."""
    if _LATIN(text):
        return True
    if text.isascii():
        return False
    return any(True for _ in _done_in_chinese(text)) or _may_elsewhere(text)


def may_claim_deeds(text: str, asked: list[str]) -> bool:
    """Say whether a text may claim deeds as the model's own, or ones that somebody asked for.

    Args:
        text: Words of the model.
        asked: Words of the user.
    """
    if _LATIN(text):
        return True
    if text.isascii():
        return False
    if _may_elsewhere(text):
        return True
    done = set(_done_in_chinese(text))
    if not done:
        return False
    if _OWN(text):
        return True
    together = _APART.join(asked)
    return any(asks_in_chinese(together, family) for family in done)


def asks_in_chinese(text: str, family: Family | None) -> bool:
    """Say whether a Chinese text asks for a deed of a family, or of any: one not told as done."""
    if text.isascii() or not (_MAY_ASK[family] if family else _MAY_ASK_ANYTHING)(text):
        return False
    verbs, place = _VERBS_OF[family] if family else _VERBS, 0
    while verb := verbs.search(text, place):
        place = verb.start()
        is_done = _IS_DONE.match(text, place + _LENGTH)
        if not is_done and "已" not in text[max(0, place - _LENGTH) : place]:
            return True
        place += 1
    return False


def _may_elsewhere(text: str) -> bool:
    """Say whether Japanese or Korean words, or Chinese verbs of one sign, may tell of a deed."""
    return _IN_EAST(text) if _EASTERN_END(text) else _BY_ONE_SIGN(text)


def _done_in_chinese(text: str) -> Iterator[Family]:
    """Yield the kinds of deeds that a text that is not all ASCII may say are done in Chinese.

    What is not Chinese is left out first, so that words may come nearer but never part.
    """
    if not _MAY_BE_DONE(text):
        return
    words = without_ascii(text.encode(errors="surrogatepass"))
    for said in _BEFORE.finditer(words):
        yield SAID_IN_CHINESE[said[1]]
    for sign in _BEHIND.finditer(words):
        verb = words[max(0, sign.start() - _LENGTH) : sign.start()]
        if verb in SAID_IN_CHINESE:
            yield SAID_IN_CHINESE[verb]
