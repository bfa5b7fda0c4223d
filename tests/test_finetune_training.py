"""SFT and DPO on tiny models: what stops a run, what is kept, and going on after a kill."""

import json
import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from auditor.errors import UsageError
from finetune.dataset import make_dataset
from finetune.dpo import _guard, train_dpo
from finetune.models import find_model, load_speaker, torch_dtype
from finetune.packing import answer_log_probabilities
from finetune.policy import trainable, with_adapters
from finetune.recipe import load_recipe
from finetune.reference import reference_of
from finetune.run import Asked
from finetune.sft import train_sft
from finetune.training import rate
from tests.finetune_cases import model_cache, pair_lines, pair_rows, tiny, write_lines

RUN = Path(__file__).with_name("training_run.py")


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    return model_cache(tmp_path_factory)


def metrics(out):
    return [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]


def weights(out):
    return (out / "trained" / "adapter_model.safetensors").read_bytes()


@pytest.mark.parametrize("base", ["tiny-llama", "tiny-qwen3"])
def test_dpo_begins_at_ln_2_learns_and_keeps_a_record(tmp_path, base):
    recipe = tiny(base)
    dpo = recipe.dpo.model_copy(update={"epochs": 6, "lr": 0.02})
    recipe = recipe.model_copy(update={"dpo": dpo})
    trained = train_dpo(recipe, pair_rows(tmp_path), tmp_path / "out", Asked(base))
    found = metrics(tmp_path / "out")
    assert found[0]["preference"] == pytest.approx(math.log(2), abs=1e-4)
    assert sum(step["preference"] for step in found[-4:]) / 4 < 0.4
    assert found[-1]["nll"] < found[0]["nll"]
    assert trained.record["steps"] == trained.record["total"] == 24
    assert trained.record["no_call_share"] == 0.25
    assert {"adapter_config.json", "adapter_model.safetensors", "run.json"} <= {
        path.name for path in trained.folder.iterdir()
    }
    # The same command again does nothing and says the same.
    again = train_dpo(recipe, pair_rows(tmp_path), tmp_path / "out", Asked(base))
    assert again == trained


def test_plain_dpo_looks_perfect_while_it_hardly_learns_what_to_write(tmp_path):
    last = {}
    for weight in (0.0, 1.0):
        recipe = tiny()
        changed = {"nll_weight": weight, "displacement": 0.0, "epochs": 8, "lr": 0.01}
        recipe = recipe.model_copy(update={"dpo": recipe.dpo.model_copy(update=changed)})
        out = tmp_path / f"{weight}"
        train_dpo(recipe, pair_rows(tmp_path), out, Asked("tiny-llama"))
        last[weight] = metrics(out)[-1]
    plain, usual = last[0.0], last[1.0]
    assert plain["preferred"] == 1.0
    assert plain["preference"] < usual["preference"]
    assert plain["preference"] < 0.1
    assert plain["nll"] > usual["nll"] + 0.5


def test_sft_learns_whole_weights_and_adapters(tmp_path):
    for name, recipe in (
        ("lora", tiny(seed=1)),
        ("whole", tiny(seed=1).model_copy(update={"lora": None})),
    ):
        longer = recipe.model_copy(update={"sft": recipe.sft.model_copy(update={"epochs": 3})})
        train_sft(longer, pair_rows(tmp_path), tmp_path / name, Asked("tiny-llama"))
        found = metrics(tmp_path / name)
        assert found[-1]["loss"] < found[0]["loss"] - 0.2
    assert (tmp_path / "whole" / "trained" / "model.safetensors").is_file()


def test_rows_in_one_pass_or_several_give_the_same_steps(tmp_path):
    one = tiny(batch=4, pass_rows=1)
    four = tiny(batch=4, pass_rows=4, checkpointing=True)
    rows = [*pair_rows(tmp_path)]
    rows[1] = rows[1]._replace(rejected=None)
    for name, recipe in (("one", one), ("four", four)):
        train_dpo(recipe, rows, tmp_path / name, Asked("tiny-llama"))
    for first, second in zip(metrics(tmp_path / "one"), metrics(tmp_path / "four"), strict=True):
        for key in ("loss", "preference", "nll", "replay_nll", "chosen_gain"):
            assert first[key] == pytest.approx(second[key], rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("dtype", ["bf16", "fp16"])
def test_adapters_of_half_precision_weights_are_full_precision_and_learn(tmp_path, dtype):
    recipe = tiny()
    half = recipe.model.model_copy(update={"dtype": dtype})
    dpo = recipe.dpo.model_copy(update={"epochs": 4, "lr": 0.02})
    recipe = recipe.model_copy(update={"model": half, "dpo": dpo})
    trained = train_dpo(recipe, pair_rows(tmp_path), tmp_path / "out", Asked("tiny-llama"))
    found = metrics(tmp_path / "out")
    assert found[0]["preference"] == pytest.approx(math.log(2), abs=0.05)
    assert found[-1]["nll"] < found[0]["nll"]
    kept = load_file(trained.folder / "adapter_model.safetensors")
    assert {str(value.dtype) for value in kept.values()} == {"torch.float32"}


def test_too_few_pairs_without_a_call_stop_dpo(tmp_path):
    rows = pair_rows(tmp_path, 7)
    with pytest.raises(UsageError, match="Only 14% of the pairs"):
        train_dpo(tiny(), rows, tmp_path / "out", Asked("tiny-llama"))


def test_a_loss_that_is_not_finite_stops_the_run_and_names_its_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("finetune.sft.sft_loss", broken_loss)
    with pytest.raises(UsageError, match=r"Step 1: .*not finite; its rows are .*jsonl:\d"):
        train_sft(tiny(), pair_rows(tmp_path), tmp_path / "out", Asked("tiny-llama"))


def broken_loss(speaker, dataset, _earlier):
    from finetune.packing import answer_log_probabilities
    from finetune.training import Loss

    def of(rows, _batch, _knobs):
        found = answer_log_probabilities(speaker.model, [dataset.tokens[n] for n in rows])
        return found.chosen.sum() * math.nan, {}

    return Loss(of)


def test_chosen_that_falls_below_the_reference_raises_the_nll_weight():
    recipe = load_recipe("tiny-random").dpo
    knobs = {"nll_weight": 0.5, "gain": 0.0, "wait": 0.0}
    weights_seen = []
    for _ in range(10):
        knobs = _guard(recipe, knobs, {"chosen_gain": -0.6, "pairs": 4.0})
        weights_seen.append(knobs["nll_weight"])
    assert weights_seen == [1.0] * 4 + [2.0] * 4 + [4.0] * 2
    steady = {"nll_weight": 0.5, "gain": 0.0, "wait": 0.0}
    assert _guard(recipe, steady, {"chosen_gain": -0.05, "pairs": 4.0})["nll_weight"] == 0.5
    alone = recipe.model_copy(update={"displacement": 0.0})
    assert _guard(alone, steady, {"chosen_gain": -9.0, "pairs": 4.0}) == steady


def test_the_probe_picks_the_weights_that_are_kept(tmp_path):
    scores = iter([0.2, 0.9, 0.9, 0.1])
    recipe = tiny(probe_every=1, keep=1)
    seen = []

    def probe(speaker):
        from finetune.policy import trainable

        seen.append({n: w.detach().clone() for n, w in trainable(speaker.model).items()})
        return {"score": next(scores)}

    trained = train_dpo(
        recipe, pair_rows(tmp_path), tmp_path / "out", Asked("tiny-llama", probe=probe)
    )
    assert (trained.record["picked"], trained.record["score"]) == (3, 0.9)
    kept = load_file(trained.folder / "adapter_model.safetensors")
    for name, value in seen[2].items():
        assert (kept[name.replace(".default", "")] == value).all()


def test_a_run_that_ran_out_of_time_says_how_far_it_came(tmp_path):
    asked = Asked("tiny-llama", deadline=time.monotonic() - 1)
    trained = train_sft(tiny(), pair_rows(tmp_path), tmp_path / "out", asked)
    assert (trained.record["steps"], trained.record["total"]) == (0, 4)


def test_a_run_whose_time_was_up_goes_on_to_the_very_weights_of_one_that_had_time(
    tmp_path, monkeypatch
):
    rows, recipe = pair_rows(tmp_path), tiny(save_every=0, threads=1)
    whole = train_sft(recipe, rows, tmp_path / "whole", Asked("tiny-llama"))
    clock = iter([0, 0, *[1] * 1000])
    with monkeypatch.context() as patched:
        patched.setattr("finetune.training.time.monotonic", lambda: next(clock))
        cut = train_sft(recipe, rows, tmp_path / "cut", Asked("tiny-llama", deadline=0.5))
    assert 0 < cut.record["steps"] < cut.record["total"]
    again = train_sft(recipe, rows, tmp_path / "cut", Asked("tiny-llama"))
    assert again.record["steps"] == again.record["total"]
    name = "adapter_model.safetensors"
    assert (again.folder / name).read_bytes() == (whole.folder / name).read_bytes()


def test_another_run_is_not_resumed(tmp_path):
    train_sft(tiny(), pair_rows(tmp_path), tmp_path / "out", Asked("tiny-llama"))
    with pytest.raises(UsageError, match="of a run that differs in its rows"):
        train_sft(tiny(), pair_rows(tmp_path, 9), tmp_path / "out", Asked("tiny-llama"))
    shutil.rmtree(tmp_path / "out" / "trained")
    with pytest.raises(UsageError, match="is of a run that differs in its recipe"):
        train_sft(tiny(warmup=3), pair_rows(tmp_path), tmp_path / "out", Asked("tiny-llama"))


def alter(path):
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)


@pytest.mark.parametrize("change", [alter, Path.unlink], ids=["altered", "missing"])
@pytest.mark.parametrize(
    "name",
    [
        "trained.safetensors",
        "optimiser.safetensors",
        "random.safetensors",
        "state.json",
        "manifest.json",
    ],
)
def test_a_checkpoint_file_that_is_altered_or_missing_is_refused_by_name(
    checkpointed, tmp_path, name, change
):
    out = tmp_path / "out"
    shutil.copytree(checkpointed, out)
    change(max((out / "checkpoints").glob("step-*")) / name)
    with pytest.raises(UsageError, match=name.replace(".", r"\.")):
        train_sft(tiny(), pair_rows(tmp_path), out, Asked("tiny-llama"))


def test_a_kept_reference_gives_the_same_weights_and_an_altered_one_is_refused(tmp_path):
    out = tmp_path / "out"
    train_dpo(tiny(), pair_rows(tmp_path), out, Asked("tiny-llama"))
    before = weights(out)
    for name in ("trained", "checkpoints"):
        shutil.rmtree(out / name)
    train_dpo(tiny(), pair_rows(tmp_path), out, Asked("tiny-llama"))
    assert weights(out) == before
    shutil.rmtree(out / "trained")
    alter(out / "reference" / "log_probabilities.json")
    with pytest.raises(UsageError, match=r"log_probabilities\.json was altered"):
        train_dpo(tiny(), pair_rows(tmp_path), out, Asked("tiny-llama"))


def test_the_reference_is_the_model_without_what_it_has_learnt(tmp_path):
    recipe = tiny()
    speaker = load_speaker(find_model("tiny-llama"), recipe.model)
    dataset = make_dataset(pair_rows(tmp_path), speaker, 2000)
    untrained = reference_of(speaker, dataset)
    adapted = speaker._replace(model=with_adapters(speaker.model, recipe.lora))
    with torch.no_grad():
        for name, weight in adapted.model.named_parameters():
            if "lora_B" in name:
                weight.normal_()
    assert reference_of(adapted, dataset) == untrained


@pytest.mark.parametrize("dtype", ["bf16", "fp16"])
def test_adapters_compute_in_the_type_of_the_weights_and_stay_fp32(tmp_path, dtype):
    recipe = tiny("tiny-qwen3")
    speaker = load_speaker(find_model("tiny-qwen3"), recipe.model, dtype)
    adapted = speaker._replace(model=with_adapters(speaker.model, recipe.lora))
    seen = []
    for name, module in adapted.model.named_modules():
        if name.endswith("lora_A.default"):
            module.register_forward_hook(lambda _, __, out: seen.append(out.dtype))
    rows = make_dataset(pair_rows(tmp_path), speaker, 2000).tokens
    found = answer_log_probabilities(adapted.model, rows)
    (found.chosen - found.rejected).sum().backward()
    assert set(seen) == {torch_dtype(dtype)}
    held = trainable(adapted.model).values()
    assert {weight.dtype for weight in held} == {torch.float32}
    assert any(weight.grad is not None and weight.grad.any() for weight in held)


# Torch's own compiler warns of what it does itself, at its first import and as it traces.
@pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf:UserWarning")
@pytest.mark.slow
def test_a_compiled_run_has_the_losses_of_a_plain_one(tmp_path):
    losses = []
    for compiled in (False, True):
        recipe = tiny("tiny-qwen3", compile=compiled, checkpointing=True)
        out = tmp_path / str(compiled)
        train_dpo(recipe, pair_rows(tmp_path), out, Asked("tiny-qwen3"))
        losses.append([step["loss"] for step in metrics(out)])
    assert losses[1] == pytest.approx(losses[0], abs=1e-3)


@pytest.fixture(scope="module")
def checkpointed(tmp_path_factory):
    """A run whose result is gone and whose checkpoints are there."""
    folder = tmp_path_factory.mktemp("checkpointed")
    train_sft(tiny(), pair_rows(folder), folder / "out", Asked("tiny-llama"))
    shutil.rmtree(folder / "out" / "trained")
    return folder / "out"


@pytest.mark.parametrize(
    "kills", [2, pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])]
)
def test_a_killed_run_ends_with_the_weights_of_an_uninterrupted_one(tmp_path, kills):
    rows = write_lines(tmp_path / "rows.jsonl", pair_lines(8))
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    environment = {**os.environ, "PYTHONPATH": str(RUN.parent.parent), "OMP_NUM_THREADS": "1"}
    subprocess.run(
        [sys.executable, RUN, rows, whole, killed, str(kills)], env=environment, check=True
    )
    assert weights(killed) == weights(whole)
    for first, second in zip(metrics(whole), metrics(killed), strict=True):
        assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_the_rate_rises_then_falls_to_nothing():
    rates = [rate(step, 10, 2) for step in range(10)]
    assert rates[:3] == [0.5, 1.0, 1.0]
    assert rates[-1] == pytest.approx(1 / 8)
    assert rates[2:] == sorted(rates[2:], reverse=True)
