"""Families of threats by the names that services give them, in English and Chinese.

`brute_force`, `brute-force` and `暴力破解` are one family; what is a trojan is malware, too.
"""

import re

from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_NAMES = {
    "phishing": r"phish(?:ing)?|credential harvesting|钓鱼",
    "malware": r"malware|恶意软件|恶意程序",
    "trojan": r"trojan|木马",
    "ransomware": r"ransomware|勒索",
    "botnet": r"botnet|僵尸网络",
    "control": r"command[ _-](?:and|&)[ _-]control|c2|c&c|远控|命令与控制|命令控制",
    "mining": r"crypto-?(?:mining|miner|jacking)|挖矿",
    "spam": r"spam(?:ming)?|垃圾邮件",
    "scan": r"(?:port[ _-])?scann(?:er|ing)|port[ _-]scan|扫描",
    "guess": r"brute[ _-]?forc(?:e|ing)|暴力破解|爆破",
    "flood": r"d?dos attacks?|ddos|拒绝服务",
    "fraud": r"fraud|scam|诈骗|欺诈",
}
_ANY = late(
    "|".join(rf"(?P<{family}>(?<![a-z])(?:{names})(?![a-z]))" for family, names in _NAMES.items())
)
_MAY = sign_anywhere("(?i)" + "|".join(_NAMES.values()))
# The wider word may be said of the narrower.
_WITHIN = {
    "malware": {"trojan", "ransomware", "botnet", "control", "mining"},
    "fraud": {"phishing"},
    "botnet": {"control"},
    "scan": {"guess"},
}


def threats_in(lowered: str) -> list[tuple[re.Match[str], str]]:
    """Return the places at which words in small letters name a threat, and its family."""
    if not _MAY(lowered):
        return []
    return [(word, word.lastgroup or "") for word in _ANY.finditer(lowered)]


def may_name_threats(text: str) -> bool:
    """Say whether a text may name a threat, at one pass over it."""
    return _MAY(text)


def families_in(text: str) -> set[str]:
    """Return the families of the threats that a text names."""
    return {family for _, family in threats_in(text.lower())}


def is_among(family: str, others: set[str]) -> bool:
    """Say whether a family of threats, or one within it, is among others."""
    return family in others or not others.isdisjoint(_WITHIN.get(family, ()))
