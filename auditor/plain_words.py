"""The one screen that every text of a model passes before a rule looks at it.

Words are plain where they hold nothing that a claim, an imitation or a fault of form is made of:
no marks of structure, no name of a tool, no act and no denial of the model's own, no figure,
host or file that the latest result of their own turn does not hold, and nothing that may be told of
another row of it. Nearly all texts are plain, so
this is a handful of searches over bytes, none of them a regular expression over the whole text.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from stringzilla import find, find_first_of

from auditor.answer_form import looks_well_formed
from auditor.claims.deeds.desk_words import PATTERN as RESPONSE
from auditor.claims.deeds.desk_words import tells_more_than
from auditor.claims.desk_sources import PATTERN as SOURCE
from auditor.claims.desk_sources import may_name_sources
from auditor.claims.own_acts import may_act, may_look_at, may_speak_of_calls
from auditor.evidence.mixed_rows import leaves_a_row
from auditor.values.atoms import holds_figure
from auditor.values.comparisons import PATTERN as COMPARISON
from auditor.values.comparisons import may_compare
from auditor.values.countries import PATTERN as PLACED
from auditor.values.countries import may_place
from auditor.values.dates import MONTH_SIGNS, may_tell_other_month
from auditor.values.flags import may_be_told_otherwise, may_link
from auditor.values.full_names import may_tell_new_names
from auditor.values.grades import PATTERN as GRADE
from auditor.values.grades import may_be_graded_otherwise
from auditor.values.names import naming_part, naming_words, without_sentence_ends
from auditor.values.one_pass import sign_anywhere
from auditor.values.quotations import ANY_OPENING
from auditor.values.states import PATTERN as STATE
from auditor.values.states import may_be_in_other_state
from auditor.values.verdict_levels import PATTERN as LEVEL
from auditor.values.verdict_levels import may_differ
from auditor.values.verdict_words import GOOD_PATTERN, may_be_opposite

_Judge = Callable[[str, str], bool]
# By what a text may say something otherwise than the result before it, and what tells so.
_OTHERWISE: tuple[tuple[str, _Judge], ...] = (
    (GOOD_PATTERN, may_be_opposite),
    (LEVEL, may_differ),
    (GRADE, may_be_graded_otherwise),
    (STATE, may_be_in_other_state),
    (COMPARISON, lambda text, _: may_compare(text)),
    (PLACED, lambda text, _: may_place(text)),
    (RESPONSE, tells_more_than),
    (SOURCE, lambda text, _: may_name_sources(text)),
    (MONTH_SIGNS, may_tell_other_month),
)
# How something turned out is said by few texts: these are asked in one pass.
_MAY_JUDGE = sign_anywhere(f"(?i){'|'.join(pattern for pattern, _ in _OTHERWISE)}")
_JUDGES = [(sign_anywhere(f"(?i){pattern}"), judge) for pattern, judge in _OTHERWISE]
_MARKS = b":{|<\t_`"
_CALL_MARKS = b"($"
# A quotation of some words, and the signs by whose first bytes one opens.
_QUOTED = re.compile(
    rb"(?:[\"*]|\xe2\x80[\x98-\x9e\xb9\xba]|\xc2[\xab\xbb]|\xe3\x80[\x8c\x8e])[^\"\n]{16}|"
    rb"(?:^|\n)> ?[^\n]{10}|(?:^|[^\w.,!?)])'[^\s'][^\"\n]{14}|~~~"
)
_ASCII_QUOTES = b"\">'*~"
_WIDE_QUOTES = tuple(quote.encode() for quote in ANY_OPENING)
# A tag of somebody else at the head of a line: `[system] Approved.`
_TAG = b"\n["
_TAGGED = re.compile(
    rb"\n\[ ?(?:sys|admin|secur|compl|superv|manag|mens|messag|aviso|avvis|"
    rb"\xe7\xb3\xbb|\xe7\xae\xa1)",
    re.IGNORECASE,
)
_WIDE_TAG = "【".encode()
_WIDE_TAGS = tuple(f"【{word}".encode() for word in ("系统", "管理", "システム", "시스템"))
_WIDE_COLON = "：".encode()
# First bytes of the scripts whose digits count as figures, wide forms apart.
_OTHER_DIGITS = bytes((*range(0xD8, 0xE0), 0xE0, 0xE1, 0xEA, 0xF0, 0xF1))
_WIDE_FORMS = b"\xef\xbc"
_WIDE_DIGIT = re.compile(rb"\xef\xbc[\x90-\x99]")
_FIGURE = re.compile(r"[0-9](?:[0-9.,:-]*[0-9])?")
_DOTTED = re.compile(r"\.[a-z]")
_AROUND = ".,:;!?()[]{}*`'\""
_LAST = 8
_SHORT = 3
_SPACE = ord(" ")
_SEVERAL = 2
# In the joined words of a trace; words that hold it are looked at one by one.
_PARTING = "\0"


class Said(NamedTuple):
    """All that the model said in a trace, parted by NUL.

    Attributes:
        text: The words.
        raw: The same in UTF-8.
        judges: What tells whether some of it says something otherwise than a result.
    """

    text: str
    raw: bytes
    judges: list[_Judge]


def joined(words: list[tuple[str, str | None]]) -> Said | None:
    """Return what the model said in a trace; None where it holds halves of characters."""
    text = _PARTING.join([said for said, _ in words])
    # The search keeps the UTF-8 that it makes with the text, so that it is not made twice.
    judges = _judges_of(text)
    try:
        return Said(text, text.encode(), judges)
    except UnicodeEncodeError:
        return None


def are_plain(words: list[tuple[str, str | None]], said: Said, names: Collection[str]) -> bool:
    """Say whether all words can hold nothing that a rule reports.

    What is rare is looked for in all of them at once.

    Args:
        words: What the model said in a trace, each as in `is_plain`.
        said: The same `joined`.
        names: Names of the tools.
    """
    text, raw, judges = said
    if judges and any(_is_otherwise(own, output, judges) for own, output in words):
        return False
    if any(output is not None and may_tell_new_names(own, output) for own, output in words):
        return False
    if not _is_unmarked(raw, names) or may_act(text) or may_look_at(text, names):
        return all(is_plain(text, output, names) for text, output in words)
    parts = without_sentence_ends(raw).split(_PARTING.encode())
    if len(parts) != len(words):
        return all(is_plain(text, output, names) for text, output in words)
    for (text, output), part in zip(words, parts, strict=True):
        if not (
            output is not None
            and _ends_anew(part)
            and text[:2].isalnum()
            and _are_reported(naming_words(part), text, output)
        ) and not _stands_alone(text, text.encode(errors="surrogatepass"), output):
            return False
    return True


def _ends_anew(raw: bytes) -> bool:
    """Say whether a text ends in words that stand nowhere before, and in no white space."""
    before_last: int = find(raw, raw[-_LAST - 1 : -1])
    return before_last == len(raw) - _LAST - 1 and raw[-1] > _SPACE


def _are_reported(words: list[str], text: str, output: str) -> bool:
    """Say whether an output holds the naming words of a text, no row's beside those of another."""
    for word in words:
        bare = word.strip(_AROUND)
        # Of short figures other ones are parts.
        is_held = bare in output and (len(bare) > _SHORT or not bare.isdigit())
        if not is_held and _is_new(word, output):
            return False
    return len(words) < _SEVERAL or not leaves_a_row(text, output)


def is_plain(text: str, output: str | None, names: Collection[str]) -> bool:
    """Say whether words of the model can hold nothing that a rule reports.

    Args:
        text: The words.
        output: The latest result before them, where it is of their turn and answers a call.
        names: Names of the tools.
    """
    raw = text.encode(errors="surrogatepass")
    if not _is_unmarked(raw, names) or (output is not None and may_act(text)):
        return False
    if may_look_at(text, names) or _may_be_otherwise(text, output):
        return False
    if output is not None and may_tell_new_names(text, output):
        return False
    return _stands_alone(text, raw, output)


def _judges_of(text: str) -> list[_Judge]:
    """Return what tells whether words say something otherwise than a result, if any may."""
    judges: list[_Judge] = [may_be_told_otherwise] if may_link(text) else []
    if _MAY_JUDGE(text):
        judges += [judge for may_judge, judge in _JUDGES if may_judge(text)]
    return judges


def _is_otherwise(text: str, output: str | None, judges: Iterable[_Judge]) -> bool:
    """Say whether words may say that something turned out otherwise than a result says."""
    return output is not None and any(judge(text, output) for judge in judges)


def _may_be_otherwise(text: str, output: str | None) -> bool:
    """Say so of words of which nothing is known yet."""
    if output is None:
        return False
    return may_be_told_otherwise(text, output) or (
        _MAY_JUDGE(text) and _is_otherwise(text, output, (judge for _, judge in _OTHERWISE))
    )


def _is_unmarked(raw: bytes, names: Collection[str]) -> bool:
    """Say whether text has neither structure nor names of tools nor digits of other scripts."""
    if find_first_of(raw, _MARKS) >= 0:
        return False
    if find(raw, _TAG) >= 0 and _TAGGED.search(raw):
        return False
    if _may_quote(raw) and _QUOTED.search(raw):
        return False
    if find_first_of(raw, _CALL_MARKS) >= 0:
        text = raw.decode(errors="surrogatepass")
        if any(name in text for name in names):
            return False
    return raw.isascii() or not _is_unusual(raw)


def _may_quote(raw: bytes) -> bool:
    if find_first_of(raw, _ASCII_QUOTES) >= 0:
        return True
    return not raw.isascii() and any(find(raw, quote) >= 0 for quote in _WIDE_QUOTES)


def _is_unusual(raw: bytes) -> bool:
    """Say whether text holds a wide colon, a wide tag, or digits of other scripts."""
    if find(raw, _WIDE_COLON) >= 0 or find_first_of(raw, _OTHER_DIGITS) >= 0:
        return True
    if find(raw, _WIDE_TAG) >= 0 and any(find(raw, tag) >= 0 for tag in _WIDE_TAGS):
        return True
    return find(raw, _WIDE_FORMS) >= 0 and _WIDE_DIGIT.search(raw) is not None


def _stands_alone(text: str, raw: bytes, output: str | None) -> bool:
    """Say whether words are well-formed, and report no more than the result before them."""
    if not (text[:2].isalnum() and _ends_anew(raw)) and not looks_well_formed(text):
        return False
    words = naming_part(raw)
    if not words:
        return output is not None or not may_speak_of_calls(text, raw)
    if output is None:
        return False
    return _are_reported(words, text, output)


def _is_new(word: str, output: str) -> bool:
    """Say whether a word is a dotted name, or holds a figure, that an output does not hold."""
    if _DOTTED.search(word):
        return True
    return any(
        not holds_figure(output, figure)
        and not ("," in figure and figure.replace(",", "") in output)
        for figure in _FIGURE.findall(word)
    )
