"""A pairs file is verified by whoever wrote it and whoever gets it; other forms say the same."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

import auditor
from auditor.cli import main
from auditor.config import load, setting_from
from auditor.contract import contract_of, load_contract
from auditor.formats import FORMATS
from auditor.pairing import pair
from auditor.pairs.build import Wish, build_pairs
from auditor.pairs.check import check_pairs
from auditor.pairs.corpus import from_paths
from auditor.pairs.form import (
    Pair,
    lines_of,
    manifest_path,
    messages_in,
    read_manifest,
    read_pairs,
)
from auditor.pairs.sharegpt import sharegpt_lines
from auditor.pairs.writing import (
    contract_value,
    manifest_of,
    manifest_text,
    setting_told,
    sft_rows,
)
from auditor.review import Vote, record
from auditor.scenario.drills import drills
from auditor.setting import FormThresholds
from auditor.store import ingest, open_store
from auditor.trace import Place
from tests.cli_runs import run
from tests.pair_cases import (
    SETTING,
    answer_of,
    built,
    called,
    imitating_run,
    reference_run,
    written,
)

FIXTURES = Path(__file__).parent.parent / "fixtures" / "pairs"
DAMAGED = yaml.safe_load((FIXTURES / "damaged.yaml").read_text("utf-8"))
SHAREGPT = yaml.safe_load((FIXTURES / "sharegpt.yaml").read_text("utf-8"))
SCENARIO = Path(auditor.__file__).parent / "scenario"
CONTRACT = str(SCENARIO / "contract.toml")
DRILLS = drills(36, part="train", seed=11)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    runs = [*map(imitating_run, DRILLS), *map(reference_run, DRILLS)]
    return built(folder, *runs).pairs


@pytest.fixture(scope="module")
def written_once(tmp_path_factory):
    """The pairs of the demo transcripts, as the command line writes them."""
    folder = tmp_path_factory.mktemp("demo")
    code = main([
        "pairs", str(SCENARIO / "transcripts"), "--contract", CONTRACT, "--unreviewed",
        "-o", str(folder / "pairs.jsonl"), "--sft", str(folder / "sft.jsonl"),
        "--sharegpt", str(folder / "sharegpt.jsonl"),
    ])  # fmt: skip
    assert code == 0
    return folder


@pytest.fixture
def demo(written_once, tmp_path):
    """The same in a folder of its own, to be changed."""
    shutil.copytree(written_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "pairs.jsonl"


def sound_line(pairs):
    found = next(p for p in pairs if p.code == "TA102" and not p.dirty and p.split == "train")
    return json.loads(next(lines_of([found])))


def damaged_line(line, case):
    if "text" in case:
        return case["text"]
    line = {**line, **case.get("set", {})}
    for side in ("chosen", "rejected"):
        if side in case:
            line[side] = json.dumps([case[side]])
    return json.dumps(
        {key: value for key, value in line.items() if key not in case.get("drop", ())}
    )


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case["says"])
def test_each_damage_of_a_line_is_named(case, pairs, tmp_path):
    file = tmp_path / "pairs.jsonl"
    line = sound_line(pairs)
    file.write_text(json.dumps(line) + "\n" + damaged_line(line, case) + "\n", encoding="utf-8")
    checked = check_pairs(str(file), SETTING)
    assert {fault.line for fault in checked.faults} == {2}
    assert any(case["says"] in fault.reason for fault in checked.faults), checked.faults
    assert (checked.pairs, checked.lines) == (1, 2)


def test_what_was_written_is_sound(demo, capsys):
    done = run(capsys, "pairs", "check", demo)
    assert (done.code, done.out) == (0, "")
    assert "No person approved these pairs" in done.err


def test_layouts_of_results_take_no_contract_away(demo, tmp_path, capsys):
    profiles = tmp_path / "profiles.json"
    clean = SCENARIO / "transcripts" / "clean.jsonl"
    assert run(capsys, "learn", clean, "-o", profiles).code == 0
    done = run(capsys, "pairs", "check", demo, "--profiles", profiles)
    assert (done.code, done.out) == (0, "")


def test_the_manifest_names_where_every_pair_comes_from(demo):
    pairs, manifest = read_pairs(str(demo)), read_manifest(str(demo))
    assert sum(manifest.pairs.values()) == len(pairs)
    assert not manifest.reviewed
    assert set(manifest.traces) == {pair.trace_id for pair in pairs}
    assert set(manifest.findings) == {pair.key for pair in pairs if pair.fingerprint}
    assert manifest.dropped
    assert contract_of(manifest.contract, "manifest") == load_contract(CONTRACT)
    assert contract_of(contract_value(SETTING.contract), "again") == SETTING.contract


def test_pairs_are_checked_with_the_layouts_and_thresholds_that_formed_them(tmp_path, capsys):
    profiles = tmp_path / "profiles.json"
    clean = SCENARIO / "transcripts" / "clean.jsonl"
    assert run(capsys, "learn", clean, "-o", profiles).code == 0
    setting = setting_from(load({"contract": CONTRACT, "profiles": str(profiles)}))
    setting = replace(setting, form=FormThresholds(min_length=7))
    corpus = from_paths([str(clean)], setting)
    manifest = manifest_of(build_pairs(corpus, wish=Wish(reviewed=False)), corpus, Wish())
    file = tmp_path / "pairs.jsonl"
    Path(manifest_path(str(file))).write_text(manifest_text(manifest), encoding="utf-8")
    told = setting_told(read_manifest(str(file)), str(file))
    assert setting.shapes
    assert (told.shapes, told.form) == (setting.shapes, setting.form)


def test_a_file_that_was_changed_after_its_manifest_is_told(demo, capsys):
    lines = demo.read_text("utf-8").splitlines(keepends=True)
    for changed in (lines[:-1], [*lines, "\n"]):
        demo.write_text("".join(changed), encoding="utf-8")
        done = run(capsys, "pairs", "check", demo)
        assert done.code == 1
        assert "it was changed since" in done.out


def test_a_pair_twice_and_a_group_on_both_sides_are_faults(pairs, tmp_path):
    line = sound_line(pairs)
    other = next(p for p in pairs if p.code == "TA102" and p.group != line["group"])
    moved = {**json.loads(next(lines_of([other]))), "group": line["group"], "split": "heldout"}
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(x) + "\n" for x in (line, line, moved)), encoding="utf-8")
    reasons = [fault.reason for fault in check_pairs(str(file), SETTING).faults]
    assert any("stands in line 1" in reason for reason in reasons)
    assert any("is held out" in reason for reason in reasons)


def test_a_question_on_both_sides_is_a_fault(pairs, tmp_path):
    line = sound_line(pairs)
    other = {**line, "group": "f" * 16, "split": "heldout"}
    other["prompt"] = json.dumps(
        [
            {"role": "system", "content": "Other words."},
            *(m for m in json.loads(line["prompt"]) if m["role"] != "system"),
        ]
    )
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(x) + "\n" for x in (line, other)), encoding="utf-8")
    reasons = [fault.reason for fault in check_pairs(str(file), SETTING).faults]
    assert any("question of it is asked in a held-out pair" in reason for reason in reasons)


def test_a_missing_file_or_a_foreign_one_is_told_in_one_sentence(tmp_path, capsys):
    done = run(capsys, "pairs", "check", tmp_path / "none.jsonl")
    assert done.code == 2
    assert "Give an existing pairs file" in done.err
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    assert run(capsys, "pairs", "check", tmp_path / "empty.jsonl").code == 3


def test_nothing_approved_means_no_pairs_and_exit_code_3(tmp_path, capsys):
    path = written(tmp_path, imitating_run(next(d for d in DRILLS if d.expected)))
    done = run(capsys, "pairs", path, "-o", tmp_path / "pairs.jsonl")
    assert done.code == 3
    assert "no reviewer approved the finding" in done.err


def test_pairs_of_a_store_carry_the_verdict_that_approved_them(tmp_path, capsys):
    drill = next(d for d in DRILLS if d.expected and any(m["role"] == "tool" for m in d.messages))
    path = written(tmp_path, imitating_run(drill))
    url = f"sqlite:///{tmp_path}/runs.db"
    with open_store(url) as store:
        ingest([path], store, SETTING)
        (finding,) = auditor.audit(path, config=SETTING).findings
        record(store, Vote(finding.fingerprint, "li", "confirmed"))
    file = tmp_path / "pairs.jsonl"
    done = run(capsys, "pairs", "--store", url, "-o", file)
    assert done.code == 0, done.err
    (found,) = [pair for pair in read_pairs(str(file)) if pair.kind != "control"]
    assert found.verdict_event == 1
    assert found.fingerprint == finding.fingerprint
    assert called(found.chosen) == ("lookup_uri", {"uri": drill.target.uri})
    assert read_manifest(str(file)).reviewed


def test_a_training_row_ends_with_the_chosen_message(demo, tmp_path):
    pairs = read_pairs(str(demo))
    rows = [json.loads(line) for line in (tmp_path / "sft.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == len(pairs)
    for found, row in zip(pairs, rows, strict=True):
        messages = json.loads(row["messages"])
        assert messages == [*messages_in(found.prompt), answer_of(found.chosen)]
        assert row["tools"] == found.tools
    assert list(sft_rows(pairs)) == (tmp_path / "sft.jsonl").read_text("utf-8").splitlines(True)


def test_the_form_of_llama_factory_is_read_back_with_the_same_calls(pairs):
    dropped = Counter()
    lines = list(sharegpt_lines(pairs, dropped))
    assert len(lines) + dropped.total() == len(pairs)
    assert len(lines) > 10
    reader = FORMATS["preference"]
    for line in lines:
        chosen, rejected = reader.read(json.loads(line), Place("pairs.jsonl", 1))
        for trace in (chosen, rejected):
            assert not pair(trace.events).orphans
        made = [(c.name, json.loads(c.arguments_raw)) for c in pair(chosen.events).calls]
        assert all(name == "lookup_uri" and set(given) == {"uri"} for name, given in made)


@pytest.mark.parametrize("case", SHAREGPT, ids=lambda case: case.get("says", "a line"))
def test_the_form_of_llama_factory_holds_a_pair_whole_or_says_why_not(case):
    texts = [
        json.dumps(case["prompt"]),
        json.dumps([case["chosen"]]),
        json.dumps([case["rejected"]]),
    ]
    one = Pair(*texts, "[]", "fabrication", "TA102", "reviewer", "g", case.get("split", "train"))
    dropped = Counter()
    lines = [json.loads(line) for line in sharegpt_lines([one], dropped)]
    if "says" in case:
        assert lines == []
        assert [reason for reason in dropped if case["says"] in reason]
    else:
        assert lines == [{**case["gives"], "tools": "[]"}]


def test_a_manifest_of_another_form_is_told(demo, capsys):
    Path(manifest_path(str(demo))).write_text("{}", encoding="utf-8")
    done = run(capsys, "pairs", "check", demo)
    assert done.code == 2
    assert "is no manifest of pairs" in done.err
