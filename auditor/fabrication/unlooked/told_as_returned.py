"""What a text says a tool returned that no source holds, in whatever layout.

`Result of read_channel: ...` where read_channel was never called yet: nobody can have seen what it
returns, so that neither labels nor layout of a genuine result are needed. Of a tool that was called
most exact values must be from nowhere. What a source holds anyhow, examples, plans and what a tool
returns in general are none. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from auditor.evidence.arithmetic import is_worked_out
from auditor.evidence.provenance import is_small
from auditor.fabrication.examples import asks_for_example, asks_what_returns
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.texts.returned import last_sentence, may_say_returned, says_returned
from auditor.fabrication.things.open_question import asks_to_write
from auditor.fabrication.unlooked.attributed import is_uncalled
from auditor.values.atoms import atoms_of
from auditor.values.labels import label_key
from auditor.values.values import SPECIFIC, Value, is_placeholder, normal_text

_SCORE = 0.6
_LONGEST = 6000
_SHORTEST_TOLD = 8
_SHORTEST_NAME = 5
_FEWEST, _FEWEST_WORDS, _SHARE = 2, 3, 0.5
# Written as in programs; nobody else writes so.
_NAME = re.compile(r"(?<![\w/.=?&-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/=-]|\.\w)")
# What leads up to a result ends its line, or has a mark behind it.
_LEADS_UP = re.compile(r"[:：]|->|=>|→|\](?=\s*\n)")
_ARROWS = ("->", "=>", "→")
# As a log shows a call and what came back.
_SHOWN = re.compile(
    r"(?:\b(?:tool|function|result|output|response)\b|工具|结果|输出)[^\n]{0,80}(?:->|=>|→)|"
    r"\w\([^()\n]*\) ?(?:->|=>|→)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{5,}")
_PARAGRAPH = re.compile(r"\n\s*\n(?!\s*(?:[-*•|{\[`>#]|\d+[.)]))")


def may_tell_returned(text: str, names: Iterable[str]) -> bool:
    """Say whether a text may tell what a tool that it names returned.

    Args:
        text: The text.
        names: Names of the tools.
    """
    if len(text) > _LONGEST or not (may_say_returned(text) or _SHOWN.search(text)):
        return False
    if "_" in text and _NAME.search(text):
        return True
    small = text.lower()
    return any(
        "_" in name and any(spelt in small for spelt in _spelt(name.lower())) for name in names
    )


def judge_told_as_returned(scene: Scene) -> Iterator[Imitation]:
    """Yield the first stretch of a text that tells what such a tool returned."""
    text, asked = scene.text, scene.asked
    if (
        scene.is_partial
        or not may_tell_returned(text, scene.argument_keys)
        or not scene.pairing.calls
    ):
        return
    if asks_for_example(asked) or asks_what_returns(asked) or asks_to_write(asked):
        return
    for start, end, name in _named_in(text, scene):
        border = _LEADS_UP.search(text, end)
        lead = text[: border.end()] if border else ""
        if border is None or text[start:end] not in last_sentence(lead):
            continue
        if not (says_returned(lead) or (border[0] in _ARROWS and _SHOWN.search(lead, start - 20))):
            continue
        close = _PARAGRAPH.search(text, border.end())
        told = text[border.end() : close.start() if close else len(text)]
        new = _new_in(told, scene) if _is_uncalled(name, scene) else _mostly_new_in(told, scene)
        if new is not None:
            place, fields = (start, border.end() + len(told)), bare_fields(new, told)
            yield found_in(scene, place, "invented", name, _SCORE, fields, sure=False)
            return


def _named_in(text: str, scene: Scene) -> list[tuple[int, int, str]]:
    """Return where a text names a tool, as programs do or in words, and the tool, in order."""
    small = text.lower()
    found = [
        (place, place + len(spelt), known)
        for known in scene.argument_keys
        for spelt in _spelt(known.lower())
        if "_" in known and (place := small.find(spelt)) >= 0
    ]
    found += [
        (*name.span(), name[0])
        for name in _NAME.finditer(text)
        if len(name[0]) >= _SHORTEST_NAME and _is_nobodys(name[0].casefold(), scene)
    ]
    return sorted(found)


def _spelt(name: str) -> tuple[str, str]:
    return name, name.replace("_", " ")


def _is_nobodys(name: str, scene: Scene) -> bool:
    """Say whether nobody but the model has ever written a name."""
    return not scene.evidence.mentions((name, name.replace("_", " ")))


def _is_uncalled(name: str, scene: Scene) -> bool:
    """Say whether a tool was not called, or its call stands but behind the text."""
    if scene.position != "before its result":
        return is_uncalled(name, scene)
    key, before = label_key(name), scene.event_index
    return not any(
        key in label_key(f"{call.name} {call.arguments_raw}")
        for call in scene.pairing.calls
        if call.index < before
    )


def _new_in(told: str, scene: Scene) -> list[Value] | None:
    """Return the values that no source holds; None where all may be from somewhere."""
    if len(told.strip()) < _SHORTEST_TOLD:
        return None
    values = dict.fromkeys(atom.value for atom in atoms_of(normal_text(told)))
    new = [v for v in values if not is_placeholder(v.form) and scene.source_of(v) is None]
    if new:
        return new
    words = _words_of(told)
    unheard = [w for w in words if not scene.evidence.tells(w, scene.event_index)]
    is_new = len(unheard) >= max(_FEWEST_WORDS, _SHARE * len(words))
    return [] if is_new else None


def _mostly_new_in(told: str, scene: Scene) -> list[Value] | None:
    """Return the exact values that no source holds where most are so, else None."""
    values = {atom.value for atom in atoms_of(normal_text(told))}
    exact = [v for v in values if v.kind in SPECIFIC and not is_small(v)]
    new = [v for v in exact if not is_placeholder(v.form) and scene.source_of(v) is None]
    new = [v for v in new if v.kind != "number" or not _is_worked_out(v, scene)]
    return new if len(new) >= _FEWEST and 2 * len(new) > len(exact) else None


def _is_worked_out(value: Value, scene: Scene) -> bool:
    return is_worked_out(value.form, scene.text, scene.evidence, scene.event_index)


@lru_cache(maxsize=16)
def _words_of(told: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(normal_text(told))))
