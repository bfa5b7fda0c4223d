"""Words in the place of others: how a stretch of words differs from where a result almost holds it.

The windows of a result that share most words with the stretch are held against it word by word.
Words left out, other joints, another tense and a letter more or less change nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from auditor.values.values import normal_text

_WORD = re.compile(
    r"\d[\d.,:]*\d|\d|[\u3040-\u9fff]|[^\W\d_\u3040-\u9fff]+(?:['’-][^\W\d_\u3040-\u9fff]+)*"
)
# What ends a value of a record, between two words.
_BORDER = re.compile(r"[\"':=,|<>{}\[\]()，：；。;]|[.!?](?:\s|\Z)")
_COLON = re.compile(r"[\"'*]{0,3} ?[:：]")
_GRAMMAR = frozenset(
    {
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will",
        "would", "the", "a", "an", "this", "that", "these",
    }
)  # fmt: skip
_JOINTS = frozenset({"and", "or", "und", "et", "y", "e"})
_TURNS = frozenset({"not", "no", "never", "but", "or", "and", "without"})
# What turns a sentence, put in or left out.
_TURNING_WORDS = (
    "not no never only nicht kein keine keinen nie ne pas jamais sin nunca non mai não nur solo "
    "sólo must may can cannot 不 没 未 无 非 须 可 必"
)
_TURNING = frozenset(_TURNING_WORDS.split())
# Beside these a result was cut off: nobody knows how it goes on.
_CUT = frozenset({"truncated", "omitted", "clipped", "elided", "snipped", "cut"})
_FEW_TURNED, _AROUND, _MOST_AT_END = 4, 6, 6
_LONG = 6
_MOST_WINDOWS = 4
_MUCH_LEFT = 12
_FEWEST_OF_PIECE, _FEWEST_OF_VALUE = 5, 3


class Words(NamedTuple):
    """The words of a text.

    Attributes:
        words: The words, in normal spelling.
        begins: For each whether a value may begin with it.
        labels: For each whether a colon follows it, and it is no number.
    """

    words: list[str]
    begins: list[bool]
    labels: list[bool]


def words_in(text: str) -> list[str]:
    """Return the words, numbers and Eastern signs of a text in normal spelling."""
    return _WORD.findall(normal_text(text))


# One text after another quotes the same results.
@lru_cache(maxsize=256)
def words_of(text: str) -> Words:
    """Return the words of a text with the borders of its values."""
    found = Words([], [], [])
    last = ""
    for line in text.split("\n"):
        normal, done = normal_text(line), 0
        for word in _WORD.finditer(normal):
            is_label = _COLON.match(normal, word.end()) is not None and not word[0][0].isdigit()
            if done:
                begins = _BORDER.search(normal, done, word.start()) is not None
            else:
                # A sentence may go on in the next line.
                goes_on = word.start() == 0 and word[0][0].isalpha() and last[-1:].isalnum()
                begins = is_label or not goes_on
            found.words.append(word[0])
            found.begins.append(begins)
            found.labels.append(is_label)
            done = word.end()
        last = normal or last
    return found


def changes_to(said: Words, own: Words, share: float, *, whole: bool) -> list[str] | None:
    """Return the words that stand in the place of others; None if no window is alike.

    The list is empty where a window holds nearly all of them, and differs in nothing that counts.

    Args:
        said: The words of a stretch.
        own: Those of a result.
        share: Which share of the stretch has to be the same, in order.
        whole: The words at the ends of the stretch count, too, and words that are the same may
            stand alone between changed ones.
    """
    if _is_shortened(said, own.words):
        return []
    found: list[str] | None = None
    for start in _windows(said.words, own.words, share):
        changed = _changed_in(said, own, start, share, whole=whole)
        if changed is not None and not changed:
            return []
        found = found or changed
    return found


def _is_shortened(said: Words, own: list[str]) -> bool:
    """Say whether a stretch is long ones of a result in order, what stands between left out.

    Where a value begins, three words are long.
    """
    whole, place, done = f" {' '.join(own)} ", 0, 0
    while done < len(said.words):
        end = len(said.words)
        if whole.find(_spaced(said.words[done : done + _FEWEST_OF_VALUE]), place) < 0:
            return False
        while end > done and (start := whole.find(_spaced(said.words[done:end]), place)) < 0:
            end -= 1
        is_rest = end == len(said.words)
        begins = said.begins[done] and (is_rest or said.begins[end])
        if end - done < (_FEWEST_OF_VALUE if begins else _FEWEST_OF_PIECE):
            return False
        if done and _turns([], whole[place:start].split()):
            return False
        place, done = start + len(_spaced(said.words[done:end])) - 1, end
    return True


def _spaced(words: list[str]) -> str:
    return f" {' '.join(words)} "


def _windows(said: list[str], own: list[str], share: float) -> list[int]:
    """Return where stretches of a result begin that share most words with others, best first."""
    wanted, size = Counter(said), len(said)
    if sum(word in wanted for word in own) < share * size:
        return []
    inside: Counter[str] = Counter()
    held, scored = 0, list[tuple[int, int]]()
    for place, word in enumerate(own):
        inside[word] += 1
        held += inside[word] <= wanted[word]
        if place >= size:
            gone = own[place - size]
            held -= inside[gone] <= wanted[gone]
            inside[gone] -= 1
        if held >= share * size:
            scored.append((held, max(0, place - size + 1)))
    return list(_apart(sorted(scored, key=lambda one: (-one[0], one[1])), size))


def _apart(scored: list[tuple[int, int]], size: int) -> Iterator[int]:
    chosen: list[int] = []
    for _, place in scored:
        if all(2 * abs(place - other) >= size for other in chosen):
            chosen.append(place)
            yield place
            if len(chosen) == _MOST_WINDOWS:
                return


def _changed_in(
    said: Words, own: Words, start: int, share: float, *, whole: bool
) -> list[str] | None:
    low = max(0, start - _AROUND)
    window = own.words[low : start + len(said.words) + _AROUND]
    matcher = SequenceMatcher(None, window, said.words, autojunk=False)
    least = 1 if whole else 2
    same = sum(n for _, _, n in matcher.get_matching_blocks() if n >= least)
    if same < share * len(said.words):
        return None
    changed: list[str] = []
    left = 0
    for kind, begin, end, first, last in matcher.get_opcodes():
        put, theirs = said.words[first:last], window[begin:end]
        if kind == "equal" or _is_harmless(put, theirs):
            continue
        labels = own.labels[low + begin : low + end]
        if _is_renamed(said.labels[first:last], labels) and (first == 0 or said.begins[first]):
            continue
        if all(labels) and _is_moved(put, said.words, window):
            continue
        left += len(put)
        if first == 0 or last == len(said.words):
            theirs = _at_end(said, own, (first, last), (low + begin, low + end)) if whole else []
        elif kind != "replace" and not _turns(put, theirs):
            continue
        if _turns(put, theirs) or (put and theirs and _is_other(put, theirs)):
            changed.append(" ".join(put or theirs))
    return changed if changed or left * _MUCH_LEFT <= len(said.words) else None


def _is_renamed(said: list[bool], own: list[bool]) -> bool:
    """Say whether a label stands in the place of another: `From:` for `sender:`."""
    return said == own == [True]


def _is_moved(put: list[str], said: list[str], window: list[str]) -> bool:
    """Say whether words stand at another place of the window.

    So somebody sets an address together from the fields of a record, but for their labels.
    """
    return bool(put) and all(said.count(word) <= window.count(word) for word in put)


def _at_end(said: Words, own: Words, put: tuple[int, int], theirs: tuple[int, int]) -> list[str]:
    """Return what stands, before or behind what is the same, in the place of words at an end.

    They are words of the same value, or as many of the next ones that are parted in the same way.

    Args:
        said, own: The words of the stretch and of the result.
        put, theirs: Where the words in question stand in them.
    """
    (first, last), (start, end) = put, theirs
    size = last - first
    if first == 0:
        low = end
        while low > start and (low == len(own.begins) or not own.begins[low]):
            low -= 1
        alike = said.begins[1 : last + 1] == own.begins[max(0, end - size) + 1 : end + 1]
        return own.words[low:end] or (own.words[max(0, end - size) : end] if alike else [])
    if start + size > len(own.words):
        # The result ends within what is quoted.
        return []
    high = start
    while high < min(len(own.words), start + _MOST_AT_END) and not own.begins[high]:
        high += 1
    alike = said.begins[first:last] == own.begins[start : start + size]
    own_end = own.words[start:high] or (own.words[start : start + size] if alike else [])
    return own_end if _CUT.isdisjoint(own.words[start : start + _MOST_AT_END]) else []


def _is_other(said: list[str], own: list[str]) -> bool:
    """Say whether words stand in the place of about as many others, and say something else."""
    return len(own) <= 2 * len(said) + 2 and not _is_harmless(said, own)


def _turns(said: list[str], own: list[str]) -> bool:
    """Say whether one or two words put in, or left out, turn what a sentence says."""
    return len(said) + len(own) <= _FEW_TURNED and _TURNING.isdisjoint(said) != _TURNING.isdisjoint(
        own
    )


def _is_harmless(said: list[str], own: list[str]) -> bool:
    """Say whether words in the place of others only join what is left, or mend a letter."""
    if _GRAMMAR.issuperset(said + own):
        return True
    if _JOINTS.issuperset(said) and _TURNS.isdisjoint(own):
        return True
    return len(said) == len(own) and all(map(_mends, said, own))


def _mends(said: str, own: str) -> bool:
    """Say whether two long words are one but for a letter more or less."""
    short, long = sorted((said.removesuffix("'s"), own.removesuffix("'s")), key=len)
    return short == long or (
        len(short) >= _LONG
        and long.isalpha()
        and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    )
