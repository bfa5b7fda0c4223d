"""The cheap sign that words may tell of a deed: one of a few hundred words stands among them."""

import re

from stringzilla import find

from auditor.deeds.verbs import SAID, SAID_IN_CHINESE

_PARTING = bytes(32 if byte in b".,;:!?()'\"*`\n\t_[]" else byte for byte in range(256))
_TELLING = frozenset(word.encode() for word in SAID) | frozenset(
    b"run pass passes passed passing green succeed succeeds succeeded through calendar care set "
    b"done confirmed".split()
)
_CHINESE = "|".join(SAID_IN_CHINESE)
ASKS_IN_CHINESE = re.compile(rf"(?<!已)(?<!已经)(?:{_CHINESE})(?!了)")
_DONE_IN_CHINESE = re.compile(rf"已[^，。！？；\n]{{0,9}}?({_CHINESE})|({_CHINESE})(?:了|成功|完)")
_CHINESE_SIGNS = ("已".encode(), "了".encode(), "成功".encode(), "完".encode())
_OWN_IN_CHINESE = ("我", "为您", "帮您", "替您", "为你", "帮你")


def may_tell_of_deeds(raw: bytes) -> bool:
    """Say whether a text may say that something was done.

    Args:
        raw: Words of the model in UTF-8.
    """
    return _may_in_english(raw) or _may_in_chinese(raw)


def may_claim_deeds(raw: bytes, asked: list[str]) -> bool:
    """Say whether a text may claim deeds as the model's own, or ones that somebody asked for.

    Args:
        raw: Words of the model in UTF-8.
        asked: Words of the user.
    """
    if _may_in_english(raw):
        return True
    if not _may_in_chinese(raw):
        return False
    text = raw.decode(errors="replace")
    if any(own in text for own in _OWN_IN_CHINESE):
        return True
    done = {
        SAID_IN_CHINESE[verb] for said in _DONE_IN_CHINESE.findall(text) for verb in said if verb
    }
    return any(
        SAID_IN_CHINESE[verb] in done for one in asked for verb in ASKS_IN_CHINESE.findall(one)
    )


def _may_in_english(raw: bytes) -> bool:
    return not _TELLING.isdisjoint(raw.translate(_PARTING).lower().split())


def _may_in_chinese(raw: bytes) -> bool:
    if raw.isascii() or not any(find(raw, sign) >= 0 for sign in _CHINESE_SIGNS):
        return False
    return _DONE_IN_CHINESE.search(raw.decode(errors="replace")) is not None
