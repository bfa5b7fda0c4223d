"""Quotations in marks or as quoted lines that a genuine result almost holds, but with other words.

What stands in quotation marks claims to be word for word. Where a result holds the same sentence
but for a few words that were put in the place of others, the quotation was altered. Words left out,
other marks, other spacing and another tense are no alteration, and a value of JSON is no quotation.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.workshop import is_workshop
from auditor.values.blocks import Field
from auditor.values.values import normal_text

_QUOTED = re.compile(
    r"(?:(?<![A-Za-z0-9.,!?%])\"|[“„«「])([^\"“”„«»「」\n]{30,400})[\"”“»」]|"
    r"(?:^|\n)[ \t]*>[ \t]?([^\n]{30,400})"
)
_WORD = re.compile(r"\d[\d.,:]*\d|\d|[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A quotation's brackets hold words of who quotes.
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,60}\](?!\()")
# As YAML writes an apostrophe between apostrophes.
_DOUBLED = re.compile(r"(?<=\w)''(?=\w)")
_JSON_KEY = re.compile(r"\"\s*:\s*$")
_KEY = 8
_GRAMMAR = frozenset(
    {
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will",
        "would", "the", "a", "an", "this", "that", "these",
    }
)  # fmt: skip
_JOINTS = frozenset({"and", "or", "und", "et", "y", "e"})
_TURNS = frozenset({"not", "no", "never", "but", "or", "and", "without"})
_LONG = 6
_FEWEST_WORDS = 7
_SAME = 0.6
_MOST_RESULTS = 20
_LONGEST_RESULT = 20_000
_SCORE = 0.7


def judge_near_quotes(scene: Scene) -> Iterator[Imitation]:
    """Yield each quotation of a text that a result holds but for replaced words."""
    marks = list(_QUOTED.finditer(scene.text)) if scene.tells else []
    if not marks or is_workshop(scene):
        return
    for mark in marks:
        group = 1 if mark[1] else 2
        if _JSON_KEY.search(scene.text, max(0, mark.start() - _KEY), mark.start()):
            continue
        said = _words(_BRACKETED.sub("", mark[group]))
        if len(said) >= _FEWEST_WORDS and not _is_held(said, scene):
            found = _nearest(said, mark.span(group), scene)
            if found is not None:
                yield found


def _words(text: str) -> list[str]:
    return _WORD.findall(_DOUBLED.sub("'", normal_text(text)))


def _is_held(said: list[str], scene: Scene) -> bool:
    """Say whether any source, or an earlier text of the model, holds words in their order."""
    joined = " ".join(said)
    before = scene.event_index
    earlier = [text.raw for text in scene.evidence.texts if text.event_index < before]
    earlier += [message.text for message in scene.evidence.said_before(before)]
    return any(joined in " ".join(_words(raw)) for raw in earlier if said[0] in raw.casefold())


def _nearest(said: list[str], place: tuple[int, int], scene: Scene) -> Imitation | None:
    """Return the altered quotation of the newest result that almost holds it, or None."""
    seen = 0
    for result in reversed(scene.pairing.results):
        if result.index >= scene.event_index or result.source != "runtime":
            continue
        seen += 1
        if seen > _MOST_RESULTS:
            return None
        if len(result.output) > _LONGEST_RESULT:
            continue
        changed = _replaced(said, _words(result.output))
        if changed:
            call = scene.pairing.answered.get(result.index)
            tool, fields = call.name if call else "", [Field("", words) for words in changed]
            return found_in(scene, place, "altered", tool, _SCORE, fields, imitates=result.index)
    return None


def _replaced(said: list[str], output: list[str]) -> list[str]:
    """Return the words that stand in the place of others, where all around them is the same."""
    blocks = SequenceMatcher(None, output, said, autojunk=False)
    same = sum(size for _, _, size in blocks.get_matching_blocks() if size > 1)
    if same < _SAME * len(said):
        return []
    return [
        " ".join(said[first:last])
        for kind, start, end, first, last in blocks.get_opcodes()
        if kind == "replace"
        and first > 0
        and last < len(said)
        and end - start <= 2 * (last - first) + 2
        and not _is_harmless(said[first:last], output[start:end])
    ]


def _is_harmless(said: list[str], own: list[str]) -> bool:
    """Say whether words in the place of others only join what is left, or mend a letter."""
    if _GRAMMAR.issuperset(said + own):
        return True
    if _JOINTS.issuperset(said) and _TURNS.isdisjoint(own):
        return True
    return len(said) == len(own) and all(map(_mends, said, own))


def _mends(said: str, own: str) -> bool:
    """Say whether two long words are one but for a letter more or less."""
    short, long = sorted((said, own), key=len)
    return said == own or (
        len(short) >= _LONG
        and long.isalpha()
        and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    )
