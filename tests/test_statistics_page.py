"""docs/statistics.md says what the docstrings say."""

import importlib.util
import re
from pathlib import Path

import pytest

from auditor.statistics import STATISTICS

DOCS = Path(__file__).parent.parent / "docs"
HEAD, _, REST = (DOCS / "statistics.md").read_text("utf-8").partition("<!-- The rest ")
SECTIONS = {
    text.partition("\n")[0].removeprefix("## "): text.strip()
    for text in re.split(r"^(?=## )", REST, flags=re.MULTILINE)[1:]
}


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("writer", DOCS / "write_statistics.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_is_the_docstring_of_its_statistic(name, writer):
    assert SECTIONS[name] == writer.section(name).strip()


def test_every_statistic_that_the_head_names_exists():
    named = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+)`", HEAD))
    assert sorted(named - set(STATISTICS.keys())) == []
