"""What other runs of a task say is found without reading all of them for each."""

import copy
import json
import sys
from pathlib import Path

import auditor
from auditor.contract import load_contract
from auditor.pairs.build import build_pairs
from auditor.pairs.corpus import from_paths
from auditor.setting import setting_of
from tests.pair_cases import EVERYTHING, written

SCENARIO = Path(auditor.__file__).parent / "scenario"
SETTING = setting_of(load_contract(str(SCENARIO / "contract.toml")))
TALES = [
    json.loads(line)
    for name in ("repeated-runs", "made-up-results")
    for line in (SCENARIO / "transcripts" / f"{name}.jsonl").read_text("utf-8").splitlines()
]
[BLOCKED, ARCHIVED] = [
    tale for tale in TALES if tale["id"] in ("opposite-en-run0", "opposite-en-run1")
]
[ALTERED] = [tale for tale in TALES if tale["id"] == "altered-en"]


def run(tale, number, **changes):
    """A run of a tale that ends in words of its own."""
    copied = copy.deepcopy(tale) | {"id": f"{tale['id']}-{number}", "run_index": number} | changes
    copied["messages"][-1]["content"] += f" That was number {number}."
    return copied


def sound(tale):
    """The tale whose model leaves the altered result out of its words."""
    told = copy.deepcopy(tale)
    told["messages"][4]["content"] = None
    call = told["messages"][4]["tool_calls"][0]["function"]
    call["name"] = "block_uri"
    call["arguments"] = '{"uri": "silver-ledger.example", "reason": "command_and_control"}'
    return told


def steps_taken(folder, count):
    """How often functions of the package are called that read or compare runs."""
    tales = (BLOCKED, ARCHIVED, ALTERED, sound(ALTERED))
    runs = [run(tale, number) for number in range(count) for tale in tales]
    corpus = from_paths([written(folder, *runs, name=f"{count}.jsonl")], SETTING)
    names = ("siblings", "corpus", "conversation")
    files = {sys.modules[f"auditor.pairs.{name}"].__file__ for name in names}
    taken = 0

    def count_calls(frame, event, _):
        nonlocal taken
        taken += event == "call" and frame.f_code.co_filename in files

    before = sys.getprofile()
    sys.setprofile(count_calls)
    try:
        built = build_pairs(corpus, wish=EVERYTHING)
    finally:
        sys.setprofile(before)
    assert {"sibling"} <= {pair.chosen_source for pair in built.pairs}
    assert {"decision", "fabrication"} <= {pair.kind for pair in built.pairs}
    return taken


def test_twice_the_runs_of_a_task_are_twice_the_work(tmp_path):
    few, many = (steps_taken(tmp_path, count) for count in (4, 8))
    assert many < 2.2 * few
