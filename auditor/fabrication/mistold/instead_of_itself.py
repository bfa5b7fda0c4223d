"""A change told with one value on both sides: `now starts at 12:15 instead of 12:15`.

Whoever changed something tells two values, the new one and the old one. Where both are one and the
same, one of them was told wrong. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import is_question, single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.values.blocks import Field
from auditor.values.values import FIGURES, normal_text, value_of
from auditor.values.wording import late

_SCORE = 0.6
_LONGEST = 4000
_VALUE = r"(?P<{0}>[$€£¥]?\d[\d.,:/-]*\d(?: ?(?:€|\$|£|%|元|kwh|eur|gbp|usd|am|pm|uhr))?)"
_INSTEAD = (
    r"instead of|rather than|(?:an)?statt|anstelle von|au lieu d[eu]|en lugar de|en vez de|"
    r"invece d[ei]|in plaats van|而不是|而非"
)
_MARKS = r"[*_`\s]{0,4}"
_CHANGED = late(
    rf"{_VALUE.format('new')}{_MARKS}(?:\([^()\n]{{0,40}}\) ?|[^\d\n.;!?]{{0,40}}?)"
    rf"(?:{_INSTEAD})(?: (?:bisher|the old|the previous|den|die|das|le|la|el)){{0,2}}{_MARKS}"
    rf"{_VALUE.format('old')}(?![\d:])|"
    rf"(?:changed|moved|raised|lowered|increased|reduced|updated|geändert|erhöht|gesenkt|modifié|"
    rf"cambiado) (?:from|von|de) {_MARKS}{_VALUE.format('first')}{_MARKS} "
    rf"(?:to|auf|à|a) {_MARKS}{_VALUE.format('second')}(?![\d:])",
    re.IGNORECASE,
)
_PAIRS = (("new", "old"), ("first", "second"))


def may_tell_change(text: str) -> bool:
    """Say whether a text may tell a value and the one that it took the place of."""
    return len(text) <= _LONGEST and _CHANGED.search(normal_text(text)) is not None


def judge_instead_of_itself(scene: Scene) -> Iterator[Imitation]:
    """Yield the first such sentence of an answer."""
    if not scene.answers or len(scene.text) > _LONGEST:
        return
    for start, sentence in single_sentences(scene.text):
        told = None if is_question(sentence) else _CHANGED.search(normal_text(sentence))
        if told is None:
            continue
        for one, other in _PAIRS:
            value = value_of(told[one]) if told[one] else None
            if value is None or value.kind not in FIGURES or value != value_of(told[other]):
                continue
            yield found_in(
                scene, (start, start + len(sentence)), "altered", scene.newest_tool, _SCORE,
                [Field("", told[one])], sure=False,
            )  # fmt: skip
            return
