"""Values as people and tools write them, brought to one spelling.

`$1,234.50` and `1234.5`, `April 12, 2001` and `2001-04-12`, `3:05 pm` and `15:05`,
`hxxp://evil[.]example` and `http://evil.example` are the same value. Numbers never pass through
floats, which lose digits.
"""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

from auditor.values.dates import clock_of, date_of

Kind = Literal["id", "host", "number", "date", "time", "word", "text", "flag", "empty"]

# What names a thing, and what is told of it.
NAMES: frozenset[Kind] = frozenset({"id", "host"})
FIGURES: frozenset[Kind] = frozenset({"number", "date", "time"})
IN_WORDS: frozenset[Kind] = frozenset({"word", "text"})
"""Kinds of values that may be told in other words."""
# A value of these kinds says something that cannot be guessed or be common knowledge.
SPECIFIC = NAMES | FIGURES

_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,9}://)?"
    r"(?:(?:[\w-]+\.)+[a-z]{2,24}(?:[:/?#]\S*)?|\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\S*)?)|"
    r"[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
# `$59/day` is 59 of whatever a result has by the day.
_PER = (
    r" ?/ ?(?:day|night|week|month|year|hour|person|guest|adult|child|user|seat|meal|head|room|"
    r"item|unit|piece|visit|ticket|tag|nacht|monat|jahr|stunde|jour|nuit|mois|an|personne|d[ií]a|noche|"
    r"mes|a[ñn]o|hora|persona|人|晚|天|月|年|小时)"
)
_UNITS = re.compile(
    r"(?:\$|€|£|¥|usd|eur|gbp|cny|rmb)? ?([-+]?\d[\d,]*(?:\.\d+)?) ?"
    r"(?:%|percent|(?<=\d)p|ct|dollars?|usd|eur|元|美元|分|个|次|条|天|小时|分钟|points?|"
    r"px|r?em|v[hw]|pt|x|k|ms|kb|mb|gb|"
    r"days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|kg|km|items?|bags?|"
    r"mg|ml|cm|mm|km/h|m/s|mph|°[cf]|hpa|g/dl|mg/l|mmol/l|tb|[kmg]b/s|weeks?|months?|"
    r"(?:[mμµ]?g|[mk]?cal|iu|ml)/(?:kg|g|[dm]?l|h|min|d)|"
    r"years?|nights?|people|users?|files?|rows?|seats?|times?|chf|jpy|"
    r"千克|公斤|克|吨|公里|千米|米|厘米|毫米|度|摄氏度|人|件|名|位|周|秒|毫秒|页|台|升|毫升)?"
    rf"(?: ?(?:/|out of|of) ?\d+|{_PER})?"
)
# `118,90 €` and `1.234,56` of much of the world; no thousands are parted by fewer than three.
_EUROPEAN = re.compile(
    r"(?:\$|€|£|¥|usd|eur|gbp|chf)? ?([-+]?(?:\d{1,3}(?:[. ]\d{3})+|\d+)),(\d{1,2}) ?"
    r"(?:%|€|\$|£|zł|kr|₽|°c|[^\W\d_]{1,3}(?:/[^\W\d_]{1,3})?|euros?)?"
)
# Behind these a comma may stand for a point: only thousands are parted by one.
_IN_OTHER_UNITS = re.compile(
    r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?) ?"
    r"(?:[kmg]?wh?|[kmg]?hz|k?v|[mk]?bar|[kmg]?pa|[km]?pc|ly|au|[kmgt]ib?|m²|m³|gbp|sek|nok|dkk|pln|czk|"
    r"千瓦时?|兆瓦时?|(?<!\.\d{3})(?<!\.\d{3} )[€£₽₩₹])"
)
_YES = "true yes 是 ja oui si sí sì sim tak evet да はい 有り 예 네 真"
_NO = "false no 否 nein non não nee nie nej нет hayır いいえ 無し 아니오 아니요 假"
_FLAGS = dict.fromkeys(_YES.split(), "true") | dict.fromkeys(_NO.split(), "false")
# Ticks and crosses, alone or before their word, in tables for people.
_TICKS, _CROSSES = "✅✔✓☑", "❌✗✘✖🚫☐"
_STATES = {
    "on": "true", "enabled": "true", "active": "true",
    "off": "false", "disabled": "false", "inactive": "false",
}  # fmt: skip
_NOTHING = (
    "null none n/a na nil - — 无 無 没有 沒有 未知 unknown [] {} keine keiner keines kein keinen "
    "nichts unbekannt aucun aucune néant inconnu inconnue ninguno ninguna nada desconocido "
    "desconocida nenhum nenhuma desconhecido nessuno nessuna nulla niente geen brak отсутствует "
    "неизвестно なし 不明 없음"
)
_EMPTY = {"", *_NOTHING.split()}
# `not available (rate limited)` tells no value either.
_NOT_GIVEN = re.compile(
    r"(?:not (?:available|returned|looked up|checked|queried)|no data|unavailable|"
    r"nicht (?:verfügbar|geprüft)|non disponible|no disponible|未返回|未查询?|暂无|不可用)"
    r"(?:\W.{0,40})?"
)
_FIRST_OF_NONE = frozenset(("no", "un", "ni", "未返", "未查", "暂无", "不可"))
_EDGES = " \t\r\n\"'`*_.,;!。，；！()[]{}<>（）—"
_PLAIN_MARKS = (
    ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("，", ","), ("：", ": "), ("（", "("),
    ("）", ")"), ("\u00a0", " "), ("\u202f", " "), ("–", "-"), ("−", "-"),
)  # fmt: skip
_PLACEHOLDERS = {
    "string", "integer", "number", "boolean", "str", "int", "float", "bool", "date", "value",
    "yyyy-mm-dd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "tt.mm.jjjj", "yyyy-mm-dd hh:mm",
    "hh:mm", "your value", "example", "tbd", "todo", "etc", "optional", "required",
}  # fmt: skip
# `184'230.50` in Switzerland.
_APOSTROPHE = re.compile(r"'(?<=[0-9]')(?=[0-9]{3}(?![0-9A-Za-z_]))")
# As YAML writes an apostrophe between apostrophes.
_DOUBLED = re.compile(r"''(?<=[^\W_]'')(?=[^\W_])")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# Where no blanks part words, marks do, and no name has so many letters.
_WIDE = "[\u3040-\u30ff\u4e00-\u9fff]"
_SENTENCE = re.compile(rf"[、，。；：！？→]|(?:{_WIDE}[^{_WIDE[1:-1]}]*){{8}}")
# `3小时35分`, `¥720(仅剩3张`: figures with their units, which name nothing.
_COUNTED = re.compile(rf"[$€£¥]?(?:\d[\d.,]*{_WIDE}{{1,4}}){{2,}}|[$€£¥]?\d[\d.,]*\({_WIDE}.*")
# A line's end that somebody folded away.
_BROKEN_DAY = re.compile(r"(?=.{11}\Z)(?=[^ ]+ [^ ]+\Z)(?:\d ?){4}- ?\d ?\d ?- ?\d ?\d")
_OCTAL = re.compile(r"(?:\\{1,2}[23][0-7]{2})+")
_REMARK = re.compile(r"(\d[\d.,:/-]*)\([^\W\d_][^()\d]*|(\d{1,3}(?:\.\d{1,3}){3})\([^()]*")
_LONGEST = 300
_LONGEST_KEPT = 500
# `Rp450.000`, where a point parts thousands, and codes glued to their amounts.
_IN_RUPIAH = re.compile(r"(?:rp|idr|₫|vnd)\.? ?(?=\d)")
_CURRENCY = re.compile(
    r"(?:(?:r|s|nt|hk|us|a|c|mx|nz)\$ ?|rs(?:\. ?| )|rm |kr(?:\. ?| )|[₹₩₱฿₺₴₦₪₽] ?)(?=\d)"
)
# `1 255` with a blank that breaks no line.
_JOINED = re.compile("(?<=[0-9])[\u00a0\u202f\u2009](?=[0-9]{3}(?![0-9A-Za-z_]))")
# Nobody counts with zeros in front: digits like these name a parcel or a product.
_OF_DIGITS = re.compile(r"0\d{5,}")
_DIGIT = re.compile(r"\d")
# The number of an account: `de28 0171 6786 5441 2205 25`.
_GROUPED_ID = re.compile(r"[a-z]{2}\d{2}(?: [a-z0-9]{4}){2,7}(?: [a-z0-9]{1,3})?")
# `a 9-minute walk`
_HYPHENED = re.compile(
    r"(\d[\d.]*)-(?:second|minute|min|hour|day|night|week|month|year|step|star|person|seat|page|"
    r"point|bed|room|mile|metre|meter|inch|foot|litre|liter|cent|euro|dollar)s?"
)


class Value(NamedTuple):
    """A value in its one spelling.

    Attributes:
        kind: What it is; `word` for up to four words without digits, `text` for longer ones.
        form: Equal for equal values.
    """

    kind: Kind
    form: str


def is_placeholder(raw: str) -> bool:
    """Say whether a value only marks where one would stand: `<uri>`, `...`, `YYYY-MM-DD`."""
    text = raw.strip(" \t\"'`*.,")
    if not text or set(text) <= set("xX.…*_-?#"):
        return bool(raw.strip())
    if (text[0], text[-1]) in (("<", ">"), ("{", "}"), ("[", "]"), ("$", "$"), ("%", "%")):
        return True
    return text.casefold() in _PLACEHOLDERS


def refang(text: str) -> str:
    """Undo the usual ways of making hosts and URLs harmless to click."""
    if "[" in text or "hxxp" in text:
        text = text.replace("[.]", ".").replace("[:]", ":").replace("[://]", "://")
        text = text.replace("(.)", ".").replace("[dot]", ".").replace("[at]", "@")
        text = text.replace("hxxp", "http")
    return text


# `21 h 40` in French.
_HOURS = re.compile(r"(?<![\w.,:])([01]?\d|2[0-3]) h ([0-5]\d)(?!\w| ?min)")
# `2025 年 11 月 3 日`
_APART_IN_DAY = re.compile(r"(?<=\d) (?=[年月日])|(?<=[年月]) (?=\d)")


def normal_text(text: str) -> str:
    """Return text in lower case, with plain quotes, single spaces and refanged hosts."""
    return _kept_normal(text) if len(text) <= _LONGEST_KEPT else _made_normal(text)


# One judge after another asks for the same names, labels and sentences.
@lru_cache(maxsize=4096)
def _kept_normal(text: str) -> str:
    return _made_normal(text)


def _made_normal(text: str) -> str:
    if "\\" in text:
        text = _unescaped(text)
    if text.isascii():
        text = refang(_in_one_piece(text.lower()))
        text = _HOURS.sub(r"\1h\2", text) if " h " in text else text
        if "  " not in text and text.isprintable():
            return text.strip(" ")
        return " ".join(text.split())
    text = _JOINED.sub("", text)
    for mark, plain in _PLAIN_MARKS:
        text = text.replace(mark, plain)
    if "月" in text:
        text = _APART_IN_DAY.sub("", text)
    if " h " in text:
        text = _HOURS.sub(r"\1h\2", text)
    return " ".join(refang(_in_one_piece(text.casefold())).split())


def _in_one_piece(text: str) -> str:
    """Return text without the apostrophes that part thousands, or that YAML writes twice."""
    if "'" not in text:
        return text
    return _DOUBLED.sub("'", _APOSTROPHE.sub("", text))


def _unescaped(text: str) -> str:
    """Undo the escapes of JSON in JSON and of shells: what they stand for ends a word."""
    for escape in ("\\n", "\\r", "\\t"):
        text = text.replace(escape, " ")
    text = text.replace('\\"', '"').replace("\\'", "'")
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
    return _OCTAL.sub(_from_octal, text) if "\\2" in text or "\\3" in text else text


def _from_octal(found: re.Match[str]) -> str:
    """Return the letters whose bytes protocol buffers and `git` write as octal numbers."""
    raw = bytes(int(number, 8) for number in found[0].split("\\") if number)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return found[0]


@lru_cache(maxsize=4096)
def value_of(raw: str) -> Value:
    """Return the kind and the one spelling of a value as written."""
    text = _without_remark(normal_text(raw).strip(_EDGES))
    if text[:1] in _TICKS + _CROSSES and text:
        told = text.lstrip(f"{_TICKS}{_CROSSES}\ufe0f ")
        if not told or told in _STATES:
            return Value("flag", _STATES.get(told) or ("true" if text[0] in _TICKS else "false"))
        text = told
    if text in _EMPTY or (text[:2] in _FIRST_OF_NONE and _NOT_GIVEN.fullmatch(text)):
        return Value("empty", "")
    if text in _FLAGS:
        return Value("flag", _FLAGS[text])
    if len(text) > _LONGEST:
        return Value("text", text)
    if _DIGIT.search(text):
        return _with_digits(text.replace(" ", "") if _BROKEN_DAY.fullmatch(text) else text)
    if ("." in text or "@" in text or "://" in text) and _HOST.fullmatch(text):
        return Value("host", _bare_host(text))
    words = text.replace("_", " ").replace("-", " ")
    return Value("word" if _is_short(words) else "text", words)


def _without_remark(text: str) -> str:
    """Return a figure without the words in brackets that are glued to its end."""
    if "(" not in text[1:] or not text[0].isdigit():
        return text
    remark = _REMARK.fullmatch(text)
    return remark[1] or remark[2] if remark else text


def _is_short(words: str) -> bool:
    if any("\u4e00" <= character <= "\u9fff" for character in words):
        return len(words) <= 12  # noqa: PLR2004 - about four words of Chinese
    return words.count(" ") < 4  # noqa: PLR2004 - up to four words


def _with_digits(text: str) -> Value:
    text = _without_currency(text)
    day = date_of(text)
    if day:
        return Value("date", day)
    clock = clock_of(text)
    if clock:
        return Value("time", clock)
    if _OF_DIGITS.fullmatch(text) or (" " in text and _GROUPED_ID.fullmatch(text)):
        return Value("id", text.replace(" ", ""))
    european = _EUROPEAN.fullmatch(text) if "," in text else None
    if european:
        return Value("number", number_form(f"{_digits_of(european[1])}.{european[2]}"))
    plain = _HYPHENED.fullmatch(text) or _UNITS.fullmatch(text) or _IN_OTHER_UNITS.fullmatch(text)
    if plain:
        return Value("number", number_form(plain[1]))
    if _HOST.fullmatch(text):
        return Value("host", _bare_host(text))
    if " " in text or _SENTENCE.search(text) or _COUNTED.fullmatch(text):
        return Value("text", text)
    return Value("id", text.lstrip("#"))


def _without_currency(text: str) -> str:
    """Return an amount without the letters or the sign of its currency, where these lead it."""
    if text[0].isdigit():
        return text
    rupiah = _IN_RUPIAH.match(text)
    if rupiah:
        return text[rupiah.end() :].replace(".", "")
    currency = _CURRENCY.match(text)
    return text[currency.end() :] if currency else text


def _digits_of(whole: str) -> str:
    return whole.replace(".", "").replace(" ", "")


def _bare_host(text: str) -> str:
    return text.rstrip("/").removeprefix("https://").removeprefix("http://")


def number_form(digits: str) -> str:
    """Return a decimal number without separators, sign `+` and trailing zeros."""
    try:
        number = Decimal(digits.replace(",", "").lstrip("+"))
    except InvalidOperation:
        return digits
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"
