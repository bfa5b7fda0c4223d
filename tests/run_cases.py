"""Runs for tests, in the notation of `fixtures/rules`."""

from pathlib import Path

import yaml

from auditor.contract import contract_of
from auditor.runs.difference import compare, opposites_of
from auditor.runs.run import run_of
from tests.rule_cases import run_trace

FOLDER = Path(__file__).parent.parent / "fixtures" / "runs"

TABLE = {
    "tools": {
        "lookup": {"effect": "read", "volatile": ["request", "at"]},
        "block": {"effect": "write", "key_args": ["uri"]},
        "archive": {"effect": "write", "key_args": ["uri"]},
        "think": {"effect": "aux"},
    },
    "decision": {"hand_off": ["ask_a_person"], "opposites": [["block", "archive"]]},
    "policy": {"malicious": "block", "clean": "archive"},
}
CONTRACT = contract_of(TABLE, "contract")


def cases_of(name):
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def traces(*runs, user="Handle it.", **common):
    """Return a trace per run; a run is a list of steps, or a mapping with `steps`."""
    shaped = [run if isinstance(run, dict) else {"steps": run} for run in runs]
    return [
        run_trace(common, {**run, "steps": [{"user": user}, *run["steps"]]}, index)
        for index, run in enumerate(shaped)
    ]


def difference(left, right, contract=CONTRACT, **common):
    """Return the comparison of two runs."""
    one, other = (run_of(trace, contract) for trace in traces(left, right, **common))
    return compare(one, other, opposites_of(contract.decision.opposites))
