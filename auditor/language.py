"""The languages that pages and reports for people speak."""

from typing import Literal

Language = Literal["en", "zh"]

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
"""Each language under its own name."""
