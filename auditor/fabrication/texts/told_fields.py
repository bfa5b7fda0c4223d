"""Fields of tools told in one sentence or line: `the status of W1 is open`, `W1：状态：已结`.

Questions, plans and conditions tell nothing.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from auditor.values.blocks import Block, Field
from auditor.values.chinese_words import PLANS, SUPPOSES
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.labels import MOST_WORDS, field_key
from auditor.values.prose import Clause, clauses_behind_colons, clauses_of
from auditor.values.wording import Wording

_LONGEST_HEAD = 14
_LONGEST_VALUE = 60
_SHORTEST_ENGLISH = 2
_FEWEST = 3
_LONGEST_OWN = 40
_LETTER = re.compile(r"[^\W\d_]")
_STOP = re.compile(r"[.!](?=\s|$)|[。！；;\n]|(?<=[?？])")
_LINK = re.compile(
    r" (?:is|was|are|were|equals|=|ist|beträgt|est|es|è) |"
    # A moment has none within.
    r"(?<!T\d\d)(?<!T\d\d:\d\d)(?<!\d-\d\d \d\d)(?<!\d-\d\d \d\d:\d\d)[:：](?!//)\s*|[=＝]|"
    r"[是为](?<![不还就正如即或].)"
)
_HAS = re.compile(r"\b(?:has|have|had) (?:an? |the )?")
# Nothing ties the two words of "has colour depth" but what the sentence is about.
_NAMING = re.compile(r"\d|\w\.\w")
_OF = re.compile(r" (?:of|for|on|von|für|de|du|di) \S+(?: \S+)?$")
_VALUE_ENDS = re.compile(
    r", |,(?=[^,，。]{1,40}[是为]|[\u3040-\u30ff\u4e00-\u9fff])|，|、| \(|（|"
    r"且|而且|并且|以及| and | but | which | as of | because |[*`\"”]+(?= )"
)
# What is worked out before one's eyes is nobody's field.
_EQUATION = re.compile(r"[^=,;|]{0,40}?\w ?[*×·+] ?\(?[$€£¥]?\d[^=|]{0,60}= ?[$€£¥]?\d")
_ADDENDS = re.compile(r"\d ?[*×·+] ?\(?[$€£¥]?\d")
_MARKS = ":： \t*_`\"'“”()（）<>|-•#·{}"
_BORDER = re.compile(r"[,，:：、]|(?<=的)(?=[A-Za-z])")
_UNREAL = Wording(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|(?<!\d )may(?! \d)|must|"
    r"assuming|suppose|let(?! me (?:give|tell|show|share|list|present|lay|read)\b)|"
    r"please|whether|needs?|recommend\w*|suggest\w*|propos\w*|expected|"
    r"for (?:example|instance)|e\.g|intend\w*|plan(?:s|ned)?|will|going to|i['’]ll|not|no|"
    r"never|n['’]t|wären?|würden?|sería|serait|sarebbe|seria)\b|[?？]|"
    rf"{SUPPOSES}|{PLANS}|应(?<![反供].)(?![用付收答])|请(?<!申.)(?!求)|待|拟|"
    r"不(?!锈|良|确定度|动产)|没|未|吗|可能|预计|设为|改为"
)

_HEDGES = Wording(
    r"\b(?:about|around|roughly|approx\w*|estimat\w*|guess\w*|probably|likely|typical\w*|usual\w*|"
    r"on average|general\w*|assum\w*|etwa|circa|ungefähr|unos|environ|cerca|"
    r"normalerweise|üblicherweise|typischerweise|meistens|in der regel|wahrscheinlich|vermutlich|"
    r"geschätzt|généralement|en général|habituellement|d['’]habitude|probablement|normalmente|"
    r"por lo general|suelen?|probablemente|aproximad\w+|geralmente|em geral|costumam?|"
    r"provavelmente|di solito|in genere|probabilmente|gewöhnlich|"
    r"обычно|как правило|примерно|около|вероятно|zwykle|zazwyczaj|meestal|genellikle)\b|"
    r"[~≈]|约(?<![预合改续签]约)|大概|估计|通常|一般|おそらく|およそ|だいたい|たぶん|보통|일반적으로|대략|아마"
)


# What `_UNREAL` knows of English and Chinese, in further languages.
_DENIES = Wording(
    r"\b(?:nicht|kein\w*|konnte|unbekannt|fehl\w+|ne|pas|aucun\w*|jamais|rien|inconnu\w*|manqu\w+|"
    r"ningun[ao]?|nunca|desconocid\w+|falta\w*|não|nenhum\w*|desconhecid\w+|non|nessun\w*|"
    r"sconosciut\w+|ikke|inte|geen|niet|yok|değil|bilinmiyor|nie|brak|"
    r"не|нет|неизвест\w+|ошибк\w+|لم|لا|ليس|غير|لن|تعذر|خطأ|فشل)\b|"
    r"ません|ない|なし|不明|未|失敗|エラー|없|않|못|실패|오류|नहीं|失败|错误|超时|待"
)


class Told(NamedTuple):
    """A value that a sentence gives to a field.

    Attributes:
        label, value: As written.
        subject: What the sentence says around the label, where it may name whose field it is.
        is_line: It stands as `label: value`, not in a sentence.
        start, end: The sentence in its text.
    """

    label: str
    value: str
    subject: str
    is_line: bool
    start: int
    end: int


class _Labels(NamedTuple):
    """Field keys that are known, and all of them each with a line's end behind it."""

    keys: Collection[str]
    ends: str


@lru_cache(maxsize=256)
def labels_told(text: str) -> frozenset[str]:
    """Return the field keys of a text most of whose clauses tell a field each."""
    clauses = [clause.text for clause in clauses_of(text)]
    heads = [clause[: link.start()] for clause in clauses if (link := _LINK.search(clause))]
    if len(heads) < _FEWEST or 2 * len(heads) < len(clauses):
        return frozenset()
    labels = [head.strip(_MARKS) for head in heads if head.count(" ") < MOST_WORDS]
    return frozenset(field_key(label) for label in labels if len(label) <= _LONGEST_VALUE)


@lru_cache(maxsize=256)
def tells_fields(text: str) -> bool:
    """Say whether a text is a list of fields; what tells a story may be retold in other words."""
    listed = text.count("; ") + text.count("；")
    return bool(labels_told(text)) or 2 * listed >= max(len(clauses_of(text)), _FEWEST)


@lru_cache(maxsize=256)
def is_unreal(sentence: str) -> bool:
    """Say whether a sentence asks, plans, denies or supposes."""
    return _UNREAL.stands_in(sentence)


def denies(words: str) -> bool:
    """Say whether words of other languages than English and Chinese deny something."""
    return _DENIES.stands_in(words)


@lru_cache(maxsize=256)
def is_hedged(sentence: str) -> bool:
    """Say whether a sentence tells something roughly, by guess, or as what is usual."""
    return _HEDGES.stands_in(sentence)


def told_fields(text: str, labels: Collection[str] | None) -> Iterator[Told]:
    """Yield the fields that sentences and lines of a text tell, in order.

    Args:
        text: The model's words.
        labels: Field keys that results are known to have; None for any label.
    """
    known = None if labels is None else _Labels(labels, "\n".join([*labels, ""]))
    for start, sentence in _sentences_of(text):
        found = list(_told_in(sentence, known, start))
        if found and not is_unreal(_around(sentence, [told.value for told in found])):
            yield from found


# Known labels are looked for first, then any.
@lru_cache(maxsize=16)
def _sentences_of(text: str) -> tuple[tuple[int, str], ...]:
    start, found = 0, list[tuple[int, str]]()
    for stop in [*_STOP.finditer(text), None]:
        end = stop.start() if stop else len(text)
        if end > start:
            found.append((start, text[start:end]))
        start = stop.end() if stop else end
    return tuple(found)


@lru_cache(maxsize=256)
def _links_in(sentence: str) -> tuple[tuple[int, int], ...]:
    return tuple(link.span() for link in _LINK.finditer(sentence))


def _around(sentence: str, values: list[str]) -> str:
    """Return a sentence without Chinese values, whose characters mean other things alone."""
    for value in sorted(values, key=len, reverse=True):
        sentence = sentence if value.isascii() else sentence.replace(value, "")
    return sentence


def _told_in(sentence: str, labels: _Labels | None, start: int) -> Iterator[Told]:
    end, links = start + len(sentence), 0
    for opens, closes in _links_in(sentence):
        head, rest = sentence[:opens], sentence[closes:]
        label, around = _label_at_end(head, labels)
        value = _value_in(rest) if label and not _ADDENDS.search(label) else ""
        if value:
            links += 1
            is_line = sentence[opens] in ":：=＝"
            yield Told(label, value, around, is_line, start, end)
    if labels is None or links:
        return
    for has in _HAS.finditer(sentence):
        if not _NAMING.search(sentence, 0, has.start()):
            continue
        label, value = _label_at_start(sentence[has.end() :], labels)
        if label and value and (" " not in value or any(c.isdigit() for c in value)):
            yield Told(label, value, sentence[: has.start()], False, start, end)
            return


def _value_in(rest: str) -> str:
    if "=" in rest and _EQUATION.match(rest):
        return ""
    cut = _VALUE_ENDS.search(rest.lstrip(_MARKS))
    value = rest.lstrip(_MARKS)[: cut.start() if cut else None].strip(_MARKS)
    return value if len(value) <= _LONGEST_VALUE else ""


def _label_at_end(head: str, labels: _Labels | None) -> tuple[str, str]:
    """Return the longest known label that ends a head, and the rest of the head."""
    head = head.rstrip(_MARKS)
    of = _OF.search(head)
    for end in [len(head), *([of.start()] if of else [])]:
        label = _end_of(head[:end].rstrip(_MARKS), labels)
        if label:
            around = head[:end].rstrip(_MARKS)
            return label, around[: len(around) - len(label)] + " " + head[end:]
    return "", ""


def _end_of(head: str, labels: _Labels | None) -> str:
    last = _behind_border(head)
    if labels is None:
        own = last.rpartition("的")[2].strip(_MARKS)
        return own if len(own) <= _LONGEST_OWN and _LETTER.search(own) else ""
    words = last.rsplit(" ", MOST_WORDS)
    is_last = f"{field_key(words[-1])}\n" in labels.ends
    for size in range(min(MOST_WORDS, len(words)), 0, -1) if is_last else ():
        label = " ".join(words[-size:]).lstrip(_MARKS)
        if len(label) >= _SHORTEST_ENGLISH and field_key(label) in labels.keys:
            return label
    if not words[-1].isascii():
        for size in range(min(_LONGEST_HEAD, len(words[-1])), 1, -1):
            if field_key(words[-1][-size:]) in labels.keys:
                return words[-1][-size:]
    return ""


def _behind_border(head: str) -> str:
    """Return what stands behind the last mark that parts a label from what is before it."""
    if not head.isascii():
        return _BORDER.split(head)[-1]
    return head[max(head.rfind(","), head.rfind(":")) + 1 :]


def _label_at_start(rest: str, labels: _Labels) -> tuple[str, str]:
    words = rest.split(" ")
    for size in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        for first in range(size):
            label = " ".join(words[first:size])
            if label[-1:].isdigit():
                continue
            if len(label) >= _SHORTEST_ENGLISH and field_key(label) in labels.keys:
                after = " ".join(words[size:])
                return label, _value_in(after.removeprefix("of ").removeprefix("set to "))
    return "", ""


# One judge after another asks for those of the same text.
@lru_cache(maxsize=16)
def values_in_clauses(text: str) -> Block | None:
    """Return the longest run of clauses that each end in a value, as one record, or None."""
    best: list[tuple[Clause, Field]] = []
    run: list[tuple[Clause, Field]] = []
    for clause in clauses_behind_colons(text):
        field = _ending_value(clause.text)
        if field is None:
            run = []
            continue
        run.append((clause, field))
        best = max(best, run, key=len)
    if not best:
        return None
    fields = tuple(field for _, field in best)
    return Block("prose", fields, best[0][0].start, best[-1][0].end)


def _ending_value(clause: str) -> Field | None:
    """Return a clause as label and value: around its link, else its last word apart.

    One that ends in a colon leads up to what follows.
    """
    if clause.endswith((":", "：")):
        return None
    link = _LINK.search(clause)
    label, value = (
        (clause[: link.start()], clause[link.end() :]) if link else _last_word_apart(clause)
    )
    label, value = label.strip(_MARKS), value.strip(_MARKS)
    if not label or not value or len(label) > _LONGEST_OWN or len(value) > _LONGEST_VALUE:
        return None
    return Field(label, value)


def _last_word_apart(clause: str) -> tuple[str, str]:
    label, _, value = clause.rpartition(" ")
    return (label, value) if label.count(" ") < MOST_WORDS else ("", "")
