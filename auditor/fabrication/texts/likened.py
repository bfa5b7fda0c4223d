"""Things that a text only likens another to: `Same verdict as oa-gx70.cc`, `Wie schon 10.1.2.3`.

What a text tells is then of the other thing, and no result of the one that is named so.
"""

from collections.abc import Iterable

from auditor.evidence.readings import single_sentences
from auditor.values.occurrences import place_of
from auditor.values.values import refang
from auditor.values.wording import Wording

_LIKE = Wording(
    r"\b(?:same|like|alike|similar\w*|match(?:es|ing)?|equals?|just as|as (?:with|for|before|in)|"
    r"class (?:of|as)|likewise|also|too|so|wie|auch|ebenfalls|"
    r"aussi|también|également|anche|"
    r"também|gleich\w*|ebenso|genauso|analog\w*|comme|pareil\w*|même|identique|como|"
    r"igual|mism[oa]|come|stess[oa]|uguale|mesm[oa]|som|zelfde)\b|[同也亦]|一样|一樣|相同|类似|如|"
    r"같|비슷"
)


def is_only_likened(names: Iterable[str], text: str) -> bool:
    """Say whether each sentence of a text that has one of some names likens something to it.

    Args:
        names: What one thing is called.
        text: The text; it names the thing at all.
    """
    names, found = tuple(names), False
    for _, sentence in single_sentences(refang(text)):
        if not any(place_of(name, sentence) >= 0 for name in names):
            continue
        found = True
        if not _LIKE.stands_in(sentence):
            return False
    return found
