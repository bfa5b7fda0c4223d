"""How long OTLP traces take, against `orjson.loads` of the same bytes.

    python -m benchmarks.formats.otlp [--megabytes 8]

Invented support agents under OpenTelemetry's GenAI conventions, one OTLP document a line as the
file exporter writes them. Every chat span repeats the history so far, as real ones do. Prints, for
short and long conversations, the CPU time of strict decoding alone, of reading, and of the whole
audit, each the least of five rounds, as multiples of `orjson.loads`.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from auditor import strict_json
from auditor.auditing import Auditor
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.setting import setting_of

_ROUNDS = 5
_START = 1_767_000_000 * 10**9
_TOOL = {
    "type": "function",
    "name": "lookup",
    "description": "Looks an order up",
    "parameters": {
        "type": "object",
        "properties": {"order": {"type": "string"}, "fields": {"type": "array"}},
    },
}
_CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "m-large",
    "gen_ai.usage.input_tokens": 900,
    "gen_ai.usage.output_tokens": 40,
    "server.address": "models.example",
    "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "You look orders up."}]),
    "gen_ai.tool.definitions": json.dumps([_TOOL]),
}


def pairs_of(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return attributes as OTLP spells them."""
    return [
        {"key": key, "value": {"stringValue": value} if isinstance(value, str) else
         {"intValue": str(value)}}
        for key, value in attributes.items()
    ]  # fmt: skip


def document(number: int, steps: int, items: int) -> dict[str, Any]:
    """Return one run: so many model calls, each result with so many items."""
    draw = random.Random(number)
    spans: list[dict[str, Any]] = []

    def span(name: str, attributes: dict[str, Any]) -> None:
        start = _START + number * 10**11 + len(spans) * 10**8
        spans.append(
            {
                "traceId": f"{number:032x}",
                "spanId": f"{number:08x}{len(spans):08x}",
                "parentSpanId": f"{number:08x}{0:08x}" if spans else "",
                "name": name,
                "kind": 3,
                "startTimeUnixNano": str(start),
                "endTimeUnixNano": str(start + 10**7),
                "attributes": pairs_of(attributes),
                "status": {"code": 1},
            }
        )

    ask = f"What became of order {number}? Tell me all that you can find out about it, please."
    history = [{"role": "user", "parts": [{"type": "text", "content": ask}]}]
    span("invoke_agent desk", {"gen_ai.operation.name": "invoke_agent"})
    for step in range(steps):
        arguments = {"order": f"{number}-{step}", "fields": ["status", "items"]}
        call = {"type": "tool_call", "id": f"c{number}_{step}", "name": "lookup"}
        last = step == steps - 1
        said = {"type": "text", "content": f"Order {number} has arrived."}
        reply = {"role": "assistant", "parts": [said if last else {**call, "arguments": arguments}]}
        told = {
            "gen_ai.input.messages": json.dumps(history),
            "gen_ai.output.messages": json.dumps([reply]),
        }
        span("chat m-large", _CHAT | told)
        if last:
            break
        found = {
            "order": f"{number}-{step}",
            "items": [{"sku": f"S{draw.randint(1000, 9999)}", "price": draw.randint(1, 99)}]
            * items,
        }
        ran = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "lookup",
            "gen_ai.tool.call.id": call["id"],
            "gen_ai.tool.call.arguments": json.dumps(arguments),
            "gen_ai.tool.call.result": json.dumps(found),
        }
        span("execute_tool lookup", ran)
        response = {"type": "tool_call_response", "id": call["id"], "response": found}
        history = [*history, reply, {"role": "tool", "parts": [response]}]
    return {"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}


def corpus(size: int, steps: int, items: int) -> Iterator[bytes]:
    """Yield lines of at least so many bytes in all."""
    written = number = 0
    while written < size:
        line = json.dumps(document(number, steps, items)).encode()
        written += len(line)
        number += 1
        yield line


def audit(path: str) -> None:
    """Audit a file with all rules."""
    auditor = Auditor(setting_of(), Accounts())
    for item in read(path, accounts=Accounts()):
        auditor.feed(item)


def least(action: Callable[[], Any]) -> float:
    """Return the least CPU time of some rounds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def ratios(lines: list[bytes], path: str) -> tuple[float, float, float]:
    """Return the CPU times of strict decoding, reading and audit as multiples of orjson's."""
    base = least(lambda: [orjson.loads(line) for line in lines])
    decoded = least(lambda: [strict_json.decode(line) for line in lines])
    taken = least(lambda: sum(1 for _ in read(path, accounts=Accounts())))
    return decoded / base, taken / base, least(lambda: audit(path)) / base


def main() -> None:
    """Print a line for each kind of conversation."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=float, default=8)
    size = int(arguments.parse_args().megabytes * 1e6)
    print(f"{'model calls a run':24}{'kB a span':>10}{'decode':>8}{'read':>8}{'audit':>8}")
    with tempfile.TemporaryDirectory() as home:
        for steps, items in ((8, 4), (16, 20), (40, 40)):
            path = Path(home) / "traces.jsonl"
            lines = list(corpus(size, steps, items))
            path.write_bytes(b"\n".join(lines) + b"\n")
            kilobytes = sum(map(len, lines)) / len(lines) / (2 * steps) / 1000
            shown = "".join(f"{ratio:>8.1f}" for ratio in ratios(lines, str(path)))
            print(f"{steps:<24}{kilobytes:>10.1f}{shown}", flush=True)


if __name__ == "__main__":
    main()
