"""A first look: what of a text the latest results do not hold as it is written."""

import re
from itertools import islice

from auditor.fabrication.mistold.mistyped import MAIL
from auditor.fabrication.quotes.quoted_lines import STAMP
from auditor.fabrication.things.latest_results import latest_outputs
from auditor.pairing import Pairing
from auditor.values.atoms import figures_in, holds_figure
from auditor.values.full_names import full_names_in, is_wide

FEWEST_FIELDS = 3
_MOST_FIGURES = 40
_LABELLED = re.compile(r"([^\W\d_]\w{2,}): ?([^\W\d_]\w*)\b")
_WITH_COMMA = re.compile(r"[0-9][0-9.]*,[0-9.,]*[0-9]")


def changes_lines(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a line that begins with a time stands in none of the latest results."""
    outputs: list[str] | None = None
    for line in text.split("\n"):
        if line[:40].count(":") > 1 and STAMP.match(line):
            outputs = latest_outputs(index, pairing) if outputs is None else outputs
            if not any(line.strip() in output for output in outputs):
                return True
    return False


def fills_anew(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a word stands behind a label of the latest results, and in none of these."""
    outputs: list[str] | None = None
    for label, word in _LABELLED.findall(text.casefold()):
        if outputs is None:
            outputs = [output.casefold() for output in latest_outputs(index, pairing)]
        if any(f'"{label}"' in output for output in outputs) and not any(
            word in output for output in outputs
        ):
            return True
    return False


def has_new_digits(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether figures stand in a text that the latest results don't hold as written."""
    latest: list[str] | None = None
    for figure in figures_in(text):
        if latest is None:
            latest = latest_outputs(index, pairing)
        if not any(holds_figure(output, figure) for output in latest):
            return True
    for figure in _WITH_COMMA.findall(_without_rows(text)) if "," in text else ():
        if latest is None:
            latest = latest_outputs(index, pairing)
        plain = figure.replace(",", "")
        if not any(figure in output or plain in output for output in latest):
            return True
    return False


def has_new_names(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether a full name stands in a text that late results don't hold.

    Among signs of other scripts any; among Latin letters where the text tells several figures of
    the newest result, which has another name, and no part of it stands in the result.
    """
    if not is_wide(text):
        return _changes_a_name(text, index, pairing)
    outputs: list[str] | None = None
    for name in full_names_in(text):
        outputs = latest_outputs(index, pairing) if outputs is None else outputs
        if not any(name in output for output in outputs):
            return True
    return False


def has_new_mails(text: str, index: int, pairing: Pairing) -> bool:
    """Say whether an address of mail stands in a text that late results don't hold."""
    mails = MAIL.findall(text) if "@" in text else []
    outputs = latest_outputs(index, pairing) if mails else []
    return any(not any(mail in output for output in outputs) for mail in mails)


def _changes_a_name(text: str, index: int, pairing: Pairing) -> bool:
    figures = set(islice(figures_in(text), _MOST_FIGURES))
    outputs = latest_outputs(index, pairing, 1) if len(figures) >= FEWEST_FIELDS else []
    for output in outputs:
        if sum(holds_figure(output, figure) for figure in figures) < FEWEST_FIELDS:
            continue
        left = any(name not in text for name in full_names_in(output))
        return left and any(
            not any(part in output for part in name.split()) for name in full_names_in(text)
        )
    return False


def _without_rows(text: str) -> str:
    """Return a text without lines that a comma parts into two, where there are several of them.

    In `price 1,149` below `date 1,2024-05-16` it stands between a label and its value.
    """
    lines = text.split("\n")
    rest = [line for line in lines if line.count(",") != 1 or ", " in line]
    return "\n".join(rest) if len(lines) - len(rest) >= FEWEST_FIELDS else text
