"""Records without brackets or colons: tags, `label=value` pairs, marked lines, rows of commas."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_ATTRIBUTE = r"\s+[^\W\d][\w.:-]{0,40}=(?:\"[^\"<>\n]{0,200}\"|'[^'<>\n]{0,200}')"
_TAG = re.compile(
    rf"<([^\W\d][\w.:-]{{0,40}})((?:{_ATTRIBUTE}){{0,20}})\s*/?>(?:([^<>\n]{{1,200}})</\1>)?"
)
_ATTRIBUTES = re.compile(r"([^\W\d][\w.:-]*)=(?:\"([^\"]*)\"|'([^']*)')")
# Pages are made of tags that say how something looks, and not what it is.
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|span|script|style|table|tr|td|ul|li|svg|form|input|"
    r"button|h[1-6]|p|br|img|nav|section|a)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?:^|(?<=[\s;]))([^\W\d][\w.-]{0,40})=(\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"'&;]+)"
)
# `fqdn:a.example 评分:12 结论:正常`, a whole line of such pairs.
_COLONED = re.compile(r"([^\W\d][\w-]{0,20})[:：](?!//)([^\s:：]+)(?=\s|$)")
_ALL_COLONED = re.compile(r"(?:[^\W\d][\w-]{0,20}[:：](?!//)[^\s:：]+(?:\s+|$)){3,}")
_LONGEST_COLONED = 400
# `**City** `Omaha``, `- City — Omaha`, `City — Omaha`, `* City = Omaha` and `- **City** - Omaha`.
_MARKED = re.compile(
    r"[^\w*`\n]{0,4}\*\*([^*`\n]{1,40})\*\* `([^`\n]{1,120})`\s*$|"
    r"(?:[-*•] )?([^\W\d_][\w. ]{0,40}) — ([^—\n]{1,120})$|"
    r"[-*•] ([^\W\d_][\w ]{0,30}) = ([^=(){}\n]{1,120})$|"
    r"\s{0,6}[-*•] \*\*([^\W\d_][\w ]{0,30})\*\* - ([^\n]{1,120})$|"
    r"\s{0,6}[-*•] ([a-z][\w ]{0,30}) - ([^\n]{1,120})$"
)
# `owner=Datacamp Limited`, which is no line of code.
_SET = re.compile(r"([^\W\d][\w.-]{0,40})=([^\s=(){}\[\];<>$][^=(){};<>$\n]{0,160})$")
# `2026-03-01 06:10:01 INFO P-7 peak_kw=18.27`
_LOGGED = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S* [^=\n]{0,60}?(?<=\s)([^\W\d][\w.-]{0,40})=([^=\n]{1,120})$"
)
# The words of a name before its last one.
_CAPITALS = re.compile(r"(?:(?<=\s)[A-Z][a-z'’]+ )+\Z")
_LONGEST_LEAD = 40
_HEAD = re.compile(r"[^\W\d][\w .()%/-]{0,30}\Z")
# Words and marks that lead up to a line of names.
_LEAD = re.compile(r"^[^\n]*(?:: |：|\]|[>)] |<<)\s*(?=[^\W\d])")
_STATE = re.compile(r"(?:^|,)(?:true|false|null|none|[a-z]+(?:_[a-z]+)+)(?:,|$)", re.IGNORECASE)
_CSV = "```csv"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")
_FEWEST = 3
_PAIR_OF_CELLS = 2
VALUE_HEADS = {
    "value", "values", "content", "detail", "details", "值", "内容", "数值", "详情", "値", "값",
    "wert", "angabe", "angaben", "valor", "dato", "valeur", "valore", "waarde",
}  # fmt: skip
"""What stands over the column of values in a record set out as rows of two."""


class Pairs(NamedTuple):
    """Labels and values of one record, and where they stand."""

    pairs: tuple[tuple[str, str], ...]
    start: int
    end: int


def plain_records(text: str) -> Iterator[Pairs]:
    """Yield the records of a text in tags, in `label=value` pairs and in comma-separated rows."""
    tagged = list(_runs(_tagged(text))) if "</" in text or "/>" in text else []
    yield from tagged
    if not tagged and text.count("=") >= _FEWEST:
        for start, line in _lines(text):
            if line.count("=") >= _FEWEST and "(" not in line:
                yield from (_moved(one, start) for one in _runs(_equated(line)))
        yield from _lines_of_pairs(text, _LOGGED)
        yield from _lines_of_pairs(text, _SET)
    if not tagged and (text.count(":") >= _FEWEST or text.count("：") >= _FEWEST):
        for start, line in _lines(text):
            if len(line) <= _LONGEST_COLONED and _ALL_COLONED.fullmatch(line.strip()):
                found = (
                    (one[1], one[2], one.start(), one.end()) for one in _COLONED.finditer(line)
                )
                yield from (_moved(one, start) for one in _runs(found))
    if any(text.count(mark) >= _FEWEST for mark in ("** `", " — ", " = ", " - ")):
        yield from _lines_of_pairs(text, _MARKED)
    if "\n" in text and (text.count(",") >= 2 * (_FEWEST - 1) or _CSV in text):
        yield from _rows(text)
        yield from _rows_of_two(text)


def _equated(line: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the `label=value` pairs of a line; between quoted values a label may have spaces."""
    last = None
    for pair in _PAIR.finditer(line):
        before = ""
        if pair[2][0] in "\"'":
            lead = _CAPITALS.search(line, 0, pair.start()) if pair[1][:1].isupper() else None
            before = line[last : pair.start()] if last else lead[0] if lead else ""
        before = before if len(before) <= _LONGEST_LEAD and "=" not in before else ""
        label = (before + pair[1]).strip(" ,;")
        yield label, pair[2].strip("\"' ,;"), pair.start() - len(before), pair.end()
        last = pair.end() if pair[2][0] in "\"'" else None


def _tagged(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the labels and values of elements: what tags enclose, and attributes of outer ones.

    Attributes of what encloses a value say how it is meant (`unit="C"`).
    """
    is_page = _HTML.search(text) is not None
    for tag in _TAG.finditer(text):
        if tag[3] and tag[3].strip():
            if not (is_page and tag[2]):
                yield tag[1], tag[3].strip(), tag.start(), tag.end()
        elif tag[2] and not is_page:
            for name, value, other in _ATTRIBUTES.findall(tag[2]):
                if value or other:
                    yield name, value or other, tag.start(), tag.end()


def _lines_of_pairs(text: str, pair_of: re.Pattern[str]) -> Iterator[Pairs]:
    """Yield the runs of lines that each are, or end in, a label and a value."""
    run: list[tuple[str, str, int, int]] = []
    for start, line in [*_lines(text), (len(text), "")]:
        pair = pair_of.match(line)
        if pair:
            label, value = (one for one in pair.groups() if one is not None)
            run.append((label.strip(), value.strip("\"' ,;"), start, start + len(line)))
        elif run:
            yield from _runs(run)
            run = []


def _moved(one: Pairs, by: int) -> Pairs:
    return one._replace(start=one.start + by, end=one.end + by)


def _runs(found: Iterable[tuple[str, str, int, int]]) -> Iterator[Pairs]:
    """Yield one record per run of pairs: a repeated label opens the next."""
    run: list[tuple[str, str]] = []
    start = end = 0
    for label, value, opens, closes in found:
        if any(label == known for known, _ in run):
            if len(run) >= _FEWEST:
                yield Pairs(tuple(run), start, end)
            run = []
        start = start if run else opens
        run.append((label, value))
        end = closes
    if len(run) >= _FEWEST:
        yield Pairs(tuple(run), start, end)


def _rows(text: str) -> Iterator[Pairs]:
    """Yield the rows under a line of names, each with as many cells as there are names."""
    head: list[str] = []
    fewest = usual = _PAIR_OF_CELLS if _are_pairs(text) else _FEWEST
    for start, line in _lines(text):
        # What is said to be rows may have two columns.
        fewest = _PAIR_OF_CELLS if line.strip() == _CSV else fewest if line.strip() else usual
        cells = _cells(line)
        if head and len(cells) == len(head) and _holds_values(line):
            pairs = tuple((name, cell.strip("\"'")) for name, cell in zip(head, cells, strict=True))
            yield Pairs(tuple(pair for pair in pairs if pair[1]), start, start + len(line))
        else:
            cells = [_LEAD.sub("", cells[0]), *cells[1:]]
            named = len(cells) >= fewest and len(set(cells)) == len(cells)
            head = cells if named and all(_HEAD.match(cell) for cell in cells) else []


def _holds_values(line: str) -> bool:
    """Say whether a line may be a row: it has figures, or states as programs write them."""
    return any(c.isdigit() for c in line) or (", " not in line and _STATE.search(line) is not None)


def _are_pairs(text: str) -> bool:
    """Say whether a text is nothing but rows of two cells, the second of figures."""
    head, *lines = text.strip().split("\n")
    rows = [line.split(",") for line in lines]
    return (
        len(rows) >= _FEWEST
        and head.count(",") == 1
        and head.rpartition(",")[2].strip().casefold() not in VALUE_HEADS
        and all(len(row) == _PAIR_OF_CELLS and _NUMBER.fullmatch(row[1].strip()) for row in rows)
    )


def _rows_of_two(text: str) -> Iterator[Pairs]:
    """Yield the records under a line like `Field,Value`: a name and a value in each row."""
    pairs: list[tuple[str, str]] = []
    is_under, start, end = False, 0, 0
    for place, line in [*_lines(text), (len(text), "")]:
        cells = _cells(line)
        if len(cells) == _PAIR_OF_CELLS and cells[1].casefold() in VALUE_HEADS:
            is_under, pairs, start = True, [], place
        elif is_under and len(cells) == _PAIR_OF_CELLS:
            if all(cells):
                pairs.append((cells[0], cells[1]))
            end = place + len(line)
        else:
            if len(pairs) >= _FEWEST:
                yield Pairs(tuple(pairs), start, end)
            is_under, pairs = False, []


def _cells(line: str) -> list[str]:
    """Return the cells of a row; in quotes a comma parts none."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(",")]
    try:
        return [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), [])]
    except csv.Error:
        return []


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
