"""Cheap signs that a model speaks of what it did, or did not do."""

import re

from stringzilla import find

from auditor.claim_phrases import CHINESE_LEADS, OPENING

_ASCII = bytes(range(128))
_ACTS = re.compile(rb"I(?:(?:'|\xe2\x80\x99)ve)? (?!check|look|found|find|quer|see)")
_CHINESE_ACTS = re.compile(
    r"封禁|屏蔽|归档|升级|取消|预[订定]|退款|发送|更新|修改|删除|创建|提交|转账|支付|下单|重新|再次|"
    r"没[有曾真实再]{0,2}(?:调用|查询|查过|检索|运行|执行)|"
    r"未[有曾真实再]{0,2}(?:调用|查询|查过|检索|运行|执行)"
)
_ANEW_OR_NOT = "重再没未"
_SUBJECTS = tuple(subject.encode() for subject in ("我", "为您", "帮您", "替您", "为你", "帮你"))
_STOPS = (b". ", "。".encode(), b"\n")
_NAMING = re.compile(rb"[0-9]|\.[A-Za-z]|\[|\(\.")
_WINDOW = 300


def may_act(raw: bytes) -> bool:
    """Say whether a text may deny a call, or claim an act that no call is known to have done.

    Args:
        raw: Words of the model in UTF-8.
    """
    if find(raw, b"not ") >= 0 or find(raw, b"never") >= 0 or find(raw, b"n't") >= 0:
        return True
    if find(raw, b"I") >= 0 and _ACTS.search(raw):
        return True
    return not raw.isascii() and _acts_in_chinese(raw)


def may_speak_of_calls(text: str, raw: bytes) -> bool:
    """Say whether a text may speak of calls at all, names and figures left aside.

    Args:
        text: Words of the model.
        raw: The same in UTF-8.
    """
    if find(raw, b"I") >= 0 and OPENING.search(text):
        return True
    return len(raw) > len(text) and CHINESE_LEADS.search(_without_ascii(raw)) is not None


def _acts_in_chinese(raw: bytes) -> bool:
    """Say whether a Chinese sentence may claim an act of the model, a new look, or deny a call.

    An act is the model's own where its sentence has a subject, or names what was acted on.
    """
    acts = _CHINESE_ACTS.findall(_without_ascii(raw))
    return bool(acts) and any(_is_its_own(act, raw) for act in set(acts))


def _is_its_own(act: str, raw: bytes) -> bool:
    if act[0] in _ANEW_OR_NOT:
        return True
    needle = act.encode()
    place = raw.find(needle)
    while place >= 0:
        sentence = _around(raw, place)
        if _NAMING.search(sentence) or any(subject in sentence for subject in _SUBJECTS):
            return True
        place = raw.find(needle, place + 1)
    return False


def _around(raw: bytes, place: int) -> bytes:
    """Return at least the sentence around a place; not all that ends one is looked for."""
    low = max(0, place - _WINDOW)
    high = place + _WINDOW
    start = max([raw.rfind(stop, low, place) for stop in _STOPS])
    end = min([end for stop in _STOPS if (end := raw.find(stop, place, high)) >= 0], default=high)
    return raw[max(start, low) : end]


def _without_ascii(raw: bytes) -> str:
    return raw.translate(None, _ASCII).decode(errors="replace")
