"""Tools that a span declares, under whatever attribute an instrumentation keeps them."""

from typing import Any

from auditor.messages.dialects import decoded
from auditor.messages.parts import objects_in, tools_of
from auditor.spans.flattened import nested
from auditor.trace import Tool

_LISTS = ("gen_ai.tool.definitions", "ai.prompt.tools")


def tools_in_attributes(attributes: dict[str, Any]) -> tuple[Tool, ...]:
    """Return the declared tools, as the AI SDK, Pydantic AI and the conventions spell them.

    Those are OpenTelemetry's, OpenInference's and OpenLLMetry's.
    """
    for key in _LISTS:
        declared = attributes.get(key)
        tools = _declared(declared) if declared else ()
        if tools:
            return tools
    request = decoded(attributes.get("model_request_parameters"))
    if isinstance(request, dict):
        groups = [request.get(key) for key in ("function_tools", "output_tools")]
        listed = [group for group in groups if isinstance(group, list)]
        return tools_of([_of_pydantic_ai(tool) for group in listed for tool in group])
    tools = tools_of(_of_openinference(nested(attributes, "llm.tools")))
    return tools or tools_of(_of_openllmetry(nested(attributes, "llm.request.functions")))


_MOST_TEXTS = 64
_known: dict[str, tuple[Tool, ...]] = {}


def _declared(value: Any) -> tuple[Tool, ...]:
    """Return the tools of a list; a text that every span repeats is read once."""
    if not isinstance(value, str):
        return tools_of(decoded(value))
    known = _known.get(value)
    if known is None:
        if len(_known) >= _MOST_TEXTS:
            _known.clear()
        known = _known[value] = tools_of(decoded(value))
    return known


def _of_pydantic_ai(tool: Any) -> Any:
    if isinstance(tool, dict) and "parameters_json_schema" in tool:
        return {**tool, "parameters": tool["parameters_json_schema"]}
    return tool


def _of_openinference(tools: Any) -> list[Any]:
    found = []
    for entry in tools if isinstance(tools, list) else []:
        inner = entry.get("tool", entry) if isinstance(entry, dict) else entry
        schema = inner.get("json_schema") if isinstance(inner, dict) else None
        found.append(inner if schema is None else decoded(schema))
    return found


def _of_openllmetry(functions: Any) -> list[Any]:
    return [
        {**function, "parameters": decoded(function.get("parameters"))}
        for function in objects_in(functions)
    ]
