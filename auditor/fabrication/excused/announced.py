"""Examples that a model announces as such: they deceive nobody about what a tool returned.

What is said to be made up is none wherever it stands; what is only called an example, a format or a
template is one where it is set out below these words, under no mark of a runtime.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.examples import PROPOSES, calls_example
from auditor.fabrication.texts.positions import positions_of
from auditor.fabrication.texts.programs import FENCE, blanked
from auditor.values.order_words import MEANS_IT, OWNS_UP, owns_up
from auditor.values.wording import Wording

_SUPPOSED = Wording(
    r"\b(?:hypothetical|illustrati(?:on|ve)|imagin(?:e|ed)\b|suppose\b|hypothetisch|hypothétique|"
    r"hipotétic|ipotetic|гипотет|hipotetyczn)|假设|假想|假定|仮定|仮想|가정|가상"
)
_PROPOSES = Wording(rf"(?:{PROPOSES})")
_COLON = re.compile(r"[:：][ \t*_]*(?=$|\D)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？]")
_LABELLED = re.compile(
    r"[ \t>]*(?:[-*•+] |\d+[.)] |#+ ?\d|[|{}\[\]<]|\**[\"'`]?[^\s:：=|,][^:：=|\n]{0,60}[:：=])"
    r"|[ \t]+\S"
)
_ROW = re.compile(r"[^,\n]*(?:,[^\s,][^,\n]*){2,}$|[^,\n]*(?:,[^,\n]{0,40})*,,")
_WORDY = 3
_WORDY_SIGNS = 8


def without_announced(text: str) -> str:
    """Return a text with spaces in place of announced examples and the words that announce them."""
    if (":" in text or "：" in text) and _may_announce(text.lower()):
        for start, end in _examples(text):
            text = _left_out(text, start, end)
    return text


def _left_out(text: str, start: int, end: int) -> str:
    """Return a text without a stretch; fences that a program was left out between stay."""
    for fence in FENCE.finditer(text, start, end):
        if not fence[3].strip():
            text = blanked(text, start, fence.start())
            start = fence.end()
    return blanked(text, start, end)


def _may_announce(lowered: str) -> bool:
    """Say whether words stand anywhere that announce an example where they end a clause."""
    return (
        _PROPOSES.stands_in(lowered)
        or OWNS_UP.stands_in(lowered)
        or _SUPPOSED.stands_in(lowered)
        or calls_example(lowered)
    )


def _examples(text: str) -> Iterator[tuple[int, int]]:
    lowered, end = text.lower(), 0
    for colon in _COLON.finditer(text):
        start = _clause_start(text, colon.start())
        said = lowered[start : colon.end()]
        is_made_up = owns_up(said) or _SUPPOSED.stands_in(said)
        if start < end or not (is_made_up or _is_example(said)):
            continue
        found = _end_of_example(text, colon.end(), is_made_up=is_made_up)
        if found > colon.end() and (is_made_up or not positions_of(text[start:found])):
            yield start, found
            end = found


def _clause_start(text: str, place: int) -> int:
    line = text.rfind("\n", 0, place) + 1
    ends = [found.end() for found in _SENTENCE_END.finditer(text, line, place)]
    return ends[-1] if ends else line


def _is_example(said: str) -> bool:
    return calls_example(said) and not MEANS_IT.stands_in(said)


def _end_of_example(text: str, place: int, *, is_made_up: bool) -> int:
    """Return where the example ends that is announced right before a place.

    That is what is set out in the lines below; where it is said to be made up, also the sentences
    below or behind the announcement.
    """
    end = _line_end(text, place)
    if text[place:end].strip(" *_`"):
        return end if is_made_up else place
    end, below, after_gap = place, end + 1, False
    is_open = is_made_up
    while below < len(text):
        fence = FENCE.match(text, below)
        line_end = fence.end() if fence else _line_end(text, below)
        line = text[below:line_end]
        if not line.strip():
            after_gap = True
        elif fence or _is_set_out(line, after_gap=after_gap and end > place):
            end, after_gap, is_open = line_end, False, False
        elif is_open and not (after_gap and end > place):
            end, after_gap = line_end, False
        else:
            break
        below = line_end + 1
    return end


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _is_set_out(line: str, *, after_gap: bool) -> bool:
    """Say whether a line belongs to what is set out, and announces nothing else."""
    if after_gap and MEANS_IT.stands_in(line):
        return False
    is_apart = after_gap and line[:1] not in " \t"
    return bool(_LABELLED.match(line) or _ROW.match(line)) and not _leads_on(
        line, is_apart=is_apart
    )


def _leads_on(line: str, *, is_apart: bool) -> bool:
    bare = line.strip(" \t*_`")
    if bare[-1:] not in (":", "："):
        return False
    return (
        is_apart
        or len(bare.split()) > _WORDY
        or (not bare.isascii() and len(bare) > _WORDY_SIGNS)
        or MEANS_IT.stands_in(bare)
    )
