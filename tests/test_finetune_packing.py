"""Shared-prefix packing: each answer gets what it would get alone; none sees another."""

import pytest
import torch

from finetune.conversation import answer_text
from finetune.dataset import make_dataset, with_words_weighed
from finetune.earlier_replies import with_earlier_replies
from finetune.models import find_model, load_speaker
from finetune.packing import answer_log_probabilities, pack
from finetune.sft import sft_loss
from tests.finetune_cases import asking, calling, model_cache, pair_rows, result, tiny


@pytest.fixture(scope="module", params=["tiny-llama", "tiny-qwen3"])
def speaker(request, tmp_path_factory):
    model_cache(tmp_path_factory)
    return load_speaker(find_model(request.param), tiny().model)


def alone(speaker, prompt, answer):
    ids = torch.tensor([prompt + answer])
    logits = speaker.model(input_ids=ids).logits[0].float().log_softmax(-1)
    first = len(prompt) - 1
    return sum(logits[first + place, token] for place, token in enumerate(answer)).item()


def test_packed_answers_have_the_log_probabilities_of_answers_alone(speaker, tmp_path):
    tokens = make_dataset(pair_rows(tmp_path), speaker, 2000).tokens
    tokens = [*tokens, tokens[0]._replace(rejected=None)]
    with torch.no_grad():
        found = answer_log_probabilities(speaker.model, tokens)
        for place, row in enumerate(tokens):
            chosen = alone(speaker, row.prompt, row.chosen)
            assert found.chosen[place].item() == pytest.approx(chosen, abs=1e-4 * len(row.chosen))
            assert found.chosen_tokens[place] == len(row.chosen)
            rejected = alone(speaker, row.prompt, row.rejected) if row.rejected else 0.0
            assert found.rejected[place].item() == pytest.approx(
                rejected, abs=1e-4 * max(1, len(row.rejected or ()))
            )


def test_one_answer_does_not_change_with_the_other(speaker, tmp_path):
    row = make_dataset(pair_rows(tmp_path), speaker, 2000).tokens[0]
    other = row._replace(rejected=row.rejected[::-1])
    with torch.no_grad():
        first, second = (
            answer_log_probabilities(speaker.model, [one]).chosen.item() for one in (row, other)
        )
    assert first == pytest.approx(second, abs=1e-5)


def test_the_parts_of_a_pack_are_its_tokens_and_an_answer_sees_its_own_prompt(speaker, tmp_path):
    first, second = make_dataset(pair_rows(tmp_path), speaker, 2000).tokens[:2]
    second = second._replace(rejected=None)
    packed = pack([first, second])
    prompts = [part for part in packed.parts if not part.sees]
    assert len(packed.parts) == 5
    assert len(prompts) == 2
    for prompt in prompts:
        ids = tuple(packed.ids[0, prompt.begin : prompt.end].tolist())
        row = first if ids == first.prompt else second
        own = [part for part in packed.parts if part.sees == ((prompt.begin, prompt.end),)]
        answers = [tuple(packed.ids[0, part.begin : part.end].tolist()) for part in own]
        assert answers == [answer for answer in (row.chosen, row.rejected) if answer]
        assert {packed.positions[0, part.begin].item() for part in own} == {len(row.prompt)}
    ends = [part.end for part in packed.parts]
    assert [0, *ends[:-1]] == [part.begin for part in packed.parts]
    assert ends[-1] == packed.ids.shape[1]


def test_earlier_replies_have_the_log_probabilities_of_calls_alone(speaker, tmp_path):
    plain = make_dataset(pair_rows(tmp_path), speaker, 2000)
    dataset = with_earlier_replies(plain, speaker)
    assert [bool(row.earlier) for row in dataset.tokens] == [
        any(message.get("tool_calls") for message in row.messages) for row in dataset.rows
    ]
    with torch.no_grad():
        found = answer_log_probabilities(speaker.model, dataset.tokens)
        for place, row in enumerate(dataset.tokens):
            expected = sum(
                alone(speaker, row.prompt[:first], row.prompt[first:end])
                for first, end, _ in row.earlier
            )
            assert found.earlier[place].item() == pytest.approx(expected, abs=1e-3)
        apart = answer_log_probabilities(speaker.model, plain.tokens)
    assert torch.allclose(found.chosen, apart.chosen, atol=1e-4)
    assert not apart.earlier_tokens.any()


def test_only_answered_calls_are_imitated_and_they_decode_to_the_call(speaker, tmp_path):
    (row, *_) = pair_rows(tmp_path)
    asked, called = asking("Check a.example"), calling("a.example")
    history = (row.messages[0], asked, called, result("clean"), asked, called, asked)
    dataset = make_dataset([row._replace(messages=history)], speaker, 2000)
    ((first, end, _),) = with_earlier_replies(dataset, speaker).tokens[0].earlier
    text = answer_text(speaker.tokenizer, history[:2], called, row.tools, speaker.thinking)
    assert speaker.tokenizer.decode(dataset.tokens[0].prompt[first:end]) == text


def test_words_that_answered_a_user_are_imitated_where_nothing_before_was_made_up(
    speaker, tmp_path
):
    (row, *_) = pair_rows(tmp_path)
    thanks, welcome = asking("Thanks!"), {"role": "assistant", "content": "You're welcome."}
    report = {"role": "assistant", "content": "It is clean."}
    asked, called = asking("Check a.example"), calling("a.example")
    history = (row.messages[0], asked, called, result("clean"), report, thanks, welcome, asked)
    texts = {}
    for clean in (True, False):
        dataset = make_dataset([row._replace(messages=history, clean=clean)], speaker, 2000)
        (tokens,) = with_earlier_replies(dataset, speaker).tokens
        texts[clean] = [speaker.tokenizer.decode(tokens.prompt[a:b]) for a, b, _ in tokens.earlier]
    assert [text.split("<|im_end|>")[0] for text in texts[True][1:]] == ["You're welcome."]
    assert texts[False] == texts[True][:1]
    assert "a.example" in texts[False][0]


def test_words_weigh_as_little_as_asked_beside_calls(speaker, tmp_path):
    (row, *_) = pair_rows(tmp_path)
    thanks, welcome = asking("Thanks!"), {"role": "assistant", "content": "You're welcome."}
    asked, called = asking("Check a.example"), calling("a.example")
    history = (row.messages[0], asked, called, result("clean"), thanks, welcome, thanks)
    rows = [
        row._replace(messages=history, chosen=chosen, rejected=None, tools=tools, clean=True)
        for chosen, tools in ((welcome, row.tools), (called, row.tools), (welcome, ()))
    ]
    dataset = with_words_weighed(make_dataset(rows, speaker, 2000), 0.25)
    assert [tokens.weight for tokens in dataset.tokens] == [0.25, 1.0, 1.0]
    (tokens, *_) = with_earlier_replies(dataset, speaker, 0.25).tokens
    (first, end, of_call), (begin, stop, of_words) = tokens.earlier
    assert (of_call, of_words) == (1.0, 0.25)
    with torch.no_grad():
        found = answer_log_probabilities(speaker.model, [tokens])
    expected = alone(speaker, tokens.prompt[:first], tokens.prompt[first:end])
    expected += 0.25 * alone(speaker, tokens.prompt[:begin], tokens.prompt[begin:stop])
    assert found.earlier.item() == pytest.approx(expected, abs=1e-3)
    assert found.earlier_tokens.item() == (end - first) + 0.25 * (stop - begin)


def test_the_loss_of_sft_is_the_mean_by_weight(speaker, tmp_path):
    plain = make_dataset(pair_rows(tmp_path)[:2], speaker, 2000)
    one, other = (tokens._replace(rejected=None) for tokens in plain.tokens)
    weighed = plain._replace(tokens=(one._replace(weight=0.5), other))
    with torch.no_grad():
        loss, _ = sft_loss(speaker, weighed).of([0, 1], [0, 1], {})
    said = [alone(speaker, tokens.prompt, tokens.chosen) for tokens in (one, other)]
    tokens = 0.5 * len(one.chosen) + len(other.chosen)
    assert loss.item() == pytest.approx(-(0.5 * said[0] + said[1]) / tokens, abs=1e-3)
