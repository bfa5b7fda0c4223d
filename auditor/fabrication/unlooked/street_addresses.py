"""Street addresses that nothing holds, told after tools were called.

`Address: 42 Rue des Lilas, 75020 Paris` of an inn that a tool listed without one: a number
in a street is no figure that follows from others. It counts where the user asks for an address, or
the thing before it stands in a result, and no source holds its street, with whatever number. Of
well-known places people know it, so such a finding is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.evidence.readings import single_sentences
from auditor.fabrication.imitation import Imitation, Scene, found_in, stands_in_result
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.unlooked.after_failure import tells_of_failure
from auditor.values.blocks import Field
from auditor.values.one_pass import in_one_pass
from auditor.values.values import normal_text
from auditor.values.wording import Wording

_SCORE = 0.5
_LONGEST = 8000
_LEAD = 160
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_NAMES = rf"(?:(?:de|des|du|de la|del|della|di|the|of|et|y) |d['’]|l['’])*{_NAME}"
_FIRST = "[Rr]ue|[Aa]venue|[Bb]oulevard|[Qq]uai|[Cc]hemin|Place|Via|Piazza"
_LAST = "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Terrace|Crescent"
_JOINED, _ABROAD = "straße|strasse|gasse|allee|platz", "Calle|Via|Rua|Carrer|Plaza"
_ADDRESS = re.compile(
    # 42 Rue des Lilas
    r"\b(?P<number>\d{1,4}(?: ?(?:bis|ter|[a-z]))?),? "
    rf"(?P<street>(?:{_FIRST}) (?:{_NAMES})(?: {_NAMES}){{0,4}}|"
    # 12 Old Mill Road
    rf"(?:{_NAME} ){{1,4}}(?:{_LAST})\b)|"
    # Lindenstraße 12, Calle Mayor 4
    rf"\b(?P<before>[A-ZÄÖÜ][\w-]*(?:{_JOINED})|(?:{_ABROAD}) "
    rf"(?:{_NAMES})(?: {_NAMES}){{0,3}}),? (?P<behind>\d{{1,4}}[a-z]?)\b"
)
_MAY_BE = in_one_pass(rf"\d,? (?:{_FIRST}) |(?:{_LAST})\b|(?:{_JOINED}),? \d|(?:{_ABROAD}) ")
_NAMED = re.compile(rf"{_NAME}(?: (?:(?:de|des|du|la|le|of|the|and) )?{_NAME})+")
_ASKS = Wording(
    r"\b(?:address(?:es)?|located|location|where (?:is|are|it is)|adresses?|adressen?|dirección|"
    r"direcciones|indirizz[oi]|endereços?)\b"
)


def judge_street_addresses(scene: Scene) -> Iterator[Imitation]:
    """Yield such addresses, each with its place in the text."""
    text = scene.text
    if scene.channel != "text" or not scene.is_checkable or not scene.has_called:
        return
    if len(text) > _LONGEST or not _MAY_BE(text) or asks_for_fiction(scene.asked):
        return
    asked, told = _ASKS.stands_in(scene.asked), set[str]()
    for start, sentence in single_sentences(text):
        if is_unreal(sentence) or is_hedged(sentence) or tells_of_failure(sentence):
            continue
        for found in _ADDRESS.finditer(sentence):
            place = start + found.start()
            if (
                found[0] in told
                or _is_held(found, scene)
                or not (asked or _is_of_result(text[:place], scene))
            ):
                continue
            told.add(found[0])
            yield found_in(
                scene, (place, start + found.end()), "ungrounded", scene.newest_tool, _SCORE,
                [Field("", found[0])],
            )  # fmt: skip


def _is_held(found: re.Match[str], scene: Scene) -> bool:
    """Say whether any source, or the model in words before, speaks of the street."""
    street = normal_text(found["street"] or found["before"]).rstrip(".")
    evidence, index = scene.evidence, scene.event_index
    places = evidence.places_with((street,), index)
    if any(evidence.texts[place].author != "argument" for place in places):
        return True
    return any(street in normal_text(one.text) for one in evidence.said_before(index))


def _is_of_result(before: str, scene: Scene) -> bool:
    """Say whether a name right before an address stands in a result."""
    names = _NAMED.findall(before[-_LEAD:])
    return any(stands_in_result(name, scene) for name in names)
