"""Form faults of an answer: empty, too short, with a repeated ending, with unmatched tags.

Pure functions from a text to a fault or None, in time linear in the text. The form rules and the
statistic `response_quality` share them, so that an audit and an evaluation mean the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# A list of words reads better as a paragraph.
# fmt: off
MODEL_TAGS = frozenset({
    "action", "action_input", "analysis", "answer", "final_answer", "function", "function_call",
    "function_calls", "function_result", "function_results", "invoke", "observation", "parameter",
    "reasoning", "reflection", "response", "scratchpad", "solution", "think", "thinking",
    "thought", "tool_call", "tool_calls", "tool_response", "tool_result", "tool_use",
})
"""Tags that models are trained to write in pairs: an open one without its end is a fault."""

HTML_WITHOUT_END = frozenset({
    "br", "col", "colgroup", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
})
"""HTML elements that have no end, or may leave it out."""
# fmt: on

REASONING_ENDS = ("</think>", "</thinking>")
TAIL_WINDOW = 6_000
LONGEST_CODE_SPAN = 1_000
QUOTE = 120

OPEN_QUOTES = "\"'`“‘「『(("
CLOSE_QUOTES = "\"'`”’」』))"
SENTENCE_MARKS = ",.;:!?)、,。;:!?)"

TAG = re.compile(r"<(/?)([^\W\d_][\w.:-]{0,63})(?:[\s=/][^<>]{0,300})?>")
FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})", re.MULTILINE)
BACKTICKS = re.compile(r"`+")


class FormFault(NamedTuple):
    """A form fault: its name, what is wrong, and where in the text (start, end)."""

    name: str
    detail: str
    start: int
    end: int


def looks_well_formed(text: str) -> bool:
    """Say whether an answer surely has no form fault at the usual thresholds; else ask in full.

    Two letters or digits are enough to say something, a tag needs a `<`, and what ends
    in three repetitions holds its last words three times.
    """
    if len(text) < _LAST or "<" in text:
        return False
    if not text[:2].isalnum() and sum(map(str.isalnum, text[:_FIRST])) < _TWO_LETTERS:
        return False
    last = text.rstrip()[-_LAST:]
    return text.count(last) < _USUAL_REPEATS


_LAST = 8
_FIRST = 24
_USUAL_REPEATS = 3


def form_faults(
    text: str, *, min_length: int = 2, min_repeats: int = 3, min_span: int = 40
) -> Iterator[FormFault]:
    """Yield the form faults of an answer, at most one of each name.

    Args:
        text: The answer; not the text beside a tool call, which may well be empty.
        min_length: See `too_short`.
        min_repeats: See `repeated_tail`.
        min_span: See `repeated_tail`.
    """
    if _surely_well_formed(text, min_length, min_span):
        return iter(())
    found = (
        empty_answer(text),
        too_short(text, min_length=min_length),
        repeated_tail(text, min_repeats=min_repeats, min_span=min_span),
        unbalanced_tag(text),
    )
    return (fault for fault in found if fault)


_TWO_LETTERS = 2


def _surely_well_formed(text: str, min_length: int, min_span: int) -> bool:
    """Say whether cheap tests rule every fault out, as they do for nearly every answer.

    It begins with two letters, has no tag, and what it ends with stands nowhere before.
    """
    anchor = max(1, min_span // 4)
    return (
        min_length <= _TWO_LETTERS
        and text[:_TWO_LETTERS].isalpha()
        and len(text) > anchor
        and "<" not in text
        and not text[-1].isspace()
        and text.find(text[-anchor:]) == len(text) - anchor
    )


def empty_answer(text: str) -> FormFault | None:
    """Return a fault if no letter, digit or symbol is left beside the model's reasoning.

    White space, punctuation, invisible characters and empty code fences say nothing; an emoji
    does. What stands before `</think>` is reasoning, no answer.
    """
    start = _answer_start(text)
    if any(map(_weight, _characters(text, start))):
        return None
    what = "only reasoning, no answer" if start else "nothing to read"
    return FormFault("empty-answer", what, 0, len(text))


def too_short(text: str, *, min_length: int = 2) -> FormFault | None:
    """Return a fault if the answer says less than `min_length`; an empty one has its own fault.

    Letters count one, digits, symbols and wide characters (Chinese, Japanese, Korean) two, since
    one of them can be a whole answer; punctuation and white space count nothing. So "OK", "7" and
    "是" have length 2. Raise the threshold to what an answer of your agent must at least say.
    """
    start, length = _answer_start(text), 0
    for character in _characters(text, start):
        length += _weight(character)
        if length >= min_length:
            return None
    if not length:
        return None
    return FormFault("too-short", f"length {length} of {min_length}", start, len(text))


def _characters(text: str, start: int) -> Iterator[str]:
    """Yield the characters from `start` without copying a long text."""
    return (text[place] for place in range(start, len(text)))


def _answer_start(text: str) -> int:
    """Return where the answer begins: behind the last end of reasoning, or before its beginning."""
    start = max(text.rfind(end) + len(end) if end in text else 0 for end in REASONING_ENDS)
    if not start:
        return 0
    # Some frameworks keep the reasoning behind the answer.
    begins = min(place for mark in REASONING_ENDS if (place := _place_of(mark, text)) >= 0)
    return 0 if text[:begins].strip() else start


def _place_of(end: str, text: str) -> int:
    """Return where the first reasoning begins that ends so: at the text's start if unmarked."""
    if end not in text:
        return -1
    return max(0, text.find(end.replace("/", "", 1)))


def _weight(character: str) -> int:
    """Return how much a character says: letter 1; digit, symbol, wide character 2; else 0."""
    category = unicodedata.category(character)
    if category[0] == "L":
        return 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return 2 if category[0] == "N" or category in {"So", "Sm", "Sc"} else 0


def repeated_tail(text: str, *, min_repeats: int = 3, min_span: int = 40) -> FormFault | None:
    """Return a fault if the text ends in one piece said over and over; the last may be cut short.

    The repeated part must span `min_span` characters (wide ones count two), five times that
    where the piece has no letter: dashes, dots and table lines are decoration. A piece of twice
    `min_span` characters need only stand there twice. Only the last 6,000 characters are looked
    at. Candidates for the period are the distances at which the last few characters occurred
    before; a text without any costs one search.

    Args:
        text: The answer.
        min_repeats: How often the piece must stand there, at least 2.
        min_span: How long all repetitions together must be.
    """
    end = len(text.rstrip())
    start = max(0, end - TAIL_WINDOW)
    anchor = max(1, min_span // 4)
    last = end - anchor
    place = text.rfind(text[last:end], start, end - 1) if last > start else -1
    while place >= start and (period := last - place) < end - start:
        # The last piece lacks the white space that parts the others.
        gap = period - len(text[end - period : end].lstrip())
        head = end + gap - period * (2 if period >= 2 * min_span else min_repeats)
        if head >= start and text[head : end - period] == text[head + period : end]:
            while head > start and text[head - 1] == text[head - 1 + period]:
                head -= 1
            if _width(text[head:end]) >= min_span * _strictness(text[end - period : end]):
                piece = " ".join(text[head : head + period].split())[:QUOTE]
                detail = f"the ending says {piece!r} {(end + gap - head) // period} times"
                return FormFault("repeated-tail", detail, head, end)
        place = text.rfind(text[last:end], start, place + anchor - 1)
    return None


def _width(text: str) -> int:
    """Return the length of a text, wide characters counted twice."""
    return len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text)


def _strictness(piece: str) -> int:
    """Return how many times longer a repetition of `piece` must be than one of words."""
    return 1 if any(map(str.isalpha, piece)) else 5


class _Tag(NamedTuple):
    closing: bool
    name: str
    start: int
    end: int


def unbalanced_tag(text: str) -> FormFault | None:
    """Return a fault for the first tag without its partner.

    Tags in code fences and code spans do not count, nor do tags that a sentence speaks of. An end
    without a beginning is a fault for any name. A beginning without an end is one for the tags
    that models write in pairs (`MODEL_TAGS`); for other names only if the same name is closed
    somewhere, so that `<your name>`, `<uri>` and `a < b` are none. HTML elements may leave out
    the ends that HTML lets them leave out.
    """
    if "<" not in text:
        return None
    tags = [tag for tag in _tags(text) if not _is_spoken_of(text, tag)]
    ended = {tag.name for tag in tags if tag.closing}
    opened: dict[str, list[_Tag]] = {}
    single: list[_Tag] = []
    for tag in tags:
        if not tag.closing:
            opened.setdefault(tag.name, []).append(tag)
        elif opened.get(tag.name):
            opened[tag.name].pop()
        else:
            single.append(tag)
    for name, left in opened.items():
        if name in MODEL_TAGS or (name in ended and name not in HTML_WITHOUT_END):
            single += left
    if not single:
        return None
    first = min(single, key=lambda tag: tag.start)
    detail = f"</{first.name}> closes nothing" if first.closing else f"<{first.name}> stays open"
    return FormFault("unbalanced-tag", detail, first.start, first.end)


def _tags(text: str) -> Iterator[_Tag]:
    """Yield the tags of a text outside of its code, self-closing ones left out."""
    code = iter(_code(text))
    start, end = next(code, (len(text), len(text)))
    for match in TAG.finditer(text):
        while end <= match.start():
            start, end = next(code, (len(text), len(text) + 1))
        if match.start() < start and not match[0].endswith("/>"):
            yield _Tag(bool(match[1]), match[2].lower(), match.start(), match.end())


def _is_spoken_of(text: str, tag: _Tag) -> bool:
    """Tell whether the tag is a word of a sentence, such as "put it into <answer> tags"."""
    before = text[max(0, tag.start - 2) : tag.start]
    after = text[tag.end : tag.end + 1]
    if not before or before[-1] == "\n" or not after or after == "\n":
        return False
    quoted = before[-1] in OPEN_QUOTES and after in CLOSE_QUOTES
    in_sentence = before[-1] == " " and (before[0].isalnum() or before[0] in ",:")
    return quoted or (in_sentence and (after == " " or after in SENTENCE_MARKS))


def _code(text: str) -> list[tuple[int, int]]:
    """Return where the text is code: fenced blocks and, between them, code spans, in order."""
    found: list[tuple[int, int]] = []
    begin, mark, free = 0, "", 0
    for match in FENCE.finditer(text):
        fence = match[1]
        if not mark:
            found += _code_spans(text, free, match.start())
            begin, mark = match.start(), fence
        elif fence[0] == mark[0] and len(fence) >= len(mark):
            found.append((begin, match.end()))
            mark, free = "", match.end()
    if mark:
        return [*found, (begin, len(text))]
    return found + list(_code_spans(text, free, len(text)))


def _code_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the code spans: a run of backticks up to the next run of the same length."""
    runs = [match.span() for match in BACKTICKS.finditer(text, start, end)]
    partner: list[int | None] = [None] * len(runs)
    latest: dict[int, int] = {}
    for place in range(len(runs) - 1, -1, -1):
        size = runs[place][1] - runs[place][0]
        partner[place] = latest.get(size)
        latest[size] = place
    place = 0
    while place < len(runs):
        other = partner[place]
        if other is not None and runs[other][1] - runs[place][0] <= LONGEST_CODE_SPAN:
            yield runs[place][0], runs[other][1]
            place = other
        place += 1
