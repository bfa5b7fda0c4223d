"""Full names of people, firms and works in Latin letters."""

import re

_FULL_NAME = re.compile(
    r"(?<![\w.'’-])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+(?: [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ.'’]+){1,3}(?![A-Za-z_])"
)
_CAPITAL = re.compile("[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ]{2,}")
_LIKE = re.compile("[在由叫到去给][\u4e00-\u9fff]{2,6}(?=[，。、；]|$|的)")
_ENDS = ".!?\n"
_LONGEST = 400
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def full_names_in(words: str) -> list[str]:
    """Return what may be full names in some words; headings in Latin letters look alike."""
    return [found[0].rstrip(".") for found in _FULL_NAME.finditer(words)]


def is_wide(words: str) -> bool:
    """Say whether some words have signs of Chinese, Japanese or Korean."""
    return not words.isascii() and _WIDE.search(words) is not None


def may_tell_new_names(text: str, output: str) -> bool:
    """Say whether a short text may tell a name that a result does not hold.

    Args:
        text: Words of the model.
        output: The latest result before them.
    """
    if len(text) > _LONGEST:
        return False
    for found in _CAPITAL.finditer(text):
        place = found.start()
        # The first word of a sentence is written so, too.
        if place > 1 and text[place - 2] not in _ENDS and found[0] not in output:
            return True
    return not text.isascii() and any(name[1:] not in output for name in _LIKE.findall(text))
