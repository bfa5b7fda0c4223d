"""What a sentence about a call, or a deed, says that it was done to."""

import re
from collections.abc import Iterator

from auditor.claims.claim_history import History
from auditor.claims.phrase import Phrase
from auditor.trace import Message
from auditor.values.atoms import atoms_of
from auditor.values.names import SHORT_ID
from auditor.values.values import normal_text
from auditor.values.wording import late

# Where the model has it from, not what it did something to.
_SOURCE = late(
    r"\b(?:(?:found|listed|shown|given|provided|obtained|retrieved|read|contained|mentioned) "
    r"(?:on|in|at|from)|based on|according to|information from|attaching|"
    r"(?:instruction|detail|information)s? (?:provided )?(?:in|from)|"
    r"(?:on|from) (?:his|her|their|its) (?:\w+ )?website,?(?: at)?)"
    r"(?: (?:the|her|his|their|its|a|personal|website|site|page|file|document|at)\b){0,4}\W{0,3}$"
)
# What stands behind it was meant, and another thing taken: `I typed a@x.com instead of a@y.com`.
_IN_PLACE_OF = late(
    r"(?:\b(?:instead of|rather than|in place of|(?:and|but|,) not|should have been|anstatt|statt|"
    r"anstelle von|au lieu de|en (?:lugar|vez) de|em vez de|invece di|вместо)|"
    r"而不是|而非|应该是|应为)"
    r"(?: (?:the|for|with|by|an?|die|der|das|la|le|el|o))?\W{0,3}$",
    re.IGNORECASE,
)
# What stands behind it was not done: `I invited her, but could not open her page at x.com`.
_FAILED_AT = late(
    r"\b(?:but|however|though|although)\b[^.;]{0,20}?\b(?:unable|could ?n[o'’]t|could not|can ?not|"
    r"can['’]t|did ?n['’]t|did not|failed)\b",
    re.IGNORECASE,
)
# What stands behind it was not done yet: `I read them, but still need what to post on x.com`.
_STILL_OPEN = late(
    r"\b(?:but|however|though|although)\b[^.;]{0,20}?\b(?:still|need|require|lack|miss|wait)",
    re.IGNORECASE,
)
_NAMING_NUMBER = 5


def things_told_of(phrase: Phrase, message: Message, history: History) -> Iterator[str]:
    """Yield the ids and hosts that a sentence names and the user asked about.

    A long number may name something, but where only a report tells of it, it is a figure.
    """
    said = _told_as_done(phrase)
    for atom in atoms_of(said):
        kind, form = atom.value
        before = max(0, said.find(form))
        if phrase.sort != "report" and _SOURCE.search(said, 0, before):
            continue
        if _IN_PLACE_OF.search(said, 0, before):
            continue
        if kind == "number":
            named = len(form) >= _NAMING_NUMBER and phrase.sort != "report"
        else:
            named = kind == "host" or (kind == "id" and len(form) > SHORT_ID)
        if named and history.asked_for(form, message.index):
            yield form


def _told_as_done(phrase: Phrase) -> str:
    """Return the part of a sentence, in normal spelling, before what failed or is yet to come."""
    said = normal_text(phrase.sentence)
    undone = (_STILL_OPEN, _FAILED_AT) if phrase.sort == "action" else (_STILL_OPEN,)
    ends = [found.start() for pattern in undone if (found := pattern.search(said)) is not None]
    return said[: min(ends, default=len(said))]
