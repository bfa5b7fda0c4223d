"""An appointment told by its hours, where the results that hold appointments have none of these.

`You have a meeting from 12:00 to 12:30 on Friday`, where the day's events begin at 10:00 and at
11:00. Whoever reads a calendar tells an event by where it begins and ends; hours that begin none
and end none are another's or nobody's. Gaps, free hours and plans begin where events end, so only
plain words that somebody has an event count, and only where nothing at all holds one of the hours.
So is a list of events whose hours nothing holds, where the results that were to tell them were kept
from the model. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.evidence.gaps import is_kept_from_model
from auditor.evidence.readings import single_sentences
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.values.blocks import Field
from auditor.values.places import structure_of

_SCORE = 0.6
_LONGEST = 3000
_NOON = 12
_HOUR = 60
_DEEPEST = 5
_FEWEST = 2
_CLOCK = r"\d{1,2}(?::\d\d){1,2}(?: ?[ap]\.?m\b)?|\d{1,2} ?[ap]\.?m\b"
_PARTS = re.compile(r"(\d{1,2})(?::(\d\d))?(?::\d\d)? ?([ap])?", re.IGNORECASE)
_ANY_CLOCK = re.compile(rf"(?<![\w:.])(?:{_CLOCK})(?![\w:])|(?<=T)\d\d:\d\d", re.IGNORECASE)
_SPAN = re.compile(
    rf"\b(?:you(?:['’]ve| have)|there(?:['’]s| is| are)|has)(?: already| also)? "
    rf"[^.\n;]{{0,60}}?\b(?:meeting|event|appointment|booking|class|session|call|lunch|dinner|"
    rf"interview|lesson|shift|visit)s?\b[^.\n;:]{{0,60}}?(?<![\w:.])"
    rf"({_CLOCK}) ?(?:-|–|to|until|till|and) ?({_CLOCK})(?![\w:])",
    re.IGNORECASE,
)
# `You have the following appointments on Friday:`
_HEADS = re.compile(
    r"\b(?:you(?:['’]ve| have)|there(?:['’]s| is| are)|here (?:is|are)|your)\b"
    r"[^\n:]*\b(?:appointment|event|meeting|schedule|calendar|booking|class)(?:e?s)?\b"
    r"[^\n]*:[ *]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SET_OUT = re.compile(
    rf"(?<![\w:.])({_CLOCK}) ?(?:-|–|to|until|till) ?({_CLOCK})(?![\w:])", re.IGNORECASE
)
_THOUGHT_OF = re.compile(
    r"\b(?:propos\w*|suggest\w*|plan\w*|draft\w*|example|sample|template|possible|could|would)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:free|available|availability|gap|break|slot|before|after|minutes?|hours?|time ?zone|"
    r"local time|utc|gmt|[cep][sde]t|request\w*|invit\w*|added|created|moved|rescheduled)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:.*_)?(?:start|begin|from)(?:s|_?time|_?at|_?date)?", re.IGNORECASE)
_ENDS = re.compile(r"(?:.*_)?(?:end|until|to)(?:s|_?time|_?at|_?date)?", re.IGNORECASE)


class _Hours(NamedTuple):
    """When the events of all results begin and end, in minutes, and a result that holds some."""

    begins: frozenset[int]
    ends: frozenset[int]
    tool: str
    event_index: int


def judge_told_spans(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a text that tells of an event by hours that none has."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or len(text) > _LONGEST:
        return
    if not _SET_OUT.search(text) or asks_for_example(scene.asked):
        return
    hours = scene.once(_hours)
    if not hours.begins or not hours.ends:
        yield from _judge_kept(scene)
        return
    for start, sentence in single_sentences(text):
        span = _SPAN.search(sentence)
        if span and _is_of_none(sentence, span, hours, scene):
            place = start + span.start(), start + span.end()
            field = Field("", f"{span[1]} to {span[2]}")
            source = hours.event_index
            yield found_in(scene, place, "ungrounded", hours.tool, _SCORE, [field], imitates=source)
            return


def _judge_kept(scene: Scene) -> Iterator[Imitation]:
    """Yield a list of events by hours that nothing holds, where what was to tell them was kept."""
    head = _HEADS.search(scene.text)
    results = list(scene.latest_results())
    kept = [(one, call) for one, call in results if is_kept_from_model(one.output)]
    if not kept or not head or _THOUGHT_OF.search(head[0] + scene.asked):
        return
    held = scene.once(_all_clocks)
    spans = list(_SET_OUT.finditer(scene.text, head.end()))
    new = [span for span in spans if not all(_may_be(clock) & held for clock in span.groups())]
    if len(new) >= _FEWEST and len(new) == len(spans):
        place = new[0].start(), new[-1].end()
        fields = [Field("", f"{span[1]} to {span[2]}") for span in new]
        result, call = kept[0]
        source = result.index
        yield found_in(scene, place, "ungrounded", call.name, _SCORE, fields, imitates=source)


def _is_of_none(sentence: str, span: re.Match[str], hours: _Hours, scene: Scene) -> bool:
    """Say whether a sentence plainly tells of an event whose hours are no event's."""
    # What follows may say what was not done for it.
    words = sentence[: span.end()]
    if "?" in sentence or _OTHERWISE.search(span[0]) or is_unreal(words) or is_hedged(words):
        return False
    begin, end = _may_be(span[1]), _may_be(span[2])
    if begin & hours.begins or end & hours.ends:
        return False
    held = scene.once(_all_clocks)
    return not begin & held or not end & held


def _minute_of(clock: str) -> int:
    """Return the minute of the day of a clock time, by 24 hours where it does not say am or pm."""
    found = _PARTS.match(clock)
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (0, 0, None)
    if half:
        hour = hour % _NOON + _NOON * (half in "pP")
    return hour * _HOUR + minute


def _may_be(clock: str) -> frozenset[int]:
    """Return the minutes that a told clock time may mean: without am or pm, of both halves."""
    minute = _minute_of(clock)
    is_open = not re.search("[ap]", clock, re.IGNORECASE)
    return frozenset(
        {minute, (minute + _NOON * _HOUR) % (2 * _NOON * _HOUR)} if is_open else {minute}
    )


def _all_clocks(scene: Scene) -> frozenset[int]:
    """Return every time of day that any text before this one holds."""
    texts = [one.raw for one in scene.evidence.texts if one.event_index < scene.event_index]
    return frozenset(_minute_of(one) for raw in texts for one in _ANY_CLOCK.findall(raw))


def _hours(scene: Scene) -> _Hours:
    begins: set[int] = set()
    ends: set[int] = set()
    tool, index = "", -1
    for result, call in scene.latest_results():
        for node in _objects(structure_of(result.output)):
            own = _clocks_under(node, _BEGINS), _clocks_under(node, _ENDS)
            if all(own) and index < 0:
                tool, index = call.name, result.index
            begins |= own[0]
            ends |= own[1]
    return _Hours(frozenset(begins), frozenset(ends), tool, index)


def _clocks_under(node: dict[Any, Any], label: re.Pattern[str]) -> set[int]:
    return {
        _minute_of(clock)
        for key, value in node.items()
        if isinstance(value, str) and label.fullmatch(str(key))
        for clock in re.findall(r"(?<!\d)\d\d:\d\d", value)
    }


def _objects(given: Any, depth: int = 0) -> Iterator[dict[Any, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(given, dict):
        yield given
    for child in given.values() if isinstance(given, dict) else given if _is_list(given) else ():
        yield from _objects(child, depth + 1)


def _is_list(given: Any) -> bool:
    return isinstance(given, list | tuple)
