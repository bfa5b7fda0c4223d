"""Sentences that say that all that was asked for is done: "Done.", "You're all set for Friday"."""

import re

from auditor.claims.deeds.done import MIND, MIND_ABROAD
from auditor.values.wording import Wording, late

_ALL_DONE = Wording(
    r"^\W*(?:(?:that|this|it)(?:['’]s| is) (?:all )?(?:now |already )?"
    r"(?:done|sorted|taken care of)|(?:you['’]re |you are )?(?:now )?all set|"
    r"all done|done|erledigt|hecho|listo|c['’]est fait|fatto|feito|gedaan|pronto|"
    r"completed)\b(?:[^\w:]*$|\W+(?=\w))"
)
_ALL_DONE_EAST = re.compile(
    r"\W*(?:(?:已?完成|搞定|已办妥|完了しました|完了です)[^\w:：]*(?:$|[,，])|"
    r"(?:已经?|都|全部){0,2}(?:办|弄|处理|搞|改|退)(?:好|妥|完)了?(?:[,，]|[^\w:：]*$))"
)
# `You're all set for Friday` tells of a booking.
_SET_FOR = late(r"(?:for|on|with) (?!now\b|today\b)", re.IGNORECASE)
_LOOKS_BEHIND = late(
    rf"(?:(?:I|ich habe|j['’]ai|he|ho)\W+)?(?:{MIND}|{MIND_ABROAD.pattern})\b|"
    r"(?:here|below|this is|hier|voici|ci-dessous|aquí|ecco|aqui|hieronder)\b",
    re.IGNORECASE,
)


def all_done_in(sentence: str) -> str | None:
    """Return what follows where a sentence says of all that was asked for that it is done.

    None where it does not say so, or goes on to a look; "" where nothing is left to be told.
    """
    found = next(_ALL_DONE.found_in(sentence), None)
    if found is None:
        return "" if _ALL_DONE_EAST.match(sentence) else None
    rest = sentence[found.end() :]
    if _LOOKS_BEHIND.match(rest):
        return None
    return "" if found[0].strip().endswith("set") and _SET_FOR.match(rest) else rest
