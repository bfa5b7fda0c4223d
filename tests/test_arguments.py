"""Arguments that are accepted fast are those that the full schema accepts."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.arguments import checker_of, faults_of, judged, surely_right
from auditor.trace import Tool

SPECS: dict[str, dict[str, Any]] = {
    "uri": {"type": "string"},
    "count": {"type": "integer"},
    "share": {"type": "number"},
    "deep": {"type": "boolean"},
    "sort": {"type": "string", "enum": ["up", "down"]},
}
VALUES = (
    '"a"',
    '"up"',
    '"ü"',
    '"a\\"b"',
    '"a}, {b"',
    "1",
    "1.0",
    "1.5",
    "true",
    "null",
    "[]",
    "{}",
)
PAIRS = st.tuples(st.sampled_from([*SPECS, "other"]), st.sampled_from(VALUES))
GAPS = st.sampled_from(("", " ", "\n"))


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Return the schema of an object, some of whose fields may be left out."""
    names = draw(st.lists(st.sampled_from(list(SPECS)), min_size=1, unique=True))
    schema: dict[str, Any] = {"type": "object", "properties": {n: SPECS[n] for n in names}}
    if draw(st.booleans()):
        schema["required"] = draw(st.lists(st.sampled_from(names), unique=True))
    if draw(st.booleans()):
        schema["additionalProperties"] = False
    return json.dumps(schema)


@st.composite
def objects(draw: st.DrawFn) -> str:
    """Return the text of an object, with keys that may stand there twice."""
    pairs = draw(st.lists(PAIRS, max_size=5))
    gap = draw(GAPS)
    return "{" + ",".join(f'{gap}"{key}":{gap}{value}' for key, value in pairs) + "}"


@given(schemas(), st.lists(objects(), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_a_fast_look_accepts_what_the_schema_accepts(schema: str, raws: list[str]) -> None:
    tool = Tool("look", schema)
    faults = [judged(checker_of(schema), raw) for raw in raws]
    assert [faults_of(tool, raw) for raw in raws] == faults
    if surely_right([("look", raw) for raw in raws], {"look": tool}):
        assert not any(faults)


def test_arguments_with_fields_left_out_are_accepted_fast() -> None:
    schema = {"type": "object", "properties": SPECS, "required": ["uri"]}
    checker = checker_of(json.dumps(schema))
    assert checker.fast is not None
    assert [checker.fast.decode(raw).f0 for raw in ('{"uri": "a"}', '{"uri":"b","count":1}')] == [
        "a",
        "b",
    ]
