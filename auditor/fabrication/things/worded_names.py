"""Names in words that a user asks about and a text tells of, and that nothing else ever spoke of.

`Is there an entry called "Podcast recording"?`, `And Casa do Mirante?`: titles, places, people and
files have no ids. What is quoted, written with capitals, or a name of a file counts where the text
has it, too, so that it is clear how far the name reaches, and so does what a record of the text is
named by; ids and hosts count in any case. A name that a call of the turn is yet to look up is asked
about however the user puts it.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.fabrication.ground.unsourced import PUBLIC
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Scene
from auditor.fabrication.things.looks_due import wants_look
from auditor.fabrication.things.open_question import ASKS_TO_ACT
from auditor.values.blocks import Block, Field, blocks_of
from auditor.values.occurrences import occurs, place_of
from auditor.values.quotations import CLOSING, DOUBLE, OPENING
from auditor.values.values import normal_text, value_of

_LONGEST_ASKED = 600
_SHORTEST, _LONGEST_NAME = 4, 60
_MOST_WORDS, _MOST_NAMES = 6, 12
_FEW_WORDS, _FEW_SIGNS = 4, 6
_SENTENCE = re.compile(r"[^.?!。？！\n]*(?:\.(?=\S)[^.?!。？！\n]*)*[.?!。？！\n]?")
_ASKS = re.compile(r"[?？]\W*$")
# `Can you cancel X?` wants something done, `What did I pay for X?` an answer.
_REQUESTS = re.compile(
    r"\b(?:can|could|would|will|please|shall|kannst|könn\w+|würd\w+|puede\w*|podría\w*|peux|"
    r"pouvez|pourr\w+|pode\w*|puoi|può)\b|[能请帮]",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"[\"{OPENING}《]([^{DOUBLE}《》\n]{{2,60}})[\"{CLOSING}》]")
_FILE = re.compile(r"(?<![\w./-])[\w-]{2,60}\.[a-z]{2,4}(?![\w/])")
_BORDER = re.compile(rf"[,;:()（）、，；：{DOUBLE}《》—–|]|\s(?:and|und|y|et|e|och|en|i|и)\s")
_CAPITAL = re.compile(r"(?<![A-Za-z0-9'’_-])[^\W\d_a-zß-öø-ÿ\u3040-\uffff]")
_WESTERN = re.compile(r"[^\u3040-\uffff]*")
_END = re.compile(r"(?=\s|\W*$)")
_BLANK = re.compile(r"\W*")
_WORD = re.compile(r"[^\W\d_\u3040-\uffff]+")
_SIGN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_NAMING = re.compile(r"(?:.*[ _])?(?:name|title|subject|filename)", re.IGNORECASE)
# How something is to be written names no thing.
_FORMAT = re.compile(
    r"\W*(?:raw|原始|源)?\W*(?:json|yaml|xml|csv|html|markdown|toml|excel|pdf|sql)\W*",
    re.IGNORECASE,
)
_NO_NAME = ("date", "time", "number", "flag", "empty")


def open_names(scene: Scene) -> list[str]:
    """Return such names as the user writes them, those of ids and hosts in normal form."""
    asked = scene.asked
    if not 0 < len(asked) <= _LONGEST_ASKED:
        return []
    heads = [head for block in blocks_of(scene.text) if (head := head_of(block))]
    found = dict.fromkeys(
        name for words in _SENTENCE.findall(asked) for name in _asked_in(words, heads, scene)
    )
    return [
        name
        for name in islice(found, _MOST_NAMES)
        if not _FORMAT.fullmatch(name) and is_unspoken(name, scene)
    ]


def head_of(block: Block) -> str:
    """Return what a record is named by: what stands under a name or a title, else first; or ""."""
    named = [field for field in block.fields if _NAMING.fullmatch(field.label)]
    return next((f.value for f in (*named, *block.fields[:1]) if _can_name(f.value)), "")


def is_naming(field: Field) -> bool:
    """Say whether a field holds a name or a title."""
    return _NAMING.fullmatch(field.label) is not None


def _can_name(raw: str) -> bool:
    return _SHORTEST <= len(raw) <= _LONGEST_NAME and value_of(raw).kind not in _NO_NAME


def is_unspoken(name: str, scene: Scene) -> bool:
    """Say whether nobody but users spoke of a name before a text, in calls that have an answer."""
    evidence, normal = scene.evidence, normal_text(name)
    answer = scene.pairing.answer
    for place in evidence.places_with((normal,), scene.event_index):
        text = evidence.texts[place]
        if text.author == "user" or not occurs(evidence.normal(place), normal):
            continue
        # What a call that is still open is given says nothing of the thing.
        result = answer.get(text.event_index) if text.author == "argument" else None
        if result is None or result.index < scene.event_index:
            return False
    return True


def calls_to_come(scene: Scene) -> Iterator[str]:
    """Yield what the calls of a text's turn are given that have returned nothing before it."""
    answer, before = scene.pairing.answer, scene.event_index
    for call in scene.pairing.calls:
        if call.turn == scene.event.turn and call.index != before:
            result = answer.get(call.index)
            if call.index > before or (result is not None and result.index > before):
                yield call.arguments_raw


def _asked_in(words: str, heads: list[str], scene: Scene) -> Iterator[str]:
    """Yield the names of a sentence that it asks to look at, or that a call is yet to."""
    names = [name for name in (*_ids_in(words), *_shared(words, scene.text)) if _can_name(name)]
    names += [head for head in heads if place_of(head, words) >= 0]
    if not names or _asks(words, names):
        yield from names
        return
    coming = list(calls_to_come(scene))
    yield from (name for name in names if any(place_of(name, raw) >= 0 for raw in coming))


def _asks(words: str, names: list[str]) -> bool:
    """Say whether a sentence asks something of some names, or says hardly more than these."""
    rest = words.casefold()
    for name in names:
        rest = rest.replace(name.casefold(), " ")
    asks = _ASKS.search(words) is not None
    if (not asks or _REQUESTS.search(words)) and ASKS_TO_ACT.stands_in(rest):
        return False
    if asks or wants_look(words):
        return True
    return len(_WORD.findall(rest)) <= _FEW_WORDS and len(_SIGN.findall(rest)) <= _FEW_SIGNS


def _ids_in(words: str) -> Iterator[str]:
    for name in named_in(words):
        if "@" not in name.form and not PUBLIC.fullmatch(name.form):
            yield name.form


def _shared(words: str, text: str) -> Iterator[str]:
    """Yield the names in words of a sentence that a text has, too."""
    quoted = [found[1].strip(" ,.") for found in _QUOTED.finditer(words)]
    yield from (one for one in quoted if _is_told(one, text))
    yield from (found[0] for found in _FILE.finditer(words) if _is_told(found[0], text))
    for start, part in _parts(words):
        for found in _CAPITAL.finditer(part):
            western = _WESTERN.match(part, found.start())
            name = _longest(western[0].rstrip() if western else "", text)
            # What begins a sentence is written with a capital in any case.
            leads = start == 0 and _BLANK.fullmatch(part, 0, found.start())
            if name and not (leads and " " not in name):
                yield name
                break


def _parts(words: str) -> Iterator[tuple[int, str]]:
    """Yield what borders part in a sentence, with the place at which each part begins."""
    place = 0
    for border in _BORDER.finditer(words):
        yield place, words[place : border.start()]
        place = border.end()
    yield place, words[place:]


def _longest(rest: str, text: str) -> str:
    """Return the longest beginning of some words that a text has as a whole, or ""."""
    ends = [found.start() for found in islice(_END.finditer(rest, 1), _MOST_WORDS)]
    names = (rest[:end].rstrip(" .?!？。'’") for end in reversed(ends))
    return next((name for name in names if _is_told(name, text)), "")


def _is_told(name: str, text: str) -> bool:
    return _SHORTEST <= len(name) <= _LONGEST_NAME and place_of(name, text) >= 0
