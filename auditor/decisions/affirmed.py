"""Whether a text states a word: as a whole word, asked by no question, and not denied.

"Should not be blocked", 无需封禁 and "blocked: no" hold the word and say its opposite. A text that
is not understood states nothing, so that no run gets a decision that it did not take.
"""

import re
import unicodedata

_UNSPACED = "\u0e00"
"""From here on scripts have no spaces to tell words by, or attach particles to them."""

_NEAR = 200
"""So many letters on either side are looked at."""
_MOST = 500
"""So many places of a word are looked at."""

_MARKS = re.compile(r"[\"*`“”「」『』]")
_BORDER = re.compile(
    r"[.,;:!?](?=\s|$)|[\n。，、；：！？()（）—]|\s[-–]\s|但是?|而是|因此|所以|因为|并且|"
    r"\b(?:but|and|so|hence|therefore|thus|because|aber|und|mais|et|pero|porque)\b"
)
_ASKS = ("?", "？")
# Denied twice is not denied.
_TWICE = re.compile(r"不得不|不能不|不可不|无不")

_LIGHT = (
    r"(?:应该|應該|应当|需要|必要|必须|建议|打算|考虑|准备|同意|批准|允许|支持|进行|执行|采取|属于|构成|"
    r"达到|存在|发现|检测|检出|判定|认定|确认|标记|标为|列为|表明|显示|证据|迹象|任何|立即|直接|给予|予以|"
    r"[有得予需须必应應该該会會能可以要用宜被是为算再曾已做作见到出至于其它的太很])"
)
_DENIED_EAST = re.compile(
    rf"(?:[不没未无無非勿莫毋]|是?否|(?:^|[请先])别)(?:{_LIGHT})*"
    rf"(?:[对将把][^不没未]{{1,60}}?(?:{_LIGHT})*)?$|"
    r"(?:解除|取消|撤销|撤回|停止|避免|以免|防止|拒绝|放弃|反对|禁止)(?:对[^不没未]{1,60}?的?)?$"
)
_NEVER = (
    r"(?:\b(?:not|never|neither|nor|cannot|without|nicht|keine?[nmrs]?|niemals|nie|pas|jamais|"
    r"не|нельзя|нет)\b|n't\b)"
)
_DENIED_WEST = re.compile(
    rf"{_NEVER}(?!\s+(?:only|just|merely|nur|seulement)\b)(?:\s+\S+){{0,6}}\s*$|"
    r"\b(?:no|non|não|sin|ohne|sans|sem)\s*$|"
    r"\b(?:instead of|rather than|whether|(?:refus|declin|fail)\w* to|avoid\w*|"
    r"no (?:need|reason|grounds?) (?:to|for))(?:\s+(?:be|being|is|it))*\s*$"
)
_DENIED_BEHIND = re.compile(
    r"\s*[:：=]\s*(?:(?:no|not|none|false|nein|non)\b|0(?![.\d])|否(?!定)|无需|不)|"
    r"(?:是|并|均|都|没)?(?:不|没有?|未|無)(?:有?必要|需要?|合适|妥|可行|可取|建议|成立|生效|成功|执行)|"
    # Japanese and Korean deny at the end of the verb.
    r"(?:[はをにがもて]|する|す|し|され|い|べき|必要|では|ある){0,6}(?:ない|ません|なかった|せず|不要)|"
    r"(?:[을를은는이가\s]|하|되|해서|돼서|지|할|될|필요){0,8}(?:않|없|안 )"
)


def affirms(text: str, word: str) -> bool:
    """Say whether a text states a word somewhere."""
    return states(text, word) is True


def states(text: str, word: str) -> bool | None:
    """Say whether a text states a word; None where it does not hold it."""
    plain, wanted = plain_words(text), plain_words(word)
    at, held = plain.find(wanted) if wanted else -1, None
    for _ in range(_MOST):
        if at < 0:
            break
        end = at + len(wanted)
        if _stands_alone(plain, at, end):
            if not _is_doubted(plain, at, end):
                return True
            held = False
        at = plain.find(wanted, at + 1)
    return held


def plain_words(text: str) -> str:
    """Return a text as its words are compared: no case, no wide letters, no marks around them."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a word is whole, where its script has spaces to tell by."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return not (
        (_is_spaced(text[start]) and _is_spaced(before))
        or (_is_spaced(text[end - 1]) and _is_spaced(after))
    )


def _is_spaced(letter: str) -> bool:
    return letter.isalnum() and letter < _UNSPACED


def _is_doubted(text: str, start: int, end: int) -> bool:
    """Say whether the clause of a word asks or denies it."""
    border = _BORDER.search(text, end, end + _NEAR)
    if border is not None and border[0] in _ASKS:
        return True
    before = _TWICE.sub("", text[_clause_start(text, start) : start])
    return bool(
        _DENIED_EAST.search(before.rstrip())
        or _DENIED_WEST.search(before)
        or _DENIED_BEHIND.match(text, end)
    )


def _clause_start(text: str, word: int) -> int:
    begin = 0
    for border in _BORDER.finditer(text, max(0, word - _NEAR), word):
        begin = border.end()
    return begin or max(0, word - _NEAR)
