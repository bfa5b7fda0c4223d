"""TA107: transcripts that say more, or other things, than the tool server's own log."""

import json
import random
import tempfile
from pathlib import Path

import msgspec

from auditor.ledger.files import read_ledger
from auditor.ledger_entry import Ledger
from auditor.pairing import pair
from auditor.trace import Event, Trace
from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import NEW_STEP, Slot, call, finish, result, slots
from benchmarks.fabrication.imitation import Manner, fake
from benchmarks.fabrication.made_up import another
from benchmarks.fabrication.records import Lookup


def invented_call(source: Source, _how: Manner, rng: random.Random) -> Case | None:
    """Return a trace with a call and result that the server never saw."""
    found = [lookup for lookup in source.lookups if lookup.entity]
    if not found or not _logs_all(source.trace):
        return None
    lookup = rng.choice(found)
    arguments = json.loads(lookup.call.arguments_raw)
    entity = another(lookup.entity, source.known, rng)
    arguments = {k: entity if v == lookup.entity else v for k, v in arguments.items()}
    call_id = f"call_{rng.getrandbits(64):x}" if lookup.call.call_id else None
    asked = call(lookup.call.name, json.dumps(arguments, ensure_ascii=False), call_id)
    answer = result(json.dumps(fake(source, lookup, rng)), call_id, lookup.result.name)
    places: list[Slot] = []
    for slot in slots(source.trace):
        places.append(slot)
        if slot.event.index == _end_of_batch(source.trace, lookup):
            step = slot.step + NEW_STEP
            places.append(Slot(asked, step, slot.turn, "fault-0"))
            places.append(Slot(answer, step, slot.turn))
    edited = finish(source.trace, places, "invented-call")
    case = injected("TA107 call not in the log", (source.corpus,), edited, "TA107")
    return case._replace(ledger=logged(source.trace, case.trace.trace_id, rng))


def invented_result(source: Source, _how: Manner, rng: random.Random) -> Case | None:
    """Return a trace in which one recorded result is not what the server gave."""
    if not source.lookups or not _logs_all(source.trace):
        return None
    lookup = rng.choice(source.lookups)
    words = json.dumps(fake(source, lookup, rng), ensure_ascii=False)
    # What the model said later rests on the genuine result, so the run ends with this batch.
    end = _end_of_batch(source.trace, lookup)
    head = finish(source.trace, [s for s in slots(source.trace) if s.event.index <= end], "head")
    places = [
        Slot(msgspec.structs.replace(lookup.result, output=words), s.step, s.turn, "fault-0")
        if s.event.index == lookup.result.index
        else s
        for s in slots(head.trace)
    ]
    edited = finish(source.trace, places, "invented-result")
    case = injected("TA107 other result in the log", (source.corpus,), edited, "TA107")
    return case._replace(ledger=logged(head.trace, case.trace.trace_id, rng))


def agreeing(source: Source, _how: Manner, rng: random.Random) -> Case | None:
    """Return an untouched trace with the log that agrees with it."""
    if not source.lookups or not _logs_all(source.trace):
        return None
    case = Case("trap: log that agrees", (source.corpus, "-"), source.trace)
    return case._replace(ledger=logged(source.trace, case.trace.trace_id, rng))


def logged(trace: Trace, name: str, rng: random.Random) -> Ledger:
    """Return the ledger of a trace's executions: by ids, by name or bare."""
    pairing = pair(trace.events)
    link = rng.choice(("ids", "name", "content"))
    lines = []
    for number, asked in enumerate(one for one in pairing.calls if one.index in pairing.answer):
        entry = {
            "seq": number + 1,
            "at": f"2026-05-01T08:{number // 60:02d}:{number % 60:02d}Z",
            "server": "tools",
            "session": name if link == "name" else "s-1",
            "name": asked.name,
            "arguments_raw": asked.arguments_raw,
            "result": pairing.answer[asked.index].output,
            "is_error": pairing.answer[asked.index].is_error,
        }
        if link == "ids" and asked.call_id:
            entry["call_id"] = asked.call_id
        lines.append(json.dumps(entry))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.jsonl")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_ledger(str(path))


def _logs_all(trace: Trace) -> bool:
    pairing = pair(trace.events)
    return not pairing.orphans and len(pairing.answer) > 2


def _end_of_batch(trace: Trace, lookup: Lookup) -> int:
    """Return the index of the last result of a call's step, to put nothing inside a batch."""
    events: list[Event] = trace.events
    return max(event.index for event in events if event.step == lookup.call.step)
