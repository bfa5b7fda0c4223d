"""The committed samples: made-up results in shapes of their own, and clean traces beside them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from auditor.draft import Draft
from auditor.trace import Place, Trace
from benchmarks.fabrication.case import Case, Expect
from benchmarks.fabrication.score import Outcome, Timing, judge
from benchmarks.fabrication.show import grouped, table

FOLDER = Path(__file__).parents[2] / "fixtures" / "fabrication"
FILES = ("made-up", "clean")


def samples(name: str) -> Iterator[tuple[str, Case]]:
    """Yield case name and case of `made-up` or `clean`."""
    sessions = _read("sessions")
    for number, record in enumerate(_read(name)):
        draft, marked = Draft(), []
        for event in [*sessions[record["session"]], *record["then"]]:
            ((kind, value),) = event.items()
            _add(draft, kind, value)
            if kind.startswith("made-up"):
                marked.append(draft.events[-1])
        place = Place(f"{name}.yaml", number + 1)
        trace = Trace("sample", place, draft.events, own_id=record["case"])
        codes = tuple(record.get("code", ()))
        expected = tuple(Expect(codes[0], event.step, event.index) for event in marked)
        yield record["case"], Case(record["principle"], codes, trace, expected)


def session(name: str) -> Trace:
    """Return the genuine beginning of that name."""
    draft = Draft()
    for event in _read("sessions")[name]:
        ((kind, value),) = event.items()
        _add(draft, kind, value)
    return Trace("sample", Place("sessions.yaml"), draft.events, own_id=name)


def known_misses() -> set[str]:
    """Return the samples that are known to be misjudged."""
    return set(_read("misjudged"))


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _add(draft: Draft, kind: str, value: Any) -> None:
    item = len(draft.events)
    if kind == "user":
        draft.user(value, item)
    elif kind == "system":
        draft.system(value, item)
    elif kind == "result":
        draft.result(value, item, call_id=f"call_{draft.events[-1].step}")
    elif kind in {"call", "made-up-call"}:
        draft.step()
        name, arguments = value
        draft.call(
            name, json.dumps(arguments, ensure_ascii=False), item,
            call_id=f"call_{draft.events[-1].step + 1}",
        )  # fmt: skip
    else:
        draft.step()
        draft.model(value, item, channel="thinking" if "thinking" in kind else "text")


def told(outcome: Outcome) -> bool:
    """Say whether a sample was judged rightly: any right code at the place, and none elsewhere."""
    if not outcome.case.expected:
        return not outcome.extra
    return bool(set(outcome.codes) & set(outcome.case.cell))


def sample_tables() -> str:
    """Return what became of the samples, by principle, with the names of the misjudged ones."""
    timing = Timing()
    parts = []
    for name in FILES:
        judged = [(case_name, judge(case, timing)) for case_name, case in samples(name)]
        rows = []
        for principle in grouped([one for _, one in judged], lambda case: case.group):
            mine = [(n, one) for n, one in judged if one.case.group == principle]
            wrong = [f"{n} ({_codes(one)})" for n, one in mine if not told(one)]
            rows.append((principle, f"{len(mine) - len(wrong)}/{len(mine)}", ", ".join(wrong)))
        right = sum(told(one) for _, one in judged)
        rows.append(("all", f"{right}/{len(judged)}", ""))
        parts.append(f"\n## Samples: {name}\n\n{table(('principle', 'right', 'wrong'), rows)}")
    return "\n".join(parts)


def _codes(one: Outcome) -> str:
    return "+".join(sorted({*one.codes, *(f.code for f in one.extra)})) or "nothing"
