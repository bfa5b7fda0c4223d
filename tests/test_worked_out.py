"""Tables lose what they work out themselves before they are judged, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import auditor
from auditor.fabrication.ground.worked_rows import worked_rows
from auditor.values.grids import grids_of, is_shown_by, number_shown

_AMOUNTS = st.lists(st.integers(100, 99_999), min_size=2, max_size=6)


@pytest.mark.parametrize(
    ("shown", "comma", "amount"),
    [
        ("1,250", False, "1250"), ("1.250", True, "1250"), ("50.686,67 €", True, "50686.67"),
        ("+14.4%", False, "14.4"), ("−8,686.67", False, "8686.67"), ("$0.50", False, "0.50"),
        ("**12 kg**", False, "12"), ("10 060", False, "10060"), ("28.0 °C", False, "28.0"),
    ],
)  # fmt: skip
def test_a_cell_shows_one_number_with_or_without_a_sign_or_unit(shown, comma, amount):
    number = number_shown(shown, comma=comma)
    assert number is not None
    assert str(number.amount) == amount


@pytest.mark.parametrize(
    "shown", ["", "-", "SKU-9", "2026-04", "5 h 10 min", "A12", "3:05", "v1.2"]
)
def test_names_days_and_times_are_no_numbers(shown):
    assert number_shown(shown, comma=False) is None


def test_a_number_shows_what_it_is_rounded_from():
    number = number_shown("0.83", comma=False)
    assert number is not None
    assert is_shown_by(number, number.amount + number.half)
    assert not is_shown_by(number, number.amount + 2 * number.half)


def _rows_left_out(rows: list[tuple[object, ...]]) -> list[int]:
    lines = ["| item | net |", "|---|---|", *(f"| {name} | {amount} |" for name, amount in rows)]
    (grid,) = grids_of("\n".join(lines), comma=False)
    return worked_rows(grid, [], "", lambda _: False)


@given(_AMOUNTS)
def test_a_sum_is_left_out_wherever_it_stands_but_under_an_id(amounts):
    rows = [(f"K-{place}", amount) for place, amount in enumerate(amounts, 1)]
    assert _rows_left_out([*rows, ("Sum", sum(amounts))]) == [len(rows)]
    assert _rows_left_out([*rows, ("K-99", sum(amounts))]) == []


@given(_AMOUNTS)
def test_a_row_larger_than_all_arithmetic_is_never_left_out(amounts):
    rows = [(f"K-{place}", amount) for place, amount in enumerate(amounts, 1)]
    assert _rows_left_out([*rows, ("Old mole", 10 * sum(amounts) + 7)]) == []


@given(st.text(alphabet="|\t\n-ab 12.,%", max_size=200))
def test_cells_stand_where_they_say(text):
    for grid in grids_of(text, comma=False):
        for cell in (cell for row in (grid.heading, *grid.rows) for cell in row):
            assert text[cell.start : cell.end].strip(" *`") == cell.text
            assert "|" not in text[cell.start : cell.end]


@example('"::::[')
@given(st.text(alphabet='{}[]":, ab12\n', max_size=120))
def test_braces_that_open_no_object_are_left_alone(text):
    asked = [
        {"role": "user", "content": "Both, please."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "count", "arguments": '{"of": "b"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": '[{"a": 12, "b": 21}]'},
    ]
    answered = {"role": "assistant", "content": f'[{{"a": 24, "b": 42}}, {text}] {{"a": {text}}}'}
    auditor.audit_messages([*asked, answered])
