"""How well transcripts and ledgers are held against each other, on real runs.

    python -m benchmarks.ledger PATH...

A ledger is made of the runs' own calls and results. Then one side is changed, and every change
must come out as its outcome, and nothing else. Each change is measured with four ledgers: sessions
named after the traces or not, with call ids or without.
"""

import argparse
import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

from auditor.intake import reading
from auditor.ledger import read_ledger, reconcile
from auditor.pairing import pair
from auditor.trace import Event, ToolCall, Trace

WORD = re.compile(r"\w+")


class Run(NamedTuple):
    """A trace, its number among all, and its calls that were answered."""

    number: int
    trace: Trace
    calls: list[ToolCall]


class Logged(NamedTuple):
    """An entry of the ledger, and the run it is of."""

    number: int
    entry: dict[str, Any]


class Changed(NamedTuple):
    """Runs and ledger entries after a change, and what must be found: (run, arguments) counted."""

    runs: list[Run]
    entries: list[Logged]
    expected: Counter
    outcome: str


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    runs = list(read_runs(given.paths))
    print(f"{len(runs)} runs with {sum(len(run.calls) for run in runs):,} answered calls")
    print(f"{'change':22} {'ledger':22} {'found':>14} {'other':>6} {'not checkable':>14}")
    for change in (untouched, forged_calls, forged_results, lost_entries, altered_entries):
        for named in (True, False):
            for ids in (True, False):
                entries = entries_of(runs, named=named, ids=ids)
                changed = change(runs, entries, Random(given.seed))
                kind = f"{'named' if named else 'unnamed'}, {'ids' if ids else 'no ids'}"
                print(f"{change.__name__:22} {kind:22} {row(changed)}")


def read_runs(paths: list[str]) -> Iterator[Run]:
    """Yield the runs with answered calls."""
    number = 0
    for trace in reading.read(*paths):
        if not isinstance(trace, Trace):
            continue
        pairing = pair(trace.events)
        calls = [call for call in pairing.calls if call.index in pairing.answer]
        if calls:
            yield Run(number, trace, calls)
            number += 1


def entries_of(runs: list[Run], *, named: bool, ids: bool) -> list[Logged]:
    """Return (run number, entry) of all answered calls."""
    found = []
    for run in runs:
        answers = pair(run.trace.events).answer
        for call in run.calls:
            output = answers[call.index].output
            entry = {
                "server": "tools",
                "session": run.trace.trace_id if named else f"session {run.number}",
                "name": call.name,
                "arguments_raw": call.arguments_raw,
                "result": output,
                "result_sha256": hashlib.sha256(output.encode()).hexdigest(),
                "is_error": False,
            }
            if ids and call.call_id is not None:
                entry["call_id"] = call.call_id
            found.append(Logged(run.number, entry))
    return found


def untouched(runs: list[Run], entries: list[Logged], _random: Random) -> Changed:
    """Change nothing."""
    return Changed(runs, entries, Counter(), "none")


def forged_calls(runs: list[Run], entries: list[Logged], random: Random) -> Changed:
    """Put a call and a result that nobody made into each transcript."""
    changed, expected = [], Counter()
    for run in runs:
        model, events = random.choice(run.calls), list(run.trace.events)
        answers = pair(events).answer
        place = answers[random.choice(run.calls).index].index + 1
        arguments = json.dumps({"forged": run.number})
        call_id = "call_forged" if model.call_id else None
        step = events[place - 1].step
        answer = answers[model.index]
        events[place:place] = [
            msgspec.structs.replace(model, arguments_raw=arguments, call_id=call_id, step=step),
            msgspec.structs.replace(
                answer, output=altered(answer.output, random), call_id=call_id, step=step
            ),
        ]
        changed.append(run._replace(trace=with_events(run.trace, events)))
        expected[run.number, arguments] += 1
    return Changed(changed, entries, expected, "transcript only")


def forged_results(runs: list[Run], entries: list[Logged], random: Random) -> Changed:
    """Change a word of one result in each transcript."""
    changed, expected = [], Counter()
    for run in runs:
        call, events = random.choice(run.calls), list(run.trace.events)
        answer = pair(events).answer[call.index]
        events[answer.index] = msgspec.structs.replace(
            answer, output=altered(answer.output, random)
        )
        changed.append(run._replace(trace=with_events(run.trace, events)))
        expected[run.number, call.arguments_raw] += 1
    return Changed(changed, entries, expected, "result differs")


def lost_entries(runs: list[Run], entries: list[Logged], random: Random) -> Changed:
    """Delete a tenth of the log."""
    lost = set(random.sample(range(len(entries)), max(1, len(entries) // 10)))
    expected = Counter((entries[n][0], entries[n][1]["arguments_raw"]) for n in lost)
    kept = [entry for n, entry in enumerate(entries) if n not in lost]
    return Changed(runs, kept, expected, "transcript only")


def altered_entries(runs: list[Run], entries: list[Logged], random: Random) -> Changed:
    """Change a word in a tenth of the log's results."""
    chosen = set(random.sample(range(len(entries)), max(1, len(entries) // 10)))
    expected = Counter((entries[n][0], entries[n][1]["arguments_raw"]) for n in chosen)
    changed = []
    for n, (number, entry) in enumerate(entries):
        if n in chosen:
            result = altered(entry["result"], random)
            digest = hashlib.sha256(result.encode()).hexdigest()
            changed.append(Logged(number, {**entry, "result": result, "result_sha256": digest}))
        else:
            changed.append(Logged(number, entry))
    return Changed(runs, changed, expected, "result differs")


def altered(text: str, random: Random) -> str:
    """Return the text with one word or number spelt backwards, or one that it did not have."""
    words = [
        match
        for match in WORD.finditer(text)
        if match.group().strip("0") != match.group().strip("0")[::-1]
    ]
    if not words:
        return f"{text} altered"
    word = random.choice(words)
    return text[: word.start()] + word.group()[::-1] + text[word.end() :]


def with_events(trace: Trace, events: list[Event]) -> Trace:
    """Return the trace with other events, numbered anew."""
    numbered = [msgspec.structs.replace(event, index=n) for n, event in enumerate(events)]
    return msgspec.structs.replace(trace, _events=numbered, _trace_id="")


def row(changed: Changed) -> str:
    """Reconcile and count what was found, what else was, and what could not be judged."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        lines = [json.dumps({"seq": n, **entry}) for n, (_, entry) in enumerate(changed.entries)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        ledger = read_ledger(str(path))
    assert not ledger.problems
    found, blind = Counter(), 0
    for run in changed.runs:
        outcome = reconcile(run.trace, pair(run.trace.events), ledger)
        blind += len(outcome.unchecked) if not outcome.reason else len(run.calls)
        for one in outcome.comparisons:
            if one.outcome != "both":
                said = one.call or one.entry
                assert isinstance(one.call, ToolCall) or one.outcome == "log only"
                found[run.number, said.arguments_raw, one.outcome] += 1
    wanted = Counter({(*key, changed.outcome): n for key, n in changed.expected.items()})
    hit = (found & wanted).total()
    total = wanted.total()
    return f"{f'{hit} of {total}':>14} {(found - wanted).total():>6} {blind:>14}"


if __name__ == "__main__":
    main()
