"""Abilities that a model had before it was trained for tools, measured so that a loss is seen.

`general`: questions with known answers. `dialogue`: something that the user said earlier is asked
for. `think`: tags of reasoning come in pairs and are not empty. `thinking`: the reply thinks at
all; held against the base, this shows thinking that was trained away.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from auditor.answer_form import unbalanced_tag
from auditor.measure import Share
from auditor.training import Metric, metric

Message = Mapping[str, Any]
Request = tuple[Sequence[Message], Sequence[Mapping[str, Any]]]
RespondMany = Callable[[Sequence[Request]], list[dict[str, Any]]]

_THOUGHT = re.compile(r"<think(?:ing)?>(.*?)</think(?:ing)?>", re.DOTALL)


class Question(NamedTuple):
    """What is asked.

    Attributes:
        ability: `general`, `dialogue` or `think`.
        messages: In OpenAI's form.
        answers: A right reply holds one of these words; none where only the form counts.
    """

    ability: str
    messages: list[dict[str, str]]
    answers: tuple[str, ...]


class Answered(NamedTuple):
    """A question and the reply to it."""

    question: Question
    reply: dict[str, Any]


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, by ability."""
    text = files("finetune").joinpath("regressions.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    found = [
        Question("general", _said([one["ask"]]), tuple(one["answers"])) for one in table["general"]
    ]
    found += [
        Question("dialogue", _said(one["turns"]), tuple(one["answers"]))
        for one in table["dialogue"]
    ]
    found += [Question("think", _said([one["ask"]]), ()) for one in table["think"]]
    return tuple(found)


def ask_all(respond_many: RespondMany) -> list[Answered]:
    """Return the replies to all questions; no tools are offered."""
    asked = questions()
    replies = respond_many([(question.messages, ()) for question in asked])
    return [Answered(*pair) for pair in zip(asked, replies, strict=True)]


def abilities(answered: Sequence[Answered]) -> dict[str, Metric]:
    """Return how many replies show each ability."""
    found: dict[str, Metric] = {}
    for name in ("general", "dialogue"):
        right = [holds_answer(*one) for one in answered if one.question.ability == name]
        found[name] = metric(Share(sum(right), len(right)))
    replies = [one.reply for one in answered if one.question.ability == "think"]
    found["think"] = metric(Share(sum(map(has_sound_thinking, replies)), len(replies)))
    found["thinking"] = metric(Share(sum(bool(thought_in(r)) for r in replies), len(replies)))
    return found


def holds_answer(question: Question, reply: Mapping[str, Any]) -> bool:
    """Say whether a reply holds one of the right answers as a whole word, outside of thinking."""
    text = _THOUGHT.sub(" ", str(reply.get("content") or ""))
    return any(
        re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.IGNORECASE)
        for answer in question.answers
    )


def has_sound_thinking(reply: Mapping[str, Any]) -> bool:
    """Say whether the tags of a reply come in pairs and no thinking in it is empty."""
    text = str(reply.get("content") or "")
    if unbalanced_tag(text) is not None or reply.get("tool_calls"):
        return False
    return all(thought.strip() for thought in _THOUGHT.findall(text))


def thought_in(reply: Mapping[str, Any]) -> str:
    """Return what a reply thinks, as `reasoning_content` or between tags."""
    given = str(reply.get("reasoning_content") or "")
    return (given or " ".join(_THOUGHT.findall(str(reply.get("content") or "")))).strip()


def _said(turns: Sequence[str]) -> list[dict[str, str]]:
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": text} for n, text in enumerate(turns)]
