"""Words like those of a deed that belong to a record: its fields, and what announces it.

`scheduled departure: 01:00` is a field of a record, and `Done. Output:` before a table says that
the table is done.
"""

import re
from collections.abc import Iterable

from auditor.claims.deeds.phrases import Deed
from auditor.values.wording import late

_MARKS = " \t-*•`\"'_"
_ANNOUNCES = late(
    r"\W*(?:all )?(?:done|set|finished)\b\W*"
    r"(?:(?:here(?:['’]s| is| are| it is| you go| they are)?|the|is|are|your)\b\s*)*"
    r"(?:(?:output|results?|answer|response|data|table|list|rows|json|csv|yaml|below)\s*)?[:：]\s*\n",
    re.IGNORECASE,
)


def is_field(deed: Deed, outputs: Iterable[str]) -> bool:
    """Say whether a deed is the name of a field in a line `label: value`.

    Args:
        deed: What a line seems to say.
        outputs: What tools returned.
    """
    label, colon, _ = deed.sentence.partition(":")
    label = label.strip(_MARKS).casefold()
    if not colon or " " not in label.replace("_", " "):
        return False
    ways = {f'{label.replace(" ", joint)}"' for joint in (" ", "_", "-", "")}
    return any(way in output.casefold() for output in outputs for way in ways)


def announces_what_follows(deed: Deed, text: str) -> bool:
    """Say whether `Done` announces the record, table or list that follows in its text."""
    return not deed.verb and _ANNOUNCES.match(text, deed.start) is not None
