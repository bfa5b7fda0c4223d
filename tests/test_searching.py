"""What is searched at once is found as if it were looked at one by one."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.evidence.records import _objects, records_in
from auditor.values.blocks import fields_of
from auditor.values.equal_values import Column, equal
from auditor.values.joined_texts import JoinedTexts
from auditor.values.values import value_of

TEXTS = st.lists(st.text("ab1 é封\udc80", max_size=6), max_size=8)
STRETCHES = st.lists(st.text("ab1é封", max_size=3), max_size=3).map(tuple)
RAWS = (
    "87", "87.0", "$87", "AS64500", "64500", "#64500", "A-12345", "12345", "malicious", "Malicious",
    "clean, no reports", "clean", "clean (checked)", "2024-02-03", "02-03", "February 3",
    "2024-02-03 10:30", "10:30", "evil.example", "https://evil.example/", "evil.example; x.example",
    "the host was seen by three gateways in one week", "the host", "true", "yes", "", "n/a",
    "one of the four words here and more", "封禁", "封禁；归档",
)  # fmt: skip


LEAVES = st.sampled_from(("a", 1, 2.5, True, None, "clean"))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner),
    max_leaves=12,
)


@given(st.lists(TREES) | st.dictionaries(st.sampled_from("abcd"), TREES))
def test_records_are_the_fields_of_each_object(tree: Any) -> None:
    objects = _objects(json.loads(json.dumps(tree)))
    assert list(records_in(json.dumps(tree))) == [tuple(fields_of(node)) for node in objects]


@given(TEXTS, TEXTS, STRETCHES, st.integers(0, 8), st.data())
@settings(max_examples=300, deadline=None)
def test_joined_texts_hold_what_one_of_them_holds(
    texts: list[str], later: list[str], stretches: tuple[str, ...], kept: int, data: st.DataObject
) -> None:
    joined = JoinedTexts()
    joined.add(texts)
    joined.cut(kept)
    joined.add(later)
    left = [*texts[:kept], *later]
    assert len(joined) == len(left)
    end = data.draw(st.integers(0, len(left)))
    holding = [n for n in range(end) if any(one in left[n] for one in stretches)]
    assert list(joined.places(stretches, end)) == holding[::-1]
    if left or "" not in stretches:
        assert joined.hold(stretches) == any(one in text for text in left for one in stretches)


@given(st.lists(st.sampled_from(RAWS), max_size=12), st.sampled_from(RAWS))
@settings(max_examples=500, deadline=None)
def test_a_column_holds_the_values_that_are_equal(raws: list[str], sought: str) -> None:
    column = Column()
    for place, raw in enumerate(raws):
        column.add(raw, place)
    value = value_of(sought)
    alike = {place for place, raw in enumerate(raws) if equal(value, raw)}
    assert column.places_of(value) == alike
