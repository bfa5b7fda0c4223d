"""Words by which tools and people say how something turned out, for good or for bad, by what it is.

What is clean is not malicious, what passes does not fail, what is healthy is not down. The words of
one kind speak of the same; across kinds they need not.
"""

import re
from typing import NamedTuple

from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import Wording, late

_LONGEST = 20_000
_REACH = 40


class Sort(NamedTuple):
    """Words of one kind of verdict, as patterns for lower case.

    Attributes:
        good, bad: What is said where it turned out well, and where not.
        any_good, any_bad: The same, for the question whether a text holds one.
    """

    good: re.Pattern[str]
    bad: re.Pattern[str]
    any_good: Wording
    any_bad: Wording


def _sort(good: str, wide_good: str, bad: str, wide_bad: str) -> Sort:
    well, ill = rf"\b(?:{good})\b|{wide_good}", rf"\b(?:{bad})\b|{wide_bad}"
    return Sort(late(well), late(ill), Wording(well), Wording(ill))


_THREAT = _sort(
    "clean|safe|benign|harmless|legitimate|sauber|unbedenklich|unauffällig|harmlos|sicher|"
    "limpi[oa]s?|segur[oa]s?|inofensiv[oa]s?|benign[oa]s?|propres?|sain(?:e|es|s)?|sûre?s?|"
    "pulit[oa]|sicur[oa]|чист(?:ый|ая|о|ы|ые)?|безопас(?:ен|на|но|ны|ный|ная)",
    "安全|干净|良性|无害|無害|안전",
    "malicious|phishing|malware|infected|suspicious|dangerous|blacklisted|blocklisted|fraud|"
    "fraudulent|unsafe|compromised|bösartig|schädlich|gefährlich|verdächtig|malicios[oa]|"
    r"peligros[oa]|sospechos[oa]|malveillante?|dangereu(?:x|se)|suspecte?|вредонос\w*|опас[ен]\w*|"
    r"подозр\w*|dannos[oa]|pericolos[oa]",
    "恶意|惡意|高危|危险|危険|钓鱼|可疑|木马|悪意|悪質|악성|위험|의심",
)
_CHECK = _sort(
    "pass|passes|passed|passing|green|succeeds|succeeded|successful|compliant|bestanden|"
    "erfolgreich|grün|aprobad[oa]s?|superad[oa]s?|réussie?s?|conformes?|"
    r"superat[oiae]|пройден\w*|успешн\w*",
    "通过|合格|成功|통과|성공|합격",
    "fail|fails|failed|failing|failure|broken|rejected|regression|non-?compliant|fehlgeschlagen|"
    "durchgefallen|abgelehnt|fallid[oa]s?|falló|rechazad[oa]s?|échoué|échec|refusée?|fallit[oia]|"
    r"провал\w*|отклон\w*",
    "失败|不合格|未通过|不通过|失敗|却下|실패|불합격",
)
_STATE = _sort(
    r"healthy|fine|normal|stable|good|gesund|stabil|estable|в норме|исправ\w*",
    "正常|健康|良好|稳定|정상|양호",
    "unhealthy|down|degraded|crashed|crashing|crashloopbackoff|critical|unstable|offline|dead|"
    "abnormal|overdue|delinquent|past due|defaulted|kritisch|ausgefallen|überfällig|caíd[oa]|"
    r"crític[oa]|vencid[oa]|en panne|critique|impayé|критич\w*|просроч\w*|неиспр\w*",
    "异常|宕机|故障|逾期|異常|장애|연체",
)
_VALIDITY = _sort(
    r"valid|gültig|válid[oa]s?|valides?|действител\w*",
    "有效|有効|유효",
    r"invalid|expired|revoked|ungültig|abgelaufen|inválid[oa]s?|caducad[oa]s?|vencid[oa]s?|expirée?|"
    r"scadut[oa]|недействител\w*|просроч\w*",
    "无效|過期|过期|失效|無効|만료|무효",
)
SORTS = (_THREAT, _CHECK, _STATE, _VALIDITY)
"""What things are judged by: harm, checks, health, validity."""

LINKED = late(
    r"(?:(?:\b(?:is|are|was|were|as|been|came|comes|remains?|stays?|ist|sind|es|está|est|è|é)|"
    r"['’]s)\W+(?:\w[\w'’-]*\W+){0,6}|[:=：]\s*|"
    r"^\W*(?:no|yes|nope|nein|ja|sí|oui|non|sim|não|нет|да)\W+(?:\w+\W+)?|[\u0400-\u04ff]\s|"
    r"(?:[是为属被很]|判定|结论|返回|结果|非常|完全|は|が|은|는|이|가)[^，。；、\n]{0,6})$"
)
"""A word is said of something behind a link, or right behind a yes or no: for what precedes it."""
ENDS = re.compile(r"[的了です]|\W|$|ip|url|域名|地址|网址|网站|链接|文件")
"""What may stand behind a Chinese or Japanese word that is no part of a name."""

# Where a word ends is not asked, so that one pass finds out what most texts don't hold.
_SIGN_OF_GOOD, _SIGN_OF_BAD = (
    sign_anywhere("(?i)" + "|".join(words.pattern for words in patterns))
    for patterns in zip(*[(sort.good, sort.bad) for sort in SORTS], strict=True)
)
GOOD_PATTERN = "|".join(sort.good.pattern for sort in SORTS)
"""By which a text may say that something turned out well."""
_SIGN = sign_anywhere("(?i)" + "|".join(f"{one.good.pattern}|{one.bad.pattern}" for one in SORTS))


def tells_verdict(lowered: str) -> bool:
    """Say whether a text in small letters says how anything turned out."""
    return tells_good(lowered) or tells_bad(lowered)


def tells_good(lowered: str) -> bool:
    """Say whether a text in small letters says that something turned out well."""
    return any(sort.any_good.stands_in(lowered) for sort in SORTS)


def tells_bad(lowered: str) -> bool:
    """Say whether a text in small letters says that something did not turn out well."""
    return any(sort.any_bad.stands_in(lowered) for sort in SORTS)


def may_tell_verdict(text: str) -> bool:
    """Say whether a text may say that something turned out well, or not."""
    return _SIGN(text)


def may_be_opposite(text: str, output: str) -> bool:
    """Say whether a text says that something turned out well, and a result that it did not."""
    if not _SIGN_OF_GOOD(text) or not _SIGN_OF_BAD(output) or len(output) > _LONGEST:
        return False
    lowered = text.lower()
    return tells_good(lowered) and not tells_bad(lowered) and tells_bad(output.lower())


def linked_verdict(lowered: str) -> str | None:
    """Return the first word of some words in small letters that says how something turned out.

    It stands behind a link (`is clean`, `came back clean`, `结果正常`), not in a name.
    """
    for sort in SORTS:
        for pattern in (sort.good, sort.bad):
            for word in pattern.finditer(lowered):
                head, rest = lowered[: word.start()], lowered[word.end() :]
                if LINKED.search(head[-_REACH:]) and (word[0].isascii() or ENDS.match(rest)):
                    return word[0]
    return None
