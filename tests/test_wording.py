"""Words are found in any case, as far as the pattern names small letters only."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import auditor
from auditor.values.wording import Wording


def test_words_are_found_however_they_are_written() -> None:
    wording = Wording(r"\b(?:not yet|über)\b")
    assert wording.stands_in("Not Yet.")
    assert wording.stands_in("ÜBER")
    assert not wording.stands_in("knot yet")


def _wordings() -> Iterator[tuple[str, Wording]]:
    for found in pkgutil.walk_packages(auditor.__path__, "auditor."):
        if found.name != "auditor.__main__":
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, Wording):
                    yield f"{found.name}.{name}", value


def test_no_pattern_names_a_capital_that_could_never_match() -> None:
    found = dict(_wordings())
    assert found
    capital = re.compile(r"(?<!\\)[A-Z]")
    assert [name for name, wording in found.items() if capital.search(wording.pattern)] == []
