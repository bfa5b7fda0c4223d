"""A mail address or an account number told with a slip: nothing holds it, but a source its like.

`nora.hayden@mail.example` where the diary has `nora.haydon@mail.example`, an IBAN with a piece of
it told twice: nobody else is meant, as only one letter differs, or one goes on where the other
ends. Where a text tells the right one, too, it compares them. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.trace import ToolCall, ToolResult
from auditor.values.blocks import Field

_SCORE = 0.6
_LONGEST = 8000
_SHORTEST_NAME = 5
_SAME_BEGINNING = 16
MAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
"""An address of mail."""

_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{12,30}\b")


def judge_mistyped(scene: Scene) -> Iterator[Imitation]:
    """Yield each sentence with such an address or number."""
    text = scene.text
    if not scene.is_checkable or scene.channel == "argument" or len(text) > _LONGEST:
        return
    if not _marks_in(text) or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    for start, sentence in single_sentences(text):
        if is_unreal(sentence) or is_hedged(sentence):
            continue
        for mark in _marks_in(sentence):
            source = _meant(mark, scene)
            if source is not None:
                result, call = source
                yield found_in(
                    scene, (start, start + len(sentence)), "altered", call.name, _SCORE,
                    [Field("", mark)], imitates=result.index,
                )  # fmt: skip
                break


def _marks_in(text: str) -> list[str]:
    return [*(MAIL.findall(text) if "@" in text else ()), *_ACCOUNT.findall(text)]


def _meant(mark: str, scene: Scene) -> tuple[ToolResult, ToolCall] | None:
    """Return the newest result with the one mark that another can only stand for, or None."""
    # Somebody but the model spoke of it.
    if scene.evidence.tells(mark.casefold(), scene.event_index):
        return None
    told = {one.casefold() for one in _marks_in(scene.text)}
    for result, call in scene.latest_results():
        near = {
            one for one in _marks_in(result.output) if _is_near(mark.casefold(), one.casefold())
        }
        if near:
            return (result, call) if len(near) == 1 and not told & {near.pop().casefold()} else None
    return None


def _is_near(mark: str, other: str) -> bool:
    """Say whether two marks differ in one letter of a name, or one goes on where the other ends."""
    if "@" not in mark:
        same = min(len(mark), len(other))
        return mark != other and same >= _SAME_BEGINNING and mark[:same] == other[:same]
    name, _, host = mark.partition("@")
    own, _, others = other.partition("@")
    if host != others or len(name) != len(own) or len(name) < _SHORTEST_NAME:
        return False
    changed = [pair for pair in zip(name, own, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and all(sign.isalpha() for sign in changed[0])
