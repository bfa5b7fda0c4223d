"""Real fabrications with labels: InterCode and tau-bench retail, counted by step.

The InterCode labels were made by a pattern over `Output:` and the like, so the runs are judged as
they are and with those words masked; steps that people found without such a word are added.
"""

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from auditor.setting import setting_of
from auditor.trace import Message, ToolCall, ToolResult, Trace
from auditor.trace_audit import audit_trace
from benchmarks.fabrication.corpora import Split, load
from benchmarks.fabrication.read_steps import read_steps
from benchmarks.fabrication.score import Share, counts

LABELS = "labels/imitated_results.jsonl"
INTERCODE = "intercode"
RETAIL = "tau-bench-retail"
_POSITIVE = frozenset({"invented", "copied_genuine", "reformatted_genuine", "call_as_text"})
_KINDS = {
    "invented": {"invented"},
    "copied_genuine": {"copied"},
    "reformatted_genuine": {"re-rendered", "copied"},
    "call_as_text": {"call-as-text"},
}
_LABEL_WORDS = re.compile(
    r"(?:MySQL Database |Bash )?\b(?:Output|Observation|Reward|Result|Thought|Action)\b ?\d*:"
)


class Step(NamedTuple):
    """A place that the detector and the labels may see differently.

    Attributes:
        kind: The label, or "" where there is none.
        found: Code and kind of the finding, or "".
    """

    file: str
    pointer: str
    step: int
    kind: str
    found: str
    words: str


class Agreement(msgspec.Struct):
    """How detector and labels agree, by step, over one corpus."""

    hits: int = 0
    missed: int = 0
    extra: int = 0
    reward_found: int = 0
    reward_only: int = 0
    onset_right: int = 0
    onsets: int = 0
    kind_right: int = 0
    runs: int = 0
    runs_right: int = 0
    clean_runs: int = 0
    clean_runs_flagged: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    differ: list[Step] = msgspec.field(default_factory=list)

    @property
    def recall(self) -> Share:
        """Share of the labelled steps that were found."""
        return Share(self.hits, self.hits + self.missed)

    @property
    def precision(self) -> Share:
        """Share of the found steps that are labelled."""
        return Share(self.hits, self.hits + self.extra)


Labels = dict[tuple[str, str], dict[int, str]]


def labels_of(data: str, corpus: str, traces: Iterable[Trace]) -> Labels:
    """Return the label by step of every labelled trace, by file and JSON pointer."""
    with open(os.path.join(data, LABELS), encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    found: Labels = defaultdict(dict)
    mine = [one for one in records if one["file"].startswith(f"{corpus}/")]
    if corpus == INTERCODE:
        for one in mine:
            key = (os.path.basename(one["file"]), f"/{one['trace']}")
            found[key][one["turn"]] = one["label"]
        for step in read_steps():
            if step.verdict == "result":
                steps = found[os.path.basename(step.file), f"/{step.trace}"]
                steps.setdefault(step.turn, "invented")
        return found
    for trace in traces:
        for event in trace.events:
            for one in mine:
                if isinstance(event, Message) and one["excerpt"][:120] in event.text:
                    found[_key(trace)][event.step] = one["label"]
    return found


def _key(trace: Trace) -> tuple[str, str]:
    return os.path.basename(trace.place.file), trace.place.pointer


def masked(trace: Trace, by: str = "") -> Trace:
    """Return the trace with other words for the labels, in what the model wrote and its echoes."""
    events = []
    for event in trace.events:
        if isinstance(event, ToolCall):
            words = _LABEL_WORDS.sub(by, event.arguments_raw)
            events.append(msgspec.structs.replace(event, arguments_raw=words))
        elif isinstance(event, ToolResult):
            words = _LABEL_WORDS.sub(by, event.output)
            events.append(msgspec.structs.replace(event, output=words))
        elif event.source == "model":
            words = _LABEL_WORDS.sub(by, event.text)
            events.append(msgspec.structs.replace(event, text=words))
        else:
            events.append(event)
    return msgspec.structs.replace(trace, _events=events, content_key=0, _trace_id="")


def agreement(data: str, corpus: str, split: Split | None, mask: str | None = None) -> Agreement:
    """Audit a labelled corpus and compare step by step; `mask` stands in for label words."""
    traces = load(data, corpus, split).traces
    labels = labels_of(data, corpus, traces)
    setting, summed = setting_of(), Agreement()
    for trace in traces:
        judged = trace if mask is None else masked(trace, mask)
        findings = [one for one in audit_trace(judged, setting).findings if counts(one)]
        by_step: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for one in findings:
            by_step[one.step or 0].append((one.code, one.kind.replace(" ", "-")))
        _compare(summed, judged, labels.get(_key(trace), {}), by_step)
    return summed


def _compare(
    summed: Agreement, trace: Trace, labels: dict[int, str],
    found: dict[int, list[tuple[str, str]]],
) -> None:  # fmt: skip
    wanted = {step for step, kind in labels.items() if kind in _POSITIVE}
    rewards = {step for step, kind in labels.items() if kind == "reward_only"}
    flagged = set(found)
    summed.hits += len(wanted & flagged)
    summed.missed += len(wanted - flagged)
    summed.extra += len(flagged - wanted - rewards)
    summed.reward_only += len(rewards)
    summed.reward_found += len(rewards & flagged)
    for step in wanted & flagged:
        kinds = {kind for _, kind in found[step]}
        right = bool(kinds & _KINDS[labels[step]])
        summed.kind_right += right
        summed.kinds[f"{labels[step]} as {'/'.join(sorted(kinds))}"] += 1
    if wanted:
        summed.runs += 1
        summed.runs_right += bool(wanted & flagged)
        if flagged:
            summed.onsets += 1
            summed.onset_right += min(flagged - rewards, default=-1) == min(wanted)
    elif not rewards:
        summed.clean_runs += 1
        summed.clean_runs_flagged += bool(flagged)
    for step in sorted((wanted ^ flagged) - rewards):
        told = "; ".join(f"{code} {kind}" for code, kind in found.get(step, []))
        words = _words(trace, step)
        file, pointer = _key(trace)
        summed.differ.append(Step(file, pointer, step, labels.get(step, ""), told, words))


def _words(trace: Trace, step: int) -> str:
    parts = []
    for event in trace.events:
        if event.step == step and isinstance(event, ToolCall):
            parts.append(f"call {event.arguments_raw}")
        elif event.step == step and isinstance(event, ToolResult):
            parts.append(f"  -> {event.output[:300]}")
        elif event.step == step and event.source == "model":
            parts.append(f"says {event.text}")
    return "\n".join(parts)
