"""How a tool's result is written: four layouts in two languages.

One result, `{"uri": ..., "verdict": ...}`, can be read by an agent as JSON, as `key: value` lines,
as a Markdown table or as a sentence, with English or Chinese labels and verdict words. Category,
feed and network names stay as they are, because they are also argument values.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

Layout = Literal["json", "key_value", "table", "prose"]
LayoutChoice = Layout | Literal["mixed"]
Language = Literal["en", "zh"]
Value = str | int | None | Sequence[str]

LAYOUTS: tuple[Layout, ...] = ("json", "key_value", "table", "prose")
LAYOUT_CHOICES: tuple[LayoutChoice, ...] = (*LAYOUTS, "mixed")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_LABELS = {
    "uri": "目标",
    "type": "类型",
    "verdict": "判定",
    "score": "风险评分",
    "confidence": "置信度",
    "categories": "类别",
    "first_seen": "首次发现",
    "last_seen": "最近发现",
    "reports": "报告数",
    "sources": "情报来源",
    "asn": "自治系统",
    "network": "网络",
    "action": "操作",
    "status": "状态",
    "ticket": "工单",
    "error": "错误",
    "detail": "说明",
}
_WORDS = {
    "type": {"ip": "IP地址", "domain": "域名", "url": "网址"},
    "verdict": {"malicious": "恶意", "suspicious": "可疑", "clean": "安全", "unknown": "未知"},
    "confidence": {"low": "低", "medium": "中", "high": "高"},
    "status": {"blocked": "已封禁", "archived": "已归档", "escalated": "已升级"},
}


def render(result: Mapping[str, Value], layout: Layout, language: Language) -> str:
    """Return the text of one tool result.

    Args:
        result: Field names to values, in the order in which they are to stand.
        layout: The form of the text.
        language: The language of labels and of verdict, type, confidence and status words.
    """
    if layout == "prose":
        return _prose(result, language)
    fields = {_label(key, language): _word(key, value, language) for key, value in result.items()}
    return _WRITERS[layout](fields, language)


def _label(key: str, language: Language) -> str:
    return _LABELS[key] if language == "zh" else key


def _word(key: str, value: Value, language: Language) -> Value:
    if language == "zh" and isinstance(value, str):
        return _WORDS.get(key, {}).get(value, value)
    return value


def _json(fields: Mapping[str, Value], _language: Language) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _key_value(fields: Mapping[str, Value], language: Language) -> str:
    mark = "：" if language == "zh" else ": "
    return "\n".join(f"{key}{mark}{_text(value)}" for key, value in fields.items())


def _table(fields: Mapping[str, Value], language: Language) -> str:
    head = "| 字段 | 内容 |" if language == "zh" else "| field | value |"
    rows = [f"| {key} | {_text(value)} |" for key, value in fields.items()]
    return "\n".join([head, "|---|---|", *rows])


_WRITERS: Mapping[str, Callable[[Mapping[str, Value], Language], str]] = {
    "json": _json,
    "key_value": _key_value,
    "table": _table,
}


def _prose(result: Mapping[str, Value], language: Language) -> str:
    words = {key: _text(_word(key, value, language)) for key, value in result.items()}
    return _SENTENCES[language, _subject(result)].format_map(words)


def _subject(result: Mapping[str, Value]) -> str:
    if "error" in result:
        return "error"
    if "action" in result:
        return "action"
    return "record" if result["sources"] else "no data"


def _text(value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, str | int):
        return str(value)
    return ", ".join(value) or "-"


_SENTENCES = {
    ("en", "record"): (
        "{uri} ({type}) is rated {verdict} with a risk score of {score} out of 100, confidence "
        "{confidence}. Categories: {categories}. First seen {first_seen}, last seen {last_seen}; "
        "{reports} report(s) from {sources}. It belongs to {asn}, {network}."
    ),
    ("en", "no data"): "{uri} ({type}) is rated {verdict}: no feed has reported it.",
    ("en", "action"): "{action} done for {uri}: {status}, ticket {ticket}.",
    ("en", "error"): "Error {error}: {detail}",
    ("zh", "record"): (
        "{uri}（{type}）判定为{verdict}，风险评分 {score}（满分 100），置信度{confidence}。"
        "类别：{categories}。首次发现于 {first_seen}，最近发现于 {last_seen}；"
        "共 {reports} 条报告，来自 {sources}。所属网络为 {asn}，{network}。"
    ),
    ("zh", "no data"): "{uri}（{type}）判定为{verdict}：没有任何情报来源报告过它。",
    ("zh", "action"): "{uri} 的 {action} 已执行：{status}，工单 {ticket}。",
    ("zh", "error"): "错误 {error}：{detail}",
}
