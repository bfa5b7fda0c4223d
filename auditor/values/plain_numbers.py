"""Days, ranges and numbers of a text as this code base writes them."""

import re
from functools import lru_cache

from auditor.values.dates import SHORT_MONTHS
from auditor.values.values import Value, normal_text

_MONTH = "|".join(SHORT_MONTHS)
_RANGE = re.compile(
    r"(?<![\w.,-])(?<!\d{4}/)(\d{1,3}(?:\.\d+)?)(?: ?(?:-|/|of|to) ?)(\d{1,3}(?:\.\d+)?)(?![\w-])"
)
# `9/10` tells a score and what it is out of, which is no value of anything.
_OUT_OF = re.compile(r"(\d{1,3}(?:\.\d+)?) ?/ ?(?:10|100)")
_DAY_FIRST = re.compile(rf"(?<![\d:.,/-])(\d{{1,2}})\.? ((?:{_MONTH})[a-z]*)\b(?!,? \d{{4}})")
_EUROPEAN = re.compile(
    r"(?:(?<![\w.,])(?<!\w[-:/])|(?<=eur)|(?<=usd)|(?<=chf))"
    r"(\d{1,3}(?:\.\d{3})*|\d{4,}(?=,\d\d ?(?:[€$£¥]|[^\W\d_])))"
    r",(\d{1,2})(?![\d.,]*\d)"
)
# What begins with a digit is found sooner than what looks back first.
_DIGIT = re.compile(r"\d")
_DOTTED, _COMMA = re.compile(r"\d\.\d"), re.compile(r"\d,\d")
_BEFORE_MONTH = re.compile(rf"\d\.? (?:{_MONTH})")
_BETWEEN = re.compile(r"\d ?(?:-|/|of|to) ?\d")
# `10am-11:30am`, `10:00 a.m.-6:00 p.m.`
_CLOCKS = re.compile(r"(?:(?<=\d[ap]m)|(?<= [ap]\.m\.))-(?=\d)")
_DURATION = re.compile(r"(\d)(?=(?:s|ms|h)\b)")
_INDIAN = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d\d)+,\d{3}(?![\w,])")
_DOTTED_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
# `d-901:08:30:10`
_ID_AND_CLOCK = re.compile(r"(?<![\w:.-])([a-z][\w-]*\d):(?=\d\d:\d\d(?::\d\d)?(?![a-z0-9:]))")


_COUNTS = {
    word: str(number)
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "un deux trois quatre cinq six sept huit neuf dix onze douze",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "一 二 三 四 五 六 七 八 九 十 十一 十二",
    )
    for number, word in enumerate(words.split(), 1)
}
_COUNTED_TIME = re.compile(
    rf"(?<![^\W_])({'|'.join(sorted(_COUNTS, key=len, reverse=True))}|两)"
    r"(?: (?:business|working|calendar|more|full|whole|volle|weitere|jours? ouvr\w+) | ?个?| )?"
    r"(?:days?|weeks?|hours?|nights?|tage?n?|wochen?|werktage?n?|"
    r"jours?|semaines?|d[ií]as?|semanas?|工作日|天|日|周|小时|晚)",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(
    r"\bthe (\d{1,2})(?:st|nd|rd|th)\b|(?<![\d月年-])(\d{1,2})[日号]|\b(?:am|"
    r"den) (\d{1,2})\.(?!\d)|"
    r"\b(?:le|el|il|o|dia|día) (\d{1,2})\b(?! ?(?:[:h€%]|de \w+|\w+ \d{4}))",
    re.IGNORECASE,
)
# Of a number with blanks between its thousands one in the text leaves no doubt.
_PARTED = re.compile(r"(?<![\w.,:/+-])(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?![\w:/-]| \d)")
_SURELY_PARTED = re.compile(
    r"\d \d{3}(?:,\d{1,2}\b| ?(?:[€₽₴]|zł\b|kr\b|Kč\b|Ft\b|лв|lei\b|руб|грн|тыс|тенге|₸|eur\b))",
    re.IGNORECASE,
)


def with_firm_blanks(text: str) -> str:
    """Return a text of the same length whose blanks between thousands break no line.

    Only where one of its numbers is surely so parted: `1 255,50` or `1 255 kr`. Others of the text
    then are, too.
    """
    if _SURELY_PARTED.search(text) is None:
        return text
    return _PARTED.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def counts_in_words(text: str) -> list[Value]:
    """Return how many days, weeks and the like a text counts in words: `ten business days`."""
    return [
        Value("number", _COUNTS.get(found[1].lower(), "2"))
        for found in _COUNTED_TIME.finditer(text)
    ]


def days_of_month(text: str) -> list[int]:
    """Return the days that a text names without their month: `today is the 19th`."""
    found = (next(filter(None, day.groups())) for day in _DAY_OF_MONTH.finditer(text))
    return [int(day) for day in found]


@lru_cache(maxsize=256)
def numbers_plain(words: str) -> str:
    """Return a normal text with days, ranges and numbers as this code base writes them."""
    normal = normal_text(words)
    if not _DIGIT.search(normal):
        return normal
    if _DOTTED.search(normal):
        normal = _DOTTED_DAY.sub(r"\3-\2-\1", normal)
    if _BEFORE_MONTH.search(normal):
        normal = _DAY_FIRST.sub(r"\2 \1,", normal)
    if _COMMA.search(normal):
        normal = _EUROPEAN.sub(_with_point, normal)
        normal = _INDIAN.sub(lambda found: found[0].replace(",", ""), normal)
    normal = _ID_AND_CLOCK.sub(r"\1: ", normal) if ":" in normal else normal
    if _BETWEEN.search(normal):
        normal = _RANGE.sub(_both_ends, normal)
    if "m-" in normal or "m.-" in normal:
        normal = _CLOCKS.sub(" ", normal)
    return _DURATION.sub(r"\1 ", normal)


def _both_ends(found: re.Match[str]) -> str:
    score = _OUT_OF.fullmatch(found[0])
    return score[1] if score else f"{found[1]} {found[2]}"


def _with_point(found: re.Match[str]) -> str:
    return f"{found[1].replace('.', '')}.{found[2]}"
