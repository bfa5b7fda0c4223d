"""The whole loop on tiny random models: every stage, the report, and going on where it ended."""

import json
import shutil

import msgspec
import pytest

from auditor.errors import NothingAudited, UsageError
from auditor.scenario.drills import contract_for, drills, reference_reply, transcript
from auditor.setting import setting_of
from auditor.training import read_report
from finetune.dataset import read_rows
from finetune.evaluate import judged_anew
from finetune.items import pair_items
from finetune.loop import ARMS, Plan, run_seeds, some_pairs
from finetune.loop_data import Source, _texts
from finetune.recipe import load_recipe
from finetune.regressions import questions
from tests.finetune_cases import model_cache, pair_rows, write_lines

MADE_UP = "uri: {}\nverdict: malicious\nscore: 91\ncategory: botnet\nlast_seen: 2031-02-03"


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    return model_cache(tmp_path_factory)


def transcripts(path, count):
    """Write runs in which every lookup is made up, and quiet turns that are right."""
    lines = []
    for drill in drills(count, part="train", seed=5):
        made_up = {
            "role": "assistant",
            "content": MADE_UP.format(drill.target and drill.target.uri),
        }
        reply = made_up if drill.expected else reference_reply(drill)
        lines.append(transcript(drill, reply, model="agent"))
    return str(write_lines(path, lines))


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loop")
    setting = setting_of(contract_for("one-argument"))
    source = Source((transcripts(folder / "runs.jsonl", 30),), setting)
    return Plan(load_recipe("tiny-random"), folder / "out", source)


@pytest.fixture(scope="module")
def report(plan):
    return run_seeds(plan, [0])


def test_the_loop_runs_every_stage_and_the_same_command_does_nothing_twice(plan, report):
    assert [stage.name for stage in report.stages] == ["base", *(arm.name for arm in ARMS)]
    assert [gate.stage for gate in report.gates] == ["dpo-v1", "dpo-v2"]
    assert all(set(stage.regressions) >= {"general", "dialogue"} for stage in report.stages)
    assert any("no person approved" in note for note in report.notes)
    out = plan.out / "seed-0"
    card = (out / "dpo-v2" / "merged" / "README.md").read_text("utf-8")
    assert "no person approved" in card
    manifest = json.loads((out / "data" / "pairs.jsonl.manifest.json").read_text("utf-8"))
    assert manifest["reviewed"] is False
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    again = run_seeds(plan, [0])
    assert again == report == read_report(str(plan.out / "report.json"))
    assert times == {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}


def test_pairs_of_which_each_calls_are_refused_before_anything_is_measured(tmp_path, plan):
    path = tmp_path / "runs.jsonl"
    transcripts(path, 80)
    runs = map(json.loads, path.read_text("utf-8").splitlines())
    asked_once = [run for run in runs if [m["role"] for m in run["messages"]].count("user") == 1]
    write_lines(path, [run for run in asked_once if "2031" in run["messages"][-1]["content"]])
    out = tmp_path / "out"
    source = plan.source._replace(paths=(str(path),))
    with pytest.raises(UsageError, match=r"None of the pairs in .* without a call.*min_no_call"):
        run_seeds(plan._replace(out=out, source=source), [0])
    assert [folder.name for folder in (out / "seed-0").iterdir()] == ["data"]


@pytest.mark.usefixtures("report")
def test_a_folder_that_was_moved_goes_on_where_it_ended(plan, tmp_path):
    moved = plan._replace(out=tmp_path / "moved")
    shutil.copytree(plan.out, moved.out)
    (moved.out / "report.json").unlink()
    shutil.rmtree(moved.out / "seed-0" / "dpo-v2")
    run_seeds(moved, [0])
    kept = moved.out / "seed-0" / "dpo-v1" / "trained" / "adapter_model.safetensors"
    assert kept.read_bytes() == (plan.out / kept.relative_to(moved.out)).read_bytes()
    assert (moved.out / "seed-0" / "dpo-v2" / "merged").is_dir()


@pytest.mark.usefixtures("report")
def test_other_transcripts_are_no_reason_to_go_on_with_the_pairs_of_the_first(plan, tmp_path):
    other = plan.source._replace(paths=(transcripts(tmp_path / "runs.jsonl", 31),))
    with pytest.raises(UsageError, match="data is of a run that differs in its transcripts"):
        run_seeds(plan._replace(source=other), [0])
    model = plan.recipe.model.model_copy(update={"base": "tiny-qwen3"})
    with pytest.raises(UsageError, match="data is of a run that differs in its base"):
        run_seeds(plan._replace(recipe=plan.recipe.model_copy(update={"model": model})), [0])


def test_too_few_inputs_to_hold_any_out_are_told_before_a_model_answers(tmp_path, plan):
    source = plan.source._replace(paths=(transcripts(tmp_path / "runs.jsonl", 2),))
    with pytest.raises(UsageError, match=r"none is held out: .* Add transcripts of more inputs"):
        run_seeds(plan._replace(out=tmp_path / "out", source=source), [0])


def test_every_curve_of_the_report_has_points(plan, report):
    for stage in report.stages:
        assert bool(stage.curves) == (stage.kind != "base")
        for curve in stage.curves:
            lines = (plan.out / curve.file).read_text("utf-8").splitlines()
            assert any(curve.y in json.loads(line) for line in lines), curve


@pytest.mark.usefixtures("report")
def test_no_group_is_trained_and_asked(plan):
    rows = read_rows(plan.out / "seed-0" / "data" / "pairs.jsonl")
    trained = {row.group for row in rows if row.split == "train"}
    asked = {row.group for row in rows if row.split == "heldout"}
    assert asked
    assert not trained & asked


def test_replies_that_were_kept_are_judged_by_the_rules_of_today(plan, report):
    (stage, *_) = [one for one in report.stages if one.name == "base"]
    folder = plan.out / "seed-0" / "base" / "evaluation"
    said = [json.loads(line) for line in (folder / "transcripts.jsonl").read_text().splitlines()]
    items = pair_items(str(plan.out / "seed-0" / "data" / "pairs.jsonl"), plan.source.setting)
    items = items._replace(items=items.items[: len(said)])
    of_old_rules = msgspec.structs.replace(stage, metrics={}, contexts={})
    anew = judged_anew(of_old_rules, said, items)
    assert (anew.metrics, anew.contexts) == (stage.metrics, stage.contexts)
    with pytest.raises(UsageError, match="on other items"):
        judged_anew(stage, said[1:], items)


def test_without_time_the_report_names_what_is_missing(plan):
    report = run_seeds(plan._replace(out=plan.out.parent / "hasty", deadline=0.0), [0])
    assert [stage.name for stage in report.stages] == ["base"]
    assert "before the end of sft-domain, sft-chosen, dpo-v1, dpo-v2" in report.notes[-1]


def test_runs_without_a_fault_end_in_a_word_and_no_stage(tmp_path):
    drill = drills(1, part="train", seed=5)[0]
    path = write_lines(tmp_path / "a.jsonl", [transcript(drill, reference_reply(drill), model="a")])
    source = Source((str(path),), setting_of(contract_for("one-argument")))
    with pytest.raises(NothingAudited, match="No pair came out"):
        run_seeds(Plan(load_recipe("tiny-random"), tmp_path / "out", source), [0])


def test_no_prompt_that_is_replayed_is_asked_when_abilities_are_measured():
    prompts = _texts("replay")
    asked = {question.messages[-1]["content"] for question in questions()}
    assert not asked & {*prompts["train"], *prompts["held_out"]}
    assert not {*prompts["train"]} & {*prompts["held_out"]}


def test_a_small_draw_of_pairs_is_in_a_large_one_and_has_its_quiet_share(tmp_path):
    rows = pair_rows(tmp_path, 40)
    small, large = (some_pairs(rows, most, 0.2, 3) for most in (10, 40))
    assert len(small) == 10
    assert sum(not row.chosen.get("tool_calls") for row in small) == 2
    assert {row.place for row in small} <= {row.place for row in large}
    assert len(some_pairs([row for row in rows if row.chosen.get("tool_calls")], 10, 0.2, 3)) == 0
