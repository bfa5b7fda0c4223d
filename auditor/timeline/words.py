"""The words around a trace, in English and Chinese; what findings say is in `sentences`."""

import tomllib
from functools import cache
from importlib.resources import files

from auditor.language import Language


@cache
def words(language: Language) -> dict[str, str]:
    """Return the words of a language by key; rules have theirs under their code."""
    return words_in("auditor.timeline", language)


def words_in(package: str, language: Language) -> dict[str, str]:
    """Return the table of a language in a package's `words.toml`."""
    table = tomllib.loads((files(package) / "words.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = table[language]
    return found
