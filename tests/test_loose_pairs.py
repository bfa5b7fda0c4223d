"""Pairs of label and value in layouts without fixed marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.values.loose_pairs import loose_record

CASES = [
    (
        "Note K-4\n- depot reads GVA\n- last scan reads 2026-03-04 21:17\n- lane reads B7\nDone.",
        [("depot", "GVA"), ("last scan", "2026-03-04 21:17"), ("lane", "B7")],
    ),
    (
        "**Depot** – GVA  \n**Weight** – 1840 g  \n**Lane** – B7  ",
        [("Depot", "GVA"), ("Weight", "1840 g"), ("Lane", "B7")],
    ),
    (
        "Ich habe es vor mir. Ort: Graz. Beginn: 14:00. Saal: 3. Reicht das?",
        [("Ort", "Graz"), ("Beginn", "14:00"), ("Saal", "3")],
    ),
    (
        "情况如下:评分为87,地点为457 Rue de Rivoli, Paris,状态为open。",
        [("评分", "87"), ("地点", "457 Rue de Rivoli"), ("状态", "open")],
    ),
    ("価格は212、便は7、空席は4です。", [("価格", "212"), ("便", "7"), ("空席", "4")]),
    (
        "Esto es lo que aparece: origen JFK, fecha 2024-05-22, precio 820.",
        [("origen", "JFK"), ("fecha", "2024-05-22"), ("precio", "820")],
    ),
    (
        "The origin is PRG, and then for the lane it's B7. The price is 212.",
        [("origin", "PRG"), ("lane", "B7"), ("price", "212")],
    ),
    (
        "I went through it. The hall stands at 3, opening hours: 10:00 a.m. and fee: 4.",
        [("hall", "3"), ("opening hours", "10:00 a.m."), ("fee", "4")],
    ),
    (
        "It is here (price 212; seats 4; lane B7), so take it.",
        [("price", "212"), ("seats", "4"), ("lane", "B7")],
    ),
]


@pytest.mark.parametrize(("text", "pairs"), CASES, ids=lambda one: str(one)[:24])
def test_pairs_are_read_whatever_ties_them(text, pairs):
    record = loose_record(text)
    assert record is not None
    assert [(field.label, field.value) for field in record.fields] == pairs
    assert pairs[0][1] in text[record.start : record.end]
    assert pairs[-1][1] in text[record.start : record.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The order is open. I will look again tomorrow.",
        "Price: 212. Seats: 4.",
        "I called him, he came at once, and we went home before it rained.",
    ],
)
def test_two_pairs_or_none_are_no_record(text):
    assert loose_record(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read_and_places_lie_within_it(text):
    record = loose_record(text)
    if record is not None:
        assert 0 <= record.start < record.end <= len(text)
        assert all(field.label and field.value for field in record.fields)
