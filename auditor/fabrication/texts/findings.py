"""What a look found, or that it found nothing, in the words of a desk."""

import re
from collections.abc import Iterator

_FINDINGS = re.compile(
    r"\bno (?:hits?|reports?|records?|detections?|intel\w*|findings|entries|abuse reports?)\b|"
    r"\bnot (?:listed|known|flagged|reported|indexed)\b|\bnothing (?:on|known|about|against)\b|"
    r"\b(?:score|rating|reputation)(?: of| is|:)? \d|\b\d+ (?:reports|hits|detections|engines)\b|"
    r"未见[^，。]{0,4}(?:恶意|异常|风险|记录|命中)|[无暂][^，。]{0,3}(?:情报|记录|举报|命中|异常)|未(?:收录|命中)|"
    r"(?:评分|得分|分数|信誉分?)(?:为|是|：|:)? ?\d|\d+ ?[条次个](?:举报|命中|报告)"
)


def findings_in(lowered: str) -> Iterator[re.Match[str]]:
    """Yield where words in small letters tell what was found, or that nothing was."""
    yield from _FINDINGS.finditer(lowered)
