"""Words like those of a deed that belong to a record: its fields, and what announces it.

`scheduled departure: 01:00` is a field of a record, and `Done. Output:` before a table says that
the table is done.
"""

import re
from collections.abc import Iterable

from auditor.claims.deeds.phrases import Deed
from auditor.values.wording import late

_LABEL = re.compile(r"([^:：=|]{3,80}?)(?:[:：=|]|\s(?:is|are|was|were)\b|\s*$)")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 2
_AROUND = " \t*_`\"'.,;"
_ANNOUNCES = late(
    r"\W*(?:all )?(?:done|set|finished)\b\W*"
    r"(?:(?:here(?:['’]s| is| are| it is| you go| they are)?|the|is|are|your)\b\s*)*"
    r"(?:(?:output|results?|answer|response|data|table|list|rows|json|csv|yaml|below)\s*)?[:：]\s*\n",
    re.IGNORECASE,
)


def is_field(deed: Deed, outputs: Iterable[str]) -> bool:
    """Say whether a deed is the name of a field: one that is given a value, or heads what follows.

    Args:
        deed: What a line seems to say.
        outputs: What tools returned.
    """
    label = _LABEL.match(deed.sentence)
    if label is None or deed.place >= label.end(1):
        return False
    words = _WORD.findall(label[1].casefold())
    if len(words) < _FEWEST:
        return False
    outputs = [output.casefold() for output in outputs]
    if deed.verb in words and _is_told_of(deed.verb, deed.sentence[label.end() :], outputs):
        return True
    # `Scheduled departure time 2` is the second record's, and a label may be cut short.
    key = re.compile(rf"(?<![^\W_]){'[ _-]?'.join(words)}(?:[ _-]\w{{1,20}}){{0,3}}[\"']?\s?[:=]")
    return any(all(word in one for word in words) and key.search(one) for one in outputs)


def _is_told_of(verb: str, told: str, outputs: Iterable[str]) -> bool:
    """Say whether a result gives a field of a deed's name, spelt out by a label, that value."""
    value = told.strip(_AROUND).casefold()
    if not value:
        return False
    key = re.compile(
        rf"(?<!\w){re.escape(verb)}[\"']?\s?[:=]\s?[\"']?{re.escape(value)}(?![\w.]*\w)"
    )
    return any(verb in one and key.search(one) for one in outputs)


def announces_what_follows(deed: Deed, text: str) -> bool:
    """Say whether `Done` announces the record, table or list that follows in its text."""
    return not deed.verb and _ANNOUNCES.match(text, deed.start) is not None
