"""A local model's answers: the same however they are computed, merged or not, and over HTTP."""

import pytest
import torch
from starlette.testclient import TestClient

from auditor.errors import UsageError
from finetune.conversation import prompt_text
from finetune.dataset import ids_of
from finetune.dpo import train_dpo
from finetune.manifest import verify
from finetune.merge import merge
from finetune.models import find_model, load_tokenizer
from finetune.respond import Manner, load_responder, load_trained_responder
from finetune.run import Asked
from finetune.serving import application
from tests.finetune_cases import asking, model_cache, pair_rows, tiny

MANNER = Manner(new_tokens=6, batch=3)


@pytest.fixture(scope="module", autouse=True)
def models(tmp_path_factory):
    return model_cache(tmp_path_factory)


@pytest.fixture(scope="module", params=["tiny-llama", "tiny-qwen3"])
def responder(request, models):
    assert models
    return load_responder(request.param, tiny().model, MANNER)


def requests_of(tmp_path):
    return [(row.messages, row.tools) for row in pair_rows(tmp_path, 4)]


def test_batches_with_a_shared_beginning_answer_as_single_prompts_do(responder, tmp_path):
    requests = requests_of(tmp_path)
    together = responder.respond_many(requests)
    assert together == [responder.respond(*request) for request in requests]
    for request, answer in zip(requests, together, strict=True):
        assert answer["content"] == plainly(responder.speaker, request).strip() or None


def test_prompts_that_begin_in_their_own_ways_are_answered_together(responder):
    words = ("Why?", "Name a bird that can swim.", "Is it raining?", "Spell the word lamp.")
    requests = [([asking(said)], ()) for said in words]
    seen = []
    hook = responder.speaker.model.register_forward_hook(lambda *_: seen.append(1))
    together = responder.respond_many(requests)
    hook.remove()
    # Two batches of at most three prompts, each with one look at what its prompts share.
    assert len(seen) <= 2 * (MANNER.new_tokens + 1)
    assert together == [responder.respond(*request) for request in requests]


def plainly(speaker, request):
    """Answer without any memory of the context, one token at a time."""
    ids = list(ids_of(prompt_text(speaker.tokenizer, *request, None), speaker.tokenizer))
    begin = len(ids)
    with torch.inference_mode():
        for _ in range(MANNER.new_tokens):
            ids.append(int(speaker.model(input_ids=torch.tensor([ids])).logits[0, -1].argmax()))
            if ids[-1] == speaker.tokenizer.eos_token_id:
                return speaker.tokenizer.decode(ids[begin:-1])
    return speaker.tokenizer.decode(ids[begin:])


def test_a_temperature_draws_and_a_seed_repeats_the_draws(responder, tmp_path):
    requests = requests_of(tmp_path)[:3]
    answers = [
        responder._replace(manner=MANNER._replace(temperature=1.0, seed=seed)).respond_many(
            requests
        )
        for seed in (1, 1, 2)
    ]
    assert answers[0] == answers[1] != answers[2]


def test_a_merged_model_is_checked_sealed_and_answers_as_the_adapter_does(tmp_path):
    rows = pair_rows(tmp_path)
    recipe = tiny()
    trained = train_dpo(
        recipe, rows, tmp_path / "run", Asked("tiny-llama", notes=("Not reviewed.",))
    )
    folder, agreement = merge(recipe, trained.folder, rows, tmp_path / "merged")
    assert agreement.places == len(rows)
    assert agreement.top1 == 1.0
    assert agreement.kl < 1e-4
    names = {path.name for path in folder.iterdir()}
    assert {"model.safetensors", "generation_config.json", "chat_template.jinja"} <= names
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]
    card = (folder / "README.md").read_text("utf-8")
    assert "- Not reviewed." in card
    assert "on 8 rows" in card
    tokenizer = load_tokenizer(folder, recipe.model)
    written = 'I look.\n<tool_call>\n{"name": "x", "arguments": {"a": 1}}\n</tool_call><|im_end|>'
    parsed = tokenizer.parse_response(written, prefix="<|im_start|>assistant\n")
    assert parsed["content"] == "I look."
    assert parsed["tool_calls"][0]["function"] == {"name": "x", "arguments": {"a": 1}}
    assert merge(recipe, trained.folder, rows, tmp_path / "merged").agreement == agreement
    requests = requests_of(tmp_path)
    adapter = load_trained_responder("tiny-llama", trained.folder, recipe.model, MANNER)
    merged = load_responder(str(folder), recipe.model, MANNER)
    assert merged.respond_many(requests) == adapter.respond_many(requests)


def test_a_merged_model_that_disagrees_is_refused(tmp_path, monkeypatch):
    rows = pair_rows(tmp_path)
    trained = train_dpo(tiny(), rows, tmp_path / "run", Asked("tiny-llama"))
    monkeypatch.setattr("finetune.merge._LARGEST_KL", -1.0)
    with pytest.raises(UsageError, match="not the trained one"):
        merge(tiny(), trained.folder, rows, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_weights_that_may_run_code_are_not_loaded(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(UsageError, match="no safetensors"):
        find_model(str(tmp_path))


def test_a_model_that_is_not_here_is_not_looked_for_elsewhere():
    with pytest.raises(UsageError, match=r"no model folder 'Qwen/Qwen3-8B'.*--hub"):
        find_model("Qwen/Qwen3-8B")


def test_a_kept_model_that_changed_is_refused(models):
    folder = find_model("tiny-llama")
    verify(folder)
    place = folder / "config.json"
    before = place.read_bytes()
    place.write_bytes(before + b" ")
    try:
        with pytest.raises(UsageError, match=r"config\.json was altered"):
            find_model("tiny-llama")
    finally:
        place.write_bytes(before)
    assert models.is_dir()


def test_the_endpoint_answers_as_the_model_does(responder):
    client = TestClient(application(responder, "tiny"))
    messages = [asking("Check a.example")]
    given = client.post("/v1/chat/completions", json={"messages": messages, "max_tokens": 5}).json()
    short = responder._replace(manner=MANNER._replace(new_tokens=5)).respond(messages, ())
    (choice,) = given["choices"]
    assert choice["message"]["content"] == short["content"]
    assert choice["finish_reason"] == short.get("finish", "stop")
    assert client.get("/v1/models").json()["data"][0]["id"] == "tiny"
    for wrong, said in (
        ({}, "`messages`"),
        ([], "no JSON object"),
        ({"messages": messages, "stream": True}, "`stream` is not offered"),
        ({"messages": []}, "`messages`"),
        ({"messages": ["hi"]}, "`messages`"),
        ({"messages": [{"content": "hi"}]}, "`role`"),
        ({"messages": messages, "tools": ["look"]}, "`tools`"),
        ({"messages": messages, "max_tokens": "many"}, "`max_tokens`"),
        ({"messages": messages, "max_tokens": -3}, "`max_tokens`"),
        ({"messages": messages, "temperature": "hot"}, "`temperature`"),
    ):
        refused = client.post("/v1/chat/completions", json=wrong)
        assert refused.status_code == 400
        assert said in refused.json()["error"]["message"]
    broken = client.post("/v1/chat/completions", content=b"{bad")
    assert (broken.status_code, "no JSON" in broken.text) == (400, True)
