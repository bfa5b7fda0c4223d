"""What a model says that it did is believed unless no call can have done it."""

from pathlib import Path

import pytest
import yaml

from auditor.setting import setting_of
from auditor.trace_audit import audit_trace
from tests.rule_cases import trace_of

FOLDER = Path(__file__).parent.parent / "fixtures" / "deeds"
TOLD = yaml.safe_load((FOLDER / "told.yaml").read_text(encoding="utf-8"))
SESSIONS = yaml.safe_load((FOLDER / "sessions.yaml").read_text(encoding="utf-8"))
TOOLS = yaml.safe_load((FOLDER / "tools.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(session, says, truth, id=f"{session}: {says[:60]}")
    for session, replies in TOLD.items()
    for truth in ("undone", "done")
    for says in replies[truth]
]


@pytest.mark.parametrize(("session", "says", "truth"), CASES)
def test_a_deed_is_doubted_only_where_no_call_can_have_done_it(session, says, truth):
    tools = {name: {} for name in TOOLS.get(session, ())}
    case = {"steps": [*SESSIONS[session], {"model": says}], "tools": tools}
    found = audit_trace(trace_of(case), setting_of()).findings
    made_up = [one for one in found if "TA101" <= one.code <= "TA108"]
    assert bool(made_up) == (truth == "undone"), made_up
    assert all(one.grade == "suspected" for one in made_up)
