"""Deeds done to each of several things: "I have closed A-11, A-12 and A-13" takes three of them.

Only where the calls name the listed things one by one can one be missed: what is closed by a
filter, a range, or with the case that it belongs to is named by no call.
"""

import re

from auditor.claims.deeds.phrases import Deed
from auditor.claims.wide_calls import words_of_label
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.wording import late

# An amount or a day ("38.20", "5/12") is told in more than one way, so it names nothing here.
_THING = (
    r"(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:\d{1,3}\.){3}\d{1,3}|"
    r"(?=[\w./-]*[A-Za-z])(?:[\w-]+[./])+[\w-]*\w|[A-Za-z]{1,12}[-_]?\d[\w-]*|#\d+)"
)
_MARKED = rf"[`'\"*#]{{0,2}}{_THING}[`'\"*]{{0,2}}"
_BETWEEN = r"(?:, ?(?:and )?| and | & |、|，| ?(?:和|及|以及|与) ?)"
_NO_RANGE = r"(?![\w-])(?! ?(?:to|through|till|until|–|~|至|到) ?[A-Za-z#]{0,12}[-_]?\d)"
_LIST = late(rf"(?<![\w.@/#-]){_MARKED}(?:{_BETWEEN}{_MARKED})+{_NO_RANGE}")
_ONE = late(rf"(?<![\w.@/#-]){_MARKED}(?:{_BETWEEN}{_MARKED})*{_NO_RANGE}")
_NAME = late(_THING)
_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")
_UP_TO_LIST = late(r"[^.,;!?，。；]{0,40}$")
_FROM_LIST = late(
    r" (?:[a-z]+ ){0,3}(?:is|are|have|has)(?: (?:been|now|all|both|also|already|successfully))* $"
)
_SOME_OF = late(
    r"\b(?:of|from|for|between|among|like|in|on|with|to|than|besides|except|behind) "
    r"(?:[a-z]+ ){0,2}$"
)
_NOT_DONE_TO = late(
    r"\b(?:of|on|from|with|in|at|about|by|than|like|after|before|because|linked|related|using|via|"
    r"and|or|that|which|except|but|not|between|against|under)\b|关于|从"
)
_RECEIVES = late(r"\b(?:to|for)\b")
_RANGE_LABELS = frozenset({"from", "start", "first", "since", "after", "before", "end", "last"})


def things_of(deed: Deed) -> list[str]:
    """Return the things that a deed is said to be done to, in one spelling; none or several."""
    return _told_by(_LIST, deed)


def things_told(deed: Deed) -> list[str]:
    """Return the things that a deed is said to be done to, in one spelling, though it be one."""
    return _told_by(_ONE, deed)


def rows_in(sentence: str) -> list[list[str]]:
    """Return the rows of things that a sentence names, each in one spelling."""
    found = (listed[0] for listed in _LIST.finditer(sentence))
    return [list(dict.fromkeys(map(spelt, _NAME.findall(row)))) for row in found]


def sort_of(thing: str) -> str:
    """Return how a thing is spelt: which of its signs are letters and digits."""
    return "@" if "@" in thing else _DIGITS.sub("9", _LETTERS.sub("a", thing))


def things_in_text(text: str) -> list[str]:
    """Return all things that a text names."""
    return _NAME.findall(text)


def _told_by(pattern: re.Pattern[str], deed: Deed) -> list[str]:
    verb = deed.sentence.casefold().find(deed.verb, deed.place)
    if not deed.verb or verb < 0:
        return []
    for listed in pattern.finditer(deed.sentence):
        if _belongs(deed, verb, listed):
            return list(dict.fromkeys(map(spelt, _NAME.findall(listed[0]))))
    return []


def _belongs(deed: Deed, verb: int, listed: re.Match[str]) -> bool:
    """Say whether a list is what a verb at a place speaks of, before it or behind."""
    if listed.start() < verb:
        return (
            _FROM_LIST.match(deed.sentence[listed.end() : verb]) is not None
            and _SOME_OF.search(deed.sentence[: listed.start()]) is None
        )
    said = deed.sentence[verb + len(deed.verb) : listed.start()]
    if not _UP_TO_LIST.match(said) or _NOT_DONE_TO.search(said):
        return False
    return deed.family in ("send", "pay") or not _RECEIVES.search(said)


def left_out(things: list[str], calls: list[ToolCall]) -> list[str]:
    """Return the things that none of some calls was made for; none where that is not plain.

    Args:
        things: What `things_of` returns.
        calls: Those that did the deed. Each has to name one of the things at least, as a value of
            its own, and no range of them.
    """
    done: set[str] = set()
    for call in calls:
        fields = arguments_of(call)
        naming = {thing: field for thing in things for field in fields if _is_thing(field, thing)}
        if not naming or _is_range(list(naming.values())):
            return []
        done |= naming.keys()
    return [thing for thing in things if thing not in done]


def names(text: str, thing: str) -> bool:
    """Say whether a text names a thing, which is in one spelling."""
    return re.search(rf"(?<![\w-]){re.escape(thing)}(?![\w-])", text.casefold()) is not None


def spelt(thing: str) -> str:
    """Return the one spelling of a thing."""
    return thing.casefold().lstrip("#").removeprefix("./")


def _is_thing(field: Field, thing: str) -> bool:
    value = spelt(field.value.strip())
    return value == thing or value.endswith(f"/{thing}")


def _is_range(naming: list[Field]) -> bool:
    """Say whether things are named as the ends of a range: not by one list, nor by one name."""
    labels = {field.label for field in naming}
    return len(labels) > 1 or is_range_label(labels.pop())


def is_range_label(label: str) -> bool:
    """Say whether what a label holds is the end of a range."""
    return not _RANGE_LABELS.isdisjoint(words_of_label(label))
