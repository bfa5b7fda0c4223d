"""Langfuse's own reading of its example traces against ours.

    python -m benchmarks.formats.answers --data DIR

Langfuse keeps beside each `*.trace.json` of its tests what its interface makes of it
(`*.chatml.json`, langfuse/langfuse, worker/src/__tests__/chatml/framework-traces). Those files are
not part of this project: below stand the facts that they hold, which are calls with their ids, how
many results, and how the model's last words begin. DIR holds the traces. Known differences are
explained.
"""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.trace import Message, ToolCall, ToolResult, Trace


class Answer(NamedTuple):
    """What Langfuse makes of a trace; calls as id, name and arguments."""

    calls: tuple[tuple[str | None, str, str], ...] = ()
    results: int = 0
    last_words: str = ""
    difference: str = ""


_JOKE = '{"topic":"programming"}'
ANSWERS = {
    "agno-2025-06-11": Answer(
        (
            (
                "call_VybxG748CQId8Xxo6wb2pWy1",
                "duckduckgo_search",
                '{"query":"currently trending on Twitter"}',
            ),
        ),
        1,
        "To find out what's currently trending on Twitter",
        "the inputs are Python's repr: Langfuse reads no words there, we do",
    ),
    "claude-agent-2025-12-22": Answer(
        (
            ("toolu_01TKoqQLvY2UWuC49qnD48y7", "mcp__weather__get_weather", '{"city":"Berlin"}'),
            ("toolu_01NtVat4vJLFfVd5TqdLHcA7", "mcp__weather__get_weather", '{"city":"New York"}'),
        ),
        2,
        "Great! Here's the current weather for both cities",
        'an input is {"content": "role"}: no message to Langfuse, words of nobody to us',
    ),
    "crewai-2025-07-11": Answer(
        (), 0, "I now can give a great answer", "the reply is a bare string, refused by Langfuse"
    ),
    "google-adk-2025-08-28": Answer(
        ((None, "say_hello", "{}"),),
        1,
        "Hello Langfuse",
        "Langfuse shows the result as words of the user",
    ),
    "langgraph-python-2025-08-22": Answer(
        (("call_1oGK863sxQHlPreFhDdEs3yl", "Web-Search", '{"query":"example"}'),),
        1,
        'The search for "example" primarily leads to the website',
    ),
    "openai-agents-2025-09-30": Answer(
        (("call_Kud0j0DxWSmLzv9W5m6qVqXn", "get_weather", '{"city":"Tokyo"}'),),
        1,
        "The weather in Tokyo is currently sunny",
    ),
    "pydantic-ai-tools-2025-12-04": Answer(
        (
            ("call_X0OSgjUukT5inyEQvuZQnHrk", "get_pun_suggestion", _JOKE),
            ("call_WxZcCvSDhGT4RJHlcU01k10x", "get_dad_joke_suggestion", _JOKE),
            ("call_aRaObiWKKt6GzgDkkUl3bu1Q", "get_one_liner_suggestion", _JOKE),
        ),
        3,
        "Why do programmers hate nature?",
        "a critic with a call of its own (final_result) is a second trace to us",
    ),
    "vercel-aisdk-2025-11-17": Answer(
        (("call_DgKARp7a7IhJPDczfifMp6Ra", "getWeather", '{"location":"San Francisco"}'),), 1
    ),
}  # fmt: skip


def answer_of(path: Path) -> Answer:
    """Return the same facts of our reading: those of the run's own trace, the first."""
    traces = [one for one in read(str(path), accounts=Accounts()) if isinstance(one, Trace)]
    events = traces[0].events
    words = [e.text for e in events if type(e) is Message and e.source == "model" and e.text]
    return Answer(
        tuple((e.call_id, e.name, e.arguments_raw) for e in events if type(e) is ToolCall),
        sum(type(e) is ToolResult for e in events),
        words[-1] if words else "",
    )


def agree(ours: Answer, theirs: Answer) -> bool:
    """Say whether calls, results and last words are the same."""
    same = (ours.calls, ours.results) == (theirs.calls, theirs.results)
    return same and ours.last_words.startswith(theirs.last_words)


def main() -> int:
    """Print a line for each trace; return 1 if any differs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    data = arguments.parse_args().data
    differing = 0
    for name, theirs in ANSWERS.items():
        ours = answer_of(data / f"{name}.trace.json")
        same = agree(ours, theirs)
        differing += not same
        verdict = "agrees" if same else f"DIFFERS: {ours}"
        print(f"{name:32}{len(theirs.calls)} calls, {theirs.results} results  {verdict}")
        if theirs.difference:
            print(f"{'':32}known: {theirs.difference}")
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main())
