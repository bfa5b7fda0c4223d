"""Equal arguments have one spelling, different ones two."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.canonical import UNPARSED, canonical_arguments
from auditor.measure import call

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('{"a":1,"b":2}', '{ "b" : 2, "a" : 1 }'),
        ('{"a":1}', '{"a":1.0}'),
        ('{"a":100}', '{"a":1e2}'),
        ('{"a":0}', '{"a":-0.0}'),
        ('{"a":10000000000000000000000}', '{"a":1e22}'),
        ('{"a":"é"}', '{"a":"\\u00e9"}'),
        ('{"a":[{"c":1,"b":2}]}', '{"a":[{"b":2.0,"c":1.0}]}'),
        ("{}", ""),
        ("{}", None),
        ("{}", " \n"),
        ('{"a":1}', {"a": 1}),
    ],
)
def test_equal_arguments_have_one_spelling(left, right):
    assert canonical_arguments(left) == canonical_arguments(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('{"a":1}', '{"a":"1"}'),
        ('{"a":1}', '{"a":true}'),
        ('{"a":0}', '{"a":false}'),
        ('{"a":null}', "{}"),
        ('{"a":[1,2]}', '{"a":[2,1]}'),
        ('{"a":0.1}', '{"a":0.2}'),
        ('{"a":"x"}', '{"a":"X"}'),
        ('{"a":1}', '"{\\"a\\":1}"'),
        ('{"a":1}', '{"a":1'),
        ('{"a":2}', '{"a":1,"a":2}'),
    ],
)
def test_different_arguments_have_two_spellings(left, right):
    assert canonical_arguments(left) != canonical_arguments(right)


@pytest.mark.parametrize(
    "raw", ['{"a":1', '{"a":NaN}', '{"a":1e999}', '{"a":1,"a":1}', "[" * 200 + "]" * 200, "{'a':1}"]
)
def test_what_is_no_strict_json_keeps_its_raw_text(raw):
    assert canonical_arguments(raw) == UNPARSED + raw


def test_calls_are_equal_by_name_and_arguments_however_they_were_spelled():
    assert call("look", '{"b":1.0,"a":"x"}') == call("look", {"a": "x", "b": 1})
    assert call("look", "{}") != call("block", "{}")


def test_a_lone_surrogate_is_no_strict_json():
    assert canonical_arguments('"\ud800"').startswith(UNPARSED)


@given(VALUES, st.randoms())
def test_key_order_indent_and_escapes_do_not_matter(value, chance):
    spelled = json.dumps(shuffled(value, chance), indent=1, ensure_ascii=chance.random() < 0.5)
    assert canonical_arguments(spelled) == canonical_arguments(json.dumps({"v": value}))


@given(VALUES, VALUES)
def test_two_values_share_a_spelling_only_if_equal(left, right):
    same = canonical_arguments({"v": left}) == canonical_arguments({"v": right})
    assert same == (json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True))


def shuffled(value, chance: random.Random):
    def mixed(part):
        if isinstance(part, dict):
            members = [(key, mixed(member)) for key, member in part.items()]
            chance.shuffle(members)
            return dict(members)
        return [mixed(member) for member in part] if isinstance(part, list) else part

    return {"v": mixed(value)}
