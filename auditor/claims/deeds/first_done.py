"""The first sentence by which an answer tells something as done, whatever it is."""

import re
from collections.abc import Callable

from auditor.claims.deeds.all_done import all_done_in
from auditor.claims.deeds.done import done_in
from auditor.claims.deeds.phrases import is_of_another
from auditor.claims.deeds.verbs import SAID
from auditor.claims.letters import is_in_letter
from auditor.evidence.readings import is_question, single_sentences
from auditor.trace import Message, Trace

_WORD = re.compile(r"[a-z]+")
_UNREAL = re.compile(
    r"\b(?:will|would|(?<!far as i )can|could|should|may|might|must|if|once|when|unless|until|"
    r"before|not|no|yet|to be|being|let|please)\b|n['’]t\b|"
    r"\b(?:ready|want\w*|need\w*|going|like) to\b"
)
_SUCCEEDED = re.compile(r"成功|已[^\s，。]{0,12}(?:好|完|了|成)|完了しました|しました|完成")


def first_told_done(message: Message, trace: Trace) -> tuple[int, int] | None:
    """Return where that sentence starts and ends, or None.

    What others did, and what stands in a letter that the user asked for, counts for nothing.
    """
    return _first(message, trace, _tells_done)


def first_told_of_deed(message: Message, trace: Trace) -> tuple[int, int] | None:
    """Return where a sentence that speaks of a deed as done, however guardedly, starts and ends."""
    return _first(message, trace, lambda said: _tells_done(said) or _speaks_of_deed(said))


def _first(message: Message, trace: Trace, tells: Callable[[str], bool]) -> tuple[int, int] | None:
    text = message.text
    for start, sentence in single_sentences(text):
        if tells(sentence) and not (
            is_of_another(text, start, sentence)
            or is_in_letter(text, start, trace.events[: message.index])
        ):
            return start, start + len(sentence)
    return None


def _speaks_of_deed(sentence: str) -> bool:
    said = sentence.casefold()
    if is_question(sentence) or _UNREAL.search(said):
        return False
    return any(word in SAID for word in _WORD.findall(said))


def _tells_done(sentence: str) -> bool:
    if is_question(sentence):
        return False
    return (
        _SUCCEEDED.search(sentence) is not None
        or all_done_in(sentence) is not None
        or next(done_in(sentence), None) is not None
    )
