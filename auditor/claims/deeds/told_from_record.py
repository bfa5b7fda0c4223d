"""Words of a record that sound like deeds: `Scheduled 12:40, now expected 12:55`.

What a result has as a field or a state is told with the verb in front and nothing that was done
behind it, and every figure beside it is the result's. So is what a user asks for again.
"""

import re
from collections.abc import Sequence

from auditor.claims.deeds.phrases import Deed
from auditor.trace import Event, ToolResult
from auditor.values.atoms import atoms_of
from auditor.values.values import FIGURES, Value, normal_text

_STEM = 6
# Behind the verb, where no object of it stands.
_NO_OBJECT = re.compile(
    r"\W*[A-Za-z]+ (?:\d|(?:through|by|at|for|on|in|via|with|from|since|to|under|until) )"
)
# `4:10 p.m.`
_HALF = re.compile(r"\b([ap])\.m\.")
_PASSED = re.compile(r"[:=][ \t]*\"?pass\b", re.IGNORECASE)


def is_told_from_record(deed: Deed, events: Sequence[Event], asked: str, turn: int) -> bool:
    """Say whether a sentence tells what results have, and nothing that was done.

    Args:
        deed: What it seems to tell.
        events: What came before it.
        asked: The user's newest words.
        turn: Its turn.
    """
    results = [event for event in events if type(event) is ToolResult]
    outputs = [result.output for result in results]
    if deed.own:
        return _is_field_told(deed, outputs)
    if deed.verb == "passed" and any(map(_PASSED.search, outputs)):
        # `"spf": "pass"`
        return True
    is_recalled = asked.rstrip().endswith(("?", "？")) and all(r.turn < turn for r in results)
    return is_recalled and _holds_all_figures(deed.sentence, outputs)


def _is_field_told(deed: Deed, outputs: Sequence[str]) -> bool:
    """Say whether a sentence without a subject tells what a result has under a like word."""
    if not _NO_OBJECT.match(deed.sentence):
        return False
    told = [output for output in outputs if deed.verb[:_STEM] in output.casefold()]
    return bool(told) and _holds_all_figures(deed.sentence, told)


def _holds_all_figures(sentence: str, outputs: Sequence[str]) -> bool:
    """Say whether a sentence has figures, and some result each of them."""
    figures = _figures_in(sentence)
    texts = [normal_text(output) for output in outputs]
    held = {value for text in texts for value in _figures_in(text)}
    return bool(figures) and all(
        value in held or any(value.form in text for text in texts if value.kind == "time")
        for value in figures
    )


def _figures_in(words: str) -> set[Value]:
    plain = _HALF.sub(r"\1m", normal_text(words))
    return {atom.value for atom in atoms_of(plain) if atom.value.kind in FIGURES}
