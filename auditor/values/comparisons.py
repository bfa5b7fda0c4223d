"""Words that compare two things, or single one out: which has the greater value, and of what.

`cheaper` asks for the lower price, `the warmest` for the highest temperature; `a higher rating` and
`the most points` name the field themselves.
"""

import re
from typing import NamedTuple

from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

_PRICE = r"price|cost|fare|rate(?!d|s|$)|preis|precio|prix|rent|miete|fee|amount|total|价|费|租"
_TIME = r"duration|length|minutes|mins?$|hours|dauer|duraci|durée|时长|elapsed|latency|ms$|seconds"
_WARMTH = r"temp|high|max|low|celsius|气温|温度"
_SIZE = r"area|size|sqm|sqft|m2|qm|superficie|surface|fläche|metros|面积|capacity"
_WEIGHT = r"weight|kg|gewicht|peso|poids|重"
_RATING = r"rating|score|stars|review|bewertung|valoraci|puntua|note|评分|星"
_DISTANCE = r"distance|km$|miles|meters|metres|entfernung|distancia|距离"
_MOMENT = r"depart|arriv|start|begin|time$|abfahrt|ankunft|salida|llegada|départ|出发|到达|时间"
# What is said, whether it has more or less, and of which field.
_SORTS = (
    (
        (
            r"cheap(?:er|est)|(?:less|least) expensive|costs? (?:the )?(?:less|least)|"
            r"billiger|günstiger|günstigste|am (?:günstigsten|billigsten)|más barat[oa]|"
            r"moins chère?s?|更?最?便宜"
        ),
        False,
        _PRICE,
    ),
    (
        (
            r"(?:more|most) expensive|pric(?:ier|iest)|dearer|costs? (?:the )?(?:more|most)|"
            r"teurer|teuerste|am teuersten|más car[oa]|plus chère?s?|[更最]贵"
        ),
        True,
        _PRICE,
    ),
    (
        (
            r"warm(?:er|est)|hott(?:er|est)|wärmer|wärmste|am wärmsten|plus chaude?|"
            r"[更最][暖热]"
        ),
        True,
        _WARMTH,
    ),
    (
        (
            r"cold(?:er|est)|cool(?:er|est)|kälter|am kältesten|más frí[oa]|plus froide?|"
            r"[更最]冷"
        ),
        False,
        _WARMTH,
    ),
    (
        (
            r"fast(?:er|est)|quick(?:er|est)|short(?:er|est)|schneller|am schnellsten|kürzer|"
            r"más rápid[oa]|plus rapide|[更最]快"
        ),
        False,
        _TIME,
    ),
    (
        r"slow(?:er|est)|long(?:er|est)|langsamer|länger|más lent[oa]|plus lente?|[更最]慢",
        True,
        _TIME,
    ),
    (
        r"bigg(?:er|est)|larg(?:er|est)|größer|am größten|más grande|plus grande?|[更最]大",
        True,
        _SIZE,
    ),
    (
        r"small(?:er|est)|kleiner|am kleinsten|más pequeñ[oa]|plus petite?|[更最]小",
        False,
        _SIZE,
    ),
    (
        r"heav(?:ier|iest)|schwerer|más pesad[oa]|plus lourde?|[更最]重",
        True,
        _WEIGHT,
    ),
    (
        r"light(?:er|est)|leichter|más liger[oa]|plus légère?|[更最]轻",
        False,
        _WEIGHT,
    ),
    (
        r"clos(?:er|est)|near(?:er|est)|näher|más cerca|plus proche|[更最]近",
        False,
        _DISTANCE,
    ),
    (
        r"far(?:ther|thest)|furth(?:er|est) away|weiter weg|más lejos|plus loin|[更最]远",
        True,
        _DISTANCE,
    ),
    (
        r"earli(?:er|est)|früher|más temprano|plus tôt|[更最]早",
        False,
        _MOMENT,
    ),
    (
        r"lat(?:er|est)|später|más tarde|plus tard|[更最]晚",
        True,
        _MOMENT,
    ),
    (
        (
            r""
            r"(?:better|best|higher|highest)[ -](?:rat(?:ed|ing)|scor(?:e|ing)|review(?:ed|s)?)|"
            r"评分[更最]高"
        ),
        True,
        _RATING,
    ),
    (
        (
            r"(?:worse|worst|lower|lowest)[ -](?:rat(?:ed|ing)|scor(?:e|ing)|review(?:ed|s)?)|"
            r"评分[更最]低"
        ),
        False,
        _RATING,
    ),
)
_MORE = "higher|highest|greater|greatest|more|most"
_LESS = "lower|lowest|fewer|fewest|less|least"
_OF_FIELD = late(
    rf"\b(?:(?P<more>{_MORE})|(?:{_LESS}))"
    r"(?: (?:chance|number|amount|level|share|percentage|rate|free|total|usage) of)?"
    r" (?P<field>[a-z]{3,})(?: (?P<second>[a-z]{3,}))?"
)
_SUPERLATIVE = re.compile(r"(?:st|ste|most|least)\b|最|\bam ")
# Words of Latin letters may adjoin Chinese ones.
_LETTER, _WIDE = "[a-zß-ÿ]", "[\u4e00-\u9fff]"
_PATTERNS = tuple(
    (
        late(rf"(?:(?<!{_LETTER})|(?={_WIDE}))(?:{words})(?:(?!{_LETTER})|(?<={_WIDE}))"),
        more,
        late(fields),
    )
    for words, more, fields in _SORTS
)
PATTERN = "|".join(words for words, _, _ in _SORTS) + rf"|\b(?:{_MORE}|{_LESS}) [a-z]{{3}}"
"""By which a text may compare."""
_MAY = sign_anywhere(f"(?i){PATTERN}")
_PARTS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_SHORTEST, _LONGEST = 3, 1500


class Comparison(NamedTuple):
    """A word that compares.

    Attributes:
        start, end: Where it stands.
        more: It says that its thing has the greater value.
        fields: What names of fields it speaks of hold, a pattern; None where `named` says it.
        named: Words that name the field.
        word: As told.
    """

    start: int
    end: int
    more: bool
    fields: re.Pattern[str] | None
    named: tuple[str, ...]
    word: str

    @property
    def is_superlative(self) -> bool:
        """Whether it singles out one of any number of things."""
        return _SUPERLATIVE.search(self.word) is not None


def may_compare(text: str) -> bool:
    """Say whether a text that is not long may have such a word, at one pass over it."""
    return len(text) <= _LONGEST and _MAY(text)


def comparisons_in(lowered: str) -> list[Comparison]:
    """Return the words of a text in small letters that compare, in order."""
    found = [
        Comparison(*word.span(), more, fields, (), word[0])
        for pattern, more, fields in _PATTERNS
        for word in pattern.finditer(lowered)
    ]
    for word in _OF_FIELD.finditer(lowered):
        if not any(one.start <= word.start() < one.end for one in found):
            named = tuple(part for part in (word["field"], word["second"]) if part)
            end = word.end("field")
            is_more = word["more"] is not None
            found.append(
                Comparison(word.start(), end, is_more, None, named, lowered[word.start() : end])
            )
    return sorted(found, key=lambda one: one.start)


def names_field(word: Comparison, key: str) -> bool:
    """Say whether a comparison speaks of the field of a key, which may cut a word short: `pts`."""
    if word.fields is not None:
        return word.fields.search(key.lower()) is not None
    parts = [part.lower() for part in _PARTS.split(key)]
    return any(_is_short_for(part, one) for part in parts for one in word.named)


def _is_short_for(part: str, word: str) -> bool:
    """Say whether a part of a key is a word, its stem, or its letters in order: `mem`, `qty`."""
    if min(len(part), len(word)) < _SHORTEST or part[0] != word[0]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in part.removesuffix("s"))
