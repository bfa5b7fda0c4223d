"""The looks that a text answers from: its record, and which words speak of what it was for."""

import re
from collections.abc import Callable, Iterator

from auditor.claims.deeds.may_have_acted import may_have_acted
from auditor.evidence.readings import is_question, parted, single_sentences
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.things.readings_of_things import Reading, names_one, readings_of_things
from auditor.trace import ToolCall
from auditor.values.blocks import Field
from auditor.values.flags import record_in
from auditor.values.wording import late

_LONGEST_RESULT = 6000
_SHORTEST_NAME, _LONGEST_NAME = 3, 60
_SHORTEST_STEM, _LONGEST_JOINED = 4, 14
_IT = late(
    r"\W*(?:(?:yes|no|ja|nein|sí|oui|non)\W+)?(?:it|this|that|es|sie|er|das|ella?|il|elle)?\W*$"
)
_WIDE = re.compile("[\u4e00-\u9fff]")
# Of something else than what was asked about, of a part of it, or at another time.
_OTHER = re.compile(r"[A-Za-z]*\d[\w-]{2,}|其[他余中]|另|部分|之前|此前|曾|预计|将")
_OWN = late(
    r"\b(?:your|the|this|that|ihre?|deine?|das|die|der|su|tu|el|la|votre|ton|ta|le|cette|ce)"
    r"(?: [\w-]+){0,3}\W*$"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_CLAUSE = re.compile(r"[;；。，]|,(?! ?\d)| (?:and|but|while|whereas|und|y|et) |而|但")
LONGEST_ANSWER = 400
"""An answer of more characters is not held word by word against what just came back."""
# A record, the row of a table, markup.
_SET_OUT = re.compile(r"[{|<\t]")
_NAMING = re.compile(
    r"(?:^|_|\b)(?:id|no|number|ref|reference|code|name|title|subject)$|[编单]号|名"
)


def newest_looks(scene: Scene) -> list[Reading]:
    """Return the only result of a text's turn, or all of them where every call of it only looks.

    What does more than look may have changed what was looked up.
    """
    return scene.once(_newest_looks)


def _newest_looks(scene: Scene) -> list[Reading]:
    turn = [
        Reading(call, result, _names_of(call, result.output), {})
        for result, call in scene.latest_results()
        if call.turn == scene.event.turn
    ]
    if len(turn) > 1 and any(may_have_acted(one.call, scene.pairing) for one in turn):
        return []
    return [one for one in turn if len(one.result.output) <= _LONGEST_RESULT]


def told_of_looks(scene: Scene) -> Iterator[tuple[int, str, Reading]]:
    """Yield the sentences of a text that ask nothing and are about one look: where, what, which."""
    looks = newest_looks(scene)
    for start, sentence in single_sentences(scene.text) if looks else ():
        if is_question(sentence):
            continue
        own = only_meant(looks, sentence)
        if own is not None:
            yield start, sentence, own
            continue
        # `WS-209 is online, WS-114 is isolated`: each clause may name another.
        for place, clause in parted(sentence, _CLAUSE) if len(looks) > 1 else ():
            own = only_meant(looks, clause)
            if own is not None:
                yield start + place, clause, own


def first_otherwise(
    scene: Scene, otherwise: Callable[[str, Reading], Iterator[Field]], score: float
) -> Iterator[Imitation]:
    """Yield the first sentence about a look that tells a field otherwise than its record.

    Args:
        scene: The text.
        otherwise: Yields what a sentence tells otherwise than its look's record.
        score: How sure such a finding is.
    """
    for start, sentence, own in told_of_looks(scene):
        told = next(otherwise(sentence, own), None)
        if told is not None:
            place, index = (start, start + len(sentence)), own.result.index
            yield found_in(scene, place, "altered", own.call.name, score, [told], imitates=index)
            return


def is_short_answer(scene: Scene) -> bool:
    """Say whether a text tells its user something in a few plain words, and nothing made up."""
    text = scene.text
    return (
        scene.answers
        and len(text) <= LONGEST_ANSWER
        and not _SET_OUT.search(text)
        and not asks_for_fiction(scene.asked)
    )


def only_meant(looks: list[Reading], sentence: str) -> Reading | None:
    """Return the only look, or of several the only one whose thing a sentence names."""
    named = looks if len(looks) == 1 else [one for one in looks if names_one(one, sentence)]
    return named[0] if len(named) == 1 else None


def readings_of_turn(scene: Scene) -> list[Reading]:
    """Return what the calls of the latest turn with any returned, but for failures."""
    readings = readings_of_things(scene)
    turn = max((one.call.turn for one in readings), default=-1)
    return [one for one in readings if one.call.turn == turn]


def _names_of(call: ToolCall, output: str) -> tuple[str, ...]:
    """Return by what names a call asks about something, or its record calls it."""
    names = [one.value for one in arguments_of(call)]
    names += (str(value) for key, value in record_in(output).items() if _NAMING.search(key.lower()))
    return tuple(one for one in names if _SHORTEST_NAME <= len(one) <= _LONGEST_NAME)


def is_of_look(head: str, sentence: str, own: Reading, *, is_first: bool) -> bool:
    """Say whether words before a link speak of the thing that was looked up.

    Args:
        head: The words of the clause before the link, in small letters.
        sentence: The whole sentence.
        own: The look.
        is_first: No clause of the sentence stands before this one, which could name the thing.
    """
    if names_one(own, head):
        return True
    if _WIDE.search(head):
        return not _OTHER.search(head)
    if len(head) <= _LONGEST_JOINED and _IT.fullmatch(head):
        return bool(head.strip()) or not is_first or names_one(own, sentence)
    noun = _OWN.search(head)
    return noun is not None and _is_named_after(own, noun[0])


def _is_named_after(own: Reading, noun: str) -> bool:
    """Say whether words name what sort of thing a tool looks up: `your order` of `get_order`."""
    words = _WORD.findall(noun)
    named = f"{own.call.name} {own.call.arguments_raw}".lower()
    return bool(words) and words[-1][: max(_SHORTEST_STEM, len(words[-1]) - 1)] in named
