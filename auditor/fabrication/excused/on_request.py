"""What the model makes up because the user asked for it, and until when that holds.

Mock data, a practice dialogue or a supposition is no made-up result. The request holds for what
follows it (`one more, please`) until the user asks for something real. It never holds for a thing
that a call was made for, but where the user supposes that it were otherwise. What the model itself
says that it invented, or has written into a file, is its own work, too.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.excused.as_ordered import is_as_ordered
from auditor.fabrication.excused.proposals import has_only_terms, is_proposed, says_proposed, wanted
from auditor.fabrication.excused.put_up import is_asked_of_user, is_put_to_user
from auditor.fabrication.ground.told_times import is_in_another_zone
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene
from auditor.values import order_words as words
from auditor.values.values import normal_text

Order = Literal["data", "sample", "script", "supposed", "plan", "draft", ""]
"""What a user asks to be made up, or proposed."""

_PROPOSED = ("plan", "draft")
_MOST_REQUESTS = 8
# Longer words describe a task; what they mention is not what they order.
_NEAR = 300
_SHORTEST_NAME = 4
_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？\n]")
_PART = re.compile(r"[^\w.-]+")
_NUMBER = re.compile(r"\d+")
_IN_NAME = re.compile(r"[\w-]")
# Behind an empty line, a line that ends in a colon announces something else.
_LEADS_ON = re.compile(r"\n[ \t]*\n[^\n]{0,200}[:：][ \t*_]*(?:\s+`{3,}\w*)?\s*$")
_OF_A_TEXT = re.compile(r"[{\n\"]")
_TRUE = frozenset(("copied", "re-rendered", "call-as-text"))


def is_on_request(found: Imitation, scene: Scene) -> bool:
    """Say whether a stretch that looks like a made-up result is what somebody asked to be made up.

    Args:
        found: The stretch.
        scene: The text as it stands.
    """
    if any(says_so(found, scene) for says_so in _SAYS_SO):
        return True
    if says_proposed(scene.text) and has_only_terms(found, "plan"):
        return True
    order = order_of(scene)
    if order in ("plan", "draft"):
        return is_proposed(found, order)
    if not order or not _is_alike(found, scene):
        return False
    if order == "script":
        return found.kind in _TRUE or not _is_real(found, scene)
    if found.position:
        return False
    if order in ("sample", "supposed") and _is_asked_about(found, scene):
        return False
    return order == "supposed" or not _is_real(found, scene)


def order_of(scene: Scene) -> Order:
    """Return what the user asks to be made up, in the newest words or in those that they go on."""
    for number, (asked, start, end) in enumerate(_requests(scene)):
        order = _order_in(asked)
        if number == 0 and order in ("", *_PROPOSED) and _leaves_it_open(asked, end, scene):
            return "data"
        if order or number == _MOST_REQUESTS:
            return order
        called = any(start < call.index < end for call in scene.pairing.calls)
        if called or not _goes_on(asked):
            return ""
    return ""


def _requests(scene: Scene) -> Iterator[tuple[str, int, int]]:
    """Yield the user's words before a text, newest first, and from where to where they hold.

    A bare yes stands for what the model offered.
    """
    end = scene.event_index
    for start, asked in _asked(scene):
        assents = words.ASSENTS.fullmatch(asked)
        yield _offered(start, scene) if assents else asked, start, end
        end = start


def _asked(scene: Scene) -> Iterator[tuple[int, str]]:
    """Yield where the user speaks before a text, and his words, newest first.

    What he says right behind his own words goes on with them.
    """
    newest, asked = -1, ""
    for text in reversed(scene.evidence.texts):
        if text.author != "user" or text.event_index >= scene.event_index:
            continue
        if newest >= 0 and text.event_index + 1 != newest:
            yield newest, asked
            asked = ""
        newest, asked = text.event_index, f"{text.raw}\n{asked}" if asked else text.raw
    if newest >= 0:
        yield newest, asked


def _leaves_it_open(asked: str, end: int, scene: Scene) -> bool:
    """Say whether the user asks for an example, or has done what is read, and that wants ideas.

    Some runtimes have him say the same again behind each result.
    """
    if asks_for_example(asked):
        return True
    return words.AS_TOLD_THERE.stands_in(asked) and any(
        text.event_index < end and text.author == "result" and words.IDEAS.stands_in(text.raw)
        for text in scene.evidence.texts
    )


def _offered(before: int, scene: Scene) -> str:
    """Return the last question that the model asked before an event."""
    said = next(scene.evidence.said_before(before), None)
    asked = [one for one in _SENTENCE.split(said.text) if one.strip()] if said else []
    return asked[-1] if asked else ""


@lru_cache(maxsize=64)
def _order_in(asked: str) -> Order:
    if len(asked) > words.LONGEST:
        return ""
    if words.orders_script(asked):
        return "script"
    if words.stand_in(words.INVENTS, asked) or words.IDEAS.stands_in(asked):
        return "data"
    if not words.ASKS_FOR_FACTS.stands_in(asked):
        if words.SAMPLES.stands_in(asked):
            return "sample"
        if words.LOOKS_OTHERWISE.stands_in(asked):
            return "supposed"
    return wanted(asked)


def _orders(asked: str) -> bool:
    return _order_in(asked) not in ("", *_PROPOSED) or asks_for_example(asked)


@lru_cache(maxsize=64)
def _goes_on(asked: str) -> bool:
    """Say whether words go on with what was asked for before, and ask for nothing that is so."""
    if words.ASKS_FOR_FACTS.stands_in(asked):
        return False
    return words.GOES_ON.stands_in(asked) or not words.ASKS.stands_in(asked)


def _is_alike(found: Imitation, scene: Scene) -> bool:
    """Say whether the user orders just what stands there, or the model wrote such before."""
    asked = next(_asked(scene), (0, ""))[1]
    if _orders(asked) or words.GOES_ON.stands_in(asked) or words.AS_TOLD_THERE.stands_in(asked):
        return True
    said = next(scene.evidence.said_before(scene.event_index), None)
    labels = [field.label for field in found.values if field.label]
    return said is not None and bool(labels) and all(label in said.text for label in labels)


def _is_real(found: Imitation, scene: Scene) -> bool:
    """Say whether a stretch is about a thing that was looked up, or that the user asks about."""
    quote = normal_text(found.quote)
    if any(_stands_alone(name, quote) for name in _looked_up(scene)):
        return True
    asked = next(_asked(scene), (0, ""))[1]
    if words.ONE_MORE.stands_in(asked) or (_orders(asked) and not _wants_facts(asked)):
        return False
    return _is_asked_about(found, scene)


def _is_asked_about(found: Imitation, scene: Scene) -> bool:
    """Say whether a stretch names what the user names and neither a call nor the model did."""
    quote = normal_text(found.quote)
    return any(
        _stands_alone(form, quote)
        and not _was_looked_up(form, scene)
        and not scene.evidence.told_before(form, scene.event_index)
        for form in (name.form for name in named_in(scene.asked))
    )


def _wants_facts(asked: str) -> bool:
    return words.ASKS_FOR_FACTS.stands_in(asked)


def _stands_alone(name: str, text: str) -> bool:
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if not _IN_NAME.search(text[max(0, place - 1) : place] + text[end : end + 1]):
            return True
        place = text.find(name, place + 1)
    return False


def _looked_up(scene: Scene) -> Iterator[str]:
    """Yield the names that short arguments of calls before a text hold, whole or in a path."""
    for place in range(scene.evidence.place_of(scene.event_index)):
        yield from _named_at(place, scene)


def _was_looked_up(form: str, scene: Scene) -> bool:
    """Say whether a form is one of these names."""
    places = scene.evidence.places_with((form,), scene.event_index)
    return any(form in _named_at(place, scene) for place in places)


def _named_at(place: int, scene: Scene) -> list[str]:
    text = scene.evidence.texts[place]
    if text.author != "argument" or _OF_A_TEXT.search(text.raw):
        return []
    parts = _PART.split(scene.evidence.normal(place))
    return [part for part in parts if len(part) >= _SHORTEST_NAME and _NUMBER.search(part)]


def _is_written(found: Imitation, scene: Scene) -> bool:
    """Say whether a record stands word for word in what the model wrote by a call.

    What it says that a tool returned, or what the user asks about, is no work of its own.
    """
    if not found.sure or found.position or _is_asked_about(found, scene):
        return False
    if words.MEANS_IT.stands_in(_sentence_before(found, scene)):
        return False
    head = _NUMBER.search(found.values[0].value) if found.values else None
    if head and head[0] in scene.asked and re.search(rf"(?<!\d){head[0]}(?!\d)", scene.asked):
        return False
    record = _closed_up(found.quote)
    return any(
        record in _closed_up(field.value)
        for call in scene.pairing.calls
        if call.step <= scene.event.step and call.index != scene.event_index
        if len(call.arguments_raw) >= len(record)
        for field in arguments_of(call)
        if len(field.value) >= len(record)
    )


def _closed_up(text: str) -> str:
    return "".join(text.split())


def _sentence_before(found: Imitation, scene: Scene) -> str:
    before = [one for one in _SENTENCE.split(scene.text[: found.start]) if one.strip(" `")]
    return before[-1] if before else ""


def _owns_up(found: Imitation, scene: Scene) -> bool:
    """Say whether the model says near a stretch that it made that up."""
    if found.position:
        return False
    before = scene.text[max(0, found.start - _NEAR) : found.start].lower()
    after = scene.text[found.end : found.end + _NEAR].lower()
    if not words.OWNS_UP.stands_in(f"{before}\n{after}"):
        return False
    own = [one for one in _SENTENCE.split(before) if words.OWNS_UP.stands_in(one)]
    since = before[before.rindex(own[-1]) :] if own else ""
    if own and not (words.MEANS_IT.stands_in(since) or _LEADS_ON.search(since)):
        return words.owns_up(own[-1])
    return any(
        words.owns_up(one) and not words.MEANS_IT.stands_in(one) for one in _SENTENCE.split(after)
    )


_SAYS_SO = (
    _is_written,
    _owns_up,
    is_as_ordered,
    is_put_to_user,
    is_asked_of_user,
    is_in_another_zone,
)
