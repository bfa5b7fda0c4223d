"""One reply held against its item, by the statistics and the rules that judge production."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.measure import Call, Occasion, Share
from auditor.messages.call_spellings import call_in
from auditor.pairs.conversation import call_value
from auditor.pairs.faults import FABRICATIONS
from auditor.pairs.verify import Answers, calls_in, findings_of_answer
from auditor.setting import Setting
from auditor.statistics.response_quality import response_quality
from auditor.statistics.tool_args_accuracy import tool_args_accuracy
from auditor.statistics.tool_call_accuracy import tool_call_accuracy
from auditor.statistics.tool_name_accuracy import tool_name_accuracy
from auditor.training import Metric, metric
from finetune.items import Item

_CALL_AS_TEXT = "call-as-text"
_OPEN, _CLOSE = "<tool_call>", "</tool_call>"


class Judged(NamedTuple):
    """A reply and what is said of it.

    Attributes:
        item: What was asked.
        reply: As the model gave it; a call that a server left in the text is lifted out of it.
        made: What it calls, in comparable form.
        codes: The rules that it trips.
        fabricates: It sets out what no tool returned.
    """

    item: Item
    reply: Mapping[str, Any]
    made: tuple[Call, ...]
    codes: tuple[str, ...]
    fabricates: bool

    @property
    def occasion(self) -> Occasion:
        """The calls that were due, and those made."""
        return Occasion(self.item.expected, self.made)

    @property
    def did(self) -> tuple[object, ...]:
        """Equal for replies that do the same: the calls, else whether something is made up."""
        return self.made or ("made up" if self.fabricates else "words",)


def judge(item: Item, reply: Mapping[str, Any], setting: Setting) -> Judged:
    """Hold a reply against its item.

    A call that was only written is no made-up result: it is a missed call.
    """
    lifted = with_calls(reply)
    asked = Answers(
        [dict(message) for message in item.messages],
        {},
        {},
        [dict(tool) for tool in item.tools],
        "" if item.expected else "TA207",
    )
    findings = findings_of_answer(asked, lifted, setting)
    return Judged(
        item,
        lifted,
        tuple(calls_in(lifted)),
        tuple(sorted({finding.code for finding in findings})),
        any(f.code in FABRICATIONS and f.kind != _CALL_AS_TEXT for f in findings),
    )


def with_calls(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reply in which calls that a server left in the text stand as calls.

    Text that holds no readable call stays as it is.
    """
    text = reply.get("content")
    if reply.get("tool_calls") or not isinstance(text, str) or _OPEN not in text:
        return dict(reply)
    words, *parts = text.split(_OPEN)
    calls = []
    for number, part in enumerate(parts):
        inner, closed, after = part.partition(_CLOSE)
        found = call_in(inner)
        if not (closed and found.name):
            return dict(reply)
        words += after
        calls.append(call_value(f"call_lifted_{number}", found.name, found.arguments_raw))
    return {**reply, "content": words.strip() or None, "tool_calls": calls}


def metrics_of(judged: Sequence[Judged]) -> dict[str, Metric]:
    """Return the metrics of some replies, by the names of `auditor.training.METRICS`."""
    occasions = [one.occasion for one in judged]
    answers = [str(one.reply.get("content") or "") for one in judged if not one.made]
    due = [one for one in judged if one.item.expected]
    none_due = [one for one in judged if not one.item.expected]
    shares: dict[str, Share] = {
        "tool_call_accuracy": tool_call_accuracy(occasions),
        "tool_name_accuracy": tool_name_accuracy(occasions),
        "tool_args_accuracy": tool_args_accuracy(occasions),
        "response_quality": response_quality(answers),
        "fabrication_rate": _share(judged, lambda one: one.fabricates),
        "overcall_rate": _share(none_due, lambda one: bool(one.made)),
        "missed_call_rate": _share(due, lambda one: not one.made),
    }
    return {name: metric(share) for name, share in shares.items()}


def metrics_by_context(judged: Iterable[Judged]) -> dict[str, dict[str, Metric]]:
    """Return the metrics for each context, in order of first appearance."""
    by_context: dict[str, list[Judged]] = {}
    for one in judged:
        by_context.setdefault(one.item.context, []).append(one)
    return {name: metrics_of(group) for name, group in by_context.items()}


def transcript_of(judged: Judged, model: str) -> dict[str, Any]:
    """Return a reply as a transcript, so that `auditor audit` reads what was judged."""
    item = judged.item
    return {
        "id": f"{item.item_id}-{model}",
        "dataset": item.dataset,
        "task_id": item.item_id,
        "model": model,
        "context": item.context,
        "messages": [*item.messages, {"role": "assistant", "content": None, **judged.reply}],
        "tools": list(item.tools),
    }


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> Share:
    return Share(sum(map(holds, judged)), len(judged))
