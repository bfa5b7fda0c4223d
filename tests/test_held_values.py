"""A text holds a value in whatever usual way either of them is written."""

import pytest

from auditor.values.occurrences import holds
from auditor.values.spellings import spellings
from auditor.values.values import normal_text, value_of

HELD = [
    ("from January 1st to January 5th", "January 1"),
    ("from January 1st to January 5th", "January 5"),
    ("closed on May 22nd, open on May 23rd", "May 22"),
    ("closed on May 22nd, open on May 23rd", "May 23"),
    ("{'Azur': 59.0}", "€59/day"),
    ("{'Azur': 59.0}", "59 / person"),
    (r"Reunion at Grandpa\'s farm", "Grandpa's farm"),
]
NOT_HELD = [
    ("from January 1st to January 5th", "January 15"),
    ("from January 11th on", "January 1"),
    ("on May 2 students came", "May 22"),
    ("{'Azur': 59.0}", "€95/day"),
]


@pytest.mark.parametrize(("text", "written"), HELD)
def test_a_value_is_held_in_another_spelling(text, written):
    value = value_of(written)
    assert holds(normal_text(text), value, spellings(value))


@pytest.mark.parametrize(("text", "written"), NOT_HELD)
def test_another_value_is_not(text, written):
    value = value_of(written)
    assert not holds(normal_text(text), value, spellings(value))
