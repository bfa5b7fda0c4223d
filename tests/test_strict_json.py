"""Strict decoding refuses every duplicate key and nothing else, whatever stands in the texts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import strict_json

_TEXTS = st.one_of(
    st.sampled_from(['"', "\\", '\\"', '\\\\"', "\ue000", "\ue000\ue000", '{"a": "b"}', "é"]),
    st.text(max_size=6),
    st.sampled_from(['{"a": "b", "a": "c\\""}', "long words without any quote "]).map(
        lambda text: text * 40
    ),
)
# Two keys must not become equal by being spelt otherwise.
_KEYS = _TEXTS.map(lambda text: text.replace("\ue000", "k"))
_VALUES = st.recursive(
    st.one_of(_TEXTS, st.integers(), st.none(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner)),
    max_leaves=8,
)


# Stands for a quote that is to be spelt as an escape by number.
_NUMBERED = "\ue000"


def _spelt(value, ascii_only):
    raw = json.dumps(value, ensure_ascii=ascii_only)
    return raw.replace(_NUMBERED, "\\u0022").replace("\\ue000", "\\u0022")


@given(_VALUES, st.booleans())
def test_json_is_decoded_as_it_is(value, ascii_only):
    raw = _spelt(value, ascii_only)
    assert strict_json.decode(raw.encode()) == json.loads(raw)


@given(_VALUES, _TEXTS, _VALUES, _VALUES, st.booleans())
def test_a_duplicate_key_is_refused_wherever_it_is(beside, key, first, second, ascii_only):
    name, one, other, value = (_spelt(each, ascii_only) for each in (key, first, second, beside))
    raw = f"[{value}, {{{name}: {one}, {name}: {other}}}]"
    with pytest.raises(strict_json.JsonError, match="duplicate key"):
        strict_json.decode(raw.encode())


def test_long_texts_are_counted_in_parts():
    text = json.dumps({"a": ['"' * 700_000, "b"]})
    assert strict_json.decode(text.encode()) == json.loads(text)
    with pytest.raises(strict_json.JsonError, match="duplicate key"):
        strict_json.decode(text.replace('"b"', '{"c": 1, "c": 2}').encode())
