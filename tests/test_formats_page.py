"""docs/formats.md says what the docstrings say, and names every note."""

import importlib.util
from pathlib import Path
from typing import get_args

import pytest

from auditor.formats import FORMATS
from auditor.trace import Note

DOCS = Path(__file__).parent.parent / "docs"
TEXT = (DOCS / "formats.md").read_text("utf-8")


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("writer", DOCS / "write_formats.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", FORMATS.keys())
def test_a_section_is_the_docstring_of_its_reader(name, writer):
    assert writer.section(name) in TEXT


def test_no_section_is_left_of_a_format_that_is_gone():
    rest = TEXT.partition("<!-- The rest ")[2]
    sections = [line[3:] for line in rest.split("\n") if line.startswith("## ")]
    assert sections == FORMATS.keys()


@pytest.mark.parametrize("note", get_args(Note))
def test_every_note_is_explained(note):
    assert f"`{note}`" in TEXT
