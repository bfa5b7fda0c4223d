"""The command line of training: what it refuses and writes; nothing heavy comes along."""

import errno
import json
import subprocess
import sys

import pytest

from auditor.cli import main
from auditor.errors import ConfigError
from finetune.manifest import verify
from finetune.recipe import load_recipe, recipe_names
from tests.finetune_cases import model_cache, pair_lines, write_lines


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    return model_cache(tmp_path_factory)


def test_importing_the_packages_loads_no_training_library():
    script = (
        "import sys, auditor, dashboard, finetune, auditor.cli.finetune, finetune.commands\n"
        "heavy = ('torch', 'trl', 'peft', 'transformers', 'datasets', 'accelerate')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_recipe_that_ships_can_be_read():
    names = recipe_names()
    assert names == ["qwen3-8b-1gpu", "qwen3-8b-fsdp", "smollm2-135m-cpu", "tiny-random"]
    for name in names:
        assert load_recipe(name).name == name


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["tiny-llama"], "Give --recipe, the one that trained it."),
        (["none", "--recipe", "tiny-random"], "There is no model folder 'none'"),
        (["weights.bin", "--recipe", "tiny-random"], "weights.bin is a file, and a model is a"),
        (["none.gguf"], "There is no model file none.gguf"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(tmp_path, monkeypatch, capsys, asked, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weights.bin").write_bytes(b"")
    assert main(["finetune", "serve", *asked, "--port", "0"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 'a'\n[model]\nbase = 'b'\n[train]\nbatch = 0\n", r"train\.batch: .*greater"),
        ("name = 'a'\n[model]\nbase = 'b'\nspeed = 1\n", r"model\.speed: Extra inputs"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_wrong_recipe_names_file_and_key(tmp_path, text, message):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"own\.toml: .*{message}|own\.toml: {message}"):
        load_recipe(str(path))


def test_an_unknown_recipe_tells_which_there_are(capsys):
    assert main(["finetune", "sft", "rows.jsonl", "--recipe", "mine", "--out", "out"]) == 2
    assert "tiny-random" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("events", "note"),
    [
        ((None, None), "Trained on pairs that no person approved"),
        ((7, None), "No person approved 1 of the 2 pairs"),
        ((7, 8), ""),
    ],
)
def test_a_run_says_whether_people_approved_its_pairs(tmp_path, events, note):
    of_findings = [
        {**line, "kind": "fabrication", "verdict_event": event}
        for line, event in zip(pair_lines(2), events, strict=True)
    ]
    control = {**pair_lines(4)[3], "kind": "control", "verdict_event": None}
    rows = write_lines(tmp_path / "pairs.jsonl", [*of_findings, control])
    out = tmp_path / "run"
    command = ["finetune", "sft", str(rows), "--recipe", "tiny-random", "--minutes", "0"]
    assert main([*command, "--out", str(out)]) == 0
    notes = json.loads((out / "trained" / "run.json").read_text("utf-8"))["notes"]
    assert len(notes) == bool(note)
    assert all(note in one for one in notes)


def test_dpo_then_merge_then_promotion_from_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = [{**line, "split": "heldout"} for line in pair_lines(1)]
    for line in lines:
        line["group"] = "elsewhere"
    rows = write_lines(tmp_path / "pairs.jsonl", [*pair_lines(8), *lines])
    flags = ["--recipe", "tiny-random", "--out"]
    assert main(["finetune", "dpo", str(rows), *flags, "run"]) == 0
    assert "8 rows, 4 of 4 steps" in capsys.readouterr().out
    for folder, wanted in (("run", "Give run/trained."), ("none", "Give the folder `trained`")):
        assert main(["finetune", "merge", folder, *flags, "m", "--prompts", str(rows)]) == 2
        assert f"{folder} holds no trained weights. {wanted}" in capsys.readouterr().err
    merged = ["finetune", "merge", "run/trained", *flags, "model", "--prompts", str(rows)]
    assert main(merged) == 0
    assert "same first token at 100.0% of 9 prompts" in capsys.readouterr().out
    assert json.loads((tmp_path / "model" / "config.json").read_text())["dtype"] == "float16"
    asked = ["base=tiny-llama", "dpo=model", "--count", "2", "--promote", "dpo"]
    card = tmp_path / "model" / "README.md"
    for force, code, promoted in ((), 1, False), (("--force",), 0, True), (("--force",), 0, True):
        flags = ["--recipe", "tiny-random", *force]
        assert main(["finetune", "evaluate", *asked, *flags]) == code
        assert ("promoted" in capsys.readouterr().err) == promoted
        text = card.read_text("utf-8")
        assert text.count("## Promotion\n\n**Promoted by force") == promoted
        assert ("SFT on the chosen messages was not measured" in text) == promoted
        verify(tmp_path / "model")


def test_groups_on_both_sides_and_pairs_without_rejected_are_refused(tmp_path, capsys):
    both = [*pair_lines(8), {**pair_lines(1)[0], "split": "heldout"}]
    rows = write_lines(tmp_path / "pairs.jsonl", both)
    flags = ["--recipe", "tiny-random", "--out", str(tmp_path / "run")]
    assert main(["finetune", "dpo", str(rows), *flags]) == 2
    assert "pairs.jsonl:1: its group is held out" in capsys.readouterr().err
    alone = write_lines(tmp_path / "alone.jsonl", [{**pair_lines(1)[0], "rejected": ""}])
    assert main(["finetune", "dpo", str(alone), *flags]) == 2
    assert "alone.jsonl:1: no rejected side" in capsys.readouterr().err


def test_a_folder_that_takes_nothing_is_named_and_no_fault_of_ours(tmp_path, capsys, monkeypatch):
    rows = write_lines(tmp_path / "pairs.jsonl", pair_lines(8))
    (tmp_path / "file").write_text("")
    flags = ["finetune", "dpo", str(rows), "--recipe", "tiny-random", "--out"]
    assert main([*flags, str(tmp_path / "file" / "run")]) == 2
    told = capsys.readouterr().err
    assert "cannot be used: Not a directory." in told
    assert "Traceback" not in told

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("finetune.checkpoint.save_tensors", full)
    assert main([*flags, str(tmp_path / "run")]) == 2
    assert "run or standard output cannot be used: No space left" in capsys.readouterr().err


@pytest.mark.parametrize(
    "models", [["one"], ["other=tiny-llama"], ["base=tiny-llama", "base=other"]]
)
def test_evaluate_needs_names_and_a_base(models, capsys):
    assert main(["finetune", "evaluate", *models, "--recipe", "tiny-random"]) == 2
    assert "base=" in capsys.readouterr().err
