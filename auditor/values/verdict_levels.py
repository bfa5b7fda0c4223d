"""How harmful something is said to be, in any of several languages, so that words can be compared.

Services that judge addresses, files and messages use few words: harmless, suspicious, malicious,
unknown. `恶意` says the same as `malicious`, and another thing than `suspicious`.
"""

import re
from typing import Literal

from auditor.values.one_pass import in_one_pass, sign_anywhere
from auditor.values.threat_names import families_in, may_name_threats
from auditor.values.wording import late

Level = Literal["good", "mild", "strong", "harm", "unknown"]
"""Harmless; perhaps harmful; harmful; harmful in a way that has a name; not known."""

_SPACED: dict[Level, str] = {
    "good": r"clean|benign|harmless|legitimate|safe(?! to\b)|sauber|unbedenklich|harmlos|"
    r"limpi[oa]s?|benign[oa]s?|inofensiv[oa]s?|propres?|inoffensifs?|чист(?:ый|ая|о|ы)?|"
    r"безопас(?:ен|на|но|ный)",
    "mild": r"suspicious|questionable|verdächtig|sospechos[oa]s?|suspecte?s?|подозрительн\w*",
    "strong": r"malicious|dangerous|harmful|bösartig|schädlich|gefährlich|malicios[oa]s?|"
    r"peligros[oa]s?|malveillante?s?|dangereu(?:x|se)|вредонос\w*|опас[ен]\w*|dannos[oa]|"
    r"pericolos[oa]",
    "harm": r"phishing|malware|ransomware|botnet|infected|fraud(?:ulent)?|compromised|"
    r"blacklisted|blocklisted|unsafe",
    "unknown": r"unknown|unrated|undetermined|inconclusive|not[ _]found|no[ _]data|unbekannt|"
    r"desconocid[oa]|inconnue?|неизвест\w*",
}
_JOINED: dict[Level, str] = {
    "good": "安全|干净|良性|无害|無害|안전",
    "mild": "可疑|의심",
    "strong": "恶意|惡意|高危|危险|危険|悪意|悪質|악성|위험",
    "harm": "钓鱼|木马|僵尸网络|诈骗|欺诈",
    "unknown": "未知|不明|无记录|无数据",
}
# Words of Latin and Cyrillic letters may adjoin Chinese ones.
_LETTER = "[a-zß-ÿа-яё]"
_EXACT: dict[Level, re.Pattern[str]] = {
    level: late(rf"(?<!{_LETTER})(?:{spaced})(?!{_LETTER})|{_JOINED[level]}")
    for level, spaced in _SPACED.items()
}
# Which levels a text may tell is asked level by level only where it may tell any.
_SIGNS = {level: sign_anywhere(f"(?i){words}|{_JOINED[level]}") for level, words in _SPACED.items()}
PATTERN = "|".join([*_SPACED.values(), *_JOINED.values()])
"""By which a text may tell a level."""
_MAY = sign_anywhere(f"(?i){PATTERN}")
_OF_ALL = in_one_pass(r"(?i)\b(?:both|all|each)\b|均|都|全")
_LONGEST = 20_000
_NEAR: dict[Level, frozenset[Level]] = {
    "good": frozenset(("good",)),
    "mild": frozenset(("mild", "strong", "harm")),
    "strong": frozenset(("strong", "harm")),
    "harm": frozenset(("harm", "strong", "mild")),
    "unknown": frozenset(("good", "mild", "strong", "harm", "unknown")),
}


def may_tell_levels(text: str) -> bool:
    """Say whether a text may have such a word, at one pass over it."""
    return _MAY(text)


def places_of_levels(lowered: str) -> list[tuple[re.Match[str], Level]]:
    """Return the places at which words in small letters say how harmful something is, in order."""
    if not _MAY(lowered):
        return []
    found = [
        (word, level) for level in _may_tell(lowered) for word in _EXACT[level].finditer(lowered)
    ]
    return sorted(found, key=_place)


def _may_tell(text: str) -> list[Level]:
    return [level for level, may_tell in _SIGNS.items() if may_tell(text)]


def _place(found: tuple[re.Match[str], Level]) -> int:
    return found[0].start()


def level_of(value: str) -> Level | None:
    """Return how harmful a value that says nothing else says something is, or None."""
    lowered = value.strip().lower()
    return next((level for level, words in _EXACT.items() if words.fullmatch(lowered)), None)


def levels_in(text: str) -> set[Level]:
    """Return all levels of which a text has a word."""
    if not _MAY(text):
        return set()
    lowered = text.lower()
    return {level for level in _may_tell(lowered) if _EXACT[level].search(lowered)}


def is_held(told: Level, held: set[Level]) -> bool:
    """Say whether what is told may be meant by one of the levels that are held."""
    return not _NEAR[told].isdisjoint(held)


def may_differ(text: str, output: str) -> bool:
    """Say whether a text may tell a level that a result has no word of, or one of several things.

    Args:
        text: Words of the model.
        output: The latest result before them.
    """
    if not _MAY(text) or len(output) > _LONGEST:
        return False
    if not _MAY(output):
        return False
    if _OF_ALL(text):
        return True
    if any(not _SIGNS[level](output) for level in _may_tell(text)):
        return not levels_in(text) <= levels_in(output)
    return may_name_threats(text) and not families_in(text) <= families_in(output)
