"""A record written in six layouts, in English and in Chinese."""

import json
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, NamedTuple

from benchmarks.fabrication.labels_zh import CHARACTERS, WORDS
from benchmarks.fabrication.records import Scalar, is_data_key, leaves

Layout = Literal["json", "fenced", "table", "key_value", "prose", "observation"]
LAYOUTS: tuple[Layout, ...] = ("json", "fenced", "table", "key_value", "prose", "observation")


class Style(NamedTuple):
    """How one tool writes: chosen once per session.

    Attributes:
        labels: `en` as the tool has them, or `zh`.
        variant: Which of a layout's forms.
        pretty: JSON over several lines.
    """

    labels: Literal["en", "zh"]
    variant: int
    pretty: bool


def style(labels: Literal["en", "zh"], rng: random.Random) -> Style:
    """Return a style at random."""
    return Style(labels, rng.randrange(6), rng.random() < 0.5)


def tool_text(value: Any, layout: Layout, how: Style) -> str:
    """Return the text as the tool itself returns it in a session of this layout."""
    if layout in {"json", "fenced"} or (layout == "observation" and how.variant % 2 == 0):
        return _json(labelled(value, how), how._replace(pretty=False))
    if layout == "observation":
        return _key_value(value, how)
    return _WRITERS[layout](value, how)


def model_text(value: Any, layout: Layout, how: Style) -> str:
    """Return the text as a model writes it when it imitates that tool."""
    if layout == "json":
        return _json(labelled(value, how), how)
    if layout == "fenced":
        fence = "```json" if how.variant % 3 else "```"
        return f"{fence}\n{_json(labelled(value, how), how)}\n```"
    if layout == "observation":
        return _MARKS[how.labels][how.variant].format(tool_text(value, layout, how))
    return _WRITERS[layout](value, how)


_MARKS = {
    "en": (
        "Observation: {}",
        "Observation:\n{}",
        "<tool_response>\n{}\n</tool_response>",
        "Tool result:\n{}",
        "<function_results>{}</function_results>",
        "Output: {}",
    ),
    "zh": (
        "Observation: {}",
        "观察结果：\n{}",
        "<tool_response>\n{}\n</tool_response>",
        "工具返回：\n{}",
        "<function_results>{}</function_results>",
        "输出：{}",
    ),
}


def label(path: tuple[str | int, ...], how: Style) -> str:
    """Return the words for a field."""
    parts = [f"{part + 1}" if isinstance(part, int) else part for part in path]
    shown = [part for part in parts if not is_data_key(part)] or parts
    if how.labels == "zh":
        return "".join(_zh(part) for part in shown)
    joined = " ".join(shown)
    return joined if how.variant % 2 else joined.replace("_", " ")


@cache
def _zh(name: str) -> str:
    words = re.findall(r"[a-z]+|[A-Z][a-z]*|\d+|[^\W\da-zA-Z_]+", name) or [name]
    return "".join(_zh_word(word.lower()) for word in words)


def _zh_word(word: str) -> str:
    if not word.isascii() or word.isdigit():
        return word
    if word in WORDS:
        return WORDS[word]
    seed = random.Random(word)
    return "".join(seed.choice(CHARACTERS) for _ in range(2))


def labelled(value: Any, how: Style) -> Any:
    """Return the record under the tool's own field names."""
    if how.labels == "en":
        return value
    if isinstance(value, list):
        return [labelled(inner, how) for inner in value]
    if not isinstance(value, dict):
        return value
    named = {
        key if is_data_key(key) else _zh(key): labelled(inner, how) for key, inner in value.items()
    }
    return named if len(named) == len(value) else value


def _json(value: Any, how: Style) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2 if how.pretty else None)


def fields(row: Any, how: Style) -> list[tuple[str, str]]:
    """Return label and shown value of every leaf."""
    return [(label(leaf.path, how), shown(leaf.value)) for leaf in leaves(row)]


def shown(value: Scalar) -> str:
    """Return a value as text."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"\s*\n\s*", " ", str(value)) or "-"


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _key_value(value: Any, how: Style) -> str:
    mark = "：" if how.labels == "zh" else ": "
    bullet = ("", "", "- ", "", "* ", "")[how.variant]
    blocks = [
        "\n".join(f"{bullet}{name}{mark}{text}" for name, text in fields(row, how))
        for row in _rows(value)
    ]
    return "\n\n".join(blocks)


def _table(value: Any, how: Style) -> str:
    rows = _rows(value)
    if len(rows) == 1 and how.variant % 2 == 0:
        head = "| 字段 | 内容 |" if how.labels == "zh" else "| field | value |"
        lines = [f"| {name} | {_cell(text)} |" for name, text in fields(rows[0], how)]
        return "\n".join([head, "|---|---|", *lines])
    names = list(dict.fromkeys(name for row in rows for name, _ in fields(row, how)))
    lines = []
    for row in rows:
        cells = dict(fields(row, how))
        lines.append("| " + " | ".join(_cell(cells.get(name, "-")) for name in names) + " |")
    return "\n".join(["| " + " | ".join(names) + " |", "|" + "---|" * len(names), *lines])


def _cell(text: str) -> str:
    return text.replace("|", "/")


def _prose(value: Any, how: Style) -> str:
    sentences = [_sentence(fields(row, how), how) for row in _rows(value)]
    return ("" if how.labels == "zh" else " ").join(sentences)


def _sentence(pairs: list[tuple[str, str]], how: Style) -> str:
    kind = how.variant % 3
    if how.labels == "zh":
        link, gap = (("为", "，"), ("是 ", "，"), (" ", "；"))[kind]
        body = gap.join(f"{name}{link}{text}" for name, text in pairs)
        return ("", "记录显示，", "")[kind] + body + "。"
    if kind == 0:
        return " ".join(f"The {name} is {text}." for name, text in pairs)
    link, gap = ((), (" is ", ", "), (" ", "; "))[kind]
    body = gap.join(f"{name}{link}{text}" for name, text in pairs)
    return ("", "The record says: ", "")[kind] + body + "."


_WRITERS: dict[str, Callable[[Any, Style], str]] = {
    "table": _table,
    "key_value": _key_value,
    "prose": _prose,
}
