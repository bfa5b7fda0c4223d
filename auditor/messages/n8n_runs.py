"""Runs of n8n's nodes: which agent each belongs to, what it was given and what came of it.

`runData` keeps a list of runs by a node's name. A node that is attached to an agent (a model, a
tool, a memory) names the agent as its `source`, and keeps what it was given in `inputOverride` and
what came of it in `data`, both by the kind of the connection (`ai_tool`, `ai_languageModel`).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.messages.dialects import decoded
from auditor.messages.parts import (
    integer_or_none,
    json_text,
    number_or_none,
    object_of,
    objects_in,
    text_of,
    text_or_none,
)
from auditor.messages.times import utc

MODEL, TOOL = "ai_languageModel", "ai_tool"
_MARK = re.compile(r"(?:\A|\n)(System|Human|AI|Tool|Function): ?")
_ASKED = ("chatInput", "guardrailsInput", "input", "query", "question", "prompt", "text", "message")
_NO_LETTER = re.compile(r"[^a-zA-Z0-9_-]+")


class NodeRun(NamedTuple):
    """One run of a node.

    Attributes:
        node: The node's name.
        number: Which of its runs it is, 0-based.
        kinds: The kinds of connection that it was run for.
        parent: The name and the run of the node that it was run for or after.
    """

    node: str
    number: int
    told: dict[str, Any]
    kinds: frozenset[str]
    parent: tuple[str, int | None]

    @property
    def begun(self) -> tuple[float, float]:
        """By which runs are put in order: the time, then the count that newer versions keep."""
        started = number_or_none(self.told.get("startTime")) or 0.0
        return started, number_or_none(self.told.get("executionIndex")) or 0.0

    @property
    def at(self) -> str | None:
        """When it began."""
        return utc(self.told.get("startTime"))

    @property
    def error(self) -> str:
        """What went wrong, "" where nothing did."""
        fault = self.told.get("error")
        told = object_of(fault)
        words = [text_of(told.get(key)) for key in ("message", "description")]
        said = "\n".join(dict.fromkeys(filter(None, words)))
        return said or (json_text(fault) if fault else "")


def run_data_of(execution: Any) -> dict[str, Any]:
    """Return the runs of an execution by node; {} of what is none."""
    data = object_of(execution).get("data")
    data = decoded(data) if isinstance(data, str) else data
    return object_of(object_of(object_of(data).get("resultData")).get("runData"))


def runs_of(execution: dict[str, Any]) -> list[NodeRun]:
    """Return the runs of all nodes, as they began."""
    attached = _attached_in(execution)
    found = [
        _run(node, number, told, attached.get(node, ""))
        for node, runs in run_data_of(execution).items()
        for number, told in enumerate(objects_in(runs))
    ]
    return sorted(found, key=lambda run: run.begun)


def _attached_in(execution: dict[str, Any]) -> dict[str, str]:
    """Return what each model and each tool is attached to, as the workflow draws it."""
    drawn = object_of(object_of(execution.get("workflowData")).get("connections"))
    return {
        source: text_of(link.get("node"))
        for source, kinds in drawn.items()
        for kind in (MODEL, TOOL)
        for links in _list_of(object_of(kinds).get(kind))
        for link in objects_in(links)
    }


def _run(node: str, number: int, told: dict[str, Any], attached: str) -> NodeRun:
    kinds = frozenset(
        kind for key in ("data", "inputOverride") for kind in object_of(told.get(key))
    )
    source = next(iter(objects_in(told.get("source"))), {})
    parent = text_of(source.get("previousNode")) or attached
    return NodeRun(
        node, number, told, kinds, (parent, integer_or_none(source.get("previousNodeRun")))
    )


def items_of(run: NodeRun, key: str, kind: str) -> list[dict[str, Any]]:
    """Return the items of a run, of what it was given (`inputOverride`) or what came (`data`)."""
    branches = _list_of(object_of(run.told.get(key)).get(kind))
    return [object_of(one.get("json")) for branch in branches for one in objects_in(branch)]


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def said_by(run: NodeRun) -> str:
    """Return the words of a model's run."""
    for item in items_of(run, "data", MODEL):
        for group in _list_of(object_of(item.get("response")).get("generations")):
            for generation in objects_in(group if isinstance(group, list) else [group]):
                return text_of(generation.get("text"))
    return ""


def prompt_of(run: NodeRun) -> Iterator[tuple[str, str]]:
    """Yield who spoke in what a model was given, and the words."""
    for item in items_of(run, "inputOverride", MODEL):
        for text in _list_of(item.get("messages")):
            pieces = _MARK.split(text) if isinstance(text, str) else []
            yield from zip(pieces[1::2], pieces[2::2], strict=True)


def model_of(run: NodeRun) -> str | None:
    """Return the model that a run names."""
    for item in items_of(run, "inputOverride", MODEL):
        options = object_of(item.get("options"))
        for key in ("model", "model_name", "modelName"):
            if told := text_or_none(options.get(key)):
                return told
    return None


def tool_of(run: NodeRun) -> tuple[str, str]:
    """Return the name of a tool, as the model calls it, and what was passed to it."""
    passed = next(iter(items_of(run, "inputOverride", TOOL)), None)
    name = _NO_LETTER.sub("_", run.node)
    if passed is None:
        return name, ""
    own = object_of(passed.get("tool"))
    rest = {key: told for key, told in passed.items() if key != "toolCallId"}
    if isinstance(own.get("name"), str) and "description" in own:
        name = own["name"]
        del rest["tool"]
    query = decoded(rest["query"]) if rest.keys() == {"query"} else None
    return name, json_text(query if isinstance(query, dict) else rest)


def result_of(run: NodeRun) -> str | None:
    """Return what came of a tool's run; None where nothing was kept."""
    if TOOL not in object_of(run.told.get("data")):
        return None
    items = items_of(run, "data", TOOL)
    told = [item["response"] if item.keys() == {"response"} else item for item in items]
    whole = told[0] if len(told) == 1 else told
    if not items:
        return ""
    return whole if isinstance(whole, str) else json_text(whole)


def answer_of(run: NodeRun) -> str:
    """Return what an agent or a chain came to, "" where it came to nothing."""
    for item in [*items_of(run, "data", "main"), *items_of(run, "data", TOOL)]:
        for key in ("output", "response", "text"):
            told = item.get(key)
            inner = object_of(told).get("text") if isinstance(told, dict) else told
            if isinstance(inner, str):
                return inner
            if told is not None:
                return json_text(told)
    return ""


def asked_in(items: list[dict[str, Any]]) -> str:
    """Return what a user asked an agent, of the items that it was given."""
    for item in items:
        held = [item, object_of(item.get("body"))]
        for key in _ASKED:
            for one in held:
                if isinstance(one.get(key), str) and one[key].strip():
                    return str(one[key])
    return ""
