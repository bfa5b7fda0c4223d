"""Hostile text through every field and every output format.

    python -m benchmarks.naughty_strings --data FOLDER

FOLDER holds `blns.json` of the Big List of Naughty Strings (github.com/minimaxir/big-list-of-
naughty-strings, MIT). The suite does the same with the list of fixtures/naughty_strings.json.
"""

import argparse
import contextlib
import csv
import io
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from auditor.cli import main as auditor
from auditor.report import REPORTS

# What a terminal, an editor or a spreadsheet might obey: C0 but line feed and tab, DEL, C1, marks
# that reorder or join text, separators of lines, tags.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


class Outcome(NamedTuple):
    """What became of the strings.

    Attributes:
        findings: How many were printed, by code.
        unsafe: Unsafe characters by output format; empty if all is well.
        formulas: Cells of the table that a spreadsheet would calculate.
    """

    findings: Counter[str]
    unsafe: dict[str, list[str]]
    formulas: list[str]


def records(text: str) -> Iterator[str]:
    """Yield lines that hold a string in every text field, each with findings that print it."""
    user = {"role": "user", "content": text}
    call = {"id": text, "type": "function", "function": {"name": text, "arguments": text}}
    known = {**call, "function": {"name": "lookup", "arguments": text}}
    result = {"role": "tool", "tool_call_id": text, "name": text, "content": text}
    reply = {"role": "assistant", "content": text, "reasoning_content": text}
    calling = {"role": "assistant", "content": text, "tool_calls": [call]}
    tool = {
        "type": "function",
        "function": {"name": "lookup", "description": text, "parameters": {}},
    }
    head = {"id": text, "dataset": text, "task_id": text, "model": text, "tools": [tool]}
    system = {"role": "system", "content": text}
    other = {**result, "tool_call_id": f"{text}2"}
    conversations: list[list[dict[str, Any]]] = [
        [system, user, calling, result, other, reply],
        [user, calling, calling, result, result, calling, result, user, reply],
        [user, {**calling, "tool_calls": [known]}, result],
        [user, {**reply, "content": f"<answer>{text}"}],
        [user, {**reply, "content": f"{text} again and again, " * 9}],
        [user, {**reply, "content": ""}],
    ]
    for messages in conversations:
        yield json.dumps({**head, "messages": messages})
    yield json.dumps({text: text, "other": [text]})
    yield f'{{"cut": {json.dumps(text)}, '
    # Raw bytes as an exporter without an encoder writes them; lone surrogates have no bytes.
    yield '{"raw": "' + re.sub(r"[\n\ud800-\udfff]", "", text)


def file_name(text: str) -> str:
    """Return a file name as close to a string as the file system allows."""
    stem = re.sub(r"[/\x00\ud800-\udfff]", "_", text).encode()[:180].decode(errors="ignore")
    return f"n{stem}.jsonl"


def write_transcripts(texts: Sequence[str], folder: Path) -> Path:
    """Write the strings into transcripts, one folder each, and return the folder above."""
    for place, text in enumerate(texts):
        lines = [*records(text), *records(f"{place} {text} {place}")]
        file = folder / "in" / f"{place:03}" / file_name(text)
        file.parent.mkdir(parents=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "in"


def run(texts: Sequence[str], folder: Path) -> Outcome:
    """Audit the strings, and look at every output format."""
    given = write_transcripts(texts, folder)
    names = list(REPORTS.keys())
    outputs = [part for name in names for part in ("--output", f"{name}={folder}/{name}")]
    code = auditor(["audit", str(given), "--format", "concise", *outputs])
    assert code == 1, f"exit code {code}"
    return judge({name: (folder / name).read_bytes().decode() for name in names})


def unsafe_in_other_commands(texts: Sequence[str], folder: Path) -> dict[str, list[str]]:
    """Return the unsafe characters that other commands print of the strings, by command."""
    given, database = str(write_transcripts(texts, folder)), str(folder / "store.db")
    lines = [
        ["formats", given],
        *(["prove", given, "--format", name] for name in ("text", "json", "markdown")),
        *(["convert", given, "--to", name] for name in ("openai", "atif", "jsonl")),
        ["audit", given, "--store", database],
        ["review", "next", "--store", database],
        ["review", "status", "--store", database],
    ]
    unsafe = {}
    for words in lines:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = auditor(words)
        assert "Traceback" not in out.getvalue(), out.getvalue()[-2000:]
        assert code in {0, 1, 3}, f"{words}: exit code {code}"
        unsafe[" ".join(words)] = UNSAFE.findall(out.getvalue())
    return {command: found for command, found in unsafe.items() if found}


def judge(written: dict[str, str]) -> Outcome:
    """Parse what can be parsed, and look for what must not be there."""
    findings = json.loads(written["json"])["findings"]
    assert [json.loads(line) for line in written["jsonl"].splitlines()] == findings
    assert len(json.loads(written["sarif"])["runs"][0]["results"]) == len(findings)
    ET.fromstring(written["junit"])  # noqa: S314 - our own document
    rows = list(csv.reader(io.StringIO(written["csv"])))
    assert len(rows) == len(findings) + 1
    numbers = {rows[0].index(name) for name in ("score", "run_index", "turn", "step", "line")}
    cells = [cell for row in rows for at, cell in enumerate(row) if at not in numbers]
    unsafe = {name: UNSAFE.findall(text) for name, text in written.items()}
    return Outcome(
        Counter(finding["code"] for finding in findings),
        {name: found for name, found in unsafe.items() if found},
        [cell for cell in cells if cell.startswith(FORMULA)],
    )


def main() -> None:
    """Run the big list and print the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks.naughty_strings", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    texts = json.loads((options.data / "blns.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(texts, Path(folder) / "audit")
        others = unsafe_in_other_commands(texts, Path(folder) / "others")
    print(f"{len(texts)} strings, {outcome.findings.total()} findings: {dict(outcome.findings)}")
    print(f"unsafe characters by format: {outcome.unsafe}; formula cells: {outcome.formulas}")
    print(f"unsafe characters by other commands: {others}")


if __name__ == "__main__":
    main()
