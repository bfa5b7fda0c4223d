"""Grades of a short scale, in English and Chinese: low, medium, high, critical."""

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
    r"\b(?:low|medium|moderate|high|critical|severe)\b|(?:[低中高]|极高)(?:风险|危|级)|紧急|严重"
)
"""By which a text may name a grade, for one pass."""
_MAY = in_one_pass(f"(?i){PATTERN}")


def grades_in(text: str) -> set[str]:
    """Return the grades that a text names by words that stand alone."""
    if not _MAY(text):
        return set()
    return {_GRADE_OF[word] for word in _WORD.findall(text.lower()) if word in _GRADE_OF}


def may_be_graded_otherwise(text: str, output: str) -> bool:
    """Say whether a text names a grade that a result with grades does not."""
    told = grades_in(text)
    if not told or len(output) > _LONGEST:
        return False
    held = grades_in(output)
    return bool(held) and not told <= held


def grade_of(word: str) -> str | None:
    """Return the grade that a word in small letters names, or None."""
    return _GRADE_OF.get(word)
