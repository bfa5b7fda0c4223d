"""Training files: what is trained is exactly what must be written; faults are named."""

import json

import pytest

from auditor.errors import UsageError
from finetune.conversation import answer_message, calls_of
from finetune.dataset import check_apart, check_row, make_dataset, no_call_share, read_rows
from finetune.models import find_model, load_speaker
from tests.finetune_cases import (
    SYSTEM,
    TOOLS,
    asking,
    calling,
    line,
    model_cache,
    pair_lines,
    pair_rows,
    saying,
    tiny,
    write_lines,
)


@pytest.fixture(scope="module")
def speaker(tmp_path_factory):
    model_cache(tmp_path_factory)
    return load_speaker(find_model("tiny-llama"), tiny().model)


def test_what_is_trained_is_the_answer_and_its_stop_token(speaker, tmp_path):
    rows = pair_rows(tmp_path)
    dataset = make_dataset(rows, speaker, 2000)
    for row, tokens in zip(dataset.rows, dataset.tokens, strict=True):
        decoded = speaker.tokenizer.decode(tokens.chosen)
        answer = answer_message(decoded.removesuffix("<|im_end|>"))
        assert decoded.endswith("<|im_end|>")
        assert decoded.count("<|im_end|>") == 1
        assert calls_of(answer) == calls_of(row.chosen)
        assert answer.get("content") == row.chosen["content"]
        assert speaker.tokenizer.decode(tokens.prompt).endswith("<|im_start|>assistant\n")


THINKING = """
{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.role == 'assistant' %}<think>
{{ message.reasoning_content or '' }}
</think>

{% endif %}{{ message.content }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt %}<|im_start|>assistant
{% if enable_thinking is false %}<think>

</think>

{% endif %}{% endif -%}
"""


@pytest.fixture
def templated(speaker):
    """Give the speaker another chat template for a while."""
    own = speaker.tokenizer.chat_template

    def with_template(text, **more):
        speaker.tokenizer.chat_template = text
        return speaker._replace(**more)

    yield with_template
    speaker.tokenizer.chat_template = own


def test_what_was_thought_is_no_part_of_an_answer_where_thinking_is_off(templated, tmp_path):
    thought = {**saying("It is bad."), "reasoning_content": "I can guess."}
    held = line([asking("Check a")], saying("I look."), thought, "a")
    (row,) = read_rows(write_lines(tmp_path / "p.jsonl", [held]))
    for thinking, rejected in (
        (False, "It is bad.<|im_end|>"),
        (True, "<think>\nI can guess.\n</think>\n\nIt is bad.<|im_end|>"),
    ):
        speaker = templated(THINKING, thinking=thinking)
        (tokens,) = make_dataset([row], speaker, 2000).tokens
        assert speaker.tokenizer.decode(tokens.rejected) == rejected


def test_what_a_developer_said_stands_in_the_system_message(speaker, tmp_path):
    developer = {"role": "developer", "content": "Never invent a result."}
    held = line([developer, asking("Check a")], calling("a"), saying("It is bad."), "a")
    (row,) = read_rows(write_lines(tmp_path / "p.jsonl", [held]))
    (tokens,) = make_dataset([row], speaker, 2000).tokens
    prompt = speaker.tokenizer.decode(tokens.prompt)
    assert prompt.startswith("<|im_start|>system\nNever invent a result.\n\nTools you may call")
    assert "developer" not in prompt


def test_a_template_that_refuses_a_conversation_is_told_with_the_row(templated, tmp_path):
    speaker = templated("{{ raise_exception('no tools here') }}")
    with pytest.raises(UsageError, match=r"pairs\.jsonl:1: The chat template refuses .*no tools"):
        make_dataset(pair_rows(tmp_path), speaker, 2000)


def test_a_row_that_is_too_long_is_left_out_whole_and_named(speaker, tmp_path):
    rows = pair_rows(tmp_path)
    whole = make_dataset(rows, speaker, 2000)
    limit = min(tokens.length for tokens in whole.tokens)
    cut = make_dataset(rows, speaker, limit)
    assert {tokens.length for tokens in cut.tokens} == {limit}
    assert len(cut.tokens) + len(cut.too_long) == len(rows)
    assert all("pairs.jsonl:" in place for place in cut.too_long)
    with pytest.raises(UsageError, match="No row fits"):
        make_dataset(rows, speaker, 20)


def test_equal_rows_have_equal_digests_and_others_do_not(speaker, tmp_path):
    rows = pair_rows(tmp_path)
    assert make_dataset(rows, speaker, 2000).digest == make_dataset(rows, speaker, 2000).digest
    assert make_dataset(rows[1:], speaker, 2000).digest != make_dataset(rows, speaker, 2000).digest


def test_nulls_that_a_column_store_added_are_refused(tmp_path):
    tools = json.loads(json.dumps(TOOLS))
    tools[0]["function"]["parameters"]["properties"]["ttl"] = None
    held = line([SYSTEM, asking("Check a.example")], calling("a.example"), saying("Bad."), "a")
    rows = read_rows(write_lines(tmp_path / "p.jsonl", [{**held, "tools": json.dumps(tools)}]))
    with pytest.raises(UsageError, match=r"p\.jsonl:1: tools\.0.*ttl is null"):
        check_row(rows[0])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ('{"uri": "a", "ttl": null}', "break its schema"),
        ("[1]", "no JSON object"),
        ("{", "no JSON"),
    ],
)
def test_a_chosen_call_that_breaks_its_schema_is_refused(tmp_path, arguments, reason):
    chosen = calling("a.example")
    chosen["tool_calls"][0]["function"]["arguments"] = arguments
    held = line([asking("Check a.example")], chosen, saying("Bad."), "a")
    (row,) = read_rows(write_lines(tmp_path / "p.jsonl", [held]))
    with pytest.raises(UsageError, match=reason):
        check_row(row)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"prompt": "{"}, "prompt: "),
        ({"chosen": "[]"}, "chosen holds no messages"),
        ({"chosen": json.dumps([saying("a"), saying("b")])}, "chosen is not one message"),
        ({"chosen": json.dumps([asking("a")])}, "no answer of the assistant"),
    ],
)
def test_a_line_of_another_form_is_named(tmp_path, change, reason):
    good, bad = pair_lines(1)[0], {**pair_lines(1)[0], **change}
    path = write_lines(tmp_path / "p.jsonl", [good, bad])
    with pytest.raises(UsageError, match=rf"p\.jsonl:2: .*{reason}|p\.jsonl:2: {reason}"):
        read_rows(path)


def test_equal_sides_are_refused(speaker, tmp_path):
    held = line([asking("Check a")], saying("Yes."), saying("Yes."), "a")
    rows = read_rows(write_lines(tmp_path / "p.jsonl", [held]))
    with pytest.raises(UsageError, match="chosen and rejected are the same"):
        make_dataset(rows, speaker, 2000)


def test_a_stop_token_in_the_words_of_an_answer_is_refused(speaker, tmp_path):
    held = line([asking("Check a")], saying("Yes.<|im_end|> No."), saying("No."), "a")
    rows = read_rows(write_lines(tmp_path / "p.jsonl", [held]))
    with pytest.raises(UsageError, match="holds the stop token"):
        make_dataset(rows, speaker, 2000)


def test_a_group_on_both_sides_is_refused_by_place(tmp_path):
    rows = pair_rows(tmp_path)
    check_apart(rows[:4], rows[4:])
    with pytest.raises(UsageError, match=r"pairs\.jsonl:1: its group is held out at .*jsonl:1"):
        check_apart(rows, rows[:1])


def test_the_share_without_a_call_counts_pairs_only(tmp_path):
    rows = pair_rows(tmp_path, 8)
    replayed = [row._replace(rejected=None) for row in rows]
    assert no_call_share(rows) == no_call_share([*rows, *replayed]) == 0.25
    assert no_call_share(replayed) == 0.0


def test_a_call_that_was_only_begun_stays_text():
    for text in ("<tool_call>\n{", "<tool_call>\nlookup\n</tool_call>", "no call"):
        message = answer_message(text)
        assert message["content"] == text.strip()
        assert calls_of(message) == []


def test_thoughts_words_and_calls_of_an_answer_are_told_apart():
    call = '<tool_call>\n{"name": "a", "arguments": {}}\n</tool_call>'
    text = f"<think>\nHm.\n</think>\n\nI look.\n{call}"
    message = answer_message(text, 3)
    assert message["reasoning_content"] == "Hm."
    assert message["content"] == "I look."
    assert calls_of(message) == [("a", {})]
    assert message["tool_calls"][0]["id"] == "call_3_0"
