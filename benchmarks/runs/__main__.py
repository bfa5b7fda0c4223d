"""How long it takes to group and compare repeated runs, and how much memory.

    python -m benchmarks.runs [--tasks 1000] [--runs 10] [--calls 30]

Writes invented runs of a desk agent to a temporary file, compares them in a fresh process per size
and prints CPU time and peak memory.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = (1, 10, 100)
CONTRACT = """
[tools]
lookup_uri = {effect = "read", key_args = ["uri"]}
block_uri = {effect = "write", key_args = ["uri"]}
archive_case = {effect = "write", key_args = ["uri"]}

[decision]
tool = ["block_uri", "archive_case"]
opposites = [["block_uri", "archive_case"]]

[policy]
malicious = "block_uri"
"""


def main() -> None:
    """Print the table, or measure one size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--calls", type=int, default=30)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure)
        return
    print("| runs x calls | MB | report: CPU s | runs/s | peak MB |")
    print("|---|---|---|---|---|")
    for part in SIZES[::-1]:
        row(max(given.tasks // part, 1), given)


def row(tasks: int, given: argparse.Namespace) -> None:
    """Write a corpus, measure it in a fresh process and print its line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "runs.jsonl")
        Path(folder, "contract.toml").write_text(CONTRACT, encoding="utf-8")
        with path.open("w", encoding="utf-8") as file:
            for record in corpus(tasks, given.runs, given.calls):
                file.write(json.dumps(record) + "\n")
        megabytes = path.stat().st_size / 1e6
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.runs", "--measure", folder],
            capture_output=True,
            text=True,
            check=True,
        )
    seconds, peak = map(float, done.stdout.split())
    count = tasks * given.runs
    print(
        f"| {count:,} x {given.calls} | {megabytes:.0f} | {seconds:.1f} | {count / seconds:,.0f} "
        f"| {peak:.0f} |",
        flush=True,
    )


def measure(folder: str) -> None:
    """Print CPU seconds and peak megabytes of one comparison."""
    import auditor

    began = time.process_time()
    report = auditor.compare_runs(f"{folder}/runs.jsonl", config=f"{folder}/contract.toml")
    seconds = time.process_time() - began
    assert report.tasks
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def corpus(tasks: int, runs: int, calls: int) -> Iterator[dict[str, Any]]:
    """Yield runs that look up hosts and decide on every tenth, now and then otherwise."""
    draw = random.Random(1)
    filler = "The sensors of the region agree on this entry. " * 6
    for task in range(tasks):
        for run in range(runs):
            messages = [
                {"role": "system", "content": "You are a desk agent. " + filler},
                {"role": "user", "content": f"Task {task}: look at every host and decide."},
            ]
            for place in range(calls):
                messages += exchange(task, place, draw, filler)
            messages.append({"role": "assistant", "content": f"Done, {draw.randrange(1000)}."})
            yield {
                "id": f"task-{task}-run-{run}",
                "task_id": f"task-{task}",
                "run_index": run,
                "model": "desk",
                "messages": messages,
            }


def exchange(task: int, place: int, draw: random.Random, filler: str) -> Iterator[dict[str, Any]]:
    """Return a call and its result; a few look at another host, a few decide otherwise."""
    deciding = place % 10 == 9
    host = f"host-{task}-{place // 10 if deciding else place}.example"
    name = "lookup_uri"
    if deciding:
        name = "archive_case" if draw.random() < 0.05 else "block_uri"
    elif draw.random() < 0.03:
        host = f"other-{task}.example"
    call_id = f"call_{draw.getrandbits(60):x}"
    function = {"name": name, "arguments": json.dumps({"uri": host})}
    calls = [{"id": call_id, "type": "function", "function": function}]
    result = json.dumps({"uri": host, "verdict": "malicious", "score": task % 100, "note": filler})
    yield {"role": "assistant", "content": None, "tool_calls": calls}
    yield {"role": "tool", "tool_call_id": call_id, "content": result}


if __name__ == "__main__":
    main()
