"""The notation of `fixtures/rules/<CODE>.yaml`; fixtures/rules/README.md explains it."""

from pathlib import Path

import msgspec
import yaml

from auditor.auditing import Auditor
from auditor.contract import contract_of
from auditor.draft import Draft
from auditor.expectations import load_expectations
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.ledger import read_ledger
from auditor.messages.parts import json_text
from auditor.runs.repeats import Gathered
from auditor.setting import setting_of
from auditor.trace import Place, Tool, Trace
from auditor.trace_audit import TraceAudit
from tests.drift_cases import drift_findings

FOLDER = Path(__file__).parent.parent / "fixtures" / "rules"
_AUTHORS = ("user", "system", "model", "thinking")


def cases_of(code):
    return yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))


def audited(case, folder):
    """Return the findings of a case and what was not checkable, as (code, reason)."""
    setting = setting_of(contract_of(case.get("contract", {}), "contract"))
    if "chart" in case or "sides" in case:
        return drift_findings(case, setting), []
    if "ledger" in case:
        setting = msgspec.structs.replace(setting, ledger=_ledger(case["ledger"], folder))
    if "expectations" in case:
        given = _expectations(case["expectations"], folder)
        setting = msgspec.structs.replace(setting, expectations=given)
    auditor = Auditor(setting, Accounts())
    gathered = Gathered()
    outcomes = [auditor.feed(item) for item in _items(case, folder, auditor.accounts)]
    findings, blind = [], []
    for outcome in outcomes:
        if isinstance(outcome, TraceAudit):
            findings += outcome.findings
            blind += outcome.blind
            gathered.add(outcome.trace, auditor.setting.contract)
        else:
            findings.append(outcome)
    findings += auditor.compare(gathered)
    blind += [(each.code, each.reason) for each in auditor.finish([], []).not_checkable]
    return findings, sorted(set(blind))


def _items(case, folder, accounts):
    if "file" in case:
        path = folder / case["file"]["name"]
        text = case["file"]["text"]
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        yield from read(str(path), accounts=accounts)
    elif "runs" in case:
        for index, run in enumerate(case["runs"]):
            yield run_trace(case, run, index)
    else:
        yield trace_of(case)


def _expectations(runs, folder):
    path = folder / "expectations.jsonl"
    path.write_text("".join(json_text(run) + "\n" for run in runs), encoding="utf-8")
    return load_expectations(str(path))


def _ledger(entries, folder):
    """Read the ledger of a case; what an entry leaves out is filled in."""
    common = {"server": "desk", "session": "case", "is_error": False}
    lines = [{"seq": n, **common, **entry} for n, entry in enumerate(entries)]
    path = folder / "ledger.jsonl"
    path.write_text("".join(json_text(line) + "\n" for line in lines), encoding="utf-8")
    return read_ledger(str(path))


def run_trace(case, run, index):
    """Return one run of a case: what the case says of all runs, and what the run says of itself."""
    trace = trace_of({**case, **(run if isinstance(run, dict) else {"steps": run})})
    trace.own_id, trace.task_id, trace.run_index = f"run-{index}", "task", index
    return trace


def trace_of(case):
    """Return the trace that the steps of a case spell."""
    draft = Draft()
    last = "user"
    for item, entry in enumerate(case["steps"]):
        kind, value = next(iter(entry.items()))
        if _opens_step(kind, last):
            draft.step()
        _add(draft, kind, value, item)
        last = kind
    tools = tuple(Tool(name, json_text(schema)) for name, schema in case.get("tools", {}).items())
    return Trace(
        "openai-chat",
        Place("case.jsonl", 1),
        draft.events,
        "/messages",
        own_id=case.get("id"),
        tools=tools,
        notes=frozenset(case.get("notes", ())),
        incomplete=case.get("incomplete", False),
        task_id=case.get("task"),
        model=case.get("model_name"),
        reward=case.get("reward"),
        extra={key: json_text(value) for key, value in case.get("extra", {}).items()},
        at=next((event.at for event in draft.events if event.at), None),
    )


def _opens_step(kind, last):
    """Say whether an entry begins a model action: a reply is thinking, then words, then calls."""
    order = {"thinking": 0, "model": 1, "call": 2}
    if kind not in order:
        return False
    return last not in order or order[kind] < order[last] or kind == last != "call"


def _add(draft, kind, value, item):
    if kind in _AUTHORS:
        given = dict(value) if isinstance(value, dict) else {"text": value}
        text = given.pop("text", "")
        if kind == "thinking":
            draft.model(text, item, channel="thinking", **given)
        else:
            getattr(draft, kind)(text, item, **given)
    elif kind == "call":
        given = dict(value) if isinstance(value, dict) else _written_call(value)
        given["call_id"] = given.pop("id", None)
        draft.call(given.pop("name"), given.pop("arguments", ""), item, **given)
    elif kind == "result":
        given = dict(value) if isinstance(value, dict) else {"output": value}
        given["call_id"] = given.pop("id", None)
        draft.result(given.pop("output"), item, **given)
    elif kind != "next":
        raise ValueError(f"{kind!r} is no step; see fixtures/rules/README.md")


def _written_call(text):
    name, _, arguments = text.partition(" ")
    return {"name": name, "arguments": arguments}


def as_expected(finding, expected):
    """Return of a finding what a case speaks of."""
    shown = {
        "run": finding.run_index,
        "step": finding.step,
        "turn": finding.turn,
        "event": finding.event_index,
        "kind": finding.kind,
        "grade": finding.grade,
        "severity": finding.severity,
        "tool": finding.tool,
        "onset": finding.onset_step,
        "line": finding.line,
        "pointer": finding.pointer,
    }
    seen = {key: shown[key] for key in expected if key in shown}
    for key, text in (
        ("message", finding.message),
        ("quote", finding.evidence[0].quote if finding.evidence else ""),
        ("cites", "\n".join(evidence.quote for evidence in finding.evidence)),
    ):
        if key in expected:
            seen[key] = expected[key] if expected[key] in text else text
    return seen
