"""Counts of real transcript files by the shortest code that can count them.

Nothing here imports the product: these counters are what its readers are held against. Each takes
one file and returns what it holds. Rules of counting: a trace is a run with at least one message;
a call or result counts wherever the format puts it, also inside text; the words of a user count by
message, those of a model by stretch of non-empty text.
"""

import gzip
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

# What a counter leaves to the reader: sums of it stay far below 0.
UNCOUNTED = -1
_FAR_BELOW = -(10**9)


class Counts(NamedTuple):
    """How much a file, or a folder, holds."""

    traces: int = 0
    calls: int = 0
    results: int = 0
    user: int = 0
    text: int = 0
    thinking: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return the sums."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def text_in(path: Path) -> str:
    """Return the text of a file, unpacked where its name says so."""
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def document(path: Path) -> Any:
    """Return the JSON document of a file."""
    return json.loads(text_in(path))


def lines(path: Path) -> Iterator[Any]:
    """Yield the JSON values of a file's lines."""
    return (json.loads(line) for line in text_in(path).split("\n") if line.strip())


def parts(content: Any) -> list[Any]:
    """Return the parts of a message: a string is one part."""
    return content if isinstance(content, list) else [content]


def chat(messages: list[dict[str, Any]]) -> Counts:
    """Count a conversation in OpenAI's form."""
    calls = results = user = text = 0
    for message in messages:
        role, content = message["role"], message.get("content")
        calls += len(message.get("tool_calls") or []) * (role == "assistant")
        results += role == "tool"
        user += role == "user"
        if role == "assistant":
            text += sum(
                bool(part.get("text") or part.get("content") if isinstance(part, dict) else part)
                for part in parts(content)
            )
    return Counts(1, calls, results, user, text)


def tau_bench(path: Path) -> Counts:
    """Count the runs; one that crashed holds no message."""
    runs = document(path)
    runs = runs if isinstance(runs, list) else [runs]
    return total(chat(run["traj"]) for run in runs)


def total(several: Any) -> Counts:
    """Return the sums of several counts."""
    whole = Counts()
    for one in several:
        whole = whole.plus(one)
    return whole


def openai_lines(path: Path) -> Counts:
    """Count records of messages, of prompt and completion, or bare lists of messages."""
    whole = Counts()
    for record in lines(path):
        if isinstance(record, dict) and "completion" in record:
            whole = whole.plus(chat(record["prompt"] + record["completion"]))
        elif isinstance(record, list) or "messages" in record:
            whole = whole.plus(chat(record if isinstance(record, list) else record["messages"]))
    return whole


def blocks(messages: list[dict[str, Any]]) -> Counts:
    """Count a conversation in Anthropic's form; a user's message counts by its words."""
    calls = results = user = text = thinking = 0
    for message in messages:
        kinds = [
            part["type"] if isinstance(part, dict) else "text"
            for part in parts(message.get("content"))
        ]
        calls += kinds.count("tool_use")
        results += kinds.count("tool_result")
        thinking += kinds.count("thinking")
        words = len(kinds) - sum(map(kinds.count, ("tool_use", "tool_result", "thinking")))
        user += bool(words) * (message["role"] == "user")
        text += words * (message["role"] == "assistant")
    return Counts(1, calls, results, user, text, thinking)


def cline(path: Path) -> Counts:
    """Count Cline's session file."""
    return blocks(document(path)["messages"])


def intercode(path: Path) -> Counts:
    """Count actions and observations."""
    whole = Counts()
    for run in document(path).values():
        turns = run["turn_history"]
        thoughts = sum(map(bool, turns.get("thoughts", [])))
        counts = (len(turns["actions"]), len(turns["observations"]))
        whole = whole.plus(Counts(1, *counts, user=1, thinking=thoughts))
    return whole


def react(path: Path) -> Counts:
    """Count lines by their first word."""
    found = re.findall(
        r"^(Question|Thought|Action|Observation)(?: \d+)?:", text_in(path), re.MULTILINE
    )
    questions = found.count("Question")
    return Counts(
        questions,
        found.count("Action"),
        found.count("Observation"),
        questions,
        0,
        found.count("Thought"),
    )


def inspect_log(path: Path) -> Counts:
    """Count the samples of a document or archive."""
    if path.suffix == ".eval":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.startswith("samples/")]
            samples = [json.loads(archive.read(name)) for name in names]
    else:
        samples = document(path).get("samples") or []
    return total(chat(sample["messages"]) for sample in samples)


def agentdojo(path: Path) -> Counts:
    """Count one run."""
    return chat(document(path)["messages"])


def tau2(path: Path) -> Counts:
    """Count the simulations; a user's tool calls count as calls."""
    whole = Counts()
    for simulation in document(path)["simulations"]:
        messages = simulation["messages"]
        of_users = sum(len(m.get("tool_calls") or []) for m in messages if m["role"] == "user")
        silent = sum(m["role"] == "user" and not m["content"] for m in messages)
        counted = chat(messages)
        whole = whole.plus(
            counted._replace(calls=counted.calls + of_users, user=counted.user - silent)
        )
    return whole


def swe_agent(path: Path) -> Counts:
    """Count the actions; each has one observation, the last one's may stand in `trajectory`."""
    run = document(path)
    if isinstance(run, list):
        fenced = re.compile(r"```mswea_bash_command\n")
        replies = [message["content"] for message in run if message["role"] == "assistant"]
        actions = sum(len(fenced.findall(reply)) == 1 for reply in replies)
        said = sum(bool(reply.split("```mswea")[0].strip()) for reply in replies)
        return Counts(1, actions, actions, 1, said)
    replies = [message for message in run["history"] if message["role"] == "assistant"]
    actions = sum(bool(reply.get("action")) for reply in replies)
    return Counts(1, actions, actions, 1, sum(bool(reply["content"]) for reply in replies))


def claude_code(path: Path) -> Counts:
    """Count blocks and old-style records; a trace for each agent and each `/clear`."""
    records = [record for record in lines(path) if isinstance(record, dict)]
    kinds: list[str] = []
    agents: set[tuple[Any, Any]] = set()
    for record in records:
        message = record.get("message")
        if record.get("type") in ("user", "assistant", "tool_use", "tool_result"):
            agents.add((bool(record.get("isSidechain")), record.get("agentId")))
            kinds.append(record["type"])
        if isinstance(message, dict):
            kinds += [p["type"] for p in parts(message.get("content")) if isinstance(p, dict)]
    cleared = "<command-name>/clear" in text_in(path)
    return Counts(
        len(agents) + cleared,
        kinds.count("tool_use"),
        kinds.count("tool_result"),
        *[_FAR_BELOW] * 3,
    )


def codex(path: Path) -> Counts:
    """Count the response items by type; a hosted call may hold its result."""
    items = [record["payload"] for record in lines(path) if record["type"] == "response_item"]
    kinds = [item["type"] for item in items]
    calls = sum(kind.endswith("_call") for kind in kinds)
    results = sum(kind.endswith("_output") for kind in kinds)
    results += sum(item["type"] == "image_generation_call" and "result" in item for item in items)
    speakers = [item["role"] for item in items if item["type"] == "message"]
    summaries = sum(len(item.get("summary") or []) for item in items if item["type"] == "reasoning")
    spoken = sum(len(item["content"]) for item in items if item.get("role") == "assistant")
    return Counts(1, calls, results, speakers.count("user"), spoken, summaries)


def pi(path: Path) -> Counts:
    """Count messages and their parts."""
    messages = [record["message"] for record in lines(path) if record["type"] == "message"]
    kinds = [
        part["type"]
        for message in messages
        if message["role"] == "assistant"
        for part in message["content"]
    ]
    roles = [message["role"] for message in messages]
    return Counts(
        1,
        kinds.count("toolCall"),
        roles.count("toolResult"),
        roles.count("user"),
        kinds.count("text"),
        kinds.count("thinking"),
    )


def share_gpt(path: Path) -> Counts:
    """Count the turns by speaker."""
    whole = Counts()
    for record in document(path):
        speakers = [turn["from"] for turn in record["conversations"]]
        counts = map(speakers.count, ("function_call", "observation", "human", "gpt"))
        whole = whole.plus(Counts(1, *counts))
    return whole


def preference(path: Path) -> Counts:
    """Count either answer of a pair as a conversation with the prompt; a labelled one as one."""
    whole = Counts()
    for record in document(path):
        if "chosen" in record:
            speakers = [turn["from"] for turn in record["conversations"]]
            human, model = speakers.count("human"), speakers.count("gpt")
            whole = whole.plus(Counts(2, user=2 * human, text=2 * model + 2))
        else:
            whole = whole.plus(chat(record["messages"]))
    return whole


def autogen(path: Path) -> Counts:
    """Count what the terminal ran: the call stands in the message before, the result is its own."""
    history = document(path)["history"]
    terminal = [message for message in history if message["name"] == "Computer_terminal"]
    ran = sum(message["content"].startswith("exitcode:") for message in terminal)
    spoken = history[1:]
    said = sum(message["name"] != "Computer_terminal" for message in spoken)
    return Counts(1, ran, ran, 1, said - sum(_is_empty(message) for message in spoken))


def _is_empty(message: dict[str, Any]) -> bool:
    return message["name"] != "Computer_terminal" and not message["content"]


COUNTERS: dict[str, Callable[[Path], Counts]] = {
    "tau-bench": tau_bench,
    "tau-bench-retail": tau_bench,
    "docent": tau_bench,
    "verifiers": openai_lines,
    "invariant-explorer": openai_lines,
    "cline": cline,
    "intercode": intercode,
    "react-text": react,
    "inspect": inspect_log,
    "agentdojo-luna": agentdojo,
    "tau2": tau2,
    "swe-agent": swe_agent,
    "claude-code": claude_code,
    "codex-cli": codex,
    "pi-sessions": pi,
    "llama-factory/glaive_toolcall_en_demo.json.gz": share_gpt,
    "llama-factory/dpo_en_demo.json.gz": preference,
    "llama-factory/kto_en_demo.json.gz": preference,
    "who-when": autogen,
}
