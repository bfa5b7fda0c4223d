"""The sentences of findings in another language than the English in which rules write them.

A finding keeps its one sentence, in every store and report; for people who read another language
its form is looked up, and the names and values in it are taken over. What has no form
stays English.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from auditor.finding import Finding
from auditor.language import Language

_PART = re.compile(r"\{(\w+)\}")
_HELD = {"number": r"[\d,]+"}
_DEEPEST = 20


class _Form(NamedTuple):
    pattern: re.Pattern[str]
    told: str


def sentence(finding: Finding, language: Language) -> str:
    """Return what a finding says in a language; in English where that has no form for it."""
    return told(finding.code, finding.message, language)


def is_told(finding: Finding, language: Language) -> bool:
    """Say whether a language has a form for what a finding says."""
    return language == "en" or _told(finding.code, finding.message, language) is not None


def told(kind: str, text: str, language: Language) -> str:
    """Return an English sentence in a language, or as it is where that has no form for it.

    Args:
        kind: A rule's code for what its findings say, `blind` for why it was not checkable, `sum`
            for what sums up an audit: a table of `sentences.LANGUAGE.toml`.
        text: The sentence.
        language: The language.
    """
    if language == "en":
        return text
    found = _told(kind, text, language)
    return text if found is None else found


def _told(table: str, text: str, language: Language, depth: int = 0) -> str | None:
    """Return a text by the first form of a table that fits, its parts by their own tables."""
    if depth > _DEEPEST:
        return None
    for form in _forms(language).get(table, ()):
        found = form.pattern.fullmatch(text)
        if found is not None:
            parts = {
                name: _part(name, value, language, depth)
                for name, value in found.groupdict().items()
            }
            return form.told.format_map(parts)
    return None


def _part(name: str, value: str, language: Language, depth: int) -> str:
    found = _told(_kind_of(name), value, language, depth + 1)
    return value if found is None else found


def _kind_of(name: str) -> str:
    return name.rstrip("0123456789")


@cache
def _forms(language: Language) -> dict[str, list[_Form]]:
    file = files("auditor.timeline") / f"sentences.{language}.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: [_Form(_pattern(form), told) for form, told in table.items()]
        for name, table in tables.items()
    }


def _pattern(form: str) -> re.Pattern[str]:
    """Return what recognises a form; what stands in for a part may be empty or of several lines."""
    pieces = _PART.split(form)
    pieces[::2] = map(re.escape, pieces[::2])
    pieces[1::2] = (f"(?P<{name}>{_HELD.get(_kind_of(name), '.*?')})" for name in pieces[1::2])
    return re.compile("".join(pieces), re.DOTALL | re.IGNORECASE)
