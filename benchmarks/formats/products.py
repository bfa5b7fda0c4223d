"""More counts of real files, of what tracing products, protocols and benchmarks write.

As in `naive`, nothing here imports the product. Spans repeat what was said, so that calls are
counted by their distinct ids.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.formats.naive import Counts, document, lines, text_in, total

_UNCOUNTED = (-(10**9),) * 3
_CALL_ID = re.compile(r"\b(?:call|toolu)_\w{12,}")


def trajectories(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every trajectory of a document, however deep."""
    if isinstance(value, dict):
        if "steps" in value:
            yield value
        for inner in value.values():
            yield from trajectories(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from trajectories(inner)


def atif(path: Path) -> Counts:
    """Count steps; an agent's step says something where its message is not empty."""
    whole = Counts()
    for trajectory in trajectories(document(path)):
        steps = trajectory["steps"]
        whole = whole.plus(
            Counts(
                1,
                sum(len(step.get("tool_calls") or []) for step in steps),
                sum(len((step.get("observation") or {}).get("results") or []) for step in steps),
                sum(step["source"] == "user" for step in steps),
                sum(step["source"] == "agent" and bool(step["message"]) for step in steps),
                sum(bool(step.get("reasoning_content")) for step in steps),
            )
        )
    return whole


def deepeval(path: Path) -> Counts:
    """Count ids of calls; all of these files' calls are answered. YAML is not read."""
    if path.suffix == ".yaml":
        return Counts()
    calls = len(set(_CALL_ID.findall(text_in(path))))
    return Counts(1, calls, calls, *_UNCOUNTED)


def attributes(path: Path) -> Counts:
    """Count the one call that each span speaks of."""
    called = int("get_weather" in text_in(path))
    return Counts(1, called, called, *_UNCOUNTED)


def phoenix(path: Path) -> Counts:
    """Count distinct ids of calls and of the messages that answer them."""
    calls, results = set(), set()
    for span in document(path):
        for key, value in span["attributes"].items():
            if key.endswith(".tool_call.id"):
                calls.add(value)
            elif key.endswith(".message.tool_call_id"):
                results.add(value)
    return Counts(1, len(calls), len(results), *_UNCOUNTED)


def langfuse(path: Path) -> Counts:
    """Count distinct ids of calls, or the calls that were put out where they have none.

    Results are the tools that ran, or the ids that tool messages answer; a trace is a first user
    message that no other generation begins with.
    """
    observations = document(path)["observations"]
    text = json.dumps([o["output"] for o in observations])
    calls = len(set(_CALL_ID.findall(text))) or text.count("function_call\\")
    ran = sum(o["type"] == "TOOL" for o in observations)
    answered = set(re.findall(r"tool_call_id\W{1,6}(call_\w+)", text_in(path)))
    agents = {o["name"] for o in observations if o["name"].endswith("_agent run")}
    return Counts(max(1, len(agents)), calls, max(ran, len(answered)), *_UNCOUNTED)


def mcp(path: Path) -> Counts:
    """Count one message: a result where it has content, else a call."""
    value = document(path)
    answer = "content" in value or "result" in value
    return Counts(1, int(not answer), int(answer), 0, 0, 0)


def google_adk(path: Path) -> Counts:
    """Count the parts of events."""
    text = json.dumps(document(path)["events"])
    return Counts(1, text.count('"function_call"'), text.count('"function_response"'), *_UNCOUNTED)


def nodes(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a ToolBench answer."""
    for node in tree:
        yield node
        yield from nodes(node["next"])


def toolbench(path: Path) -> Counts:
    """Count tool nodes; a whole one without a response has no result, one that is cut has."""
    return total(_toolbench(record["answer"]) for record in document(path).values())


def _toolbench(answer: dict[str, Any]) -> Counts:
    found = list(nodes(answer["answer_details"]))
    messages = [node["message"] for node in found if node["role"] == "tool"]
    answered = 0
    for message in messages:
        try:
            answered += bool(ast.literal_eval(message)["response"])
        except SyntaxError:
            answered += 1
    said = sum(node["role"] == "assistant" for node in found)
    return Counts(1, len(messages), answered, 1, said)


def bfcl(path: Path) -> Counts:
    """Count the calls of a list, or the tags of a text."""
    results = [record["result"] for record in lines(path)]
    calls = sum(
        sum(map(len, result)) if isinstance(result, list) else result.count("<tool_call>")
        for result in results
    )
    return Counts(len(results), calls, 0, 0, *_UNCOUNTED[1:])


COUNTERS: dict[str, Callable[[Path], Counts]] = {
    "atif": atif,
    "openai-responses": deepeval,
    "otel-openinference": attributes,
    "phoenix-spans": phoenix,
    "langfuse": langfuse,
    "mcp": mcp,
    "google-adk": google_adk,
    "toolbench": toolbench,
    "bfcl-results": bfcl,
}
