"""Cheap signs that a model speaks of what it did, or did not do."""

import re
from collections.abc import Collection
from functools import lru_cache

from stringzilla import find

from auditor.claims.chinese_calls import LEADS as CHINESE_LEADS
from auditor.claims.claim_phrases import OPENING
from auditor.claims.look_nouns import may_tell_by_noun
from auditor.claims.new_looks import may_tell_anew
from auditor.claims.words_abroad import may_speak_abroad
from auditor.values.one_pass import in_one_pass

_ASCII = bytes(range(128))
_ACTS = re.compile(r"I(?:['’]ve)? (?!check|look|found|find|quer|see)")
_DENIES = in_one_pass("not |never|n't")
_IS_OWN = in_one_pass("I(?:['’]ve)? ")
_LOOKED = in_one_pass(
    "I(?:['’]ve| have)? (?:[a-z]+ ){0,2}?(?:double-?|re-?)?"
    "(?:check|quer|look|call|search|ran|run|verif|consult)"
)
_WORD = re.compile(r"(?<=[a-z])([A-Z])")
_CHINESE_ACTS = re.compile(
    r"封禁|屏蔽|归档|升级|取消|预[订定]|退款|发送|更新|修改|删除|创建|提交|转账|支付|下单|重新|再次|又[查核检验]|复[查核]了|"
    r"[没未](?:有|曾|真|实|再|被|任何|做|进行|过|[针]?对[^，。！？；]{0,12}?){0,3}"
    r"(?:调用|查询|查过|检索|运行|执行)"
)
_MAY_ACT_IN_CHINESE = in_one_pass(_CHINESE_ACTS.pattern)
_ANEW_OR_NOT = "重再没未"
_STOP = b". "
_STOPS = ("。".encode(), b"\n", b"\0")
_OWN = re.compile(r"[0-9\[]|\.[A-Za-z]|\(\.|我|为您|帮您|替您|为你|帮你".encode())
_NO_CALL = re.compile(
    rb"\b[Nn]o (?:\w+ )?(?:call|quer|look|search|tool|function)"
    rb"|\b[Nn]othing (?:was|has|on|about|for|of|to)|was never|(?:not|n't|n\xe2\x80\x99t|never) "
    rb"(?:look|call|quer|search|check|run|ran|use|fetch|access|have|been)"
)
_NO_SIGNS = (b"o", b"n'", b"eve")
_NOT_USED = "没有使用".encode()
_WINDOW = 300


def may_act(text: str) -> bool:
    """Say whether a text may deny a call, or claim an act that no call is known to have done."""
    if _DENIES(text) or (_IS_OWN(text) and _ACTS.search(text)):
        return True
    return not text.isascii() and _acts_in_chinese(text.encode(errors="surrogatepass"))


def may_look_at(text: str, names: Collection[str]) -> bool:
    """Say whether a text may tell of a look of the model's own at what a tool is named after.

    Args:
        text: Words of the model.
        names: Names of the tools.
    """
    if not _LOOKED(text):
        return False
    return any(noun in text for name in names for noun in _nouns_of(name))


@lru_cache(maxsize=1024)
def _nouns_of(name: str) -> tuple[str, ...]:
    """Return what may stand in a sentence for a tool: the last word of its name."""
    words = words_of_name(name)
    return (words[-1], words[-1].capitalize()) if words else ()


@lru_cache(maxsize=1024)
def words_of_name(name: str) -> tuple[str, ...]:
    """Return the words of a tool's name, in lower case."""
    return tuple(_WORD.sub(r" \1", name).replace("_", " ").replace("-", " ").casefold().split())


def may_speak_of_calls(text: str, raw: bytes) -> bool:
    """Say whether a text may speak of calls at all, names and figures left aside.

    Args:
        text: Words of the model.
        raw: The same in UTF-8.
    """
    if find(raw, b"I") >= 0 and OPENING.search(text):
        return True
    if may_tell_anew(raw) or _denies_a_call(raw):
        return True
    if len(raw) > len(text) and find(raw, _NOT_USED) >= 0:
        return True
    if may_speak_abroad(text) or may_tell_by_noun(text):
        return True
    return len(raw) > len(text) and CHINESE_LEADS.search(without_ascii(raw)) is not None


def _denies_a_call(raw: bytes) -> bool:
    return any(find(raw, sign) >= 0 for sign in _NO_SIGNS) and _NO_CALL.search(raw) is not None


def _acts_in_chinese(raw: bytes) -> bool:
    """Say whether a Chinese sentence may claim an act of the model, a new look, or deny a call.

    An act is the model's own where its sentence has a subject, or names what was acted on.
    """
    words = without_ascii(raw)
    if not _MAY_ACT_IN_CHINESE(words):
        return False
    acts = set(_CHINESE_ACTS.findall(words))
    if any(act[0] in _ANEW_OR_NOT for act in acts):
        return True
    for stop in _STOPS:
        raw = raw.replace(stop, _STOP)
    return any(_is_its_own(act.encode(), raw) for act in acts)


def _is_its_own(act: bytes, raw: bytes) -> bool:
    """Say whether an act stands in a sentence that makes it the model's own.

    Not all that ends a sentence is looked for, so that at least the sentence is looked at.
    """
    place: int = find(raw, act)
    while place >= 0:
        start = raw.rfind(_STOP, max(0, place - _WINDOW), place)
        end = raw.find(_STOP, place, place + _WINDOW)
        low = start if start >= 0 else max(0, place - _WINDOW)
        if _OWN.search(raw, low, end if end >= 0 else place + _WINDOW):
            return True
        place = find(raw, act, place + 1)
    return False


@lru_cache(maxsize=8)
def without_ascii(raw: bytes) -> str:
    """Return a text in UTF-8 without what is ASCII: more than one look at a text asks for it."""
    return raw.translate(None, _ASCII).decode(errors="replace")
