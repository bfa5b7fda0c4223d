"""Transcripts and stores that the tests of the store share."""

import json

from auditor.auditing import Auditor
from auditor.intake.accounts import Accounts
from auditor.intake.reading import read
from auditor.setting import setting_of
from auditor.store import info, ingest, report_of
from auditor.trace_audit import TraceAudit


def conversation(number, *, orphan=False):
    """A conversation with a lookup; where asked for, with a result that no call led to."""
    call = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": f"Look number {number} up."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": f'{{"score": {number}}}'},
        {"role": "assistant", "content": f"The score is {number}."},
    ]
    if orphan:
        messages.insert(3, {"role": "tool", "tool_call_id": "c9", "content": '{"score": 7}'})
    return {"messages": messages, "id": f"run-{number}"}


def conversations(*numbers):
    """Conversations, each third with an orphan result."""
    return [conversation(number, orphan=number % 3 == 0) for number in numbers]


def lines(*values):
    return "".join(json.dumps(value) + "\n" for value in values)


def rows(store):
    return info(store).rows


def stored(store, *paths, setting=None, **options):
    given = ingest(map(str, paths), store, setting or setting_of(), **options)
    return report_of(store, [one.source for one in given])


def audited(*paths):
    accounts = Accounts()
    auditor = Auditor(setting_of(), accounts)
    findings, problems = [], []
    for item in read(*map(str, paths), accounts=accounts):
        outcome = auditor.feed(item)
        found = isinstance(outcome, TraceAudit)
        findings += outcome.findings if found else [outcome]
    findings += auditor.compare_repeats()
    return auditor.finish(findings, problems)
