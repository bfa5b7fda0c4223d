"""Grades of a short scale, in English and Chinese: low, medium, high, critical."""

import re

from auditor.values.one_pass import in_one_pass
from auditor.values.wording import late

_LONGEST = 20_000
_GRADES = {
    "none": "none minimal negligible 无",
    "low": "low minor 低 低级 较低",
    "medium": "medium moderate mid 中 中等 中级",
    "high": "high major elevated 高 高级 较高",
    "critical": "critical severe extreme 严重 极高 紧急",
}
_GRADE_OF = {word: grade for grade, words in _GRADES.items() for word in words.split()}


_WORD = late(
    r"(?<![\w-])(?:low|medium|moderate|high|critical|severe)(?![\w])|(?:[低中高]|极高)(?=风险|危|级)|紧急|严重"
)
PATTERN = (
    r"\b(?:low|medium|moderate|high|critical|severe)\b|(?:[低中高]|极高)(?:风险|危|级)|紧急|严重|"
    r"风险|等级|级别|优先级"
)
"""By which a text may name a grade, for one pass."""
_MAY = in_one_pass(f"(?i){PATTERN}")


_GRADE = "none|minimal|low|medium|moderate|high|critical|severe|极高|[低中高]|紧急|严重|一般"
_NAMED = r"(?:risk|severity|priority|criticality|threat)"
_IS = r"(?: level| rating| score)?(?: is| was|:)? (?:rated |now )?"
_NAMED_IN_CHINESE = r"(?:风险|等级|级别|严重程度|优先级)(?:等级|级别)?(?:为|是|：|:)? ?"
_TOLD = re.compile(
    rf"\b({_GRADE})[- ](?:level )?{_NAMED}\b|"
    rf"\b{_NAMED}{_IS}({_GRADE})\b|"
    rf"{_NAMED_IN_CHINESE}({_GRADE})(?:危|风险|级)?(?![于出])|"
    rf"(?<![\u4e00-\u9fff])({_GRADE})(?:危|风险)",
    re.IGNORECASE,
)


_MAY_NAME = in_one_pass(
    "(?i)risk|severity|priority|criticality|threat|风险|等级|级别|严重程度|优先级|危"
)


def grades_in(text: str) -> set[str]:
    """Return the grades that a text names by words that stand alone."""
    if not _MAY(text):
        return set()
    return {_GRADE_OF[word] for word in _WORD.findall(text.lower()) if word in _GRADE_OF}


def may_be_graded_otherwise(text: str, output: str) -> bool:
    """Say whether a text names a grade that a result with grades does not."""
    if len(output) > _LONGEST:
        return False
    if any(word not in output for word in named_grades(text)):
        return True
    told = grades_in(text)
    if not told:
        return False
    held = grades_in(output)
    return bool(held) and not told <= held


def named_grades(text: str) -> list[str]:
    """Return the grades that a text gives a risk, a severity or the like, as written."""
    if not _MAY_NAME(text):
        return []
    return [next(one for one in found.groups() if one) for found in _TOLD.finditer(text)]


def grade_of(word: str) -> str | None:
    """Return the grade that a word in small letters names, or None."""
    return _GRADE_OF.get(word)
