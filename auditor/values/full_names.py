"""Full names of people, firms and works in Latin letters."""

import re

_FULL_NAME = re.compile(
    r"(?<![\w.'’-])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+(?: [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ.'’]+){1,3}(?![A-Za-z_])"
)
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def full_names_in(words: str) -> list[str]:
    """Return what may be full names in some words; headings in Latin letters look alike."""
    return [found[0].rstrip(".") for found in _FULL_NAME.finditer(words)]


def is_wide(words: str) -> bool:
    """Say whether some words have signs of Chinese, Japanese or Korean."""
    return not words.isascii() and _WIDE.search(words) is not None
