"""What a store is given comes back as it was, whatever characters and numbers it holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.sources import display_name
from auditor.store import findings_page, open_store, stored_trace, trace_rows, verify
from auditor.store.columns import original, storable
from tests.store_cases import audited, conversation, lines, stored

any_text = st.text(st.characters(exclude_categories=()))


@given(any_text | st.text("\0\ufdd0\ud800\udfff0a"))
def test_every_text_can_be_stored_and_comes_back(text):
    spelt = storable(text)
    spelt.encode()
    assert "\0" not in spelt
    assert original(spelt) == text


@given(any_text, any_text)
def test_different_texts_are_stored_differently(one, other):
    assert (storable(one) == storable(other)) == (one == other)


HOSTILE = [
    "\0",
    "a\0b",
    "\ufdd0",
    "\u202egnp.exe",
    "'; DROP TABLE finding; --",
    '"quoted" %s {} ?',
    "\x1b]0;title\x07",
    "线上环境",
    "𝕳\u0301",
    "9" * 400,
    "".join(map(chr, range(0x4E00, 0x4E00 + 9000))),  # longer than an index takes
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_stored_exactly(database, tmp_path, text):
    talk = conversation(1, orphan=True)
    talk |= {"id": text, "model": text, "prompt_version": text, "task_id": text, "dataset": text}
    for message in talk["messages"]:
        if message["content"]:
            message["content"] += text
        if message["role"] == "tool":
            message["name"] = text
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(talk))
    with open_store(database) as store:
        assert list(stored(store, log).findings) == audited(log).findings
        (number,) = trace_rows(store, text)
        trace = stored_trace(store, number)
        assert (trace.own_id, trace.model, trace.prompt_version) == (text, text, text)
        assert trace.events[3].output == f'{{"score": 7}}{text}'
        assert verify(store) == []


@pytest.mark.parametrize("number", [2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**300])
def test_large_integers_are_kept_or_left_out_but_never_rounded(database, tmp_path, number):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(conversation(1, orphan=True) | {"run_index": number, "reward": number}))
    with open_store(database) as store:
        stored(store, log)
        (found,) = findings_page(store)
        assert found.finding.run_index == (number if abs(number) < 2**63 else None)
        assert stored_trace(store, found.trace_row).reward == float(number)


def test_a_number_beyond_a_float_is_no_reward(database, tmp_path):
    log = tmp_path / "runs.jsonl"
    log.write_text(lines(conversation(1, orphan=True) | {"reward": 10**400}))
    with open_store(database) as store:
        assert stored(store, log).summary.traces == 1


def test_a_file_whose_name_is_no_text_is_stored(database, tmp_path):
    log = tmp_path / "runs-\udcff\n.jsonl"
    log.write_text(json.dumps(conversation(1, orphan=True)) + "\n")
    with open_store(database) as store:
        kept = stored(store, log)
        assert kept.summary.traces == 1
        assert [found.file for found in kept.findings] == [display_name(str(log))]
        assert stored_trace(store, 1).place.file == display_name(str(log))
