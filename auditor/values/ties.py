"""How a sentence ties a label to its value: `is`, `shows as`, `is listed as`, `lautet`, `为`.

No list of verbs says it, but the place: between a known label and its value stand few small words,
and a text that tells a record ties its fields in the same words again and again. A link that stands
before a code, a figure or a name in two clauses ties words, too.
"""

import re
import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from auditor.values.labels import MOST_WORDS, label_key
from auditor.values.values import SPECIFIC, value_of

_BE_WORDS = "is are was were ist sind war est sont es son è sono é são = equals"
_BE = frozenset(_BE_WORDS.split())
_BY_WORDS = "as at to als auf como comme come jako som"
_BY = frozenset(_BY_WORDS.split())
# Set behind a link, these say that the value is what stands there, whatever verb is before them.
_AS = _BY - {"at", "to", "auf"}
_TOLD_WORDS = "listed shown given set recorded noted stated marked reported registered indicated"
_TOLD = frozenset(_TOLD_WORDS.split())
_OTHERWISE_WORDS = (
    "be not no cannot never should would could must may might will can need needs exceed exceeds "
    "below above over under than from between until before after by without nicht sein soll no ser"
)
# With one of these the value is not what stands there, or not yet.
_OTHERWISE = frozenset(_OTHERWISE_WORDS.split())
_SUPPOSING_WORDS = (
    "if when whenever once unless whether should would could shall can may must please suppose "
    "wenn falls ob sobald si cuando se quando lorsque quand"
)
# Behind one of these a clause tells nothing yet.
_SUPPOSING = frozenset(_SUPPOSING_WORDS.split())
_ONE_WORD = ("of ", "as ", "= ", ": ", "为", "是", "：", "有", "在")
_LOOSE = ("of ", "as ", "有", "在")
_WIDE_LINK = re.compile("[为是有在]")
_END_LINK = re.compile(
    rf"(?: (?:{'|'.join(map(re.escape, _BE_WORDS.split()))})|[为是有在:：])$", re.IGNORECASE
)
_MOST_LINK_WORDS = 3
_SHORTEST_OWN_LINK = 4
_FEWEST_LIKE = 2
_TELLING = re.compile(r"[\d_A-Z#@/\"“`*]")
_SMALL_WORD = re.compile(r"[^\W\d_A-Z]+")
_LONGEST_VALUE = 90
_LONGEST_ADDRESS = 300
_SUFFIX = 4
_SIGNS = "+-−"
# `号码为MFU596`, behind a label that `航班` would be.
_GOES_ON = re.compile("[\u4e00-\u9fff]{1,8}[为是:：]")
_COUNTED = re.compile(r"\d{1,2}(?:_\d{1,2})*(?:[为是=]|[:：](?!\d)|,(?!\d{3}(?!\d)))")
_RATES = ("率", "占比", "比例")
_LONGEST_CHINESE_LABEL = 14
_LONGEST_MIXED_LABEL = 60
_MARKS = " \t*_`\"'"
_JOIN = (
    r" (?:and|und|y|et|e|ed|en|og|och|ja|ve|и) (?:(?:the|its|their|his|her|der|die|das|el|la|los|"
    r"las|le|les|il|lo|o|a|os|as) )?(?=\S)"
)
_JOINS = re.compile(f",?{_JOIN}")
_JOIN_ENDS = re.compile(_JOIN)


class Tie(NamedTuple):
    """The label at the head of a clause, the words that link it ("" for none) and its value."""

    label: str
    link: str
    value: str

    @property
    def is_told(self) -> bool:
        """Whether the link says what the value is; `price of business is 5` tells no price yet."""
        return bool(self.link) and self.link not in _LOOSE

    @property
    def fits(self) -> bool:
        """Whether the value is short enough to be one."""
        return len(self.value) <= (_LONGEST_VALUE if " " in self.value else _LONGEST_ADDRESS)


def tie_of(clause: str, known: frozenset[str], links: frozenset[str] = frozenset()) -> Tie | None:
    """Return the field that a clause begins with, or None.

    Args:
        clause: The words of a clause, without an article.
        known: The label keys that results are known to have.
        links: What the text was seen to tie labels to values with.
    """
    best: Tie | None = None
    for label, rest in _heads(clause):
        if not _is_known(label_key(label), known):
            continue
        # The number of an item belongs to its label, and a rate is another quantity than its label.
        if _COUNTED.match(rest.lstrip()) or rest.startswith(_RATES):
            continue
        link, value = _cut(rest.strip(), links)
        if value and (link or (_is_specific(value) and not goes_on(value))):
            best = Tie(label, link, value)
    return best


def goes_on(rest: str) -> bool:
    """Say whether words behind a label are the rest of a longer one, a link and its value."""
    return not rest.isascii() and _GOES_ON.match(rest) is not None


def without_link(rest: str) -> str:
    """Return what follows a label without the words that link it."""
    return _cut(rest.strip(), frozenset())[1]


def without_end_link(label: str) -> str:
    """Return a label without the word that links it to its value, where it ends in one."""
    return _END_LINK.sub("", label.rstrip())


def links_in(clauses: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    """Return the small words that stand between different known labels and telling values."""
    labels: dict[str, set[str]] = {}
    joined = [clause[join.end() :] for clause in clauses for join in _JOINS.finditer(clause)]
    for clause in (*clauses, *joined):
        for label, rest in _heads(clause):
            key = label_key(label)
            link = _small_words(rest) if _is_known(key, known) else ""
            if len(link) >= _SHORTEST_OWN_LINK:
                labels.setdefault(link, set()).add(key)
    return frozenset(link for link, keys in labels.items() if len(keys) >= _FEWEST_LIKE)


def parts_of(
    clause: str, known: frozenset[str], links: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield where the fields of a clause stand that are joined by `and`, if it begins with one."""
    start = 0
    if tells_at_head(clause, known, links):
        for join in _JOINS.finditer(clause):
            if tells_at_head(clause[join.end() :], known, links):
                yield start, join.start()
                start = join.end()
    yield start, len(clause)


def tells_at_head(clause: str, known: frozenset[str], links: frozenset[str] = frozenset()) -> bool:
    """Say whether a clause begins with a known label and a link that says what its value is."""
    tie = tie_of(clause, known, links)
    return tie is not None and tie.is_told


def _small_words(rest: str) -> str:
    """Return the few small words before a telling one, "" where there are none."""
    words: list[str] = []
    for word in rest.split(" ", _MOST_LINK_WORDS + 1)[: _MOST_LINK_WORDS + 1]:
        if _TELLING.search(word):
            return " ".join(words)
        if not _SMALL_WORD.fullmatch(word) or word in _OTHERWISE:
            break
        words.append(word)
    return ""


def _cut(rest: str, links: frozenset[str]) -> tuple[str, str]:
    """Return the link that some words begin with, "" for none, and the value behind it."""
    words = rest.split(" ", _MOST_LINK_WORDS)
    for size in range(min(_MOST_LINK_WORDS, len(words) - 1), 0, -1):
        link = " ".join(words[:size])
        if _is_link(words[:size], words[size]) or link.casefold() in links:
            return link, " ".join(words[size:]).strip(_MARKS)
    for link in _ONE_WORD:
        if rest.casefold().startswith(link):
            return link, rest[len(link) :].strip(_MARKS)
    return "", rest.strip(_MARKS)


def _is_link(words: list[str], behind: str) -> bool:
    """Say whether words link a label to what is behind them; `is open as planned` tells `open`."""
    first, last = words[0].casefold(), words[-1].casefold()
    if len(words) == 1:
        return first in _BE
    if not all(_SMALL_WORD.fullmatch(word) for word in words):
        return False
    if first in _BE:
        tells = words[1].casefold() in _TOLD or _TELLING.search(behind)
        return last in _BY and len(words) > 2 and bool(tells)  # noqa: PLR2004 - `is set to`
    return last in _AS


def _heads(clause: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut a clause into a head and the rest, shortest head first."""
    place = 0
    if clause.partition(" ")[0].casefold() in _SUPPOSING:
        return
    for _ in range(MOST_WORDS):
        start = place
        place = clause.find(" ", place + 1)
        if place < 0 or clause[start:place].strip().casefold() in _BE:
            break
        yield clause[:place], clause[place + 1 :]
    if not clause.isascii():
        for place in range(1, min(len(clause), _LONGEST_CHINESE_LABEL)):
            # A sign belongs to its number.
            if clause[place - 1] not in _SIGNS:
                yield clause[:place], clause[place:]
        for link in _WIDE_LINK.finditer(clause, _LONGEST_CHINESE_LABEL, _LONGEST_MIXED_LABEL):
            yield clause[: link.start()], clause[link.start() :]


def head_keys(clause: str) -> frozenset[str]:
    """Return the keys of all heads that a clause, or a part of it behind `and`, can be cut into.

    Those that end in the number of a row are among them without it, too.
    """
    parts = [clause, *(clause[join.end() :] for join in _JOIN_ENDS.finditer(clause))]
    keys = {key for part in parts for key in _keys_of_heads(part)}
    numbered = [_without_number(key) for key in keys if not (key.isascii() and key.isalpha())]
    return frozenset(keys.union(numbered))


def _keys_of_heads(clause: str) -> list[str]:
    """Return the key of each head: what one has more than the one before is added to its key."""
    before, key, keys = 0, "", []
    for label, _ in _heads(clause):
        size = len(label)
        key = key + label_key(label[before:]) if size > before else label_key(label)
        before = size
        keys.append(key)
    return keys


def knows_one(keys: frozenset[str], known: frozenset[str]) -> bool:
    """Say whether one of such keys is known: without it a clause tells no field."""
    if not known.isdisjoint(keys):
        return True
    ends = _suffixes(known)
    return any(key.endswith(ends) for key in keys)


def stands_among(known: frozenset[str], keys: str) -> bool:
    """Say whether one of such keys, each on a line, is known."""
    return any(f"\n{label}\n" in keys for label in known) or any(
        f"{end}\n" in keys for end in _suffixes(known)
    )


def _is_known(key: str, known: frozenset[str]) -> bool:
    return key in known or key.endswith(_suffixes(known)) or _without_number(key) in known


@lru_cache(maxsize=1024)
def _without_number(key: str) -> str:
    """Return a label's key without the number of its row: `url` of `2url` and of `第2项url`."""
    if key.isascii():
        return key.strip(string.digits)
    return key[len(key.rstrip(string.ascii_lowercase + string.digits)) :].strip(string.digits)


@lru_cache(maxsize=64)
def _suffixes(known: frozenset[str]) -> tuple[str, ...]:
    """Return the labels that a longer label may end in; asked for once a clause."""
    return tuple(label for label in known if len(label) >= _SUFFIX)


def _is_specific(value: str) -> bool:
    """Without a link word only a figure, an id or a host is surely the label's value."""
    return value_of(value).kind in SPECIFIC or not value.isascii()
