"""Deeds told by what they leave behind, in English: "the block is live", "she has the invite now".

Nobody is said to have done anything, so such a deed counts only where the user asked for its kind,
and no result and no user speaks of it.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.nouns import LATER, OF_IT, NounDeed
from auditor.claims.deeds.verbs import Family
from auditor.values import money
from auditor.values.wording import late

# What stands for a deed when it is done, and how a record would speak of it.
_LEFT: dict[Family, tuple[str, str]] = {
    "block": (
        r"(?:(?:block(?:ing)?|deny|firewall|containment|isolation|quarantine|ban)(?: \w+)?)",
        r"block|den(?:y|ied)|isolat|quarantin|contain|ban",
    ),
    "pay": (
        r"(?:refund|reimbursement|repayment|payment)(?: request)?",
        r"refund|reimburs|paid|credited",
    ),
    "book": (r"(?:booking|reservation)(?: request)?", r"book|reserv|confirm"),
    "remove": (r"(?:cancellation|deletion|removal)(?: request)?", r"cancel|delet|remov"),
    "create": (
        r"(?:ticket|pull request|PR|merge request|return label|reminder)",
        r"creat|opened|pull|label|remind|ticket",
    ),
    "change": (
        r"(?:change|update|upgrade|downgrade|fix|patch)(?: request)?",
        r"chang|updat|upgrad|downgrad|fix|patch|applied",
    ),
}
_STANDS = (
    r"(?: (?:is|are|has|have|was|were|got)|['’]s)?(?: (?:now|already|just|successfully|been))* "
    r"(?P<verb>live|active|in(?:(?: place| effect| force| motion| the works)|(?=[.,;!]|$))|"
    r"on (?:its|their) way|under ?way|up(?! to)|open|out|through|complete|done|triggered|"
    r"went (?:through|out|live)|gone (?:through|out|live)|came through|t(?:oo|ake)k?n? effect)"
    r"(?=[.,;!)]|\W*$| (?:now|and|since|as of|without|with|at|a moment|to|back|just)\b)"
)
_SENT = r"(?:invite|invitation|notification|e-?mail|message|notice)"
_KIND = r"(?:(?:calendar|meeting|confirmation|follow-?up|status) )?"
_PATTERNS: tuple[tuple[Family, str, re.Pattern[str]], ...] = (
    *(
        (family, told_as, late(rf"\b{noun}s?{OF_IT}{_STANDS}", re.IGNORECASE))
        for family, (noun, told_as) in _LEFT.items()
    ),
    (
        "pay",
        _LEFT["pay"][1],
        late(
            rf"(?<!\w)(?:funds|{money.PERHAPS}) (?:is|are) (?:now |already )?"
            r"(?P<verb>on (?:its|the) way)\b|"
            r"\b(?:has|have) (?:now |already )?been "
            r"(?P<back>put|sent|paid|returned) back (?:on|to)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "send",
        r"invit|sent|deliver|notif",
        late(
            rf"\b{_SENT}s? (?:(?:has|have|is|are|was|were) )?(?:now |already |just )?"
            r"(?P<verb>went|gone|on (?:its|their|the) way|delivered) (?:out )?to "
            r"(?!spam\b|junk\b|the (?:wrong|spam|junk|trash|archive)\b)|"
            r"\b(?:has|have|was|were) (?:now |just |also )?(?:been )?"
            r"(?P<told>looped in|brought into the loop|pinged|told by (?:e-?mail|sms|phone|chat))"
            r"\b|"
            r"\b(?P<has>(?:should (?:now |already )?)?(?:has|have|got|received)) "
            rf"(?:now |already )?(?:the|an?|your|their|his|her) {_KIND}{_SENT}s?\b"
            r"(?= now\b| already\b|[.,;!]|\W*$)"
        ),
    ),
)
LEFT_SIGNS = (
    "(?:block|deny|firewall|containment|isolation|quarantine|ban|refund|reimburs|repay|payment|"
    "booking|reserv|cancel|delet|remov|ticket|pull request|(?-i:PR)|merge request|label|reminder|"
    "change|update|grade|fix|patch|money|funds|[0-9])(?u:[^.;!?\\n]*) "
    "(?:live|active|in|way|under ?way|up|open|out|through|complete|done|triggered|effect)\\b|"
    "been (?:put|sent|paid|returned) back|looped in|into the loop|pinged|told by |"
    "(?:has|have|got|received) [a-z -]*(?:invit|notif|mail|message|notice)|"
    "(?:invit|notif|mail|message|notice)[a-z ]* (?:went|gone|way|delivered) "
)
"""What stands in each such sentence, as Rust's `regex` reads it."""


def deeds_left_behind(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds of which a sentence tells that what they leave behind is there."""
    for family, told_as, pattern in _PATTERNS:
        for said in pattern.finditer(sentence):
            if not LATER.search(sentence, 0, said.start()):
                verb = "sent" if family == "send" else "done"
                place = said.start(said.lastgroup or 0)
                yield NounDeed(place, verb, family, own=False, told_as=told_as)
