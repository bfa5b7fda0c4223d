"""A name told in the place of the one that came back, in a short answer.

`Ravi Mehta` after `"assigned_to": "Ravi Menon"`: one part is the result's, another stands in no
source. `The carrier is FedEx`, `shipped with FedEx` after `"carrier": "DHL"`: the words around a
name that nobody told say which field it is. The result's own name is not in the answer. Such a
finding is at most suspected.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.evidence.readings import is_question, single_sentences
from auditor.evidence.records import values_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.mistold.against_own import ASKS_TO_CHANGE
from auditor.fabrication.texts.told_fields import is_hedged, is_unreal
from auditor.fabrication.things.newest_look import LONGEST_ANSWER, is_short_answer, readings_of_turn
from auditor.values.blocks import Field
from auditor.values.places import places_of

_SCORE = 0.6
_LONGEST_RESULT = 4000
_MOST_NAMES = 40
_SHORTEST = 3
_LONGEST_SHORT = 4
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_PART = rf"[A-ZÀ-ÖØ-Þ][{_LETTER}'’&-]+"
_NAME = rf"{_PART}(?:\.? {_PART}){{0,3}}"
_FOUND = re.compile(rf"(?<![\w.'’-]){_NAME}(?![\w-])")
_WHOLE = re.compile(_NAME)
_WORD = re.compile(rf"[{_LETTER}][{_LETTER}'’-]+")
_WIDE = re.compile("[\u4e00-\u9fff]{2,6}")
_OF_ANY = frozenset(
    ["current", "new", "total", "next", "last", "first", "main", "final", "full", "other", "same"]
)
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "prof", "herr", "frau", "the", "st"))
_FORMS = "gmbh inc llc ltd corp limited company group online ag sa bv srl co plc"
_OF_COMPANIES = frozenset(_FORMS.split())
# What fields are called in Chinese, where the result has them in English.
_IN_CHINESE = {
    "registrar": "注册商", "owner": "负责人|所有者|归属人", "org": "机构|组织|运营商",
    "isp": "运营商",
    "department": "部门", "dept": "部门", "city": "城市", "issuer": "颁发者", "vendor": "厂商",
    "manager": "主管|负责人", "assignee": "处理人", "group": "组织|团伙", "family": "家族",
}  # fmt: skip
_PLACES = re.compile(
    r"airport|city|place|\bloc|station|country|location|address|destination|origin|port"
)
_LINK = (
    r"(?: (?:of|for|on|at) [^,.;:]{1,30})?(?: (?:is|was|ist|es|est|named|called)|:)"
    r"(?: the| now| die| der| das| la| le| el)? "
)
# What a verb says of which field.
_VERBS = (
    (r"(?:assigned to|handled by|owned by)", "assign|owner|agent|handler"),
    (r"(?:ship(?:s|ped)?|sent|going|delivered) (?:with|via|by)", "carrier|courier|ship"),
    (r"(?:operated|flown) by", "airline|carrier|operator"),
    (r"(?:run|managed|led|taught|hosted) by", "manager|lead|teacher|instructor|host"),
    (r"written by", "author"),
    (r"registered (?:with|through|at|via)", "registrar"),
    (r"(?:hosted|announced|operated) (?:by|at|with|on)", "org|isp|provider|owner|asn|host|operat"),
    (r"(?:belongs to|owned by|run by)", "org|isp|provider|owner|asn|company|operat"),
    (r"issued by", "issuer|ca$"),
    (
        r"(?:gehört(?: zu)?|appartient à|pertenece a)(?: der| dem| la| le)?",
        "org|isp|provider|owner|asn|company|operat|betreiber|propri",
    ),
    (r"(?:flies|goes|travels|runs|departs|leaves)\b[^,.;]{0,40}? to", "dest|arriv|^to$"),
    (r"(?:land|arrive)s? (?:in|at)", "arriv|dest"),
    (r"(?:with|by|seeing) (?:Dr\.? )?", "doctor|physician|dentist|vet"),
)


class _Own(NamedTuple):
    """A name that a result holds: its label, itself, and the call and result."""

    label: str
    name: str
    tool: str
    event: int


def judge_other_names(scene: Scene) -> Iterator[Imitation]:
    """Yield the first sentence of a short answer that tells such a name."""
    text = scene.text
    if not (scene.has_called and is_short_answer(scene)) or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    own = [one for one in _names_returned(scene) if one.name not in text]
    if not own:
        return
    for start, sentence in single_sentences(text):
        if is_question(sentence) or is_unreal(sentence) or is_hedged(sentence):
            continue
        told = next(_told_instead(sentence, own, scene), None)
        if told is not None:
            name, instead = told
            place, field = (start, start + len(sentence)), Field(instead.label, name)
            yield found_in(
                scene, place, "altered", instead.tool, _SCORE, [field], imitates=instead.event
            )
            return


def may_tell_other_name(text: str) -> bool:
    """Say whether words are short and hold a name."""
    return len(text) <= LONGEST_ANSWER and bool(_FOUND.search(text) or _WIDE.search(text))


def _names_returned(scene: Scene) -> Iterator[_Own]:
    for one in readings_of_turn(scene):
        if len(one.result.output) <= _LONGEST_RESULT:
            for label, name in _names_in(one.result.output):
                yield _Own(label, name, one.call.name, one.result.index)


@lru_cache(maxsize=64)
def _names_in(output: str) -> tuple[tuple[str, str], ...]:
    """Return the names that a result has as values, with their labels."""
    places = places_of(output)
    leaves = [(" ".join(leaf.names), leaf.value) for leaf in places.leaves] if places else []
    read = [
        (label, raw)
        for one in ([] if places else values_in(output))
        for label, raws in one.values.items()
        for raw in raws
    ]
    found = [
        (label.lower(), value)
        for label, value in (*leaves, *read)
        if _WHOLE.fullmatch(value.split(" (")[0]) or _WIDE.fullmatch(value)
    ]
    return tuple(found[:_MOST_NAMES])


def _told_instead(sentence: str, own: list[_Own], scene: Scene) -> Iterator[tuple[str, _Own]]:
    """Yield the new names of a sentence that stand in the place of a result's, with these."""
    for found in _names_told(sentence):
        name = found[0]
        new = [word for word in _words(name) if _is_new(word, scene)]
        if not new:
            continue
        for one in own:
            if _is_short_for(one.name, name):
                continue
            if _shares_a_part(name, new, one, scene.text) or (
                _is_untold(one, scene.text) and _is_of_field(found, sentence, one.label)
            ):
                yield name, one
    for one in own:
        if _WIDE.fullmatch(one.name):
            yield from ((name, one) for name in _told_like(one.name, sentence, scene))
            yield from ((name, one) for name in _told_under(one, sentence, scene))


def _names_told(sentence: str) -> Iterator[re.Match[str]]:
    """Yield the names of a sentence, the first also without the word that begins the sentence."""
    for found in _FOUND.finditer(sentence):
        yield found
        if not sentence[: found.start()].strip() and " " in found[0]:
            rest = _FOUND.search(sentence, found.start() + found[0].index(" ") + 1)
            if rest is not None:
                yield rest


def _words(name: str) -> list[str]:
    words = (word.lower() for word in _WORD.findall(name))
    return [word for word in words if len(word) >= _SHORTEST and word not in _TITLES]


def _is_new(word: str, scene: Scene) -> bool:
    """Say whether no text before has a word."""
    return not scene.evidence.tells(word, scene.event_index)


def _is_untold(one: _Own, text: str) -> bool:
    lowered = text.lower()
    return not any(word in lowered for word in _words(one.name) if word not in _OF_COMPANIES)


def _is_short_for(own: str, name: str) -> bool:
    """Say whether a result's name may be short for a name: `OH`, `USA`."""
    is_short = own.isupper() and len(own.rsplit(maxsplit=1)[-1]) <= _LONGEST_SHORT
    return is_short and own[0] == name[0]


def _shares_a_part(name: str, new: list[str], one: _Own, text: str) -> bool:
    """Say whether a name is a result's but for one part, which the text does not tell."""
    said, theirs = _words(name), _words(one.name)
    if len(said) != len(theirs) or len(said) < 2 or len(new) != 1:  # noqa: PLR2004 - a full name
        return False
    left = [(mine, other) for mine, other in zip(said, theirs, strict=True) if mine != other]
    if len(left) != 1 or left[0][0] != new[0] or left[0][1] in text.lower():
        return False
    # Places have other names in other languages: `Munich` of `München`.
    return not (_PLACES.search(one.label) and left[0][0][0] == left[0][1][0])


def _is_of_field(found: re.Match[str], sentence: str, label: str) -> bool:
    """Say whether the words around a name say that it is that of a field."""
    word = re.split(r"[\W_]+", label)[-1] if label.isascii() else label
    head, rest = sentence[: found.start()], sentence[found.end() :]
    if len(word) > _SHORTEST or word == "isp":
        lowered = head.lower()
        if re.search(rf"\b{re.escape(word)}(?:{_LINK}| )$", lowered):
            return True
        is_name = found[0].lower() not in _OF_ANY
        if head and is_name and re.match(rf" {re.escape(word)}\b", rest.lower()):
            return True
    return any(
        re.search(rf"\b{verb} ?$", head) and re.search(fields, label) for verb, fields in _VERBS
    )


def _told_like(name: str, sentence: str, scene: Scene) -> Iterator[str]:
    """Yield what stands where such a name may, ends as it does, and nobody told: `白鹭厅`."""
    like = rf"(?:在|由|叫|到|去|给)([\u4e00-\u9fff]{{{len(name) - 1}}}{name[-1]})"
    for found in re.finditer(rf"{like}(?=[，。、；,;.!！]|$|的)", sentence):
        if _is_new(found[1], scene):
            yield found[1]


def _told_under(one: _Own, sentence: str, scene: Scene) -> Iterator[str]:
    """Yield what stands behind the name of its field, and nobody told: `负责人：周敏`."""
    labels = [] if one.label.isascii() else [re.escape(one.label)]
    labels += [words for stem, words in _IN_CHINESE.items() if stem in one.label]
    for label in labels:
        told = rf"(?:{label})(?:为|是|：|:|叫)\s?([\u4e00-\u9fff]{{2,4}})(?=[，。、；;,\s（(]|$)"
        for found in re.finditer(told, sentence):
            if found[1] != one.name and _is_new(found[1], scene):
                yield found[1]
