"""Conversations in one piece, as chat templates render them for the model, taken apart again.

The marks of each turn are special tokens, which a server puts around what others say. Whoever
speaks in what was recorded as the model's own writing was put there by a rollout, if the turn
before was closed, for there the server stops the model; else he speaks in the model's words.
Seen in ggml-org/llama.cpp, `models/templates/`: ChatML (Qwen), Llama 3, Kimi K2, Gemma,
MiniMax, GLM 4 and Phi, DeepSeek V3 and Mistral; the last two mark others' turns alone, or the
model's only after a user's.
"""

import re
from typing import Any, NamedTuple

from auditor.messages.openai import MODEL_ROLES


class Template(NamedTuple):
    """How a chat template marks turns.

    Attributes:
        sign: What stands in every text of it.
        turn: One turn; group 1 is the role, group 2 what is said, group 3 the token that closes it.
        stops_at_turns: No token closes a turn; the server stops the model where it opens the next.
        before: Who speaks before the first turn; "" where nobody does.
        between: Who speaks outside of turns after that.
    """

    sign: str
    turn: re.Pattern[str]
    stops_at_turns: bool = False
    before: str = ""
    between: str = ""


def _template(sign: str, opening: str, closing: str, role: str = r"[^\n<|]{1,64}") -> Template:
    begin = opening.format(role=f"({role})")
    following = opening.format(role=f"(?:{role})")
    return Template(sign, re.compile(rf"{begin}(.*?)({closing}|(?={following})|\Z)", re.DOTALL))


TEMPLATES = (
    _template("<|im_start|>", r"<\|im_start\|>{role}\n", r"<\|im_end\|>"),
    _template(
        "<|start_header_id|>",
        r"<\|start_header_id\|>{role}<\|end_header_id\|>\n*",
        r"<\|eo[mt]_id\|>",
    ),
    _template(
        "<|im_middle|>",
        r"<\|im_(?:system|user|assistant)\|>{role}<\|im_middle\|>",
        r"<\|im_end\|>",
    ),
    _template("<start_of_turn>", r"<start_of_turn>{role}\n", r"<end_of_turn>"),
    _template("]~b]", r"\]~b\]{role}\n", r"\[e~\["),
    _template(
        "<|assistant|>",
        r"<\|{role}\|>\n?",
        r"<\|end\|>|</s>",
        "system|user|assistant|observation|tool",
    )._replace(stops_at_turns=True),
    _template(
        "<｜User｜>",
        "<｜{role}｜>",
        "<｜end▁of▁sentence｜>|<｜tool▁output▁end｜>",
        "User|Assistant|tool▁output▁begin",
    )._replace(before="system", between="assistant"),
    _template(
        "[INST]",
        r"\[{role}\]",
        r"\[/[A-Z_]{4,20}\]",
        "INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS",
    )._replace(between="assistant"),
)
_ROLES = {
    "User": "user", "Assistant": "assistant", "tool▁output▁begin": "tool", "INST": "user",
    "tool_declare": "system",
    "SYSTEM_PROMPT": "system", "AVAILABLE_TOOLS": "system", "TOOL_RESULTS": "tool",
}  # fmt: skip
_EDGES = re.compile(
    r"<bos>|\]~!b\[|<\|(?:begin_of_text|end_of_text|endoftext|eo[mt]_id|im_end|end)\|>|</?s>|\[gMASK\]|<sop>"
    "|<｜(?:begin|end)▁of▁sentence｜>|<｜tool▁outputs▁(?:begin|end)｜>"
)


_CLOSED = re.compile(rf"(?:{_EDGES.pattern})\s*\Z")


def template_of(text: str) -> Template | None:
    """Return the template in which a text is rendered, or None: it begins with a turn."""
    for template in TEMPLATES:
        first = template.turn.search(text) if template.sign in text else None
        before = text[: first.start()].lstrip() if first else ""
        if first and (not without_edges(before).strip() or _opens(before, template)):
            return template
    return None


def _opens(before: str, template: Template) -> bool:
    """Say whether what stands before the first turn is said to the model, too."""
    return bool(template.before) and _EDGES.match(before) is not None


def without_edges(text: str) -> str:
    """Return a text without the tokens that open and close texts and turns."""
    return _EDGES.sub("", text)


class Turn(NamedTuple):
    """A message, and where in the text it begins."""

    start: int
    message: dict[str, Any]


class Turns(NamedTuple):
    """The turns of a conversation; `is_rollout`: what others said was recorded as the model's."""

    turns: list[Turn]
    is_rollout: bool = False


def turns_of(text: str, template: Template, border: int | None = None) -> Turns:
    """Return the turns of a rendered conversation, without the one that is yet to be said.

    Args:
        border: Where the model's own writing begins; None where nobody knows.
    """
    own = len(text) if border is None else border
    turns: list[Turn] = []
    end = 0
    is_closed = is_rollout = False
    for found in template.turn.finditer(text):
        gap = text[end : found.start()]
        if _add_beside(turns, gap, end, _speaker(end, own, turns, template)):
            is_closed = _CLOSED.search(gap) is not None
        told = found[1].split()[0] if found[1].split() else ""
        role = _ROLES.get(told, told)
        by_other = found.start() >= own and role not in MODEL_ROLES
        if by_other and not is_closed:
            _lengthen(turns, found[0] if gap.strip() else gap + found[0], found.start())
        elif found[2].strip() or found.end() < len(text):
            content = found[2].removesuffix("\n").removeprefix("</think>")
            message = {"role": role, "content": content.strip(" ") if template.between else content}
            turns.append(Turn(found.start(), message))
            is_rollout = is_rollout or by_other
        end, is_closed = found.end(), bool(found[3]) or template.stops_at_turns
    _add_beside(turns, text[end:], end, _speaker(end, own, turns, template))
    return Turns(turns, is_rollout)


def _speaker(start: int, own: int, turns: list[Turn], template: Template) -> str:
    """Return who speaks outside of turns: the model, the system, or nobody ("")."""
    if start >= own:
        return "assistant"
    return template.between if turns else template.before


def _add_beside(turns: list[Turn], told: str, start: int, role: str) -> bool:
    """Add what stands outside of turns; say whether anything does."""
    words = without_edges(told)
    if words.strip():
        turns.append(Turn(start, {"role": role, "content": words.strip("\n")}))
    return bool(words.strip())


def _lengthen(turns: list[Turn], words: str, start: int) -> None:
    if turns and turns[-1].message["role"] in MODEL_ROLES:
        turns[-1].message["content"] += words
    else:
        turns.append(Turn(start, {"role": "assistant", "content": words}))
