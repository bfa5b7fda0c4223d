"""Words by which tools and people say how something turned out, for good or for bad, by what it is.

What is clean is not malicious, what passes does not fail, what is healthy is not down. The words of
one kind speak of the same; across kinds they need not.
"""

import re
from typing import NamedTuple

from stringzilla import find, find_first_of

from auditor.values.wording import late

# Parts of the good words, for a first look; of other languages by the first bytes of their letters.
# Each costs a search through all that is said, so that rare words are left out.
_SIGNS = (b"clean", b"safe", b"health", b"valid")
_PASS, _PASSES = b"pass", re.compile(rb"pass(?:es|ed)?\b")
_ABROAD = (
    (
        (0xC3,),
        (
            "sauber bedenklich sicher auffällig bestanden grün gültig gesund stabil limpi segur "
            "inofens aproba superad propre conform sain réussi sûr pulit sicur superat"
        ),
    ),
    ((0xD0, 0xD1), "чист безопас действит пройден успешн норме исправ"),
    (range(0xE3, 0xEA), "安全 干净 无害 無害 正常 健康 良好 稳定 合格 通过 成功 有效 有効"),
    (range(0xEA, 0xEE), "유효 안전 정상 통과 성공 합격 양호"),
)
_SIGNS_ABROAD = tuple(
    (bytes(first), tuple(map(str.encode, signs.split()))) for first, signs in _ABROAD
)
_BAD_WORDS = (
    "malicious phish malware infect suspicious danger listed fraud unsafe compromised fail broken "
    "reject regression compliant unhealthy down degraded crash critical unstable offline dead "
    "abnormal overdue delinquent due defaulted invalid expired revoked"
)
_BAD_SIGNS = tuple(_BAD_WORDS.split())
# The same of other languages: each word of the patterns below holds one.
_BAD_ABROAD = (
    "bösartig schädlich gefährlich verdächtig malicios peligros sospechos malveillant "
    "dangereu suspect вредонос опас подозр dannos pericolos blacklist blocklist "
    "fehlgeschlagen durchgefallen abgelehnt fallid falló rechazad échou échec refusé fallit "
    "провал отклон kritisch ausgefallen überfällig caíd crític vencid panne critique impayé "
    "критич просроч неиспр ungültig abgelaufen inválid caducad expiré scadut недействител "
    "恶意 惡意 高危 危险 危険 钓鱼 可疑 木马 悪意 悪質 악성 위험 의심 失败 不合格 未通过 "
    "不通过 失敗 却下 실패 불합격 异常 宕机 故障 逾期 異常 장애 연체 无效 過期 过期 失效 無効 "
    "만료 무효"
)
_ALL_BAD_SIGNS = (*_BAD_SIGNS, *_BAD_ABROAD.split())
_LONGEST = 20_000


class Sort(NamedTuple):
    """Words of one kind of verdict, as patterns for lower case.

    Attributes:
        good, bad: What is said where it turned out well, and where not.
    """

    good: re.Pattern[str]
    bad: re.Pattern[str]


def _sort(good: str, wide_good: str, bad: str, wide_bad: str) -> Sort:
    return Sort(late(rf"\b(?:{good})\b|{wide_good}"), late(rf"\b(?:{bad})\b|{wide_bad}"))


_THREAT = _sort(
    "clean|safe|benign|harmless|legitimate|sauber|unbedenklich|unauffällig|harmlos|sicher|"
    "limpi[oa]s?|segur[oa]s?|inofensiv[oa]s?|benign[oa]s?|propres?|sain(?:e|es|s)?|sûre?s?|"
    "pulit[oa]|sicur[oa]|чист(?:ый|ая|о|ы|ые)?|безопас(?:ен|на|но|ны|ный|ная)",
    "安全|干净|无害|無害|안전",
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


def may_tell_good(raw: bytes) -> bool:
    """Say whether a text may say that something turned out well.

    Args:
        raw: Words of the model in UTF-8.
    """
    for sign in _SIGNS:
        if find(raw, sign) >= 0:
            return True
    if find(raw, _PASS) >= 0 and _PASSES.search(raw):
        return True
    return not raw.isascii() and any(
        find_first_of(raw, first) >= 0 and any(find(raw, sign) >= 0 for sign in signs)
        for first, signs in _SIGNS_ABROAD
    )


def may_be_opposite(text: str, output: str) -> bool:
    """Say whether a text says that something turned out well, and a result that it did not."""
    if len(output) > _LONGEST or not may_tell_good(text.encode(errors="surrogatepass")):
        return False
    told = output.lower()
    signs = _BAD_SIGNS if told.isascii() else _ALL_BAD_SIGNS
    if not any(sign in told for sign in signs):
        return False
    lowered = text.lower()
    good = [sort for sort in SORTS if sort.good.search(lowered)]
    if not good or any(sort.bad.search(lowered) for sort in SORTS):
        return False
    return any(sort.bad.search(told) for sort in SORTS)
