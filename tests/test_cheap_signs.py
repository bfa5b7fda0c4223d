"""A cheap sign rules out only what the dear look behind it finds nothing in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.claims.deeds.done import done_in, may_step_in
from auditor.evidence.readings import single_sentences
from auditor.values import aligned_tables

FIXTURES = Path(__file__).parent.parent / "fixtures" / "fabrication"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["web-1", "db", "名前", "x_2"]),
        st.sampled_from([": 12 hits", " has 3", "：7", " \\u5efa", " none"]),
        st.sampled_from([". ", "; ", "\n", "。", "；\n", " "]),
    ).map("".join),
    max_size=8,
).map("".join)


@given(ROWS)
def test_no_rows_of_one_wording_are_ruled_out(text: str) -> None:
    found = aligned_tables.alike_lines(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aligned_tables, "_MAY_BE_ALIKE", lambda _: True)
        aligned_tables.alike_lines.cache_clear()
        assert aligned_tables.alike_lines(text) == found
    aligned_tables.alike_lines.cache_clear()


def test_rows_are_found() -> None:
    assert aligned_tables.alike_lines("web-1: 12 hits. web-2: 15 hits. web-3: 9 hits.")


def _texts() -> list[str]:
    lines = (FIXTURES / "outsider-8.jsonl").read_text("utf-8").splitlines()
    said = [one.get("content") for line in lines for one in json.loads(line)["messages"]]
    return [text for text in said if isinstance(text, str)]


TOLD = (
    "Pedí el informe para el equipo.",
    "Abrí un caso para su cuenta\n",
    "Den Vorgang habe ich, wie besprochen, gesperrt.",
    "I have blocked the host.",
    "J'ai envoyé le mail.",
    "我已将工单关闭。",
)


def test_own_deeds_are_told_where_one_may_step_in() -> None:
    told = [
        text
        for text in (*TOLD, *_texts())
        if any(done.own for _, one in single_sentences(text) for done in done_in(one))
    ]
    assert {*TOLD} <= {*told}
    assert [text for text in told if not may_step_in(text)] == []
