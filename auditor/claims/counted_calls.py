"""How many looks a sentence tells of: "I ran both searches" takes two calls."""

import re
from collections.abc import Callable

from auditor.claims.deeds.calls import reach_of, words_of_tool
from auditor.claims.deeds.lists import rows_in, sort_of
from auditor.claims.deeds.verbs import ANYTHING
from auditor.claims.wide_calls import may_stand_for_more
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall
from auditor.values.wording import late

_NUMBERS = {
    "both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
}  # fmt: skip
_TOLD = late(
    r"\b(?P<n>both|two|three|four|five|six|[2-9])(?: (?:of )?(?:the|these|those|your|my))? "
    r"(?:[a-z-]+ )?(?:searches|queries|look-?ups)\b|"
    r"(?P<n2>[两三四五六2-9]) ?[次轮](?:联网|网络|网页)?(?:搜索|查询|检索)|"
    r"(?:搜索|查询|检索)[了过] ?(?P<n3>[两三四五六2-9]) ?[次轮遍]",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[,;|\n、，；]|\b(?:and|or|vs)\b|[和与及]", re.IGNORECASE)
_MANY = frozenset({"multi", "batch", "bulk", "parallel", "deep", "research", "all"})


def looks_told_in(sentence: str) -> int:
    """Return how many searches, queries or lookups a sentence tells of; 0 where it counts none."""
    told = _TOLD.search(sentence)
    if told is None:
        return 0
    number = told[told.lastgroup or 0].casefold()
    return _NUMBERS.get(number) or int(number)


def may_be_several(call: ToolCall) -> bool:
    """Say whether one call may stand for several looks: by a list, a command, an agent."""
    words = words_of_tool(call.name)
    if reach_of(call.name).command or not ANYTHING.isdisjoint(words) or not _MANY.isdisjoint(words):
        return True
    if "[" in call.arguments_raw or may_stand_for_more(call):
        return True
    return any(_SEVERAL.search(field.value) for field in arguments_of(call))


def left_of_rows(sentence: str, made: list[ToolCall], spoken: Callable[[str], bool]) -> list[str]:
    """Return the things of a row that nothing speaks of, where calls were for others of the row.

    "I checked db-1, db-2 and db-3" takes more than one look at db-1, which told of that alone.

    Args:
        sentence: The sentence.
        made: All calls that may have been looks.
        spoken: Says whether a call or what came back speaks of a thing.
    """
    if any(map(may_be_several, made)):
        return []
    for row in rows_in(sentence):
        looked = [one for one in row if spoken(one)]
        left = [one for one in row if one not in looked]
        if looked and {sort_of(one) for one in left} <= {sort_of(one) for one in looked}:
            return left
    return []
